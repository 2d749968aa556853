"""The runs kept in a data folder and the committed baselines: a head of each at hand, the whole one when it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from evals.records import BASELINES_DIR, RunRecord, Summary, read_run, runs_dir
from evals.run import run_path
from kb.errors import QuestionFileError

_BASELINE = "baseline-"
_RECORDS_AT_HAND = 6


@dataclass(frozen=True)
class RunHead:
    """What a list of runs says of one. `name` is the file's, without its ending."""

    name: str
    run_id: str
    started: str | None
    corpus: str
    corpus_hash: str
    settings_hash: str
    question_set_hash: str
    filters: dict[str, list[str]]
    revision: str | None
    questions: int
    passed: int
    measures: dict[str, Summary]
    question_ids: frozenset[str]

    @property
    def is_baseline(self) -> bool:
        return self.name.startswith(_BASELINE)

    @property
    def is_filtered(self) -> bool:
        """Whether only some questions of its set were asked."""
        return any(self.filters.values())


@dataclass(frozen=True)
class RunList:
    """Runs, latest first, then baselines; and the names of files that are no runs of this version."""

    runs: tuple[RunHead, ...]
    unreadable: tuple[str, ...]

    def find(self, name: str) -> RunHead | None:
        """The run of that name."""
        return next((head for head in self.runs if head.name == name), None)

    def latest(self, corpus: str, question_ids: frozenset[str]) -> RunHead | None:
        """The latest run on a corpus that stands for it: the whole of these questions rather than a part, and these
        rather than others."""
        of_corpus = [head for head in self.runs if head.corpus == corpus and not head.is_baseline]
        own = [head for head in of_corpus if head.question_ids <= question_ids]
        whole = [head for head in own if not head.is_filtered]
        return next(iter(whole or own or of_corpus), None)

    def history(self, head: RunHead) -> tuple[RunHead, ...]:
        """The runs on the same corpus and the same questions, oldest first, with the head itself."""
        alike = [
            other
            for other in self.runs
            if not other.is_baseline
            and (other.corpus, other.question_set_hash) == (head.corpus, head.question_set_hash)
        ]
        return tuple(reversed(alike))


class KeptRuns:
    """Reads runs of a data folder; nothing is changed. Safe to share between threads."""

    def __init__(self, data_dir: Path, baselines_dir: Path = BASELINES_DIR) -> None:
        self.folder = runs_dir(data_dir)
        self._baselines_dir = baselines_dir
        self._heads: dict[tuple[str, int, int], RunHead | None] = {}
        self._lock = Lock()
        self._record = lru_cache(maxsize=_RECORDS_AT_HAND)(_read)

    def all(self) -> RunList:
        """What is there now. A file is read once for as long as it does not change."""
        runs, unreadable = self._heads_of(sorted(self.folder.glob("*.json"), reverse=True), "")
        baselines, _ = self._heads_of(sorted(self._baselines_dir.glob("*.json")), _BASELINE)
        runs.sort(key=lambda head: head.started or "", reverse=True)
        return RunList((*runs, *baselines), tuple(unreadable))

    def read(self, name: str) -> RunRecord:
        """The whole run of that name, one of `all`. Raises QuestionFileError when there is none."""
        head = self.all().find(name)
        if head is None:
            raise QuestionFileError(
                "That run is no longer kept.", "Choose another; they are listed by when they began."
            )
        path = self._path(head)
        return self._record(path, path.stat().st_mtime_ns)

    def _path(self, head: RunHead) -> Path:
        if head.is_baseline:
            return self._baselines_dir / f"{head.name.removeprefix(_BASELINE)}.json"
        return self.folder / f"{head.name}.json"

    def _heads_of(self, paths: Sequence[Path], prefix: str) -> tuple[list[RunHead], list[str]]:
        heads, unreadable = [], []
        for path in paths:
            try:
                stamp = path.stat()
            except OSError:
                continue  # taken away since the folder was listed
            key = (str(path), stamp.st_mtime_ns, stamp.st_size)
            with self._lock:
                if key not in self._heads:
                    self._heads[key] = self._read_head(path, prefix)
                head = self._heads[key]
            if head is None:
                unreadable.append(path.name)
            else:
                heads.append(head)
        return heads, unreadable

    def _read_head(self, path: Path, prefix: str) -> RunHead | None:
        try:
            record = self._record(path, path.stat().st_mtime_ns)
        except (QuestionFileError, OSError):
            return None
        return RunHead(
            name=f"{prefix}{path.stem}",
            run_id=record.run_id,
            started=record.started,
            corpus=record.corpus,
            corpus_hash=record.corpus_hash,
            settings_hash=record.settings_hash,
            question_set_hash=record.question_set_hash,
            filters=record.filters,
            revision=record.provenance.revision,
            questions=len(record.outcomes),
            passed=sum(outcome.passed for outcome in record.outcomes),
            measures=record.measures,
            question_ids=frozenset(record.by_question),
        )


def new_run_path(record: RunRecord, folder: Path) -> Path:
    """Where to keep a run so that it takes the place of no other: two of one second are told apart by a number."""
    path = run_path(record, folder)
    number = 2
    while path.exists():
        path = path.with_name(f"{run_path(record, folder).stem}-{number}.json")
        number += 1
    return path


def _read(path: Path, _changed: int) -> RunRecord:
    return read_run(path)
