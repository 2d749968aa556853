"""Another year: both years follow the same word, or the question dates what happens once and the sentence dates it
otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatbot.premise_rules.conflict import NEARER, SAME_EVENT, Conflict
from kb.terms import content_terms, stem_word

_YEAR = re.compile(r"(?<![\d,.£$€])(?:1[6-9]|20)\d\d(?![\d,%]*\d)")
_YEAR_OF = 2  # content words before a year that may say of what it is the year
_ONCE_WITHIN = 5  # content words
# What happens, or is published, once.
_ONCE = frozenset(
    map(
        stem_word,
        """
        introduced introduce introduction founded found founding established establish formed form forming created
        create set start started begin began launched launch abolished abolish closed close opened open came come
        arrived passed enacted enact signed merged merge published adopted took built born invented discovered elected
        appointed bought sold joined act law reform reforms paper report review study survey evaluation scheme white
        contract agreement program programme
        """.split(),  # noqa: SIM905 - one word a line would be harder to read
    )
)


def other_years(question: str, sentence: str) -> Iterator[Conflict]:
    """Years of the question that the sentence gives otherwise."""
    said = _YEAR.findall(sentence)
    for year, of, near in _dated(question):
        if year in said:
            continue
        aligned = [other for other, of_other, _ in _dated(sentence) if of & of_other]
        if aligned:
            yield Conflict(year, aligned[0], NEARER)
        elif len(set(said)) == 1 and near & _ONCE:
            yield Conflict(year, said[0], SAME_EVENT)


def _dated(text: str) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """Each year with the words before it, and with those somewhat near."""
    terms = content_terms(text)
    for number, term in enumerate(terms):
        if _YEAR.fullmatch(term.word):
            of = frozenset(before.stem for before in terms[max(0, number - _YEAR_OF) : number])
            around = terms[max(0, number - _ONCE_WITHIN) : number + _ONCE_WITHIN]
            yield term.word, of, frozenset(other.stem for other in around)
