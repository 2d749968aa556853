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
rapid rapidly swift | slow slowly sluggish
plentiful abundant ample | scarce scant lacking
costly expensive | cheap inexpensive
committed keen eager enthusiastic | indifferent reluctant unwilling
welcomed popular | controversial unpopular resented
effective effectively | ineffective
independent independently autonomous | dependent
agile nimble | cumbersome
expanded extended widened | narrowed abolished ended curtailed
introduced created founded launched | abolished scrapped ended disbanded
continued kept | ended stopped ceased dropped
simple straightforward | complex complicated complicate
transparent open | opaque secret secretive
thorough comprehensive | superficial cursory
reliable dependable | unreliable erratic
stable steady | unstable volatile
consistent uniform | inconsistent mixed varied uneven
equal equally | unequal unequally
sufficient adequate enough | insufficient inadequate
proven established | unproven
full fully complete completely | partial partially incomplete
strict strictly tight | lax loose
relaxed loosened eased | tightened
generous generously | stingy lean leaner meagre
gained gain grew | lost lose shrank
loyal | disloyal
satisfied happy content | dissatisfied unhappy discontented
solvent profitable profit | bankrupt insolvent loss-making unprofitable
shortage | surplus glut
best | worst
advantage advantages benefit benefits | disadvantage disadvantages drawback drawbacks
willing willingly | unwilling unwillingly reluctant reluctantly
united unite | divided divide split
merged merge | split separated
shared jointly joint | separate separately
internal internally | external externally
active actively | passive passively
proactive | reactive
young | elderly
rich wealthy affluent | poor deprived
salaried salary | fee-for-service
single-specialty | multi-specialty multispecialty
in-house | outsourced
randomised randomized | observational
ignored ignore neglected neglect | heeded followed
approved approve | vetoed refused
delayed delay postponed | hastened accelerated
overestimated overstated exaggerated | underestimated understated
overused overuse | underused underuse
underspent underspend | overspent overspend
strengthened strengthen | weakened weaken undermined
harmed harm damaged | helped help benefited protected
caused cause | prevented prevent
attracted attract | repelled deterred
common commonplace widespread | rare unusual uncommon
confirmed confirm | refuted contradicted disproved
passed | failed rejected
complied comply | defied
"""
_SCALES = """
rise rose risen increase increased increasing grew grow growth gained expanded climbed soared went_up gone_up | fall fell fallen went_down gone_down lowered shrunk shrank decrease decreased decline declined shrank shrink dropped drop reduced reduce reduction cut
high higher highest went_up | low lower lowest went_down
large larger largest big bigger biggest | small smaller smallest
long longer longest | short shorter shortest
fast faster quick quicker quickly rapid rapidly | slow slower slowly
early earlier | late later
more most | less least fewer fewest
many | few
heavier heavily heavy | lighter lightly light
wider wide broad broader | narrower narrow
deeper deep | shallow
frequently often | infrequently rarely
old older | young younger
rich richer wealthy | poor poorer
frequent often frequently | rare rarely seldom
"""
# Of these a difference or a change is said; "no difference" denies each of them.
_CHANGES = """
rise rose risen increase increased grew grow growth gained fall fell fallen decrease decreased decline declined shrank
drop dropped reduced reduce reduction cut raised raise lowered lower higher more less fewer better worse improved improve
improvement worsened deteriorated differed differ difference larger smaller longer shorter faster slower cheaper dearer
changed change stronger weaker
"""
# Who does it: one of these is not another, though what is said of the one may hold of both.
_ROLES = """
doctors physicians clinicians gps practitioners surgeons specialists specialist consultants
nurses nurse midwives
pharmacists pharmacist
managers manager administrators
patients patient citizens public
hospitals hospital
insurers insurer insurance
employers employer
government ministers minister department parliament
universities university academics
unions union
shareholders investors
banks bank
charities charity
lawyers lawyer judges courts
councils council
teachers teacher
volunteers volunteer
journalists
"""
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "non-")
# Words that together mean something else than each does: "at least three" is no opposite of "most", nor is a result
# that somebody "failed to" see the opposite of one "passed on".
_IDIOM = re.compile(
    r"\bat (?:least|most)\b|\bfail(?:s|ed|ing)? to\b|\bpass(?:es|ed|ing)? (?:on|by|over|through)\b", re.IGNORECASE
)
_WORD = re.compile(r"\b(?:went|gone|go|goes|going|came|come) (?:up|down)\b|[^\W\d_]+(?:-[^\W\d_]+)*", re.IGNORECASE)
_LEAST_PREFIXED = 5  # letters of the word that a prefix turns round


class Opposite(NamedTuple):
    """A word of a text that excludes a word asked about."""

    word: str
    """As written."""
    is_degree: bool
    """Whether the two are degrees of one thing."""


@cache
def _sides() -> dict[str, frozenset[str]]:
    """Stem to the stems that say the same of something, as far as the lists go: those of its side of each line."""
    found: dict[str, frozenset[str]] = {}
    for listed in (_KINDS, _SCALES):
        for line in listed.strip().splitlines():
            for side in line.split("|"):
                alike = frozenset(stem_word(word.replace("_", " ")) for word in side.split())
                for stem in alike:
                    found[stem] = found.get(stem, frozenset()) | alike
    return found


@cache
def _by_stem() -> dict[str, dict[str, bool]]:
    """Stem to the stems that exclude it, each with whether the two are degrees."""
    found: dict[str, dict[str, bool]] = {}
    for listed, is_degree in ((_KINDS, False), (_SCALES, True)):
        for line in listed.strip().splitlines():
            sides = [{stem_word(word.replace("_", " ")) for word in side.split()} for side in line.split("|")]
            for side in sides:
                others = set().union(*(other for other in sides if other is not side)) - side
                for stem in side:
                    found.setdefault(stem, {}).update(dict.fromkeys(others, is_degree))
    return found


def opposites_in(text: str, word: str) -> list[Opposite]:
    """The words of `text` that exclude `word`, in order; none where the text holds `word` itself or one like it."""
    stem = stem_word(word)
    words = _words(text)
    if says(text, word):
        return []
    listed = _by_stem().get(stem, {})
    return [
        Opposite(written, listed.get(found, False))
        for found, written in words
        if found in listed or _is_prefixed(stem, found)
    ]


def says(text: str, word: str) -> bool:
    """Whether the text holds the word, or one that stands on its side of a list ("rose" and "grew")."""
    stem = stem_word(word)
    alike = _sides().get(stem, frozenset()) | {stem}
    return any(found in alike for found, _ in _words(text))


def is_change(stem: str) -> bool:
    """Whether a word with this stem says that something changed or differs."""
    return stem in _change_stems()


def roles_in(text: str) -> frozenset[str]:
    """Who the text names by their role ("doctors", "insurers"), each role by its first word."""
    roles = _roles()
    return frozenset(roles[term.stem] for term in content_terms(text) if term.stem in roles)


@cache
def _change_stems() -> frozenset[str]:
    return frozenset(map(stem_word, _CHANGES.split()))


@cache
def _roles() -> dict[str, str]:
    return {stem_word(word): line.split()[0] for line in _ROLES.strip().splitlines() for word in line.split()}


def words_of(text: str) -> list[str]:
    """The words of a text that can have an opposite, as written, in order; a hyphenated word is one."""
    return [written for _, written in _words(text)]


def _words(text: str) -> list[tuple[str, str]]:
    text = _IDIOM.sub(" ", text)
    content = {term.stem for term in content_terms(text)}
    pairs = [(stem_word(match.group()), match.group()) for match in _WORD.finditer(text)]
    return [(stem, word) for stem, word in pairs if stem in content or stem in _by_stem() or "-" in word]


def _is_prefixed(stem: str, other: str) -> bool:
    """Only of the word asked about: a plain word is common, and seldom says that a negated one is not so."""
    return len(stem) >= _LEAST_PREFIXED and any(other == prefix + stem for prefix in _PREFIXES)
