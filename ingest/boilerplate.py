"""Third step of cleaning: lines that are not the source's text. Each is removed with its reason, never silently.

Running heads are found by recurrence: in paged files at the edges of pages, elsewhere as short lines that differ in a
growing number only and cut through sentences. Headings such as "Week 1", "Week 2" do not cut through sentences.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ingest.lines import Line
from ingest.phrases import ends_sentence, starts_lower

RemovalReason = Literal[
    "navigation", "publisher disclaimer", "running head", "page number", "download stamp", "list mark", "table rule",
    "emphasis mark", "hidden text",
]  # fmt: skip

_NAVIGATION_WORD = r"(?:previous|next|menu|home|back|top|search|login|register|share|print)"
_NAVIGATION = re.compile(
    rf"{_NAVIGATION_WORD}(?:[\s|/·>«»‹›]+{_NAVIGATION_WORD}){{1,8}}"
    r"|related (?:content|articles)|similar articles|skip to (?:main )?content|back to top|download pdf"
    r"|full text links|view (?:full )?article|advertisement|show more|read more",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"(?:disclaimer\s*:.*(?:sovereignty|constitution|not accepted|not approved|approved by|no liability)"
    r"|publisher.s note:?.*neutral with regard to jurisdictional)",
    re.IGNORECASE,
)
_DOWNLOAD_STAMP = re.compile(
    r"(?:this (?:article|file|content) was )?downloaded (?:from|by|on)\b.{0,300}", re.IGNORECASE
)
_BARE_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|[ivxl]{1,6}|-\s?\d{1,4}\s?-", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")
_NUMBERED_PART = re.compile(
    r"(?:table|figure|fig|box|chapter|section|part|appendix|annex|step|phase|stage|question|exhibit|panel|item|theme"
    r"|theme|lesson|case|example|year|week|day|group|participant)\b",
    re.IGNORECASE,
)
_LONGEST_HEAD_CHARS = 110
_LONGEST_UNPAGED_HEAD_CHARS = 60
_EDGE_LINES = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """Lines that remain, what was removed (index of the line and why), and what running heads say about pages."""

    lines: list[Line]
    removed: list[tuple[Line, RemovalReason]]
    printed_labels: Mapping[int, str]
    """Page index to the label that its running head prints; paged files only."""
    head_numbers: tuple[int, ...]
    """Numbers of running heads in a file without pages, in order."""
    heads_at: Literal["top", "bottom"] | None
    """Where they stand on their pages, if the file shows it."""
    head_source_starts: tuple[int, ...]


def remove_boilerplate(lines: Sequence[Line]) -> Kept:
    """Split lines into the source's own and the rest."""
    reasons: dict[int, RemovalReason] = {}
    for index, line in enumerate(lines):
        if line.mark == "hidden":
            reasons[index] = "hidden text"
        elif line.heading_level is None and (reason := _reason_alone(line)):
            reasons[index] = reason
    paged = any(line.page_index is not None for line in lines)
    heads = _paged_heads(lines) if paged else _unpaged_heads(lines)
    reasons |= {index: "running head" if len(lines[index].text) > 6 else "page number" for index in heads}
    head_lines = [] if paged else [lines[index] for index in sorted(heads)]
    kept = [line for index, line in enumerate(lines) if index not in reasons]
    if len(kept) == 0:  # a file of nothing but such lines is taken at its word
        return Kept(list(lines), [], {}, (), None, ())
    return Kept(
        lines=kept,
        removed=[(lines[index], reason) for index, reason in sorted(reasons.items())],
        printed_labels=_printed_labels(lines, heads) if paged else {},
        head_numbers=tuple(int(_NUMBER.findall(line.text)[-1][:9]) for line in head_lines),
        heads_at=_place_of_heads(lines, sorted(heads)) if head_lines else None,
        head_source_starts=tuple(line.source_start for line in head_lines),
    )


def _reason_alone(line: Line) -> RemovalReason | None:
    if len(line.text) <= 100 and _NAVIGATION.fullmatch(line.text):
        return "navigation"
    if _DISCLAIMER.match(line.text):
        return "publisher disclaimer"
    if len(line.text) <= 300 and _DOWNLOAD_STAMP.fullmatch(line.text):
        return "download stamp"
    return None


def _paged_heads(lines: Sequence[Line]) -> set[int]:
    """Indices of short lines at page edges that recur on other pages with other numbers, and of bare page numbers."""
    by_page: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.page_index is not None:
            by_page[line.page_index].append(index)
    edges: dict[int, list[int]] = {}
    for page, indices in by_page.items():
        depth = min(_EDGE_LINES, 1 + len(indices) // 4)  # a page of a few lines is not all head
        edges[page] = [*indices[:depth], *indices[max(depth, len(indices) - depth) :]]
    pages_of: dict[str, set[int]] = defaultdict(set)
    for page, indices in edges.items():
        for index in indices:
            if len(lines[index].text) <= _LONGEST_HEAD_CHARS:
                pages_of[_key(lines[index].text)].add(page)
    needed = max(2, round(0.25 * len(by_page)))
    heads: set[int] = set()
    for page, indices in edges.items():
        for index in indices:
            text = lines[index].text
            recurs = len(text) <= _LONGEST_HEAD_CHARS and len(pages_of[_key(text)]) >= needed
            outermost = index in (by_page[page][0], by_page[page][-1])
            bare = outermost and len(by_page) > 1 and bool(_BARE_PAGE_NUMBER.fullmatch(text))
            if (recurs and not _NUMBERED_PART.match(text)) or bare:
                heads.add(index)
    return heads


def _unpaged_heads(lines: Sequence[Line]) -> set[int]:
    """Indices of short lines that recur with a growing number and mostly cut through sentences."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        text = line.text
        if len(text) <= _LONGEST_UNPAGED_HEAD_CHARS and _NUMBER.search(text) and not _NUMBERED_PART.match(text):
            key = _key(text)
            if key.strip("# .)-(") and (key.endswith("#") or key.startswith("#")):
                groups[key].append(index)
    heads: set[int] = set()
    for indices in groups.values():
        numbers = [int(_NUMBER.findall(lines[index].text)[-1][:9]) for index in indices]
        growing = all(a < b for a, b in pairwise(numbers))
        cutting = sum(_cuts(lines, index) for index in indices)
        if len(indices) >= 2 and growing and cutting * 2 >= len(indices):
            heads.update(indices)
    return heads


def _cuts(lines: Sequence[Line], index: int) -> bool:
    if index == 0 or index + 1 >= len(lines):
        return False
    return not ends_sentence(lines[index - 1].text) and starts_lower(lines[index + 1].text)


def _key(text: str) -> str:
    return _NUMBER.sub("#", " ".join(text.casefold().split()))


def _printed_labels(lines: Sequence[Line], heads: set[int]) -> dict[int, str]:
    """Page index to the number printed on that page, where at least two heads agree on the distance between the two.

    Pages whose head has no number get none: a file may leave pages out.
    """
    votes: dict[int, set[int]] = defaultdict(set)
    pages = {line.page_index for line in lines if line.page_index is not None}
    for index in heads:
        page = lines[index].page_index
        if page is not None:
            for number in _NUMBER.findall(lines[index].text):
                if len(number) <= 4:
                    votes[int(number) - page].add(page)
    if not votes:
        return {}
    ranked = sorted(votes.items(), key=lambda vote: -len(vote[1]))
    distance, agreeing = ranked[0]
    runner_up = len(ranked[1][1]) if len(ranked) > 1 else 0
    if len(agreeing) < 2 or len(agreeing) == runner_up or min(pages) + distance < 1:
        return {}
    return {page: str(page + distance) for page in sorted(agreeing)}


def _place_of_heads(lines: Sequence[Line], heads: list[int]) -> Literal["top", "bottom"] | None:
    """Top if the file begins with a head, bottom if it ends with one; None when both or neither."""
    at_top, at_bottom = heads[0] == 0, heads[-1] == len(lines) - 1
    if at_top == at_bottom:
        return None
    return "top" if at_top else "bottom"
