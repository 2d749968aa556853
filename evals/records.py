"""The record of a run: what was asked of which corpus by which code, and what came of it, question by question.

A run keeps question and answer texts and stays out of the repository, in `runs/` of the data folder. A baseline is a
run without any text: ids, hashes and numbers, fit to be committed (`evals/baselines/`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.answer import Status
from evals.questions import Expectation, Half, QuestionType
from kb.citations import Verdict
from kb.documents import DocumentKind
from kb.errors import DataFolderError, QuestionFileError

EVALS_DIR = Path(__file__).resolve().parent
BASELINES_DIR = EVALS_DIR / "baselines"


def runs_dir(data_dir: Path) -> Path:
    """Where the runs over a data folder are kept: in it, since they hold its documents' words."""
    return data_dir / "runs"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NuggetOutcome(_Record):
    """What became of one nugget, in the order of the question's nuggets."""

    vital: bool
    stated: bool
    cited: bool | None = Field(description="Whether what states it cites its gold; None where it is not stated")
    retrieved: bool
    patterns: tuple[str, ...] = Field(default=(), description="What was looked for; empty in a baseline")

    @property
    def miss(self) -> Literal["not retrieved", "retrieved, not used"] | None:
        """Why the answer lacks it, or None when it is stated."""
        if self.stated:
            return None
        return "retrieved, not used" if self.retrieved else "not retrieved"


class RetrievedPassage(_Record):
    """A passage that the search returned."""

    passage_id: str
    source_id: str
    relevant: bool = Field(description="Whether it holds a nugget of the question")


class CitationOutcome(_Record):
    """Where a citation points, in the source text of the cited document, and what the checks said."""

    source_id: str
    kind: DocumentKind
    document_sha256: str
    source_spans: tuple[tuple[int, int], ...]
    verdict: Verdict
    gold: bool | None = Field(description="Whether it points at gold; None where that cannot be told")


class Outcome(_Record):
    """One question's answer, judged."""

    question_id: str
    type: QuestionType
    half: Half
    expect: Expectation
    fact: str
    source_ids: tuple[str, ...]
    status: Status
    confidence: float
    nuggets: tuple[NuggetOutcome, ...]
    citations: tuple[CitationOutcome, ...]
    values: dict[str, float | None] = Field(description="Value of each measure; None where it does not apply")
    retrieved: tuple[RetrievedPassage, ...] = Field(default=(), description="In the order returned; none in a baseline")
    question: str | None = Field(default=None, description="None in a baseline, as are the texts below")
    history: tuple[str, ...] | None = None
    answer: str | None = None
    note: str | None = None

    @property
    def passed(self) -> bool:
        return self.values["passed"] == 1.0

    def as_baseline(self) -> Outcome:
        """The same outcome without texts and seconds."""
        nuggets = tuple(nugget.model_copy(update={"patterns": ()}) for nugget in self.nuggets)
        left_out = {"question": None, "history": None, "answer": None, "note": None, "retrieved": ()}
        values = {**self.values, "seconds": None}
        return self.model_copy(update={**left_out, "nuggets": nuggets, "values": values})


class Summary(_Record):
    """A measure over all questions it applies to, with a 95% interval; nothing is None but where nothing applies."""

    mean: float | None
    low: float | None
    high: float | None
    questions: int


class CurvePoint(_Record):
    """One point of the risk-coverage curve."""

    confidence: float
    coverage: float
    risk: float


class Margin(_Record):
    """By how much our mean exceeds a baseline system's, over the questions on which both have a value."""

    mean: float
    low: float
    high: float
    p: float
    questions: int


class RivalResult(_Record):
    """A baseline system on the same questions (evals/rivals/)."""

    name: str
    label: str
    measures: dict[str, Summary]
    margins: dict[str, Margin]
    auroc: float | None
    auroc_near: float | None


class Provenance(_Record):
    """What produced a run."""

    revision: str | None = Field(description="Git commit, with -changed when the tree differs; None outside git")
    python: str
    platform: str
    packages: dict[str, str]


class RunRecord(_Record):
    """A whole run."""

    schema_version: Literal[1] = 1
    run_id: str = Field(description="From revision, settings, corpus and questions: the same for a repeat")
    started: str | None = Field(description="UTC, ISO 8601; None in a baseline")
    corpus: str
    corpus_hash: str
    settings_hash: str
    index_hash: str = Field(description="Of the settings that decide how documents are cut into passages")
    question_set_hash: str
    filters: dict[str, list[str]] = Field(description="How the questions were chosen")
    provenance: Provenance
    seconds: float | None
    measures: dict[str, Summary]
    auroc: float | None
    auroc_near: float | None = Field(description="Against questions whose topic is there and whose fact is not")
    risk_coverage: tuple[CurvePoint, ...]
    verdicts: dict[str, int]
    misses: dict[str, int] = Field(description="Vital nuggets that answers lack, by why")
    rivals: tuple[RivalResult, ...] = Field(default=(), description="Baseline systems, where the run asked for them")
    outcomes: tuple[Outcome, ...]

    def as_baseline(self) -> RunRecord:
        """The same run without any text, and without seconds, which say nothing on another machine."""
        nothing = Summary(mean=None, low=None, high=None, questions=0)
        measures = {name: nothing if name == "seconds" else summary for name, summary in self.measures.items()}
        outcomes = tuple(outcome.as_baseline() for outcome in self.outcomes)
        left_out = {"started": None, "seconds": None, "rivals": ()}
        return self.model_copy(update={**left_out, "outcomes": outcomes, "measures": measures})

    def summary(self) -> dict[str, object]:
        """The record without its outcomes, for printing."""
        return {"questions": len(self.outcomes), **self.model_dump(mode="json", exclude={"outcomes"})}

    @property
    def by_question(self) -> Mapping[str, Outcome]:
        return {outcome.question_id: outcome for outcome in self.outcomes}


def write_run(record: RunRecord, path: Path) -> None:
    """Write a run in one step. Raises DataFolderError when the folder cannot be written."""
    write_text(path, record.model_dump_json(indent=1) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file in one step: whoever reads it sees the old text or the new. Raises DataFolderError."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise DataFolderError(f"{path} cannot be written ({error.strerror}).", "Name another file.") from error


def read_run(path: Path) -> RunRecord:
    """Read a run or a baseline. Raises QuestionFileError when it is missing or not a run."""
    try:
        return RunRecord.model_validate_json(path.read_bytes())
    except OSError as error:
        raise QuestionFileError(
            f"{path} cannot be read ({error.strerror}).", "Name a file of runs/ in the data folder."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise QuestionFileError(
            f"{path} is not a run of this version: {place}: {first['msg']}.", "Make it again with `briefing eval run`."
        ) from error
