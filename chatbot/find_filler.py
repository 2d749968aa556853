"""Of the candidate sentences, the one that gives what is wanted and stands nearest to the question.

A figure or a name somewhere in the text proves nothing. It counts the less the farther its sentence is from where the
question is met best.
"""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.ranked_sentences import RankedSentences
from chatbot.understand_question import Question
from chatbot.wanted import Wanted, mentions


@dataclass(frozen=True)
class Filler:
    """What the nearest such sentence holds; `gap` is 0 where there is none."""

    found: bool
    gap: float = 0.0
    """How well it meets the question, less the best of all candidates: 0, or below."""
    in_sentence: int = 0
    """How many such figures or names it holds."""

    def falls_short(self, wanted: Wanted) -> bool:
        """Whether more names are asked for than it gives."""
        return self.in_sentence < wanted.names


def find_filler(question: Question, wanted: Wanted, ranked: RankedSentences) -> Filler:
    """The nearest sentence that holds what is wanted; of equals the one ranked first."""
    stems = {*question.terms, *question.carried_terms}
    nearest = max(sentence.nearness for sentence in ranked.read)
    holding = [
        (sentence.nearness, count) for sentence in ranked.read if (count := len(mentions(sentence.text, wanted, stems)))
    ]
    if not holding:
        return Filler(found=False)
    nearness, count = max(holding, key=lambda pair: pair[0])
    return Filler(found=True, gap=nearness - nearest, in_sentence=count)
