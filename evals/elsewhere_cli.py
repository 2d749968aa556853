"""`briefing eval elsewhere`: does the same code hold up on documents it was not made for? Exit codes as in cli.py."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from evals.console import progress_bar
from evals.gate_cli import HalfOption, chosen_halves
from evals.questions import load_questions
from evals.records import runs_dir
from kb.console import Json
from kb.errors import QuestionFileError
from kb.settings import PROJECT_DIR, load_settings

PLOS_DIR = PROJECT_DIR / "evals" / "questions-plos"


def elsewhere(
    folder: Annotated[Path, typer.Argument(help="Folder that holds the documents asked about, under any names.")],
    questions: Annotated[
        Path, typer.Option("--questions", help="Folder of questions (*.jsonl) and a catalogue.toml of the documents.")
    ] = PLOS_DIR,
    half: HalfOption = "all",
    type_: Annotated[
        list[str] | None, typer.Option("--type", help="Only questions of this type; may be repeated.")
    ] = None,
    id_: Annotated[list[str] | None, typer.Option("--id", help="Only this question; may be repeated.")] = None,
    distractors: Annotated[
        int, typer.Option(min=0, help="Other files of the folder to ingest too, in the order of their hashes.")
    ] = 0,
    with_baselines: Annotated[
        bool, typer.Option("--with-baselines", help="Ask the baseline systems too and show the margin.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="File for the run; without it, a new one in runs/ of the data folder.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="Compare with this baseline; exit code 1 when it regressed.")
    ] = None,
    save_baseline: Annotated[Path | None, typer.Option(help="Write the run without any text to this file.")] = None,
    json: Json = False,
) -> None:
    """Ingest other documents into a scratch library and put the questions on them to the chatbot."""
    from evals.elsewhere import choose_files, run_elsewhere
    from evals.run import Filters, choose_questions, run_path
    from evals.tell_run import tell_run

    if not folder.is_dir():
        raise QuestionFileError(f"There is no folder {folder}.", "Name the folder that holds the documents.")
    catalogue = questions / "catalogue.toml"
    if not catalogue.is_file():
        raise QuestionFileError(
            f"There is no catalogue.toml in {questions}.",
            "Put one beside the questions: a [[source]] for each document, with its original_sha256.",
        )
    filters = Filters(half=chosen_halves(half), type=type_ or [], id=id_ or [])
    chosen = choose_questions(load_questions(questions), filters)
    files = choose_files(folder, catalogue, distractors)
    settings = load_settings()
    with progress_bar() as progress, TemporaryDirectory(prefix="briefing-elsewhere-") as scratch:
        tasks = {
            "ingested": progress.add_task("ingest", total=1),
            "question": progress.add_task("questions", total=len(chosen)),
        }
        record = run_elsewhere(
            settings,
            chosen,
            files,
            questions,
            Path(scratch),
            filters=filters,
            with_baselines=with_baselines,
            report=lambda what: progress.advance(tasks[what]),
        )
    out = out or run_path(record, runs_dir(settings.data_dir))
    tell_run(record, out=out, save_baseline=save_baseline, baseline=baseline, as_json=json)
