"""A run, whole: choose questions -> ask -> judge -> measure -> record."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from chatbot.answer import Answer
from chatbot.understand_question import understand_in
from evals.aggregate import confidence_auroc, miss_counts, outcome_of, risk_curve, summarise
from evals.gold import GoldIndex
from evals.judging import judge
from evals.measures.quotes import verdict_counts
from evals.provenance import read_provenance
from evals.questions import Question, question_set_hash
from evals.records import Outcome, RunRecord
from evals.system import System
from kb.errors import QuestionFileError
from kb.ids import content_id
from kb.settings import PROJECT_DIR, Settings


@dataclass(frozen=True)
class Filters:
    """Which questions to ask; an empty list lets all pass. A question passes when every given list names it.

    `text` names words: one of them has to stand in the question, its history or its fact, case aside.
    """

    half: list[str] = field(default_factory=list)
    type: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    id: list[str] = field(default_factory=list)
    asker: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)

    def passes(self, question: Question) -> bool:
        return (
            (not self.half or question.half in self.half)
            and (not self.type or question.type in self.type)
            and (not self.source or bool(set(self.source) & set(question.source_ids)))
            and (not self.id or question.id in self.id)
            and (not self.asker or question.asker in self.asker)
            and (not self.text or self._has_text(question))
            and (not self.tag or bool(set(self.tag) & set(question.tags)))
        )

    def _has_text(self, question: Question) -> bool:
        searched = "\n".join((question.fact, *question.history, question.question)).casefold()
        return any(text.casefold() in searched for text in self.text)


def choose_questions(questions: Iterable[Question], filters: Filters) -> tuple[Question, ...]:
    """The questions that pass, in order. Raises QuestionFileError when none does."""
    chosen = tuple(question for question in questions if filters.passes(question))
    if not chosen:
        raise QuestionFileError(
            "No question passes these filters.", "Loosen half, type, source, asker, tag, text or id."
        )
    return chosen


def run_questions(
    system: System,
    questions: Sequence[Question],
    settings: Settings,
    gold: GoldIndex,
    *,
    filters: Filters | None = None,
    repeats: int = 1,
    advance: Callable[[], None] = lambda: None,
) -> RunRecord:
    """Put every question to the system and record what came of it.

    `repeats` above 1 asks each question again and compares the answers. `advance` is called after each question.
    Searches and answers; touches whatever the system touches. Raises QuestionFileError when a pattern runs too long.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    outcomes = []
    for question in questions:
        outcomes.append(run_question(system, question, settings, gold, repeats=repeats))
        advance()
    provenance = read_provenance(PROJECT_DIR)
    set_hash = question_set_hash(questions)
    corpus_hash = system.library.corpus_hash
    return RunRecord(
        run_id=content_id("r", provenance.revision, settings.answer_hash, corpus_hash, set_hash),
        started=started.isoformat(timespec="seconds"),
        corpus=settings.corpus,
        corpus_hash=corpus_hash,
        settings_hash=settings.answer_hash,
        index_hash=settings.index_hash,
        question_set_hash=set_hash,
        filters=asdict(filters or Filters()),
        provenance=provenance,
        seconds=time.perf_counter() - clock,
        measures=summarise(outcomes),
        auroc=confidence_auroc(outcomes),
        auroc_near=confidence_auroc(outcomes, near_only=True),
        risk_coverage=risk_curve(outcomes),
        verdicts=verdict_counts(citation.verdict for outcome in outcomes for citation in outcome.citations),
        misses=miss_counts(outcomes),
        outcomes=tuple(outcomes),
    )


def run_question(
    system: System, question: Question, settings: Settings, gold: GoldIndex, *, repeats: int = 1
) -> Outcome:
    """Ask one question and judge the answer.

    The search is put in the words that the pipeline understood the question to be (a follow-up's own words do not name
    its topic), for as many passages as the answer considers.
    """
    clock = time.perf_counter()
    answer = system.ask(question.question, question.history)
    seconds = time.perf_counter() - clock
    again = [system.ask(question.question, question.history) for _ in range(repeats - 1)]
    library = system.library
    understood = understand_in(library, question.question, question.history)
    hits = library.search(understood.search_text, settings.candidate_passages)
    identical = all(_untimed(answer) == _untimed(other) for other in again) if again else None
    return outcome_of(judge(question, answer, hits, library, gold, seconds=seconds, identical=identical))


def run_path(record: RunRecord, folder: Path) -> Path:
    """Where a run is kept: named by when it started, its corpus and its id."""
    stamp = datetime.fromisoformat(record.started).strftime("%Y%m%dT%H%M%S") if record.started else "baseline"
    return folder / f"{stamp}-{record.corpus}-{record.run_id}.json"


def _untimed(answer: Answer) -> dict[str, object]:
    return answer.model_dump(exclude={"timings_ms"})
