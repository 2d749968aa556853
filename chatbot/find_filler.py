"""Of the candidate sentences, the one that gives what is wanted and stands nearest to the question.

A figure or a name somewhere in the text proves nothing. It counts the less the farther its sentence is from where the
question is met best, and the less likely that sentence is to be the one that answers.
"""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.ranked_sentences import READ_SENTENCES, RankedSentences
from chatbot.understand_question import Question
from chatbot.wanted import Wanted, mentions

_LISTING_SENTENCES = 8  # about as many as an answer holds: a list may stand in several


@dataclass(frozen=True)
class Filler:
    """What the sentences hold of what is wanted; `gap` is 0 where there is none."""

    found: bool
    gap: float = 0.0
    """How well it meets the question, less the best of all candidates: 0, or below."""
    in_best: int = 0
    """How many different ones the best sentences hold together, a name with an "and" in it counted as two."""

    late: float = 1.0
    """How far down the first such sentence stands: 0 is the best candidate, 1 that none of those read holds any."""
    likely: float = 0.0
    """Probability that the sentence looked for is one of them, as the ranker sees it."""

    def falls_short(self, wanted: Wanted) -> bool:
        """Whether more names are asked for than the best sentences give."""
        return self.in_best < wanted.names


def find_filler(question: Question, wanted: Wanted, ranked: RankedSentences) -> Filler:
    """The nearest sentence that holds what is wanted."""
    stems = {*question.terms, *question.carried_terms}
    nearest = max(sentence.nearness for sentence in ranked.read)
    given = [
        {sentence.text[start:end] for start, end in mentions(sentence.text, wanted, stems)} for sentence in ranked.read
    ]
    holding = [number for number, found in enumerate(given) if found]
    if not holding:
        return Filler(found=False)
    in_best = {name for found in given[:_LISTING_SENTENCES] for name in found}
    return Filler(
        found=True,
        gap=max(ranked.read[number].nearness for number in holding) - nearest,
        in_best=sum(1 + name.count(" and ") for name in in_best),
        late=holding[0] / READ_SENTENCES,
        likely=sum(ranked.read[number].evidence_score for number in holding),
    )
