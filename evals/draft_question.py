"""A reader's feedback as the beginning of a question: what was asked, and where the answer pointed as possible gold.

A place that the answer cited is a suggestion. Whether it states the fact, and what the fact is, an evaluator says.
"""

from __future__ import annotations

import re

from chatbot.feedback import Feedback
from evals.gold import GoldIndex
from evals.place_gold import MOST_PLACES, GoldPlaces
from evals.question_form import NuggetFields, QuestionFields
from evals.questions import GoldSpan
from kb.documents import Span
from kb.library import Library

_FACT_WORDS = 4
_SHORT_WORDS = re.compile(r"[a-z0-9]{4,}")


def draft_question(feedback: Feedback, library: Library, gold: GoldIndex, places: GoldPlaces) -> QuestionFields:
    """The form to begin with. An abstention that a reader found useless is drafted as a question to answer, one that
    was useful as a question to abstain from."""
    spans = _cited_gold(feedback, library, gold)
    abstain = feedback.status == "abstained" and feedback.thumb == "up"
    sources = dict.fromkeys(span.source_id for span in spans)
    words = _SHORT_WORDS.findall(feedback.question.lower())[:_FACT_WORDS]
    return QuestionFields(
        question=feedback.question,
        history="\n".join(" ".join(question.split()) for question in feedback.history),
        type="near_unanswerable" if abstain else "follow_up" if feedback.history else "figure",
        expect="abstain" if abstain else "answer",
        fact="-".join(words) or "fact",
        sources=" ".join(sources),
        note=f"From a reader's feedback: {' '.join(feedback.comment.split())}" if feedback.comment else "",
        nuggets=() if abstain else (NuggetFields(gold="\n".join(map(places.line, spans))),),
        feedback=feedback.id,
    )


def _cited_gold(feedback: Feedback, library: Library, gold: GoldIndex) -> list[GoldSpan]:
    """Places of originals that the citations point at, through the claim cards where notes were cited."""
    spans: dict[GoldSpan, None] = {}
    for place in feedback.citations:
        document = library.document(place.document_sha256, place.source_id)
        if document is None:
            continue
        cited = [Span(char_start=start, char_end=end) for start, end in place.spans]
        for evidence in gold.of_spans(document, cited):
            if evidence.original_sha256 is not None:
                for start, end in evidence.ranges:
                    spans[
                        GoldSpan(
                            source_id=evidence.source_id,
                            document_sha256=evidence.original_sha256,
                            start=start,
                            end=end,
                        )
                    ] = None
    return list(spans)[:MOST_PLACES]
