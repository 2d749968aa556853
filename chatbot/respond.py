"""Steps 5 and 6: from a judgement to an answer, to one that names a false premise, or to an abstention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.abstain import abstention_segments, nearest_topics
from chatbot.answer import Segment, Status
from chatbot.cite_units import cite_units
from chatbot.compose_answer import compose_answer
from chatbot.composer import Composer, OnSegment
from chatbot.false_premise import correction_segment, find_contradiction
from chatbot.judge_answerability import Judgement
from chatbot.select_evidence import Retrieved
from chatbot.understand_question import Question
from kb.citations import Citation
from kb.library import Library

_UNPROVEN = "Sentences were found, but none whose words still agree with the stored source."


@dataclass(frozen=True)
class Outcome:
    """Segments with citations, or without them when the answer is withheld."""

    judgement: Judgement
    segments: Sequence[Segment]
    citations: Sequence[Citation] = ()
    topics: tuple[str, ...] = ()
    corrected: bool = False
    """Whether the question assumes what the first segment names and the first citation contradicts."""
    warnings: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        if not self.citations:
            return "abstained"
        return "corrected" if self.corrected else "answered"


def respond(
    question: Question,
    retrieved: Retrieved,
    judgement: Judgement,
    max_words: int,
    composer: Composer,
    library: Library,
    on_segment: OnSegment | None = None,
) -> Outcome:
    """What to say, from what was found and judged. At most `max_words` words, markers counted."""
    if (corrected := _correct(question, retrieved, judgement, max_words, library)) is not None:
        return corrected
    if judgement.answer:
        composed = composer.compose(question, retrieved.evidence.items, max_words, on_segment)
        if composed.citations:
            return Outcome(judgement, composed.segments, composed.citations, warnings=composed.warnings)
        judgement = Judgement(judgement.confidence, answer=False, reason=_UNPROVEN)
    topics = nearest_topics(retrieved.hits, library)
    return Outcome(judgement, abstention_segments(judgement, topics, library), topics=topics)


def _correct(
    question: Question, retrieved: Retrieved, judgement: Judgement, max_words: int, library: Library
) -> Outcome | None:
    """The answer that names a premise which the evidence contradicts, in the sources' words; None without one."""
    evidence = retrieved.evidence.items
    contradiction = find_contradiction(question, retrieved, library.bm25.idf)
    if contradiction is None:
        return None
    named = correction_segment(contradiction)
    words = max_words - len(named.text.split())
    units = compose_answer(question, evidence, words, first=contradiction.evidence, library=library)
    segments, citations = cite_units(units, library)
    if not citations or citations[0].source_id != contradiction.evidence.document.source_id:
        return None
    judgement = replace(judgement, answer=True, reason=None)
    return Outcome(judgement, [named, *segments], citations, corrected=True)
