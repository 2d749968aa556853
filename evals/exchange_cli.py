"""`briefing eval export`, `import`, `reword` and `judge`: questions in and out, and the optional judge."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from evals.console import print_result, progress_bar
from evals.questions import QUESTIONS_DIR, dump_questions, load_questions
from evals.records import read_run, write_text
from kb.console import Json, messages
from kb.settings import Settings, load_settings

KEY_VARIABLE = "OPENAI_API_KEY"
Form = Annotated[str, typer.Option("--format", help="csv, deepeval or ragas.")]
QuestionsPath = Annotated[Path, typer.Option("--questions", help="JSON-lines file of questions, or a folder of them.")]
Originals = Annotated[Path | None, typer.Option(help="Folder of originals [default: sources/originals].")]


def export_(
    out: Annotated[Path, typer.Argument(help="File to write.")],
    form: Form = "csv",
    questions: QuestionsPath = QUESTIONS_DIR,
) -> None:
    """Write the questions as CSV, or as records of DeepEval or Ragas."""
    from evals.exchange import as_format, export_questions

    loaded = load_questions(questions)
    write_text(out, export_questions(loaded, as_format(form)).decode())
    messages.print(f"Wrote {len(loaded)} questions to {out}", markup=False)


def import_(
    file: Annotated[Path, typer.Argument(help="File to read.")],
    out: Annotated[Path, typer.Argument(help="JSON-lines file of questions to write.")],
    form: Form = "csv",
    originals: Originals = None,
) -> None:
    """Read questions from CSV, or from records of DeepEval or Ragas, and write them as a question file."""
    from evals.exchange import as_format, import_questions
    from kb.catalogue import load_catalogue

    settings = load_settings()
    catalogue = load_catalogue(settings.catalogue_path)
    at_hand = {
        sha256: (record.source_id, text)
        for sha256, text in _source_texts(originals, settings).items()
        if (record := catalogue.by_original(sha256)) is not None
    }
    loaded = import_questions(file, as_format(form), at_hand)
    write_text(out, dump_questions(loaded).decode())
    messages.print(f"Wrote {len(loaded)} questions to {out}; check them with `briefing eval check`", markup=False)


def reword(
    out: Annotated[Path, typer.Argument(help="JSON-lines file of questions to write.")],
    questions: QuestionsPath = QUESTIONS_DIR,
) -> None:
    """Say the questions in other words of the glossary, with the same gold: does search bridge the words?"""
    from evals.reword_questions import reword_questions
    from kb.find_terms import TermFinder
    from kb.glossary import load_glossary

    finder = TermFinder(load_glossary(load_settings().glossary_path), everyday=True, any_case=True)
    reworded = list(reword_questions(load_questions(questions), finder))
    write_text(out, dump_questions(reworded).decode())
    messages.print(f"Wrote {len(reworded)} reworded questions to {out}", markup=False)


def judge(
    run_file: Annotated[Path, typer.Argument(help="A run.", metavar="RUN")],
    endpoint: Annotated[str, typer.Option(help="OpenAI-compatible address, such as http://127.0.0.1:8000/v1.")],
    model: Annotated[str, typer.Option(help="Name of the model to ask.")],
    questions: QuestionsPath = QUESTIONS_DIR,
    originals: Originals = None,
    json: Json = False,
) -> None:
    """Let a language model grade a run's answers and say how far it agrees with the patterns; sends them to it."""
    from evals.judge import judge_run
    from evals.judge_endpoint import EndpointJudge
    from evals.tables import judge_lines

    record = read_run(run_file)
    texts = _source_texts(originals, load_settings())
    asked = EndpointJudge(endpoint, model, os.environ.get(KEY_VARIABLE))
    with progress_bar() as progress:
        task = progress.add_task("questions", total=len(record.outcomes))
        report = judge_run(record, load_questions(questions), texts, asked, partial(progress.advance, task))
    print_result(report.summary(), "\n".join(judge_lines(report)), json)


def _source_texts(folder: Path | None, settings: Settings) -> dict[str, str]:
    from evals.original_texts import read_source_texts

    return read_source_texts(folder or settings.originals_dir, settings)
