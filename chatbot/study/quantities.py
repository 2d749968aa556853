"""Figures of a sentence that can be asked for, and all numbers that stand in it. English alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ANY = re.compile(rf"(?<![\w.,]){_NUMBER}(?![\w]*\d)")
# A range is one figure: with one of its ends shown, the other could be guessed.
_FIGURE = re.compile(
    rf"(?<![\w.,/–-])(?P<first>{_NUMBER})(?:(?P<mark>\s?(?:%|per cent|percent))?"
    rf"(?P<between>\s?[–-]\s?|\s(?:to|and|or|up to)\s(?:more than\s)?)[$£€]?(?P<last>{_NUMBER}))?(?![\d,.]*\d)"
)
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "half": 50, "twice": 2, "third": 33, "quarter": 25, "fifth": 20, "tenth": 10,
}  # fmt: skip
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
# What stands right before or after a number that is no figure: a date, a name, a test statistic, a place in a text.
_NO_FIGURE_BEFORE = re.compile(
    rf"(?:{_MONTH}|[=<>≤≥]|\bP|\b(?:part|phase|stage|step|table|figure|fig\.|box|chapter|section|annex|appendix|version"
    r"|level|tier|type|wave|round|band|grade|pages?|pp?\.|no\.|number|volume|vol\.|title|schedule|plan|h\.r\.)"
    rf"|\b[A-Z][\w+]*-|\b(?:{'|'.join(_WORDS)})\s(?:to|or))\s*$",
    re.IGNORECASE,
)
_NO_FIGURE_AFTER = re.compile(
    rf"\s*(?:{_MONTH}(?:\W|$)|% ?(?:CI\b|confidence)|per ?cent confidence|°|st\b|nd\b|rd\b|th\b|\])|-[A-Z]"
)
_YEAR = range(1800, 2101)
_FEW = frozenset("01234")  # how many of a handful there were is guessed, or counted in the rest of the sentence
_TIMES = re.compile(r"[\s-](?:years|months|weeks|days|hours|minutes|times)\b")  # in the singular it could only be one


@dataclass(frozen=True)
class Figure:
    """A number, or a range of numbers, that a card can blank: half-open ranges of the sentence, one a number."""

    blanks: tuple[tuple[int, int], ...]

    def answer(self, sentence: str) -> str:
        """From the first number to the last, as it stands, with the signs that belong to them: $1 to $3, 5% to 9%."""
        start, end = self.blanks[0][0], self.blanks[-1][1]
        start -= sentence[:start].endswith(("$", "£", "€"))
        return sentence[start:end] + ("%" if sentence.startswith("%", end) else "")


def figures(sentence: str) -> list[Figure]:
    """Figures in order of the sentence. Years, dates, names, test statistics and reference marks are none."""
    found = []
    for match in _FIGURE.finditer(sentence):
        blanks = [match.span("first")]
        between = match["between"]
        if between and not (between.strip() == "and" and not _between_opens(sentence, match.start())):
            blanks.append(match.span("last"))
        if all(_is_figure(sentence, start, end) for start, end in blanks):
            found.append(Figure(tuple(blanks)))
    return found


def numbers(text: str, *, years: bool = True) -> list[float]:
    """Every number of the text in order, those in words too, a fraction in words as its percentage.

    Without `years`, those are left out that look like one: four bare digits, which may also be a count.
    """
    places = [
        (match.start(), _value(match.group()))
        for match in _ANY.finditer(text)
        if years or not _is_year(match.group()) or _has_unit(text[: match.start()], text[match.end() :])
    ]
    places += [(match.start(), float(_WORDS[match.group().lower()])) for match in _NUMBER_WORD.finditer(text)]
    return [value for _, value in sorted(places)]


def is_percentage(sentence: str, figure: Figure) -> bool:
    """Whether the figure counts in per cent."""
    return bool(re.match(r"\s?(?:%|per ?cent)", sentence[figure.blanks[-1][1] :]))


def decimals(written: str) -> int:
    """The fewest digits after the point that a number of these words has."""
    return min((len(number.partition(".")[2]) for number in _ANY.findall(written)), default=0)


def _is_year(written: str) -> bool:
    return written.isdigit() and len(written) == 4 and int(written) in _YEAR


def _value(written: str) -> float:
    return float(written.replace(",", ""))


def _between_opens(sentence: str, start: int) -> bool:
    """Whether "and" joins the ends of a range: between 5 and 10."""
    return bool(re.search(r"\b(?:between|from)\s(?:about\s)?[$£€]?$", sentence[:start], re.IGNORECASE))


def _is_figure(sentence: str, start: int, end: int) -> bool:
    written, before, after = sentence[start:end], sentence[:start], sentence[end:]
    if _NO_FIGURE_BEFORE.search(before) or _NO_FIGURE_AFTER.match(after):
        return False
    if (_is_year(written) or written in _FEW) and not _has_unit(before, after) and not _TIMES.match(after):
        return False
    return not before.endswith("[")  # a reference mark


def _has_unit(before: str, after: str) -> bool:
    return before.endswith(("$", "£", "€")) or bool(
        re.match(r"\s?(?:%|per ?cent|million|billion|thousand|crowns?|dollars?|pounds?|euros?)", after)
    )
