"""Which characters of the cleaned text stand on which page.

A paged file says it. In other files running heads may name pages; they are believed only where every page has one and
the file shows whether they stand at the top or at the bottom. Otherwise a citation gives its section and no page.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from ingest.boilerplate import Kept
from ingest.extracted import ExtractedText, SourcePage
from ingest.mapped_text import MappedText
from kb.documents import Page


def find_pages(content: MappedText, extracted: ExtractedText, kept: Kept) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """Pages in order, without overlap, and warnings about page numbers that could not be used."""
    if extracted.pages:
        return _paged(content, extracted, kept), ()
    if not kept.head_numbers:
        return (), ()
    numbers = ", ".join(str(number) for number in kept.head_numbers[:8])
    unsure = (f"Running heads name pages ({numbers}) but not where each begins: citations give sections, no pages.",)
    consecutive = all(b - a == 1 for a, b in pairwise(kept.head_numbers))
    if kept.heads_at is None or not consecutive:
        return (), unsure
    return _headed(content, kept), ()


def _paged(content: MappedText, extracted: ExtractedText, kept: Kept) -> tuple[Page, ...]:
    """One stretch a page, or several where a box or a table of another page stands between its parts."""
    page_starts = [page.start for page in extracted.pages]
    starts: list[tuple[int, int]] = []
    for run in content.runs:
        first = bisect_right(page_starts, run.source_start) - 1
        last = bisect_right(page_starts, run.source_start + run.length - 1) - 1
        for number in range(first, last + 1):
            if not starts or starts[-1][0] != number:
                starts.append((number, run.start + max(0, page_starts[number] - run.source_start)))
    ends = [start for _, start in starts[1:]] + [len(content.text)]
    return tuple(
        Page(
            char_start=start,
            char_end=max(start, end),
            page_index=extracted.pages[number].index,
            page_label=_label(extracted.pages[number], kept),
        )
        for (number, start), end in zip(starts, ends, strict=True)
    )


def _label(page: SourcePage, kept: Kept) -> str | None:
    """As printed in the running head; where no page has such a head, as the file labels it."""
    return kept.printed_labels.get(page.index) if kept.printed_labels else page.label


def _headed(content: MappedText, kept: Kept) -> tuple[Page, ...]:
    """Pages of a file without pages whose running heads all stand at the top, or all at the bottom."""
    edges = [_position_of(content, source) for source in kept.head_source_starts]
    bounds = [*edges, len(content.text)] if kept.heads_at == "top" else [0, *edges]
    return tuple(
        Page(char_start=start, char_end=max(start, end), page_index=index, page_label=str(number))
        for index, (number, (start, end)) in enumerate(zip(kept.head_numbers, pairwise(bounds), strict=True))
    )


def _position_of(content: MappedText, source_position: int) -> int:
    """The first character of the cleaned text that was copied from `source_position` or later."""
    later = [run for run in content.runs if run.source_start + run.length > source_position]
    if not later:
        return len(content.text)
    run = min(later, key=lambda run: max(run.source_start, source_position))
    return run.start + max(0, source_position - run.source_start)
