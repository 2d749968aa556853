"""Do two sentences say opposite things, or another figure, of the same thing? Read from their words alone.

A contrast that is none makes readers see a quarrel between sources, so that all of this errs towards silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, get_args

from chatbot.agree_in_words import REFERENCE, figures_of, names_of, same_operators, same_words
from chatbot.compare_words.check_direction import check_direction
from chatbot.compare_words.check_operators import find_operators
from chatbot.compare_words.clauses import read_words
from chatbot.rests_on.find_tensions import opposition
from kb.country_names import with_country_names
from kb.opposites import opposites_in, words_of

Contrast = Literal["By contrast", "Later, by contrast", "Earlier, by contrast"]
CONTRASTS: tuple[Contrast, ...] = get_args(Contrast)
_YEAR = re.compile(r"(?<![\d.,£$€])(?:1[89]|20)\d\d(?![\d.,]\d|[\d%])")


def contrast_in_words(first: str, second: str, countries: Sequence[str], *, one_source: bool) -> Contrast | None:
    """The words that may lead from the first sentence to the second; None where they are no contrast.

    `countries` are those that their sources speak of: that one says England and the other the United States is no
    difference of subject. Within one source another figure is of another thing.
    """
    here, there = _without(first, countries), _without(second, countries)
    opposed = opposition(here, there)
    opposite = opposed is not None and (opposed[0] != "negated" or _same_subject(here, there))
    if not opposite and not _opposite_kind(here, there) and (one_source or not _other_figure(here, there)):
        return None
    before, after = ([int(year) for year in _YEAR.findall(text)] for text in (here, there))
    if before and after and max(before) < min(after):
        return "Later, by contrast"
    return "Earlier, by contrast" if before and after and max(after) < min(before) else "By contrast"


def _without(text: str, countries: Sequence[str]) -> str:
    """A text without references and countries."""
    named = with_country_names(REFERENCE.sub("", text))
    for country in countries:
        named = re.sub(rf"\b(?:the |in the |in )?{re.escape(country)}\b", "", named)
    return " ".join(named.split())


def _same_subject(first: str, second: str) -> bool:
    """Whether two sentences of much the same words begin with the same one."""
    ours, theirs = ([word.base for word in read_words(text) if word.is_content] for text in (first, second))
    return ours[:1] == theirs[:1] and same_words(first, second)


def _opposite_kind(first: str, second: str) -> bool:
    """Whether the two are the same words but for one pair that excludes each other, as compulsory and voluntary do."""
    pairs = [(word, other) for word in words_of(first) for other in opposites_in(second, word) if not other.is_degree]
    if len(pairs) != 1 or opposites_in(first, pairs[0][0]):
        return False
    return same_words(first, second) and _same_but_for_direction(first, second)


def _other_figure(first: str, second: str) -> bool:
    """Whether the two are the same words with other figures, those of the same units and bounds, years aside."""
    ours, theirs = ([f for f in figures_of(text) if not _YEAR.fullmatch(f[0])] for text in (first, second))
    return (
        bool(ours)
        and ours != theirs
        and [figure[1:] for figure in ours] == [figure[1:] for figure in theirs]
        and same_words(first, second)
        and not any(opposites_in(second, word) for word in words_of(first))
        and not [*check_direction(first, [second]), *check_direction(second, [first])]
        and _same_but_for_direction(first, second)
    )


def _same_but_for_direction(first: str, second: str) -> bool:
    return names_of(first) == names_of(second) and same_operators(find_operators(first), find_operators(second))
