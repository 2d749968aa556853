"""Step 4b: does the question assume what the evidence contradicts?

Explicit rules (`chatbot/premise_rules/`, one kind of contradiction a file), on the best sentences alone, each of which
must be about what the question is about. No rule holds where another of the best sentences says what is assumed. Where
none holds, a question may still be nearer to one that is written for a mistake (`Card.mistake`) than to any whose
premise is so. What is asked after ("is it strong or weak?", "how many") assumes nothing. A premise that neither covers
goes unnamed: one left unnamed costs less than a true one called false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chatbot.answer import Segment
from chatbot.features import covered, term_weights
from chatbot.premise_rules.actors import other_actors
from chatbot.premise_rules.comparisons import comparisons
from chatbot.premise_rules.conflict import Conflict, Reach
from chatbot.premise_rules.denials import denials
from chatbot.premise_rules.figures import other_figures
from chatbot.premise_rules.opposite_words import opposite_words
from chatbot.premise_rules.places import other_places
from chatbot.premise_rules.quantifiers import other_quantifiers
from chatbot.premise_rules.years import other_years
from chatbot.rests_on.directions import NEGATION
from chatbot.select_evidence import Evidence, Retrieved
from chatbot.understand_question import Question
from kb.opposites import says
from kb.reader_questions import NearestMistake
from kb.tables import sentence_text
from kb.terms import stem_set, stem_word, stems

_RULES = (other_figures, other_years, other_places, other_actors)
# Of two that a question compares it says neither.
_RULES_UNLESS_COMPARED = (
    comparisons,
    opposite_words,
    denials,
    other_quantifiers,
)
_ALTERNATIVE = re.compile(r"\b(?:or|whether)\b", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:compare[ds]?|versus|differ\w*|contrast)\b", re.IGNORECASE)
_OPEN_QUESTION = re.compile(
    r"^(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|must)\b", re.IGNORECASE
)
# A second question that asks whether something is so ("how are they paid, and do bonuses depend on it?").
_OPEN_CLAUSE = re.compile(
    r"(?:[,;:]| and) (?:and |but )?"
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|must)\b.*",
    re.IGNORECASE,
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_READ = 4  # of the best sentences
_CONFIRMING = 10  # of the best sentences may say that the premise is true
_LEAST_COSINE = 0.42
_LEAST_COVERED = 0.4  # without the embedding model
# Of a question that rests on a written mistake: how near it is to one written for it, and how much nearer than to any
# sound one. Chosen on the dev half, for few sound questions called mistaken.
_LEAST_NEAR = 0.6
_LEAST_NEARER = 0.01


@dataclass(frozen=True)
class Contradiction:
    """What the question assumes, and the sentence that says otherwise."""

    assumed: str
    """In its words; of a written mistake the clause that was written for it."""
    stated: str | None
    """In the sentence's words; None of a written mistake, which the whole sentence contradicts."""
    evidence: Evidence


def find_contradiction(question: Question, retrieved: Retrieved, idf: Callable[[str], float]) -> Contradiction | None:
    """What the question takes for granted and a sentence that was found contradicts, or None."""
    if _OPEN_QUESTION.match(question.text) or _ALTERNATIVE.search(question.text):
        return None
    evidence = retrieved.evidence.items
    mistake = retrieved.nearest.mistake if retrieved.nearest else None
    return _by_rule(question, evidence, idf) or (_by_mistake(question, mistake, evidence) if mistake else None)


def _by_mistake(question: Question, mistake: NearestMistake, evidence: Sequence[Evidence]) -> Contradiction | None:
    """The best sentence that contradicts the nearest mistake, where the question likely rests on it.

    A question that says "not" where the mistaken one does not, or the reverse, may be near to it and mean the opposite.
    """
    if mistake.nearness < _LEAST_NEAR or mistake.nearness - mistake.sound < _LEAST_NEARER:
        return None
    if bool(NEGATION.search(question.text)) != bool(NEGATION.search(mistake.question.text)):
        return None
    best = next((item for item in evidence if item.place in mistake.question.places), None)
    return Contradiction(mistake.question.assumes, None, best) if best else None


def _by_rule(question: Question, evidence: Sequence[Evidence], idf: Callable[[str], float]) -> Contradiction | None:
    """The contradiction whose sentence is nearest to the question; of equals the first."""
    # All the words of the question: also those that only ask for a study's limits say what it is about.
    weights = {term: idf(term) for term in stems(question.text)} | term_weights(question, idf)
    assuming = _OPEN_CLAUSE.sub("", question.text)
    found: list[tuple[float, Contradiction]] = []
    for rank, candidate in enumerate(evidence[:_READ]):
        for assumed, stated, reach in _conflicts(assuming, candidate.text):
            left_out = stem_set(assumed)
            others = {term: weight for term, weight in weights.items() if term not in left_out}
            if rank >= reach.ranks or not _is_about(candidate, others, reach):
                continue
            if not _is_confirmed(assumed, candidate, evidence[:_CONFIRMING], others):
                nearness = covered(others, stem_set(candidate.text)) + candidate.meaning
                found.append((nearness, Contradiction(assumed, stated, candidate)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def correction_segment(contradiction: Contradiction) -> Segment:
    """The words that name the premise, ahead of the sentence that contradicts it; they claim nothing themselves."""
    assumed, stated = contradiction.assumed, contradiction.stated
    if stated is None:
        text = f"The question seems to take for granted that {assumed}, or something like it; the source says:"
    else:
        text = f"The question assumes “{assumed}”; what the source says is “{stated}”:"
    return Segment(text=text, kind="connective")


def _conflicts(question: str, sentence: str) -> Iterator[Conflict]:
    for rule in _RULES if _COMPARED.search(question) else (*_RULES, *_RULES_UNLESS_COMPARED):
        yield from rule(question, sentence)


def _is_about(candidate: Evidence, weights: dict[str, float], reach: Reach) -> bool:
    """Whether the sentence speaks of what the question speaks of, the assumed words left out."""
    if candidate.late is not None and (candidate.cosine < _LEAST_COSINE or candidate.meaning < reach.least_meaning):
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
        _says(other.text, assumed) and covered(weights, stem_set(other.text)) >= least
        for other in evidence
        if other is not contradicting
    )


def _says(text: str, assumed: str) -> bool:
    """Whether the text holds the words, or for a single one another that says the same."""
    return _words(assumed) <= _words(text) or (len(assumed.split()) == 1 and says(text, assumed))


def _words(text: str) -> frozenset[str]:
    """Stems of all words, function words ("most", "all") among them."""
    return frozenset(map(stem_word, _WORD.findall(text)))
