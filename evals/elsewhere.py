"""Questions on other documents than the library's own, put to a scratch library that holds those and distractors.

A set of such questions is a folder: `*.jsonl` beside a `catalogue.toml` that names the documents by hash. The documents
stay wherever the user has them; what shares their folder can be ingested along with them, to be in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.gold import GoldIndex
from evals.questions import Question
from evals.records import RunRecord
from evals.rivals.measure import measure_rivals
from evals.run import Filters, run_questions
from evals.scratch import ingested
from kb.catalogue import load_catalogue
from kb.errors import QuestionFileError
from kb.ids import sha256_bytes
from kb.settings import Settings


@dataclass(frozen=True)
class ChosenFiles:
    """The documents that are asked about, in the order of the catalogue, and those beside them."""

    asked_about: tuple[Path, ...]
    distractors: tuple[Path, ...]


def choose_files(folder: Path, catalogue_path: Path, distractors: int) -> ChosenFiles:
    """The catalogue's documents in `folder`, found by hash whatever their names, and so many others.

    Distractors are taken in the order of their hashes: the same ones everywhere, and not one journal's alone. Reads
    every file directly in `folder`. Raises QuestionFileError when a document is absent or distractors are too few.
    """
    by_hash = {sha256_bytes(path.read_bytes()): path for path in sorted(folder.glob("*")) if path.is_file()}
    records = load_catalogue(catalogue_path).source
    wanted = [[digest for digest in record.original_sha256 if digest in by_hash] for record in records]
    absent = [record.doi or record.source_id for record, at_hand in zip(records, wanted, strict=True) if not at_hand]
    if absent:
        raise QuestionFileError(
            f"{len(absent)} of {len(records)} documents are not in {folder}: {', '.join(absent)}.",
            f"Gold counts characters of the very files whose hashes are in {catalogue_path.name}; put those there.",
        )
    named = {digest for record in records for digest in record.original_sha256}
    others = sorted(digest for digest in by_hash if digest not in named)
    if distractors > len(others):
        raise QuestionFileError(
            f"There are {len(others)} other files in {folder}, not {distractors}.", "Ask for fewer distractors."
        )
    return ChosenFiles(
        asked_about=tuple(by_hash[at_hand[0]] for at_hand in wanted),
        distractors=tuple(by_hash[digest] for digest in others[:distractors]),
    )


def run_elsewhere(
    settings: Settings,
    questions: Sequence[Question],
    files: ChosenFiles,
    catalogue_dir: Path,
    scratch: Path,
    *,
    filters: Filters,
    with_baselines: bool = False,
    report: Callable[[str], None] = lambda what: None,
) -> RunRecord:
    """Ingest `files` into `scratch` (empty) and put the questions to that library, which has no notes.

    `report` is told what has been done: `ingested`, then `question` after each. Raises DataFolderError when a file is
    refused.
    """
    settings = settings.model_copy(update={"corpus": "originals", "sources_dir": catalogue_dir})
    system = ingested(settings, [*files.asked_about, *files.distractors], scratch)
    report("ingested")
    gold = GoldIndex([])
    record = run_questions(
        system, questions, system.library.settings, gold, filters=filters, advance=lambda: report("question")
    )
    if not with_baselines:
        return record
    return record.model_copy(update={"rivals": measure_rivals(system.library, questions, gold, record.outcomes)})
