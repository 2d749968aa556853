"""Step 4b: does the question assume what the evidence contradicts?

Explicit rules, on the best sentences alone, each of which must be about what the question is about:

- another figure: the question states a sum, a share, a count or the year of something, and the sentence states another;
- the opposite: the question says a word whose opposite the sentence says (strong and weak, satisfied and dissatisfied),
  without saying the word itself;
- the negation: the sentence denies what the question takes for granted, or says what the question does without.

No rule holds where another of the best sentences says what is assumed. What is asked after ("is it strong or weak?",
"how many") assumes nothing. A premise that no rule covers goes unnamed: one left unnamed costs less than a true one
called false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chatbot.answer import Segment
from chatbot.features import covered, term_weights
from chatbot.select_evidence import Evidence
from chatbot.understand_question import Question
from kb.opposites import opposites_in, words_of
from kb.tables import sentence_text
from kb.terms import content_terms, stem_set, stem_word

_ALTERNATIVE = re.compile(r"\b(or|whether|compare[ds]?|versus|than|differ\w*|contrast)\b", re.IGNORECASE)
_OPEN_QUESTION = re.compile(
    r"^(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|must)\b", re.IGNORECASE
)
# A second question that asks whether something is so ("how are they paid, and do bonuses depend on it?").
_OPEN_CLAUSE = re.compile(
    r"(?:[,;:]| and) (?:and |but )?"
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|must)\b.*",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(r"\bhow [\w-]+", re.IGNORECASE)  # "how long" does not say that it is long
_FIGURE = re.compile(
    r"(?P<money>[$£€]\s?)?(?P<number>\d[\d,]*(?:\.\d+)?|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\b)"
    r"(?P<scale> ?(?:million|billion|bn|m)\b)?(?P<share> ?(?:%|per ?cent\b))?(?: (?P<noun>[\w-]+))?",
    re.IGNORECASE,
)
_NUMBER_WORDS = {
    name: str(value)
    for value, name in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2)
} | {"twelve": "12"}
# Nouns that say nothing but "one of several"; a count of the one is a count of the other.
_WAYS = frozenset(
    map(stem_word, ("approach", "model", "way", "option", "method", "form", "type", "kind", "strategy", "route"))
)
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_YEAR_OF = 2  # content words before a year that may say of what it is the year
_NEGATION = re.compile(r"\b(?:not|never|no longer|neither|cannot)\b|n['’]t\b", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r"[,;:.()]|\b(?:but|and|or|because|although|however|if|only|just|merely|necessarily|until|yet|always|enough)\b",
    re.I,
)
_WITHOUT = re.compile(r"\bwithout (?:any |a |an )?([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class _Reach:
    """How near to the question a sentence must be for a rule to be believed. Tuned on the dev half, on ClapNQ's
    questions and on altered claims."""

    ranks: int
    """So many of the best sentences are read."""
    in_sentence: float
    """Share of the weight of the question's other words that the sentence holds."""
    around: float
    """The same with its neighbours."""


_NEAR = _Reach(ranks=3, in_sentence=0.0, around=0.3)
_NEARER = _Reach(ranks=2, in_sentence=0.4, around=0.4)
_NEAREST = _Reach(ranks=2, in_sentence=0.5, around=0.5)
_CONFIRMING = 5  # of the best sentences may say that the premise is true
_LEAST_COSINE = 0.42
_LEAST_COVERED = 0.4  # without the embedding model


@dataclass(frozen=True)
class Contradiction:
    """What the question assumes, in its words, and the sentence that says otherwise, in its own."""

    assumed: str
    stated: str
    evidence: Evidence


@dataclass(frozen=True)
class _Figure:
    text: str
    kind: str
    value: str


_Conflict = tuple[str, str, _Reach]


def find_contradiction(
    question: Question, evidence: Sequence[Evidence], idf: Callable[[str], float]
) -> Contradiction | None:
    """The first contradiction of the best sentences, or None."""
    if _OPEN_QUESTION.match(question.text) or _ALTERNATIVE.search(question.text):
        return None
    weights = term_weights(question, idf)
    assuming = _OPEN_CLAUSE.sub("", question.text)
    for rank, candidate in enumerate(evidence[: _NEAR.ranks]):
        for assumed, stated, reach in _conflicts(assuming, candidate.text):
            others = {term: weight for term, weight in weights.items() if term not in stem_set(assumed)}
            if rank >= reach.ranks or not _is_about(candidate, others, reach):
                continue
            if not _is_confirmed(assumed, candidate, evidence[:_CONFIRMING], others):
                return Contradiction(assumed, stated, candidate)
    return None


def correction_segment(contradiction: Contradiction) -> Segment:
    """The words that name the premise, ahead of the sentence that contradicts it; they claim nothing themselves."""
    text = f"The question assumes “{contradiction.assumed}”; what the source says is “{contradiction.stated}”:"
    return Segment(text=text, kind="connective")


def _conflicts(question: str, sentence: str) -> Iterator[_Conflict]:
    yield from _other_figures(question, sentence)
    yield from _other_years(question, sentence)
    yield from _opposites(question, sentence)
    yield from _negations(question, sentence)


def _is_about(candidate: Evidence, weights: dict[str, float], reach: _Reach) -> bool:
    """Whether the sentence speaks of what the question speaks of, the assumed words left out."""
    if candidate.late is not None and candidate.cosine < _LEAST_COSINE:
        return False
    document = candidate.document
    around = " ".join(
        sentence_text(document, document.sentences[i]) for i in document.around(candidate.sentence_index, 1)
    )
    least_around = reach.around if candidate.late is not None else max(reach.around, _LEAST_COVERED)
    return (
        covered(weights, stem_set(candidate.text)) >= reach.in_sentence
        and covered(weights, stem_set(around)) >= least_around
    )


def _is_confirmed(
    assumed: str, contradicting: Evidence, evidence: Sequence[Evidence], weights: dict[str, float]
) -> bool:
    """Whether another of the best sentences says what is assumed, and is no less about the question."""
    least = covered(weights, stem_set(contradicting.text))
    return any(
        stem_set(assumed) <= stem_set(other.text) and covered(weights, stem_set(other.text)) >= least
        for other in evidence
        if other is not contradicting
    )


def _other_figures(question: str, sentence: str) -> Iterator[_Conflict]:
    stated = list(_figures(sentence))
    for figure in _figures(question):
        alike = [other for other in stated if other.kind == figure.kind]
        if alike and figure.value not in {other.value for other in stated}:
            yield figure.text, alike[0].text, _NEAR


def _figures(text: str) -> Iterator[_Figure]:
    """Figures that can be held against each other: sums, shares, and counts of the same thing."""
    for match in _FIGURE.finditer(text):
        number = match["number"].replace(",", "").lower()
        value = _NUMBER_WORDS.get(number, number)
        scale = (match["scale"] or "").strip().lower().replace("bn", "billion")
        noun = next((term.stem for term in content_terms(match["noun"] or "")), None)
        text = "".join(match[part] or "" for part in ("money", "number", "scale", "share")).strip()
        if match["share"]:
            yield _Figure(text, "share", value)
        elif match["money"] or scale in ("million", "billion"):
            yield _Figure(text, f"sum in {scale}", value)
        elif noun is not None and not _YEAR.fullmatch(number):
            yield _Figure(match[0].strip(), "count of ways" if noun in _WAYS else f"count of {noun}", value)


def _other_years(question: str, sentence: str) -> Iterator[_Conflict]:
    """Another year of the same thing: both years follow the same word."""
    said = set(_YEAR.findall(sentence))
    for year, of in _dated(question):
        for other, of_other in _dated(sentence):
            if year not in said and of & of_other:
                yield year, other, _NEARER


def _dated(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    terms = content_terms(text)
    for number, term in enumerate(terms):
        if _YEAR.fullmatch(term.word):
            yield term.word, frozenset(before.stem for before in terms[max(0, number - _YEAR_OF) : number])


def _opposites(question: str, sentence: str) -> Iterator[_Conflict]:
    said = {stem_word(word) for word in words_of(question)}
    for word in words_of(_HOW_MUCH.sub(" ", question)):
        for opposite in opposites_in(sentence, word)[:1]:
            if stem_word(opposite.word) not in said:  # a question that names both takes neither for granted
                yield word, opposite.word, _NEAREST if opposite.is_degree else _NEAR


def _negations(question: str, sentence: str) -> Iterator[_Conflict]:
    """A word that the one denies and the other says. Names and figures are left out: what is denied of them is
    seldom they themselves."""
    denied, asked = _denied(sentence), _denied(question)
    said = {term.stem: term.word for term in content_terms(question)}
    for stem, words in denied.items():
        if stem in said and stem not in asked and said[stem].islower():
            yield said[stem], words, _NEARER
    in_sentence = {term.stem: term.word for term in content_terms(sentence)}
    for match in _WITHOUT.finditer(question):
        stem = stem_word(match[1])
        if stem in in_sentence and stem not in denied and not _WITHOUT.search(sentence):
            yield match[0], in_sentence[stem], _NEARER


def _denied(text: str) -> dict[str, str]:
    """Stem of the first content word after each negation within its clause, with the words from one to the other."""
    found: dict[str, str] = {}
    for match in _NEGATION.finditer(text):
        clause = _CLAUSE_END.split(text[match.end() :], maxsplit=1)[0]
        if terms := content_terms(clause)[:1]:
            found.setdefault(terms[0].stem, text[match.start() : match.end() + terms[0].char_end])
    return found
