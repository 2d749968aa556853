"""Page numbers: whether the words of a sentence stand on the page that its citation names, by another extractor."""

from __future__ import annotations

import random
import re
import unicodedata

import pypdfium2

from kb.documents import Document, Sentence

_LEAST_CHARS = 40
_OPENING_LETTERS = 24  # a sentence may run on to the next page: its opening counts


def sample_page_numbers(document: Document, data: bytes, count: int, seed: int) -> tuple[int, int]:
    """How many of `count` sampled sentences stand on the page they are said to, and how many were looked up."""
    texts = _page_letters(data)
    candidates = [s for s in document.sentences if s.kind == "prose" and s.char_end - s.char_start >= _LEAST_CHARS]
    chosen = random.Random(seed).sample(candidates, min(count, len(candidates)))
    return sum(_stands(document, sentence, texts) for sentence in chosen), len(chosen)


def _stands(document: Document, sentence: Sentence, texts: list[str]) -> bool:
    page = document.page_at(sentence.char_start)
    opening = _letters(document.slice(sentence))[:_OPENING_LETTERS]
    return page is not None and opening in texts[page.page_index]


def _page_letters(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [_letters(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
