"""Step 7: what a reader has to be told beside the sources' sentences: what became of a plan, which country it is."""

from __future__ import annotations

from dataclasses import replace

from chatbot.cite_units import render_answer
from chatbot.respond import Outcome
from chatbot.tell_countries import tell_countries
from chatbot.tell_outcomes import tell_outcomes
from kb.library import Library


def put_in_context(outcome: Outcome, library: Library, max_words: int) -> Outcome:
    """The outcome with both, as far as `max_words` words leave room; an abstention as it is."""
    if not outcome.citations:
        return outcome
    left = max_words - len(render_answer(outcome.segments).split())
    segments, citations = tell_outcomes(outcome.segments, outcome.citations, library, left)
    left = max_words - len(render_answer(segments).split())
    return replace(outcome, segments=tell_countries(segments, citations, library, left), citations=citations)
