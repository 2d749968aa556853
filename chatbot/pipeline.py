"""The whole way from a question to a checked answer.

question -> understand -> retrieve -> select evidence -> judge answerability and premise -> compose -> cite -> answer
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from chatbot.abstain import abstention_segments, nearest_topics
from chatbot.answer import Answer, Segment, Status, Timings
from chatbot.cite_units import cite_units, render_answer
from chatbot.compose_answer import compose_answer
from chatbot.composer import Composer, ExtractiveComposer, OnSegment, open_composer
from chatbot.evidence_model import EvidenceModel, load_evidence_model
from chatbot.false_premise import correction_segment, find_contradiction
from chatbot.features import FEATURES
from chatbot.judge_answerability import Judgement, RankedSentences, judge_answerability, measure_answerability
from chatbot.select_evidence import EmbeddedQuestion, RankedEvidence, select_evidence
from chatbot.understand_question import Question, understand_question
from kb.citations import Citation
from kb.ids import content_id
from kb.library import Library, SearchHit
from kb.settings import Settings

Length = Literal["short", "long"]
_NO_WORDS = "There is no question to answer: it holds no words to search for."
_NO_OCCURRENCE = "None of the words of the question occur in the sources."
_UNPROVEN = "Sentences were found, but none whose words still agree with the stored source."


@dataclass(frozen=True)
class Retrieved:
    """What steps 2 and 3 found for a question."""

    hits: Sequence[SearchHit] = ()
    evidence: RankedEvidence = field(default_factory=RankedEvidence)


@dataclass(frozen=True)
class Outcome:
    """What steps 4 to 6 made of it: segments with citations, or without them when the answer is withheld."""

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


class Briefing:
    """Answers questions from one opened library. Safe to share between threads: nothing changes after opening."""

    def __init__(self, library: Library, model: EvidenceModel | None = None, composer: Composer | None = None) -> None:
        """`model` replaces the committed one, for training; `composer` the extractive one."""
        self.library = library
        self._composer = composer or ExtractiveComposer(library)
        self._model = model or load_evidence_model("hybrid" if library.embedder is not None else "bm25")

    @classmethod
    def open(cls, settings: Settings) -> Briefing:
        """Open the data folder; raises what `Library.open` raises."""
        library = Library.open(settings)
        return cls(library, composer=open_composer(library))

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        length: Length = "short",
        on_segment: OnSegment | None = None,
    ) -> Answer:
        """A checked answer, or an abstention with its reason. `history` holds the earlier questions, oldest first.

        `on_segment` hears of segments as they come; what is returned is the answer.
        """
        settings = self.library.settings
        started = time.perf_counter()
        understood = self.understand(question, history)
        retrieved = self.retrieve(understood)
        retrieved_at = time.perf_counter()
        max_words = settings.answer_max_words if length == "short" else settings.long_answer_max_words
        outcome = self._respond(understood, retrieved, max_words, on_segment)
        finished = time.perf_counter()
        warnings = [*self.library.warnings, *outcome.warnings]
        warnings += [f"“{word.written}” was read as “{word.read}”." for word in understood.mended]
        if understood.truncated:
            warnings.append(f"Only the first {settings.question_max_chars} characters of the question were read.")
        return Answer(
            id=content_id("a", question, list(history), length, self.library.corpus_hash, settings.answer_hash),
            question=question,
            status=outcome.status,
            abstained=not outcome.citations,
            answer=render_answer(outcome.segments),
            segments=tuple(outcome.segments),
            citations=tuple(outcome.citations),
            reason=outcome.judgement.reason,
            confidence=outcome.judgement.confidence,
            suggestions=outcome.topics,
            warnings=tuple(warnings),
            corpus_hash=self.library.corpus_hash,
            settings_hash=settings.answer_hash,
            timings_ms=Timings(
                retrieve=round((retrieved_at - started) * 1000, 1), answer=round((finished - retrieved_at) * 1000, 1)
            ),
        )

    def understand(self, question: str, history: Sequence[str] = ()) -> Question:
        """What is asked, spelling mended against the library's own words."""
        return understand_question(question, history, self.library.settings.question_max_chars, self.library.speller)

    def retrieve(self, question: Question) -> Retrieved:
        """Passages for the question, and their sentences ranked as evidence."""
        library = self.library
        if not question.terms:
            return Retrieved()
        embedded = EmbeddedQuestion(*library.embedder.embed_query(question.search_text)) if library.embedder else None
        hits = library.search(
            question.search_text,
            library.settings.candidate_passages,
            query_vector=embedded.vector if embedded else None,
        )
        return Retrieved(hits, select_evidence(question, embedded, hits, library, self._model))

    def judge(self, question: Question, retrieved: Retrieved) -> Judgement:
        """Whether what was found answers the question."""
        if not question.terms:
            return Judgement(0.0, answer=False, reason=_NO_WORDS)
        if not retrieved.evidence.items:
            return Judgement(0.0, answer=False, reason=_NO_OCCURRENCE)
        occurs = self.library.bm25.occurs
        return judge_answerability(question, self.measure(question, retrieved), self._model, occurs)

    def measure(self, question: Question, retrieved: Retrieved) -> NDArray[np.float32]:
        """What the confidence is estimated from (see `measure_answerability`)."""
        items = retrieved.evidence.items
        late = [item.late for item in items if item.late is not None]
        ranked = RankedSentences(
            texts=[item.text for item in items],
            evidence_scores=[item.evidence_score for item in items],
            cosines=[item.cosine for item in items],
            type_matches=[float(item.features[FEATURES.index("type_match")]) for item in items],
            late=np.stack(late) if late else None,
            late_weights=retrieved.evidence.weights,
            late_context=None if not items or items[0].late_context is None else items[0].late_context[np.newaxis],
        )
        passage_cosine = max((hit.cosine_similarity or 0.0 for hit in retrieved.hits), default=0.0)
        bm25 = self.library.bm25
        return measure_answerability(question, ranked, passage_cosine, bm25.idf, bm25.occurs)

    def _respond(
        self, question: Question, retrieved: Retrieved, max_words: int, on_segment: OnSegment | None
    ) -> Outcome:
        judgement = self.judge(question, retrieved)
        if (corrected := self._correct(question, retrieved, judgement, max_words)) is not None:
            return corrected
        if judgement.answer:
            composed = self._composer.compose(question, retrieved.evidence.items, max_words, on_segment)
            if composed.citations:
                return Outcome(judgement, composed.segments, composed.citations, warnings=composed.warnings)
            judgement = Judgement(judgement.confidence, answer=False, reason=_UNPROVEN)
        topics = nearest_topics(retrieved.hits, self.library)
        return Outcome(judgement, abstention_segments(judgement, topics, self.library), topics=topics)

    def _correct(
        self, question: Question, retrieved: Retrieved, judgement: Judgement, max_words: int
    ) -> Outcome | None:
        """The answer that names a premise which the evidence contradicts, in the sources' words; None without one."""
        evidence = retrieved.evidence.items
        contradiction = find_contradiction(question, evidence, self.library.bm25.idf)
        if contradiction is None:
            return None
        named = correction_segment(contradiction)
        words = max_words - len(named.text.split())
        segments, citations = cite_units(
            compose_answer(question, evidence, words, first=contradiction.evidence), self.library
        )
        if not citations or citations[0].source_id != contradiction.evidence.document.source_id:
            return None
        judgement = replace(judgement, answer=True, reason=None)
        return Outcome(judgement, [named, *segments], citations, corrected=True)
