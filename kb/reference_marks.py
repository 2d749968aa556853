"""A source's own reference marks ("[17]", "(12, 13)", a raised 12-14 stuck to a word), told from its figures.

Whether a number is such a mark, the whole text says: references are numbered, so that the numbers found in one style
cover most of 1 to the highest. Figures in brackets, enumerations and "CO2" do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial

from kb.documents import Document, Sentence, SentenceKind

_NUMBERS = r"\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*"
_STYLES = {
    "square": re.compile(rf"\s?\[(?P<numbers>{_NUMBERS}(?:\]\s?[,;–-]?\s?\[{_NUMBERS})*)\]"),
    "round": re.compile(rf"\s?\((?P<numbers>{_NUMBERS})\)(?=\s*(?:[.,;:)]|$))"),
    "raised": re.compile(
        rf"(?P<word>[a-z]{{2,}}[)”\"’]?|[A-Za-z]+[)”\"’]?[.,;:][”\"’]?|[)”\"’%][.,;:]?)"
        rf"(?P<numbers>{_NUMBERS.replace(chr(92) + 's?', '')})(?=[\s.,;:)—]|$)"
    ),
}
# "Fig.2" and "pp.12" are no word with a mark.
_NUMBERED = re.compile(
    r"^(?:figs?|vols?|secs?|nos?|pp?|eqs?|chs?|arts?|refs?|pts?|tables?|box|parts?|types?|[a-z])\W", re.IGNORECASE
)
# "(reviewed in [9])" says nothing without its mark.
_LEANS_ON_IT = re.compile(
    r"(?:^|\b(?:in|see|of|by|from|and|or|to|with|than|also|eqs?\.?|equations?|figs?\.?|figures?|tables?|"
    r"e\.g\.,?|i\.e\.,?|refs?\.?|references?))$",
    re.IGNORECASE,
)
_EMPTIED = re.compile(r"\s?\(\s*[,;]?\s*\)")
_RANGE = re.compile(r"(\d+)\]?\s?[–-]\s?\[?(\d+)")
_LEAST_DISTINCT = {"square": 2, "round": 5, "raised": 5}
_LEAST_COVERED = 0.7
_LONGEST_RANGE = 30
_SHOWN_WITHOUT: tuple[SentenceKind, ...] = ("prose", "lead_in", "list_item")
_RAISED = str.maketrans("0123456789-–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")


def without_reference_marks(document: Document, sentence: Sentence) -> str:
    """What a sentence of an original says, its reference marks left out; what somebody said, a table and a note as
    they are. A number in square brackets that may be no mark is kept, raised, so that it is not taken for one of ours.
    """
    text = document.slice(sentence)
    if document.kind == "note" or sentence.kind not in _SHOWN_WITHOUT:
        return text
    styles = reference_styles(document.text)
    shown = text
    for style, pattern in _STYLES.items():
        highest = styles.get(style, 0)
        if highest or style == "square":
            shown = pattern.sub(partial(_shown, highest), shown)
    shown = _EMPTIED.sub("", shown)
    return shown if shown.strip() else text


@lru_cache(maxsize=512)
def reference_styles(text: str) -> dict[str, int]:
    """In which of `square`, `round` and `raised` a text marks its references, and the highest number: one, or none.

    Where several look like it, the one that counts furthest: equations are numbered too.
    """
    highest, style = max((_highest(style, text), style) for style in _STYLES)
    return {style: highest} if highest else {}


def _highest(style: str, text: str) -> int:
    """The highest number up to which those of a style are references; 0 where they are none."""
    marks = [match for match in _STYLES[style].finditer(text) if _is_mark(match)]
    numbers = sorted({number for match in marks for number in _numbers(match)})
    least = max(_LEAST_DISTINCT[style], _LEAST_COVERED * len(numbers))
    covering = [number for place, number in enumerate(numbers, start=1) if least <= place >= _LEAST_COVERED * number]
    return max(covering, default=0)


def _numbers(match: re.Match[str]) -> Iterator[int]:
    written = match["numbers"]
    for first, last in _RANGE.findall(written):
        yield from range(int(first), min(int(last), int(first) + _LONGEST_RANGE) + 1)
    yield from (int(number) for number in re.findall(r"\d+", written) if int(number))


def _is_mark(match: re.Match[str]) -> bool:
    return not _NUMBERED.match(match.groupdict().get("word") or "")


def _shown(highest: int, match: re.Match[str]) -> str:
    """Left out where it is a mark; where it may be none, or the sentence needs it, in square brackets no more."""
    word = match.groupdict().get("word")
    needed = word is None and _LEANS_ON_IT.search(match.string, 0, match.start())
    if _is_mark(match) and not needed and 0 < max(_numbers(match), default=0) <= highest:
        return word or ""
    if not match.group().lstrip().startswith("["):
        return match.group()
    return match.group().replace("[", "").replace("]", "").translate(_RAISED)
