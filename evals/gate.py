"""The gate: the question set put to a fresh ingest of each corpus at hand, and compared with the committed baseline.

    notes      always: they are in the repository
    originals  where a folder of them is at hand

A baseline (`evals/baselines/<corpus>.json`) is a run without any text. The rule for a regression is compare.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from evals.compare import Comparison, compare_runs
from evals.gold import GoldIndex
from evals.questions import Question
from evals.records import RunRecord, read_run, write_run
from evals.run import run_questions
from evals.scratch import ingested
from kb.errors import QuestionFileError
from kb.notes import load_notes
from kb.settings import Settings

GateCorpus = Literal["notes", "originals"]


@dataclass(frozen=True)
class CorpusVerdict:
    """A corpus's run, and how it compares with its baseline; None where the baseline was written anew."""

    corpus: GateCorpus
    record: RunRecord
    comparison: Comparison | None

    @property
    def held(self) -> bool:
        return self.comparison is None or self.comparison.held


def run_gate(
    settings: Settings,
    questions: Sequence[Question],
    originals: Path | None,
    baselines: Path,
    *,
    write: bool = False,
    advance: Callable[[], None] = lambda: None,
) -> tuple[CorpusVerdict, ...]:
    """One verdict a corpus; `write` makes this state the baseline instead of comparing with it.

    `originals` is their folder, or None. `advance` is called after each question of each corpus. Ingests into temporary
    folders. Raises QuestionFileError when a baseline is missing or was made on other questions.
    """
    folders: dict[GateCorpus, Path] = {"notes": settings.notes_dir}
    if originals is not None:
        folders["originals"] = originals
    if not write:
        _require(baselines, folders)
    gold = GoldIndex(load_notes(settings.notes_dir))
    verdicts = []
    for corpus, folder in folders.items():
        with TemporaryDirectory(prefix=f"briefing-gate-{corpus}-") as scratch:
            system = ingested(settings.model_copy(update={"corpus": corpus}), [folder], Path(scratch))
            record = run_questions(system, questions, system.library.settings, gold, advance=advance)
        path = baseline_path(baselines, corpus)
        if write:
            write_run(record.as_baseline(), path)
        comparison = None if write else compare_runs(read_run(path), record, across_corpora=True)
        verdicts.append(CorpusVerdict(corpus, record, comparison))
    return tuple(verdicts)


def baseline_path(folder: Path, corpus: GateCorpus) -> Path:
    """Where a corpus's baseline is kept."""
    return folder / f"{corpus}.json"


def _require(baselines: Path, corpora: dict[GateCorpus, Path]) -> None:
    for corpus in corpora:
        if not baseline_path(baselines, corpus).is_file():
            raise QuestionFileError(
                f"There is no baseline for the {corpus} in {baselines}.", "Make one with `briefing eval gate --write`."
            )
