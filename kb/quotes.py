"""Is a quote what the source says? Six verdicts, decided by comparing characters, never by likeness.

Spacing, line-end hyphens, ligatures and the shape of quotation marks may differ; digits, units, negations and words
may not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from kb.citations import Verdict
from kb.documents import Document, Span

_SHAPES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "\u00ad": None, "\u200b": None})
_LINE_END_HYPHEN = re.compile(r"-\s*\n\s*")


def fold_spacing(text: str) -> str:
    """Text with white space squeezed: what must agree for a quote to be verified."""
    return " ".join(text.split())


def fold_repairs(text: str) -> str:
    """Text without what mending changes: white space, hyphens, ligatures and the shape of marks."""
    folded = unicodedata.normalize("NFKC", _LINE_END_HYPHEN.sub("", text).translate(_SHAPES))
    return re.sub(r"[\s\-]+", "", folded)


def judge_quote(quote: str, span: Span, document: Document, library: Iterable[Document] = ()) -> Verdict:
    """Verdict on a quote said to stand at `span` of `document`.

    verified: it stands there, and in the text as extracted, but for spacing. repaired: but for line-end hyphens,
    ligatures, and removed matter such as a running head. altered: something like it stands there, with other words
    or digits. misattributed: it stands elsewhere in this document or in another of `library`. stitched: its parts
    stand in this document, but not together. absent: it stands nowhere.
    """
    if fold_spacing(quote) == fold_spacing(document.slice(span)) and quote.strip():
        start, end = document.source_span(span)
        untouched = fold_spacing(document.source_text[start:end]) == fold_spacing(quote)
        return "verified" if untouched else "repaired"
    wanted = fold_repairs(quote)
    if not wanted:
        return "absent"
    if wanted == fold_repairs(document.slice(span)):
        return "repaired"
    if any(wanted in fold_repairs(other.text) for other in (document, *library)):
        return "misattributed"
    if _stitched(quote, document):
        return "stitched"
    return "altered" if _shares_most_words(quote, document.slice(span)) else "absent"


def _stitched(quote: str, document: Document) -> bool:
    """Whether the quote falls into two or three pieces of four words or more that each stand in the document."""
    words = quote.split()
    haystack = fold_repairs(document.text)

    def longest(start: int) -> int:
        stop = len(words)
        while stop - start >= 4 and fold_repairs(" ".join(words[start:stop])) not in haystack:
            stop -= 1
        return stop

    start = 0
    for _ in range(3):
        stop = longest(start)
        if stop - start < 4:
            return False
        if stop == len(words):
            return start > 0
        start = stop
    return False


def _shares_most_words(quote: str, actual: str) -> bool:
    quoted, there = set(quote.lower().split()), set(actual.lower().split())
    return bool(quoted) and len(quoted & there) >= 0.6 * max(len(quoted), len(there))
