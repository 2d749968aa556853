"""How deep each heading stands. Markup says it; in plain text the order of the headings has to.

- numbers: "2.1" stands below "2";
- the standard sections of an article stand on top, what stands between them below;
- headings that come again later in the same order are children of the nearest heading before them that comes once;
- a heading followed directly by another is its parent;
- after a sentence that announces parts ("Three areas ...:") that many headings are its children.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.line_kinds import heading_number, heading_words

_TOP_HEADINGS = """abstract;structured abstract;summary;executive summary;introduction;background;methods;method;
    materials and methods;methods and materials;patients and methods;results;findings;results and discussion;discussion;
    limitations;strengths and limitations;conclusion;conclusions;references;bibliography;appendix;appendices;
    acknowledgements;acknowledgments;acknowledgement;acknowledgment;funding;competing interests;conflict of interest;
    conflicts of interest;declaration of conflicting interests;authors' contributions;author contributions;
    author details;pre-publication history;abbreviations;supplementary material;additional files;mesh terms"""
_TOP_WORDS = frozenset(" ".join(words.split()) for words in _TOP_HEADINGS.split(";"))
_METHODS = re.compile(r"(?:[\w, ]{1,40} and )?(?:methods?|methodology)(?: and [\w ]{1,30})?")
_ARTICLE_PARTS = (
    "introduction",
    "background",
    "methods",
    "results",
    "findings",
    "discussion",
    "conclusion",
    "conclusions",
)
_LEAST_ARTICLE_PARTS = 3
_LEAST_SHARED_WORDS = 3
_MOST_DEPTHS = 6
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_COUNT_WORD = re.compile(r"\b(" + "|".join(_COUNTS) + r")\b", re.IGNORECASE)
_LIMITATIONS = re.compile(r"\blimitations?\b")


@dataclass(frozen=True, slots=True)
class OutlineHeading:
    """A heading on a line of its own. `announced_by` is the sentence right before it if that ends with a colon."""

    text: str
    level: int | None
    followed_directly: bool
    announced_by: str | None = None


def heading_depths(headings: Sequence[OutlineHeading]) -> list[int]:
    """Depths from 1, one a heading; a depth is at most one more than that of some heading before it."""
    if headings and all(heading.level is not None for heading in headings):
        return _relative([heading.level or 1 for heading in headings])
    words = [heading_words(heading.text) for heading in headings]
    numbers = [heading_number(heading.text) for heading in headings]
    if sum(number is not None and number[0].isdigit() for number in numbers) >= 2:
        return _relative(_by_number(numbers, words))
    parts = {part for part in words if part in _ARTICLE_PARTS} | {
        "methods" for part in words if _METHODS.fullmatch(part)
    }
    if len(parts) >= _LEAST_ARTICLE_PARTS:
        return _relative(_by_article_parts(words))
    return _relative(_by_order(headings, words))


def _is_top(words: str) -> bool:
    return words in _TOP_WORDS or bool(_METHODS.fullmatch(words))


def _by_number(numbers: list[str | None], words: list[str]) -> list[int]:
    depths: list[int] = []
    for number, word in zip(numbers, words, strict=True):
        if number and number[0].isdigit():
            depths.append(number.count(".") + 1)
        else:
            depths.append(1 if _is_top(word) or not depths else max(2, depths[-1]))
    return depths


def _by_article_parts(words: list[str]) -> list[int]:
    depths: list[int] = []
    for word in words:
        depths.append(1 if _is_top(word) or not depths else 2)
    return depths


def _by_order(headings: Sequence[OutlineHeading], words: list[str]) -> list[int]:
    repeated = _repeated(words)
    depths = [2 if index in repeated and index else 1 for index in range(len(words))]
    children_left = 0
    unlimited = False
    for index, heading in enumerate(headings):
        if index == 0:
            continue
        before = headings[index - 1]
        fixed = index in repeated or _is_top(words[index])
        if heading.announced_by is not None and not fixed:
            count = _COUNT_WORD.search(heading.announced_by)
            children_left, unlimited = (_COUNTS[count[1].lower()], False) if count else (0, True)
            depths[index] = depths[index - 1] + 1
            children_left -= 1
            continue
        if fixed or heading.followed_directly:
            children_left, unlimited = 0, False
        elif children_left > 0 or unlimited:
            depths[index] = depths[index - 1]
            children_left -= 1
            continue
        if before.followed_directly and index not in repeated and not _is_top(words[index]):
            depths[index] = depths[index - 1] + 1
            unlimited = True
        elif _LIMITATIONS.search(words[index]) and not _is_top(words[index]) and index not in repeated:
            depths[index] = depths[index - 1] + 1 if depths[index - 1] == 1 else depths[index - 1]
    return depths


def _repeated(words: list[str]) -> set[int]:
    """Indices of headings that come again in the same order, at least two different ones.

    "Staff and pay in hospitals" counts as come again in "Staff and pay".
    """
    places: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        for key in {word, *_openings(word)}:
            places.setdefault(key, []).append(index)
    pairs: list[tuple[int, int]] = []
    latest = -1
    for index, word in enumerate(words):
        after = max(index, latest)
        later = [
            places[key][at]
            for key in {word, *_openings(word)}
            if (at := bisect_right(places[key], after)) < len(places[key])
        ]
        partner = min((place for place in later if _same(word, words[place])), default=None)
        if partner is not None and not _is_top(word):
            pairs.append((index, partner))
            latest = partner
    if len({words[first] for first, _ in pairs}) < 2:
        return set()
    return {index for pair in pairs for index in pair}


def _openings(words: str) -> list[str]:
    """The first three words, the first four, and so on."""
    parts = words.split()
    return [" ".join(parts[:count]) for count in range(_LEAST_SHARED_WORDS, len(parts))]


def _same(first: str, second: str) -> bool:
    return bool(first) and (first == second or first in _openings(second) or second in _openings(first))


def _relative(depths: list[int]) -> list[int]:
    """Depths without gaps: a heading is at most one deeper than the one it stands under, and never below the sixth."""
    result: list[int] = []
    open_levels: list[int] = []
    for depth in depths:
        while open_levels and (open_levels[-1] >= depth or len(open_levels) == _MOST_DEPTHS):
            open_levels.pop()
        open_levels.append(depth)
        result.append(len(open_levels))
    return result
