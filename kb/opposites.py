"""Words that exclude each other when said of the same thing: a list of general English, for any subject.

Groups rather than pairs: what is said to be the one is not the other. Words are compared by their stems, so one form
of each is enough. Degrees (`_SCALES`: high and low, rise and fall) often stand together in true statements about two
things, kinds (`_KINDS`: compulsory and voluntary) seldom do, so the two are told apart. What a prefix turns into its
opposite (satisfied, dissatisfied) needs no list.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kb.terms import content_terms, stem_word

_KINDS = """
strong stronger | weak weaker
twice double doubled | half halved halve
inpatient in-patient | outpatient out-patient ambulatory
yearly annually annual | monthly | weekly | daily | quarterly | hourly
northern north | southern south
eastern east | western west
urban | rural
voluntary voluntarily optional | compulsory mandatory obligatory compelled
unpaid unsalaried | paid compensated reimbursed remunerated
commercial commercially for-profit profit-making | not-for-profit nonprofit non-profit charitable
private privately | public publicly
centralised centralized central centrally | decentralised decentralized devolved
excluded barred bar banned forbidden forbid prohibited prohibit | included allowed allow permitted permit welcome welcomed
abolished scrapped closed disbanded | retained kept preserved
succeeded success successful | failed failure unsuccessful
improved improvement better | worsened worse deteriorated deterioration
hostile hostility distrust | fond warm trust
majority | minority
qualitative | quantitative
prospective | retrospective
adults | children
men male | women female
significant significantly | insignificant non-significant
directly direct | indirectly indirect
temporary temporarily | permanent permanently
full-time | part-time
formal formally | informal informally
national nationally nationwide | local locally
domestic | foreign overseas
employees employed | self-employed contractors
fixed | variable
elected | appointed
unanimous unanimously | divided
cheap cheaply inexpensive | expensive dearer
safe safer safely | dangerous unsafe hazardous
easy easier easily | difficult hard harder
accepted accept | rejected reject refused refuse declined
agreed agree | disagreed disagree
supported support favoured | opposed oppose
encouraged encourage | discouraged discourage deterred
gained gain | lost lose
won win | lost lose
joined join | left quit
hired recruited | dismissed fired sacked
opened open | closed shut
started began launched | ended stopped ceased
bought purchased | sold
optimistic | pessimistic
positive positively | negative negatively
praised | criticised criticized
proud | ashamed
similar alike identical | different differ dissimilar
single sole | several multiple many
never | always
nobody none | everybody everyone
"""
_SCALES = """
rise rose risen increase increased increasing grew grow growth expanded | fall fell fallen decrease decreased decline declined shrank shrink dropped drop reduced reduce reduction cut
high higher highest | low lower lowest
large larger largest big bigger biggest | small smaller smallest
long longer longest | short shorter shortest
fast faster quick quicker quickly rapid rapidly | slow slower slowly
early earlier | late later
more most | less least fewer fewest
many | few
old older | young younger
rich richer wealthy | poor poorer
frequent often frequently | rare rarely seldom
"""
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "non-")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LEAST_PREFIXED = 5  # letters of the word that a prefix turns round


class Opposite(NamedTuple):
    """A word of a text that excludes a word asked about."""

    word: str
    """As written."""
    is_degree: bool
    """Whether the two are degrees of one thing."""


@cache
def _by_stem() -> dict[str, dict[str, bool]]:
    """Stem to the stems that exclude it, each with whether the two are degrees."""
    found: dict[str, dict[str, bool]] = {}
    for listed, is_degree in ((_KINDS, False), (_SCALES, True)):
        for line in listed.strip().splitlines():
            sides = [{stem_word(word) for word in side.split()} for side in line.split("|")]
            for side in sides:
                others = set().union(*(other for other in sides if other is not side)) - side
                for stem in side:
                    found.setdefault(stem, {}).update(dict.fromkeys(others, is_degree))
    return found


def opposites_in(text: str, word: str) -> list[Opposite]:
    """The words of `text` that exclude `word`, in order; none where the text holds `word` itself."""
    stem = stem_word(word)
    words = _words(text)
    if any(found == stem for found, _ in words):
        return []
    listed = _by_stem().get(stem, {})
    return [
        Opposite(written, listed.get(found, False))
        for found, written in words
        if found in listed or _is_prefixed(stem, found)
    ]


def words_of(text: str) -> list[str]:
    """The words of a text that can have an opposite, as written, in order; a hyphenated word is one."""
    return [written for _, written in _words(text)]


def _words(text: str) -> list[tuple[str, str]]:
    content = {term.stem for term in content_terms(text)}
    pairs = [(stem_word(match.group()), match.group()) for match in _WORD.finditer(text)]
    return [(stem, word) for stem, word in pairs if stem in content or stem in _by_stem() or "-" in word]


def _is_prefixed(stem: str, other: str) -> bool:
    """Only of the word asked about: a plain word is common, and seldom says that a negated one is not so."""
    return len(stem) >= _LEAST_PREFIXED and any(other == prefix + stem for prefix in _PREFIXES)
