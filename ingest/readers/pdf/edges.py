"""Lines at the upper and lower edge of pages that recur (running heads, page numbers) go to the ends of their page,
wherever the file draws them, so that they interrupt nothing and cleaning finds and removes them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from ingest.readers.pdf.lines import Line

_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_LEVELS = 3
_LEAST_SHARE = 0.2
_SAME_PLACE_POINTS = 6.0


def move_edges(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Each page's lines with its running heads first and last."""
    seen: dict[tuple[str, bool], list[tuple[int, float]]] = defaultdict(list)
    edges: list[list[tuple[Line, bool]]] = []
    for number, lines in enumerate(pages):
        edges.append(_edge_lines(lines))
        for line, at_top in edges[-1]:
            seen[_key(line.text), at_top].append((number, line.y))
    needed = max(2, round(_LEAST_SHARE * len(pages)))
    moved: list[list[Line]] = []
    for number, lines in enumerate(pages):
        heads = [(line, top) for line, top in edges[number] if _is_head(line, top, seen, needed)]
        ids = {id(line) for line, _ in heads}
        rest = [line for line in lines if id(line) not in ids]
        moved.append([*(line for line, top in heads if top), *rest, *(line for line, top in heads if not top)])
    return moved


def _edge_lines(lines: Sequence[Line]) -> list[tuple[Line, bool]]:
    """Lines on the outermost levels of the page, and whether they stand at the top."""
    upright = [line for line in lines if line.upright and line.hidden is None]
    levels = sorted({round(line.y) for line in upright}, reverse=True)
    if len(levels) <= 2 * _LEVELS:
        return []
    top, bottom = levels[_LEVELS - 1], levels[-_LEVELS]
    return [(line, round(line.y) >= top) for line in upright if round(line.y) >= top or round(line.y) <= bottom]


def _is_head(line: Line, at_top: bool, seen: dict[tuple[str, bool], list[tuple[int, float]]], needed: int) -> bool:
    same = {page for page, y in seen[_key(line.text), at_top] if abs(y - line.y) <= _SAME_PLACE_POINTS}
    return len(same) >= (2 if _PAGE_NUMBER.fullmatch(line.text) else needed)


def _key(text: str) -> str:
    return _NUMBER.sub("#", " ".join(text.casefold().split()))
