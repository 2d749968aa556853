"""The comparison turned round: the question puts the one above the other, and the sentence the other above the one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from chatbot.premise_rules.conflict import NEARER, Conflict
from kb.opposites import opposites_in
from kb.terms import content_terms, stem_word

_THAN = re.compile(
    r"(?P<before>.*?)\b(?P<word>more|less|fewer|worse|better|\w{2,}er)\b(?P<between>.{0,80}?)\bthan\b(?P<after>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NO_COMPARATIVE = frozenset(
    ("other", "rather", "another", "whether", "over", "under", "after", "ever", "never", "number", "per")
)
_AFTER_WORDS = 4
_AS = r"(?: as)? (?:much|many|often|long|large|high)"
_TIMES_AS = re.compile(
    rf"\b(?P<much>twice|(?:two|three|four|five|six|ten|\d+) times)(?:{_AS})?|"
    rf"\b(?P<part>(?:a |one )?(?:half|third|quarter|fifth|tenth)){_AS}|\b(?P<halved>half (?:that|those|the))",
    re.IGNORECASE,
)


class _Comparison(NamedTuple):
    word: str
    above: frozenset[str]
    below: frozenset[str]


def comparisons(question: str, sentence: str) -> Iterator[Conflict]:
    """Comparisons and multiples of the question that the sentence states the other way round."""
    if (asked := _comparison(question)) and (stated := _comparison(sentence)):
        opposite = bool(opposites_in(stated.word, asked.word))
        if opposite or stem_word(asked.word) == stem_word(stated.word):
            # What only one side of the question names is found on the other side of the sentence.
            above, below = asked.above - asked.below, asked.below - asked.above
            stated_above, stated_below = stated.above - stated.below, stated.below - stated.above
            if opposite:
                stated_above, stated_below = stated_below, stated_above
            if _turned_round(above, below, stated_above, stated_below):
                shown = re.search(rf"\b{re.escape(asked.word)}\b.*?\bthan\b", question, re.IGNORECASE)
                told = re.search(rf"\b{re.escape(stated.word)}\b.*?\bthan\b", sentence, re.IGNORECASE)
                if shown and told:
                    yield Conflict(_to_the_end(question, shown), _to_the_end(sentence, told), NEARER)
    asked_times, told_times = _TIMES_AS.search(question), _TIMES_AS.search(sentence)
    if asked_times and told_times and bool(asked_times["much"]) != bool(told_times["much"]):
        yield Conflict(asked_times[0].strip(), told_times[0].strip(), NEARER)


def _turned_round(
    above: frozenset[str], below: frozenset[str], stated_above: frozenset[str], stated_below: frozenset[str]
) -> bool:
    """The subject and its verb are above on either side and say nothing; what stands after "than" does."""
    crossed = (below & stated_above, above & stated_below)
    return all(crossed) and sum(map(len, crossed)) > len(below & stated_below)


def _comparison(text: str) -> _Comparison | None:
    match = _THAN.match(text)
    if match is None or match["word"].lower() in _NO_COMPARATIVE:
        return None
    after = frozenset(term.stem for term in content_terms(match["after"])[:_AFTER_WORDS])
    between = frozenset(term.stem for term in content_terms(match["between"]))
    before = frozenset(term.stem for term in content_terms(match["before"]))
    # "more in primary than in hospital care": both are named after the word; else the subject is compared.
    return _Comparison(match["word"], between if _names_one(match) else before | between, after)


def _names_one(match: re.Match[str]) -> bool:
    """Whether the first of the two stands between "more" and "than": it then has the preposition of the second."""
    first = re.match(r"\s*(?:often )?(in|for|by|with|on|from|to|of)\b", match["between"])
    second = re.match(r"\s*(in|for|by|with|on|from|to|of)\b", match["after"])
    return bool(second) and bool(first or re.search(rf"\b{second[1] if second else ''}\b", match["between"]))


def _to_the_end(text: str, match: re.Match[str]) -> str:
    following = content_terms(text[match.end() :])[:2]
    return text[match.start() : match.end() + (following[-1].char_end if following else 0)]
