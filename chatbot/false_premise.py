"""Step 4b: does the question assume what the evidence contradicts?

Two explicit rules, on the best sentences alone, each of which must be about what the question is about:

- another figure: the question states a figure, and the sentence states one of the same kind, but not that one;
- the opposite: the question says a word whose opposite the sentence says (strong and weak, twice and half), without
  saying the word itself.

What is asked after ("is it strong or weak?", "how many") assumes nothing. A premise that no rule covers goes unnamed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chatbot.answer import Segment
from chatbot.features import covered, term_weights
from chatbot.select_evidence import Evidence
from chatbot.understand_question import Question
from kb.opposites import opposites_of
from kb.tables import sentence_text
from kb.terms import content_terms, stem_set

_SENTENCES = 5  # the best sentences that may contradict
# Share of the weight of the question's other words that the sentence and its neighbours hold. Tuned on the dev half.
_LEAST_COVERED = 0.4
_LEAST_COVERED_IN_SENTENCE = 0.2
_ALTERNATIVE = re.compile(r"\b(or|whether|compare[ds]?|versus|than|differ\w*|contrast)\b", re.IGNORECASE)
_OPEN_QUESTION = re.compile(
    r"^(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|must)\b", re.IGNORECASE
)
_FIGURE = re.compile(
    r"(?P<money>[$£€]\s?)?(?P<number>\d[\d,]*(?:\.\d+)?|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\b)"
    r"(?P<scale> ?(?:million|billion|bn|m)\b)?(?P<share> ?(?:%|per ?cent\b))?(?: (?P<noun>[\w-]+))?",
    re.IGNORECASE,
)
_NUMBER_WORDS = {
    name: str(value)
    for value, name in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2)
} | {"twelve": "12"}


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


def find_contradiction(
    question: Question, evidence: Sequence[Evidence], idf: Callable[[str], float]
) -> Contradiction | None:
    """The first contradiction of the best sentences, or None."""
    if _OPEN_QUESTION.match(question.text) or _ALTERNATIVE.search(question.text):
        return None
    weights = term_weights(question, idf)
    for candidate in evidence[:_SENTENCES]:
        for assumed, stated in (*_other_figures(question.text, candidate.text), *_opposites(question, candidate.text)):
            others = {term: weight for term, weight in weights.items() if term not in stem_set(assumed)}
            if _is_about(candidate, others):
                return Contradiction(assumed, stated, candidate)
    return None


def correction_segment(contradiction: Contradiction) -> Segment:
    """The words that name the premise, ahead of the sentence that contradicts it; they claim nothing themselves."""
    text = f"The question assumes “{contradiction.assumed}”; what the source says is “{contradiction.stated}”:"
    return Segment(text=text, kind="connective")


def _is_about(candidate: Evidence, weights: dict[str, float]) -> bool:
    """Whether the sentence speaks of what the question speaks of, the assumed words left out."""
    document = candidate.document
    around = " ".join(
        sentence_text(document, document.sentences[i]) for i in document.around(candidate.sentence_index, 1)
    )
    return (
        covered(weights, stem_set(candidate.text)) >= _LEAST_COVERED_IN_SENTENCE
        and covered(weights, stem_set(around)) >= _LEAST_COVERED
    )


def _other_figures(question: str, sentence: str) -> Iterator[tuple[str, str]]:
    stated = list(_figures(sentence))
    for figure in _figures(question):
        alike = [other for other in stated if other.kind == figure.kind]
        if alike and figure.value not in {other.value for other in stated}:
            yield figure.text, alike[0].text


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
        elif noun is not None:
            yield _Figure(match[0].strip(), f"count of {noun}", value)


def _opposites(question: Question, sentence: str) -> Iterator[tuple[str, str]]:
    said = {term.stem: term.word for term in content_terms(sentence)}
    lowered = sentence.lower()
    for term in content_terms(question.text):
        if term.stem in said:
            continue
        for opposite in opposites_of(term.word.lower()):
            if re.search(rf"\b{re.escape(opposite)}\b", lowered):
                yield term.word, opposite
