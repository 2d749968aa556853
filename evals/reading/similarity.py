"""Words read against words known to be right: 2 M / T of the Ratcliff-Obershelp matcher, over words in their order."""

from __future__ import annotations

import io
import re
import unicodedata
from difflib import SequenceMatcher

import pypdf
import pypdfium2

_WORD = re.compile(r"\w+")


def word_similarity(read: str, expected: str) -> float:
    """From 0 to 1; ligatures and capitals make no difference."""
    ours, theirs = _words(read), _words(expected)
    return round(SequenceMatcher(None, ours, theirs, autojunk=False).ratio(), 4)


def pypdf_text(data: bytes) -> str:
    """What pypdf alone makes of a PDF."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def pypdfium2_text(data: bytes) -> str:
    """What pypdfium2 alone makes of a PDF, its marks of line-end hyphens as hyphens."""
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\ufffe", "-")
    finally:
        document.close()


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
