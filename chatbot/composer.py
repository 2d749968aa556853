"""Steps 5 and 6 as one part that can be swapped: evidence in, segments with citations out.

The extractive composer, in the sources' own sentences, is the default; `chatbot/model/` has one that asks a language
model. Both pass tests/chatbot/test_chatbot_composer.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from chatbot.answer import Segment
from chatbot.cite_units import cite_units
from chatbot.compose_answer import compose_answer
from chatbot.select_evidence import Evidence
from chatbot.understand_question import Question
from kb.citations import Citation
from kb.library import Library

OnSegment = Callable[[Segment], None]
"""Called with a segment as soon as it has been checked. It is news for a reader who waits, not the answer: a composer
may still put other segments in its place."""


@dataclass(frozen=True)
class Composition:
    """The body of an answer. Every marker of a segment is that of a citation, and every citation was checked."""

    segments: tuple[Segment, ...] = ()
    citations: tuple[Citation, ...] = ()
    warnings: tuple[str, ...] = ()


class Composer(Protocol):
    """Puts evidence into an answer."""

    def compose(
        self,
        question: Question,
        evidence: Sequence[Evidence],
        max_words: int,
        on_segment: OnSegment | None = None,
    ) -> Composition:
        """At most `max_words` words, markers counted, the direct answer first; empty when nothing can be said.

        Never raises for what a model or its endpoint does.
        """
        ...


class ExtractiveComposer:
    """The sources' own sentences; the same ones for the same library, question and settings."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def compose(
        self,
        question: Question,
        evidence: Sequence[Evidence],
        max_words: int,
        on_segment: OnSegment | None = None,
    ) -> Composition:
        """See `Composer.compose`."""
        segments, citations = cite_units(
            compose_answer(question, evidence, max_words, library=self._library), self._library
        )
        if on_segment is not None:
            for segment in segments:
                on_segment(segment)
        return Composition(tuple(segments), tuple(citations))


def open_composer(library: Library) -> Composer:
    """The composer that the settings ask for. Raises SettingsError for an endpoint that may not be used."""
    extractive = ExtractiveComposer(library)
    if library.settings.model_base_url is None:
        return extractive
    from chatbot.model.compose_claims import open_model_composer  # nothing of it is loaded unless an endpoint is set

    return open_model_composer(library, extractive)
