"""The whole way from a question to a checked answer.

question -> resolve and understand -> retrieve -> select evidence -> judge answerability and premise -> compose -> cite
         -> (a bibliographic question: look up in the catalogue -> cite)
         -> put in context -> what it rests on, what can be asked next -> answer
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Literal

from chatbot.answer import Answer, Timings
from chatbot.answered_by import AnsweredBy, answered_by
from chatbot.catalogue_answers.answer_from_catalogue import CatalogueAnswer, answer_from_catalogue
from chatbot.catalogue_answers.respond_from_catalogue import join_outcomes, respond_from_catalogue
from chatbot.cite_units import render_answer
from chatbot.composer import Composer, ExtractiveComposer, OnSegment, open_composer
from chatbot.evidence_model import EvidenceModel, load_evidence_model, variant_for
from chatbot.features import term_weights
from chatbot.judge_answerability import (
    Judgement,
    Measured,
    judge_answerability,
    measure_answerability,
)
from chatbot.put_in_context import put_in_context
from chatbot.ranked_sentences import ranked_sentences
from chatbot.respond import Outcome, respond
from chatbot.rests_on.basis import RestsOn
from chatbot.rests_on.weigh_basis import weigh_basis, weigh_catalogue
from chatbot.select_evidence import Evidence, Retrieved, embed_question, join_parts, select_evidence
from chatbot.suggest_follow_ups import suggest_follow_ups
from chatbot.understand_question import Question, understand_in
from kb.ids import content_id
from kb.library import Library
from kb.settings import Settings
from kb.writable_text import writable_text

_QUESTIONS_FOLLOWED = 10  # nearest questions whose answers are considered, wherever search ranks them
Length = Literal["short", "long"]
_NO_WORDS = "There is no question to answer: it holds no words to search for."
_NO_OCCURRENCE = "None of the words of the question occur in the sources."


class Briefing:
    """Answers questions from one opened library. Safe to share between threads: nothing changes after opening."""

    def __init__(
        self,
        library: Library,
        model: EvidenceModel | None = None,
        composer: Composer | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        """`model` replaces the committed one, for training; `composer` the extractive one; `today` says how old the
        evidence is."""
        self.library = library
        self._composer = composer or ExtractiveComposer(library)
        self._today = today
        self._model = model or load_evidence_model(variant_for(library))

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
        carry: Sequence[str] | None = None,
    ) -> Answer:
        """A checked answer, or an abstention with its reason. `history` holds the earlier questions, oldest first.

        `on_segment` hears of segments as they come; what is returned is the answer. `carry` names the words to carry
        over from earlier questions, none when empty; without it a follow-up is resolved by rules.
        """
        settings = self.library.settings
        question, history = writable_text(question), [writable_text(earlier) for earlier in history]
        carry = None if carry is None else [writable_text(word) for word in carry]
        started = time.perf_counter()
        understood = self.understand(question, history, carry)
        retrieved = self.retrieve(understood)
        retrieved_at = time.perf_counter()
        max_words = settings.answer_max_words if length == "short" else settings.long_answer_max_words
        catalogued = answer_from_catalogue(understood, self.library, max_words)
        if catalogued is None:
            judgement = self.judge(understood, retrieved)
            outcome = respond(understood, retrieved, judgement, max_words, self._composer, self.library, on_segment)
            outcome = put_in_context(outcome, self.library, max_words)
        else:
            outcome = self._with_catalogue(catalogued, understood, max_words, retrieved)
        if catalogued is not None and outcome.citations and not catalogued.left:
            rests_on: RestsOn | None = weigh_catalogue(outcome.citations, self.library, self._today().year)
        else:
            rests_on = self._weigh(understood, retrieved, outcome)
        follow_ups = () if outcome.citations else suggest_follow_ups(understood, retrieved, self.first_evidence)
        finished = time.perf_counter()
        warnings = [*self.library.warnings, *outcome.warnings]
        warnings += [f"“{word.written}” was read as “{word.read}”." for word in understood.mended]
        if understood.truncated:
            warnings.append(f"Only the first {settings.question_max_chars} characters of the question were read.")
        asked = (question, list(history), length, *([] if carry is None else [list(carry)]))
        return Answer(
            id=content_id("a", *asked, self.library.corpus_hash, settings.answer_hash),
            question=question,
            status=outcome.status,
            abstained=not outcome.citations,
            answer=render_answer(outcome.segments),
            segments=tuple(outcome.segments),
            citations=tuple(outcome.citations),
            reason=outcome.judgement.reason,
            confidence=outcome.judgement.confidence,
            suggestions=outcome.topics,
            carried_terms=understood.carried,
            follow_ups=follow_ups,
            rests_on=rests_on,
            warnings=tuple(warnings),
            corpus_hash=self.library.corpus_hash,
            settings_hash=settings.answer_hash,
            answered_by=self._answered_by,
            timings_ms=Timings(
                retrieve=round((retrieved_at - started) * 1000, 1), answer=round((finished - retrieved_at) * 1000, 1)
            ),
        )

    @cached_property
    def _answered_by(self) -> AnsweredBy:
        return answered_by(self._model, self.library)

    def understand(self, question: str, history: Sequence[str] = (), carry: Sequence[str] | None = None) -> Question:
        """What is asked, spelling mended against the library's own words; `carry` as for `ask`."""
        return understand_in(self.library, question, history, carry)

    def retrieve(self, question: Question) -> Retrieved:
        """Passages for the question, and their sentences ranked as evidence, of a double question by its parts too."""
        found = self._find(question)
        parts = [self._find(part) for part in question.parts]
        return join_parts(found, parts) if parts else found

    def _find(self, question: Question) -> Retrieved:
        library = self.library
        if not question.has_words:
            return Retrieved()
        embedded = embed_question(question.search_text, library.embedder) if library.embedder else None
        hits = library.search(
            question.search_text,
            library.settings.candidate_passages,
            query_vector=embedded.vector if embedded else None,
        )
        questions = library.reader_questions
        nearest = questions.nearest(embedded.meaning) if embedded and questions else None
        if nearest:
            passages = {hit.passage.passage_id for hit in hits}
            contradicting = nearest.mistake.question.places if nearest.mistake else ()
            led_to = library.hits_at([*nearest.places_of(_QUESTIONS_FOLLOWED), *contradicting])
            hits += [hit for hit in led_to if hit.passage.passage_id not in passages]
        return Retrieved(hits, select_evidence(question, embedded, hits, library, self._model, nearest), nearest)

    def judge(self, question: Question, retrieved: Retrieved) -> Judgement:
        """Whether what was found answers the question."""
        if not question.has_words:
            return Judgement(0.0, answer=False, reason=_NO_WORDS)
        if not retrieved.evidence.items:
            return Judgement(0.0, answer=False, reason=_NO_OCCURRENCE)
        measured = self.measure(question, retrieved)
        return judge_answerability(question, measured, self._model, self.library.bm25.occurs)

    def measure(self, question: Question, retrieved: Retrieved) -> Measured:
        """What the confidence is estimated from (see `measure_answerability`)."""
        bm25 = self.library.bm25
        ranked = ranked_sentences(retrieved.evidence, self.library, term_weights(question, bm25.idf))
        return measure_answerability(question, ranked, bm25.idf, bm25.occurs)

    def first_evidence(self, question: str) -> Evidence | None:
        """The best evidence for a question put by itself, or None where it would not be answered. Composes nothing."""
        understood = self.understand(question)
        retrieved = self.retrieve(understood)
        return retrieved.evidence.items[0] if self.judge(understood, retrieved).answer else None

    def _with_catalogue(
        self, catalogued: CatalogueAnswer, question: Question, max_words: int, retrieved: Retrieved
    ) -> Outcome:
        """What the catalogue says; to the parts of a double question that are not its own, what the sources say."""
        known = respond_from_catalogue(catalogued, retrieved, self.library, self._model.abstain_below)
        words_left = max_words - sum(len(segment.text.split()) + 1 for segment in known.segments)
        for part in catalogued.left:
            found = self._find(part)
            said = respond(part, found, self.judge(part, found), words_left, self._composer, self.library)
            known = join_outcomes(known, said)
            words_left = max_words - sum(len(segment.text.split()) + 1 for segment in known.segments)
        return known

    def _weigh(self, question: Question, retrieved: Retrieved, outcome: Outcome) -> RestsOn | None:
        if not question.has_words:
            return None

        def answers(found: Retrieved) -> bool:
            return self.judge(question, found).answer

        figure = question.answer_type == "figure"
        return weigh_basis(outcome.citations, retrieved, answers, self.library, self._today().year, figure=figure)
