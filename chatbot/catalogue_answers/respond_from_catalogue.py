"""From what the catalogue says to an outcome: an answer, or an abstention that says what its record lacks."""

from __future__ import annotations

from dataclasses import replace

from chatbot.abstain import abstention_segments, nearest_topics
from chatbot.answer import Segment
from chatbot.catalogue_answers.answer_from_catalogue import CatalogueAnswer, move_markers
from chatbot.judge_answerability import Judgement
from chatbot.respond import Outcome
from chatbot.select_evidence import Retrieved
from kb.library import Library

_UNSURE_SHARE = 0.999  # of the threshold: the confidence of an answer just withheld


def respond_from_catalogue(
    found: CatalogueAnswer, retrieved: Retrieved, library: Library, abstain_below: float
) -> Outcome:
    """The catalogue's answer; its confidence is how well the words of the question fit the source that is meant."""
    if found.citations:
        confidence = round(max(found.match, abstain_below), 4)
        return Outcome(Judgement(confidence, True, None), found.segments, found.citations)
    judgement = Judgement(round(abstain_below * _UNSURE_SHARE, 4), False, found.reason)
    topics = nearest_topics(retrieved.hits, library)
    return Outcome(judgement, abstention_segments(judgement, topics, library), topics=topics)


def join_outcomes(first: Outcome, second: Outcome) -> Outcome:
    """Two parts of an answer as one; of a part that is not answered, the reason alone."""
    if not second.citations or not first.citations:
        answered, withheld = (first, second) if first.citations else (second, first)
        reason = withheld.judgement.reason
        if not answered.citations or not reason:
            return first
        return replace(answered, segments=(*answered.segments, Segment(text=reason, kind="connective")))
    segments, citations = move_markers(second.segments, second.citations, len(first.citations))
    judgement = replace(first.judgement, confidence=min(first.judgement.confidence, second.judgement.confidence))
    return Outcome(
        judgement,
        (*first.segments, *segments),
        (*first.citations, *citations),
        corrected=second.corrected,
        warnings=second.warnings,
    )
