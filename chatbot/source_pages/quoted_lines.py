"""From spans of a document to the lines of its file that hold them, and which of their letters are quoted.

Cleaning copied every letter of `Document.text` from `Document.source_text`, where lines end as they do on the page and
pages are parted by form feeds. A letter is what spacing, hyphens, ligatures, accents and capitals do not change.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kb.documents import Document, Span

_PAGE_SEPARATOR = "\f"


@dataclass(frozen=True)
class SourceLine:
    """A line of the file: its letters, and for each whether it is quoted."""

    letters: str
    quoted: tuple[bool, ...]
    marks_before: int = 0
    """Quoted characters that are no letters, such as a quotation mark or a sign of money, before the first letter."""
    marks_after: int = 0
    """Likewise after the last, such as a stop or a sign of per cent."""

    @property
    def is_quoted(self) -> bool:
        return any(self.quoted)

    def trimmed(self) -> SourceLine:
        """The line without what stands before and after its quoted letters; as it is where none is quoted."""
        if not self.is_quoted:
            return self
        first, end = self.quoted.index(True), len(self.quoted) - self.quoted[::-1].index(True)
        return replace(self, letters=self.letters[first:end], quoted=self.quoted[first:end])


@lru_cache(maxsize=4096)
def fold_letter(character: str) -> str:
    """The letters and digits that a character stands for: two for a ligature, none for punctuation and spaces."""
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    return "".join(part for part in unicodedata.normalize("NFKD", character).casefold() if part.isalnum())


def fold_letters(text: str) -> str:
    """All letters and digits of a text."""
    return "".join(map(fold_letter, text))


def quoted_pages(document: Document, spans: Sequence[Span]) -> dict[int, tuple[SourceLine, ...] | None]:
    """For each page that holds quoted letters, in order: all its lines; None where the letters cannot be traced.

    Empty for a document without pages, and for spans that name no letter of it.
    """
    pages = _pages_of(document, spans)
    positions = _quoted_positions(document, spans)
    if positions is None:
        return dict.fromkeys(pages)
    starts = [0] + [i + 1 for i, c in enumerate(document.source_text) if c == _PAGE_SEPARATOR]
    text = document.source_text
    found = {bisect_right(starts, position) - 1 for position in positions if fold_letter(text[position])}
    if found != set(pages):  # the file was not read page by page as PDFs are
        return dict.fromkeys(pages)
    return {page: tuple(_lines(document.source_text, starts, page, positions)) for page in sorted(pages)}


def _pages_of(document: Document, spans: Sequence[Span]) -> list[int]:
    """Pages on which letters of the spans stand."""
    return sorted({
        page.page_index
        for page in document.pages
        for span in spans
        if fold_letters(document.text[max(page.char_start, span.char_start) : min(page.char_end, span.char_end)])
    })  # fmt: skip


def _quoted_positions(document: Document, spans: Sequence[Span]) -> set[int] | None:
    """Characters of the source text that the spans hold; None where some letter of theirs was not copied from one."""
    positions: set[int] = set()
    starts = [run.char_start for run in document.offset_map]
    for span in spans:
        at = span.char_start
        while at < span.char_end:
            index = bisect_right(starts, at) - 1
            run = document.offset_map[index] if index >= 0 else None
            if run is not None and at < run.char_start + run.length:
                end = min(span.char_end, run.char_start + run.length)
                first = run.source_start + at - run.char_start
                positions.update(range(first, first + end - at))
                at = end
                continue
            end = min(span.char_end, starts[index + 1] if index + 1 < len(starts) else span.char_end)
            inserted = fold_letters(document.text[at:end])
            if inserted:  # a ligature that was spelled out: its one character stands right after what was copied before
                spelled = _spelled_out(document, index, inserted)
                if spelled is None:
                    return None
                positions.update(spelled)
            at = end
    return positions


def _spelled_out(document: Document, run_before: int, inserted: str) -> range | None:
    """The characters between two copied runs, where they are the letters inserted between these."""
    runs = document.offset_map
    start = runs[run_before].source_start + runs[run_before].length if run_before >= 0 else 0
    end = runs[run_before + 1].source_start if run_before + 1 < len(runs) else len(document.source_text)
    return range(start, end) if start < end and fold_letters(document.source_text[start:end]) == inserted else None


def _lines(text: str, page_starts: Sequence[int], page: int, positions: set[int]) -> Iterator[SourceLine]:
    start = page_starts[page]
    end = page_starts[page + 1] - 1 if page + 1 < len(page_starts) else len(text)
    for line in text[start:end].split("\n"):
        letters: list[str] = []
        quoted: list[bool] = []
        for offset, character in enumerate(line):
            folded = fold_letter(character)
            letters.append(folded)
            quoted += [start + offset in positions] * len(folded)
        if quoted:
            own = [character for offset, character in enumerate(line) if start + offset in positions]
            yield SourceLine("".join(letters), tuple(quoted), _count_marks(own), _count_marks(own[::-1]))
        start += len(line) + 1


def _count_marks(characters: Sequence[str]) -> int:
    """How many signs stand before the first letter; 0 where there is none."""
    signs = 0
    for character in characters:
        if fold_letter(character):
            return signs
        signs += not character.isspace()
    return 0
