"""Do two sentences of different sources say the same? Read from their words alone, so that anyone can check it again.

Names, figures with unit and bound, negation, hedges and the like, and direction have to agree, and most content words
have to be the same. What the two are about beyond that no rule sees: the composer also asks how near the models put
them (`chatbot/compose_answer.py`). All of this errs towards silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.compare_words.check_direction import check_direction
from chatbot.compare_words.check_figures import find_figures
from chatbot.compare_words.check_operators import Operator, find_operators
from chatbot.compare_words.clauses import content_bases, read_words
from chatbot.compare_words.names import name_places
from chatbot.rests_on.find_tensions import opposition
from kb.opposites import opposites_in, words_of

_LEAST_OF_SHORTER = 0.6
_LEAST_OF_BOTH = 0.4  # Jaccard
# "Boards pay councils" and "councils pay boards" are the same words: where nearly all are, their order has to be too.
_NEARLY_ALL = 0.65
_LEAST_IN_ORDER = 0.6
_LEAST_WORDS = 4
# "(Ham, 2010b)" says where a claim comes from, not what it is.
REFERENCE = re.compile(r"\s*\((?:[^()]*[^()\d])?(?:19|20)\d\d[a-z]?(?:[,;][^()]*)?\)")


def agree_in_words(shown: str, other: str) -> bool:
    """Whether `other` says what `shown` says, at least as firmly; never where a name, a figure, a negation or a
    direction differs."""
    here, there = REFERENCE.sub("", shown), REFERENCE.sub("", other)
    return (
        same_words(here, there)
        and figures_of(here) == figures_of(there)
        and names_of(here) == names_of(there)
        and same_operators(find_operators(here), find_operators(there))
        and not any(opposites_in(there, word) for word in words_of(here))
        and opposition(here, there) is None
        and not [*check_direction(here, [there]), *check_direction(there, [here])]
    )


def same_words(here: str, there: str) -> bool:
    """Whether most content words are the same, in the same order where nearly all are."""
    ours, theirs = content_bases(here), content_bases(there)
    shared, either = len(ours & theirs), len(ours | theirs)
    if min(len(ours), len(theirs)) < _LEAST_WORDS or shared < _LEAST_OF_SHORTER * min(len(ours), len(theirs)):
        return False
    if shared < _LEAST_OF_BOTH * either:
        return False
    return shared < _NEARLY_ALL * either or _in_order(here, there, ours & theirs) >= _LEAST_IN_ORDER


def _in_order(here: str, there: str, shared: frozenset[str]) -> float:
    """Share of the shared words that stand in the same order in both (longest common subsequence)."""
    one, other = ([w.base for w in read_words(text) if w.base in shared] for text in (here, there))
    row = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for place, found in enumerate(other, start=1):
            before, row[place] = row[place], before + 1 if word == found else max(row[place], row[place - 1])
    return row[-1] / max(len(one), len(other), 1)


def figures_of(text: str) -> list[tuple[str, str, str]]:
    """Value, unit and bound of each number, in order."""
    return [(figure.value, figure.unit, figure.bound) for figure in find_figures(text)]


def names_of(text: str) -> list[str]:
    """The distinct names, in order."""
    return list(dict.fromkeys(name for name, _ in name_places(text)))


def same_operators(here: Sequence[Operator], there: Sequence[Operator]) -> bool:
    """The same kinds in both, but that the shown one may be hedged alone; negations stand over a word in common."""
    ours, theirs = ({operator.kind for operator in operators} for operators in (here, there))
    if ours - {"possibility"} != theirs - {"possibility"} or "possibility" in theirs - ours:
        return False
    worded = [
        {(o.kind, o.text) for o in operators if o.kind in ("quantity", "restriction")} for operators in (here, there)
    ]
    denied, denied_there = ([o for o in operators if o.kind == "negation"] for operators in (here, there))
    if worded[0] != worded[1] or len(denied) != len(denied_there):
        return False
    return all(set(one.scope) & set(other.scope) for one, other in zip(denied, denied_there, strict=True))
