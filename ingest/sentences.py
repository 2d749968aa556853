"""Where sentences end.

Rules, no trained model: abbreviations, initials, decimals, ellipses, reference marks and brackets decide, so that the
same text always gives the same sentences and every break can be explained.
"""

from __future__ import annotations

import re

from ingest.attribution import names_speaker
from ingest.phrases import SENTENCE_OPENERS, word_set

Range = tuple[int, int]

# One or more stops with what may stand between them (". . .", '." . . .'), what closes, and a reference mark.
_STOP = re.compile(
    r"(?P<stops>[.!?…](?:[\"”’')\]]{0,2} ?[.!?…]){0,12})"
    r"(?P<closers>(?:[\"”’'»)\]*]|``|'')*)"
    r"(?P<mark>(?:\[\d{1,3}(?:[-–, ]{1,2}\d{1,3}){0,12}\]|\d{1,3}(?:[-–,]\d{1,3}){0,12}|[¹²³⁴-⁹⁰]{1,8})"
    r"(?=\s|$|[A-Z\"“]))?"
)
_TOKEN_BEFORE = re.compile(r"[^\s(\[\"“‘—–/]*$")
_LONGEST_TOKEN_CHARS = 40
_NEVER_END = word_set(
    "e.g i.e cf vs v viz fig figs tab eq eqs dr mr mrs ms mx prof st rev hon gov sen rep gen col sgt lt capt messrs "
    "approx ca resp ph"
)
# These end a sentence only when what follows must open one.
_SELDOM_END = word_set("al etc inc ltd co corp jr sr u.s u.k u.s.a u.n e.u ph.d m.d b.a m.a d.c a.m p.m no dept univ")
_BEFORE_NUMBER = word_set("no nos vol vols p pp para ch chap sec sect art ref refs nr app ed eds cl reg suppl")
_MONTHS = word_set("jan feb mar apr jun jul aug sep sept oct nov dec")
_CERTAIN_OPENERS = SENTENCE_OPENERS - {
    "First",
    "Second",
    "Third",
    "Most",
    "Many",
    "Some",
    "For",
    "As",
    "On",
    "At",
    "To",
    "With",
}
_LIST_NUMBER = re.compile(r"\s*\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]$")
_DECIMAL = re.compile(r"\d+\.\d+")
_CITATION = re.compile(r"\((?:see |e\.g\.,? )?[^()]{0,160}\b(?:1[89]|20)\d\d[a-z]?\b[^()]{0,60}\)\.?")
_BRACKET = re.compile(r"\(([^()]{1,90})\)")
_NEXT_WORD = re.compile(r"[\"“‘'(\[`]*([^\W\d_]+)")
# "[2]–[7]", "(Fig. 2A).": marks and pointers alone say nothing, and belong to the sentence before them.
_ONLY_POINTS = re.compile(
    r"\[\d{1,3}\](?:[-–, ]{1,2}\[?\d{1,3}\]?){0,12}\.?"
    r"|\((?:see )?(?:figs?|figures?|tables?|boxe?s?|appendix|refs?|eqs?)\b\.? [^()]{1,30}\)\.?",
    re.IGNORECASE,
)
_OPENING = "\"“‘'([`"


def split_sentences(text: str) -> list[Range]:
    """Half-open ranges of the sentences, without outer white space; together they cover all that is not space."""
    ends: list[int] = []
    for match in _STOP.finditer(text):
        end = _break_after(text, match)
        if end is not None:
            ends.append(end)
    ranges: list[Range] = []
    start = 0
    for end in [*ends, len(text)]:
        piece = text[start:end]
        first = start + len(piece) - len(piece.lstrip())
        last = start + len(piece.rstrip())
        start = end
        if first >= last:
            continue
        said = text[first:last]
        if ranges and (not any(letter.isalnum() for letter in said) or _ONLY_POINTS.fullmatch(said)):
            ranges[-1] = (ranges[-1][0], last)  # stops and marks alone are no sentence
        else:
            ranges.append((first, last))
    return ranges


def _break_after(text: str, match: re.Match[str]) -> int | None:
    """Where the sentence ends that has this stop; None when it goes on."""
    end = match.end()
    if end >= len(text):
        return None  # the end of the text needs no break
    if (
        match["mark"]
        and match["mark"][0].isdigit()
        and not match["closers"]
        and text[match.start() - 1 : match.start()].isdigit()
    ):
        return None  # a decimal
    rest = text[end : end + 200]
    following = rest.lstrip()
    if not following:
        return None
    stops = match["stops"]
    count = sum(letter in ".!?" for letter in stops) + 2 * stops.count("…")
    before = text[max(0, match.start() - _LONGEST_TOKEN_CHARS) : match.start()]
    token_match = _TOKEN_BEFORE.search(before)
    token = token_match[0] if token_match else ""
    if rest == following and not _may_be_glued(text, match, token):
        return None
    first = following.lstrip(_OPENING)[:1]
    if following[0] in "([" and (bracket_chars := _bracket_of_sentence(following)):
        return _break_after_bracket(text, end + len(rest) - len(following) + bracket_chars)
    if not (
        first.isupper()
        or first.isdigit()
        or following[0] in "•–—-"
        or (not first.isascii() and first.isalpha() and not first.islower())
    ):
        return None
    if count in (3, 2) and set(stops) <= set(". …") and not match["mark"]:
        return None  # an ellipsis; a fourth stop is the sentence's own
    if count == 1 and stops == "." and not match["closers"] and not match["mark"]:
        return end if _ends_with(token, following, text[: match.start()]) else None
    return end


def _may_be_glued(text: str, match: re.Match[str], token: str) -> bool:
    """Whether the stop may end a sentence though no space follows it."""
    if match["mark"] or match["closers"]:
        return bool(match["mark"]) or text[match.end()].isupper()
    after = text[match.end() : match.end() + 2]
    capitalised = len(after) == 2 and after[0].isupper() and after[1].islower()
    if text[match.start() - 1 : match.start()] in (")", "]"):
        return capitalised
    if "." in token or "@" in token or ":" in token or "/" in token or len(token) < 2 or not token[-1].islower():
        return False
    return capitalised


def _bracket_of_sentence(following: str) -> int:
    """Length of a bracket that belongs to the sentence before it: its source, its speaker, an aside; else 0."""
    if citation := _CITATION.match(following) or _ONLY_POINTS.match(following):
        return citation.end()
    bracket = _BRACKET.match(following)
    if bracket is None:
        return 1 if following[1:2].islower() else 0
    if following[1].islower():
        return bracket.end()
    names = names_speaker(bracket[1]) and any(letter.isdigit() for letter in bracket[1])
    return bracket.end() if names else 0


def _break_after_bracket(text: str, position: int) -> int | None:
    """The end of a bracket that has no stop of its own, if a sentence opens after it; None otherwise."""
    if text[position - 1] not in ")].":
        return None
    rest = text[position : position + 40]
    after = rest.lstrip()
    return position if after != rest and after[:1].isupper() else None


def _ends_with(token: str, following: str, before: str) -> bool:
    """Whether a single full stop after `token` ends the sentence."""
    lowered = token.lower().rstrip(".")
    next_word = _NEXT_WORD.match(following)
    opener = bool(next_word) and next_word[1] in _CERTAIN_OPENERS if next_word else False
    if lowered in _NEVER_END:
        return False
    if lowered in _BEFORE_NUMBER and (
        following.lstrip("[(")[:1].isdigit() or token in ("No", "Nos", "Vol", "Vols", "pp", "p", "ed", "eds")
    ):
        return opener and lowered == "no"
    if lowered in _SELDOM_END and lowered != "no":
        return opener or (following[0] in '"“' and lowered == "etc")
    if lowered in _MONTHS and following[0].isdigit():
        return False
    if len(token) == 1 and token.isalpha():
        if token.islower():
            return not _LIST_NUMBER.fullmatch(before[-12:] + ".")
        return opener
    if _DECIMAL.fullmatch(token):
        return token != before.strip()  # "3.1. Study design" is a heading's number
    if len(token.split(".")) > 1 and all(len(part) <= 1 for part in token.split(".")):
        return opener  # initials: J.K. Smith
    return not (token.isdigit() and _LIST_NUMBER.fullmatch(before.lstrip() + ".") is not None)
