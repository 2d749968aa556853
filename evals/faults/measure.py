"""Every fault at every strength and every no-op change put through the gate.

A fault at 20% reaches a fifth of the questions, drawn by hash: those get the faulty system's outcome, the others the
healthy one's. The gate sees what it would see of any two runs (compare.py), and its verdict is what is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from chatbot.pipeline import Briefing
from evals.compare import compare_runs
from evals.faults import FAULTS
from evals.faults.no_ops import NO_OPS, Bench
from evals.faults.spec import Healthy, Recalled
from evals.gold import GoldIndex
from evals.questions import Question
from evals.records import Outcome, RunRecord
from evals.run import run_question, run_questions
from evals.scratch import ingested
from evals.system import System
from kb.ids import sha256_bytes
from kb.notes import load_notes
from kb.settings import Settings

STRENGTHS = (0.05, 0.20, 1.0)
LEAST_CAUGHT = 14
_SEED = "faults-1"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class FaultResult:
    """What the gate said of a fault: at each of `STRENGTHS` the regressions it named, none where it held."""

    name: str
    says: str
    regressions: tuple[tuple[str, ...], ...]

    @property
    def flagged(self) -> tuple[bool, ...]:
        return tuple(bool(found) for found in self.regressions)


@dataclass(frozen=True)
class NoOpResult:
    """What the gate said of a no-op change: the regressions it named, which should be none."""

    name: str
    regressions: tuple[str, ...]


@dataclass(frozen=True)
class GateResult:
    """The whole measurement."""

    questions: int
    faults: tuple[FaultResult, ...]
    no_ops: tuple[NoOpResult, ...]

    @property
    def caught(self) -> int:
        """Faults flagged at full strength."""
        return sum(fault.flagged[-1] for fault in self.faults)

    @property
    def false_alarms(self) -> int:
        return sum(bool(change.regressions) for change in self.no_ops)

    @property
    def sound(self) -> bool:
        return self.caught >= LEAST_CAUGHT and not self.false_alarms


def measure_gate(settings: Settings, questions: Sequence[Question], progress: Progress) -> GateResult:
    """Ingest the notes into a scratch folder and put every fault and no-op change through the gate.

    `progress` is told what has been done. Writes a temporary folder, which is removed.
    """
    with TemporaryDirectory(prefix="briefing-faults-") as scratch:
        notes_only = settings.model_copy(update={"corpus": "notes"})
        briefing = ingested(notes_only, [settings.notes_dir], Path(scratch) / "as-it-is")
        settings = briefing.library.settings
        gold = GoldIndex(load_notes(settings.notes_dir))
        before = run_questions(briefing, questions, settings, gold)
        progress("the pipeline as it is")
        faults = []
        healthy = Healthy(briefing, Recalled(briefing))
        for fault in FAULTS:
            against = run_questions(briefing, questions, settings, gold) if fault.about_time else before
            faulty = _outcomes(fault.put_into(healthy), questions, settings, gold)
            found = tuple(_regressions(against, _mixed(against, faulty, fault.name, share)) for share in STRENGTHS)
            faults.append(FaultResult(fault.name, fault.says, found))
            progress(f"{fault.name}, {_verdict(found[-1])}")
        no_ops = []
        bench = Bench(briefing, settings, Path(scratch))
        for change in NO_OPS:
            system = change.make(bench)
            outcomes = _outcomes(system, questions[::-1] if change.reverse_order else questions, settings, gold)
            hashes = {"corpus_hash": system.library.corpus_hash, "index_hash": _index_hash(system, settings)}
            after = before.model_copy(update={"outcomes": tuple(outcomes.values()), **hashes})
            no_ops.append(NoOpResult(change.name, _regressions(before, after)))
            progress(f"{change.name}, {_verdict(no_ops[-1].regressions)}")
    return GateResult(len(questions), tuple(faults), tuple(no_ops))


def reached(fault: str, question_id: str, share: float) -> bool:
    """Whether a fault at this strength reaches the question; what a weak fault reaches, a strong one does too."""
    return int(sha256_bytes(f"{_SEED}:{fault}:{question_id}".encode())[:8], 16) < share * 16**8


def _outcomes(system: System, questions: Sequence[Question], settings: Settings, gold: GoldIndex) -> dict[str, Outcome]:
    return {question.id: run_question(system, question, settings, gold) for question in questions}


def _index_hash(system: System, settings: Settings) -> str:
    """How the documents behind a system were cut; a system that is not the pipeline itself has those of `settings`."""
    return system.library.settings.index_hash if isinstance(system, Briefing) else settings.index_hash


def _mixed(before: RunRecord, faulty: dict[str, Outcome], fault: str, share: float) -> RunRecord:
    outcomes = [
        faulty[outcome.question_id] if reached(fault, outcome.question_id, share) else outcome
        for outcome in before.outcomes
    ]
    return before.model_copy(update={"outcomes": tuple(outcomes)})


def _regressions(before: RunRecord, after: RunRecord) -> tuple[str, ...]:
    return compare_runs(before, after, across_corpora=True).regressions


def _verdict(regressions: Sequence[str]) -> str:
    return "flagged" if regressions else "held"
