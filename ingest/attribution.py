"""Whose words a stretch of text is: "(Group 2, Participant 4)" after a quotation, a line "Ward sister, hospital" below
one, "said," before one."""

from __future__ import annotations

import re

from ingest.phrases import word_count

_ROLE = (
    r"(?i:participants?|interviewees?|respondents?|informants?|patients?|nurses?|doctors?|physicians?|gps?|consultants?"
    r"|managers?|directors?|officers?|executives?|ceo|chief|chair\w*|leaders?|carers?|members?|group|midwife"
    r"|pharmacists?|specialists?|professor|minister|clinicians?|surgeons?|commissioner|administrator|analyst|president)"
)
_CODE = r"(?:[A-Z]{1,3}\s?\d{1,3}|(?i:interview|id|fg|centre|center|site)\s?[A-Z]?\d{0,3})"
_BRACKETED = re.compile(rf"\(((?=[^()]{{0,80}}\b(?:{_ROLE}|{_CODE})\b)[A-Z][^()]{{1,80}})\)")
_NOT_A_SPEAKER = re.compile(
    r"\b(?:1[89]|20)\d\d|\b(?:see|table|figure|fig|box|appendix|file|n ?=|eg|ie|e\.g|i\.e)\b|[.;!?]|^\w+s?\)?$",
    re.IGNORECASE,
)
_AT_END = re.compile(rf"(?:{_BRACKETED.pattern})[.,]?$")
_SAYING = re.compile(
    r"\b(?:said|says|noted|recounted|explained|observed|commented|added|stated|remarked|recalled|reported|described"
    r"|asked|told us|put it|argued|reflected|seconded)\)?,$"
)
_DASH = re.compile(r"^[–—-]+\s*")
_LONGEST_SPEAKER_LINE_CHARS = 80
_CODE_ONLY = re.compile(rf"{_CODE}")
_FIRST_OR_SECOND_PERSON = re.compile(r"\b(?:I|I’m|I'm|we|my|our|us|you|your|me)\b", re.IGNORECASE)
_WORDS_A_PRONOUN = 15
_OPENING, _CLOSING = '"“‘', '"”’'


def speaker_at_end(text: str) -> tuple[str, int] | None:
    """The bracketed speaker that the text ends with, and where the bracket opens."""
    if not text.endswith((")", ").", "),")):
        return None
    tail_start = max(0, len(text) - 110)
    found = _AT_END.search(text, tail_start)
    if found is None or not names_speaker(found[1]):
        return None
    return " ".join(found[1].split()), found.start()


def bracketed_speakers(text: str) -> list[tuple[int, int, str]]:
    """All bracketed speakers in the text: where the bracket opens, where it ends, who."""
    return [
        (found.start(), found.end(), " ".join(found[1].split()))
        for found in _BRACKETED.finditer(text)
        if names_speaker(found[1])
    ]


def names_speaker(words: str) -> bool:
    """Whether bracketed words name a person or a role: no year, no reference to a table, two words or a code."""
    if _NOT_A_SPEAKER.search(words):
        return bool(_CODE_ONLY.fullmatch(words))
    return True


def speaker_line(text: str) -> str | None:
    """Who a short line below a quotation names; None when it is no such line."""
    words = _DASH.sub("", text)
    if not words or len(words) > _LONGEST_SPEAKER_LINE_CHARS or word_count(words) > 10:
        return None
    if words[-1] in ".?!;:" or not words[0].isupper():
        return None
    return words


def is_wholly_quoted(text: str) -> bool:
    """Whether the text is one quotation from its first character to its last."""
    if len(text) < 3 or text[0] not in _OPENING or text.rstrip(".,")[-1:] not in _CLOSING:
        return False
    if text[0] == "“":
        return text.count("“") == text.count("”") and "”" not in text[1:-2]
    return True


def introduces_quotation(text: str) -> bool:
    """Whether the text ends with a verb of saying and a comma."""
    return text.endswith(",") and bool(_SAYING.search(text[-40:]))


def sounds_spoken(text: str) -> bool:
    """Whether the text speaks in the first or second person: at least one such word in fifteen."""
    return len(_FIRST_OR_SECOND_PERSON.findall(text)) * _WORDS_A_PRONOUN >= word_count(text)
