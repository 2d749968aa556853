"""What a stretch of text looks like: whether it ends a sentence, opens one, or is set like a title."""

from __future__ import annotations

import re

# A stop, what may close after it, and a reference mark glued to it ("in time.1-3").
_SENTENCE_END = re.compile(
    r"(?:(?<!\d)[.!?…:]|[.!?…:](?!\d))[\"'”’»)\]*]*(?:\d{1,3}(?:[-–,]\d{1,3}){0,8}|[¹²³⁴-⁹⁰]{1,8})?$"
)
_LAST_WORD = re.compile(r"([^\W\d_]+)[\"'”’]?$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_TAIL_CHARS = 60  # how far back a sentence's end is looked at


def word_set(words: str) -> frozenset[str]:
    """The words of a string; keeps long word lists readable."""
    return frozenset(words.split())


# Words after which neither a sentence nor a heading can end.
FUNCTION_WORDS = word_set(
    "a an the of in on at by for from with without to into onto and or but nor as than that which who whose whom if "
    "is are was were be been has have had their its his her our your my this these those some any no every each "
    "between among through during within about over under per via including such based both either will would can "
    "could should may might must not"
)
# Words that, capitalised, open a sentence and seldom stand capitalised within one.
SENTENCE_OPENERS = word_set(
    "The This These Those Our We In It They There However Although Though While When If As For Furthermore Moreover "
    "Finally Additionally First Second Third Thus Therefore Because Since Such Most Many Some Here Another He She You "
    "To With On At"
)
_MINOR_WORDS = FUNCTION_WORDS | {"vs", "et", "al"}


def ends_sentence(text: str) -> bool:
    """Whether the text ends with a stop (a colon counts), closing marks and reference marks allowed after it."""
    return bool(_SENTENCE_END.search(text[-_TAIL_CHARS:].rstrip()))


def starts_lower(text: str) -> bool:
    """Whether the first character is a lower-case letter."""
    return text[:1].islower()


def starts_upper(text: str) -> bool:
    """Whether the first letter or digit, opening marks aside, is a capital or a digit."""
    first = text.lstrip("\"'“‘«([`")[:1]
    return first.isupper() or first.isdigit()


def first_word(text: str) -> str:
    """The first run of letters, or an empty string."""
    match = _FIRST_WORD.search(text)
    return match[0] if match else ""


def ends_open(text: str) -> bool:
    """Whether a sentence must go on after this text: it ends with a comma, a hyphen, a dash or a function word."""
    tail = text[-_TAIL_CHARS:].rstrip()
    if tail.endswith((",", "-", "–", "—", "(", ";", "/")):
        return True
    word = _LAST_WORD.search(tail)
    return bool(word) and word[1].lower() in FUNCTION_WORDS if word else False


def is_title_case(text: str) -> bool:
    """Whether at least two words, and nearly all but the minor ones, begin with a capital."""
    words = [word for word in _WORD.findall(text) if word.lower() not in _MINOR_WORDS]
    capital = sum(word[0].isupper() for word in words)
    return len(words) >= 2 and capital >= 0.8 * len(words)


def word_count(text: str) -> int:
    """Number of words, numbers not counted."""
    return len(_WORD.findall(text))
