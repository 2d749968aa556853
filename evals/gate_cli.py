"""`briefing eval gate`, `faults` and `metamorphic`: does the product hold, and would the gate notice if it did not?

Exit codes as in cli.py: 0 held, 1 not.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from rich.console import Group

from evals.console import print_result, progress_bar
from evals.questions import QUESTIONS_DIR, Half, load_questions
from evals.records import BASELINES_DIR
from kb.console import Json, messages
from kb.errors import SettingsError
from kb.settings import PROJECT_DIR, Settings, load_settings

if TYPE_CHECKING:
    from evals.public_gate import FigureVerdict

QuestionsPath = Annotated[Path, typer.Option("--questions", help="JSON-lines file of questions, or a folder of them.")]
HalfOption = Annotated[str, typer.Option("--half", help="Which half: dev, test or all.")]


def gate(
    half: HalfOption = "all",
    questions: QuestionsPath = QUESTIONS_DIR,
    originals: Annotated[
        Path | None, typer.Option(help="Folder of originals [default: sources/originals, or shared/originals beside]")
    ] = None,
    baselines: Annotated[Path, typer.Option(help="Folder of baselines.")] = BASELINES_DIR,
    beir: Annotated[Path | None, typer.Option(help="A BEIR-form folder whose figures must hold too.")] = None,
    limit_documents: Annotated[
        int | None, typer.Option(min=1, help="Index only the first so many documents of the BEIR folder.")
    ] = None,
    answerability: Annotated[Path | None, typer.Option(help="A ClapNQ-form file whose figures must hold too.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Make this state the baseline.")] = False,
    json: Json = False,
) -> None:
    """Compare answers with the committed baselines, on notes and on originals at hand; exit code 1 when worse."""
    from evals.gate import run_gate
    from evals.run import Filters, choose_questions
    from evals.tables import comparison_table, run_table

    settings = load_settings()
    chosen = choose_questions(load_questions(questions), Filters(half=chosen_halves(half)))
    folder = originals or _originals_at_hand(settings)
    with progress_bar() as progress:
        task = progress.add_task("questions", total=len(chosen) * (1 if folder is None else 2))
        verdicts = run_gate(settings, chosen, folder, baselines, write=write, advance=partial(progress.advance, task))
    public = _public_verdicts(settings, beir, limit_documents, answerability, baselines / "public.json", write)
    held = all(verdict.held for verdict in verdicts) and all(figure.held for figure in public)
    result = {
        "held": held,
        "corpora": {
            verdict.corpus: {
                **verdict.record.summary(),
                "held": verdict.held,
                "regressions": list(verdict.comparison.regressions) if verdict.comparison else None,
            }
            for verdict in verdicts
        },
        "public": [{**asdict(figure), "held": figure.held} for figure in public],
    }
    told = [comparison_table(v.comparison) if v.comparison else run_table(v.record) for v in verdicts]
    lines = [
        f"{figure.collection}, {figure.figure}: {figure.before:.4f} to {figure.after:.4f}"
        f"{'' if figure.held else ' REGRESSED'}"
        for figure in public
    ]
    print_result(result, Group(*told, *lines), json)
    if not held:
        raise typer.Exit(1)


def faults(
    half: HalfOption = "dev",
    questions: QuestionsPath = QUESTIONS_DIR,
    docs: Annotated[
        Path | None, typer.Option(help="Page whose table of faults is replaced, such as docs/evals.md.")
    ] = None,
    json: Json = False,
) -> None:
    """Put known faults into the pipeline and see whether the gate flags them; exit code 1 when it is not sound."""
    from evals.faults.measure import measure_gate
    from evals.faults.table import render_gate, write_into
    from evals.run import Filters, choose_questions

    chosen = choose_questions(load_questions(questions), Filters(half=chosen_halves(half)))
    result = measure_gate(load_settings(), chosen, _say_done)
    if docs is not None:
        write_into(docs, result)
    told = {**asdict(result), "caught": result.caught, "false_alarms": result.false_alarms, "sound": result.sound}
    print_result(told, render_gate(result), json)
    if not result.sound:
        raise typer.Exit(1)


def metamorphic(half: HalfOption = "dev", questions: QuestionsPath = QUESTIONS_DIR, json: Json = False) -> None:
    """Test what must hold between two answers; exit code 1 when an answer depends on the order of the sources."""
    from evals.metamorphic import measure_relations
    from evals.run import Filters, choose_questions
    from evals.tables import relations_table

    chosen = choose_questions(load_questions(questions), Filters(half=chosen_halves(half)))
    relations = measure_relations(load_settings(), chosen, _say_done)
    held = all(relation.held for relation in relations)
    rows = [{**asdict(relation), "share_held": relation.share_held} for relation in relations]
    print_result({"held": held, "relations": rows}, relations_table(relations), json)
    if not held:
        raise typer.Exit(1)


def chosen_halves(half: str) -> list[str]:
    """The halves to ask, as `Filters` takes them: none named for all. Raises SettingsError on another word."""
    if half == "all":
        return []
    if half not in get_args(Half):
        raise SettingsError(f"There is no half {half}.", "Say dev, test or all.")
    return [half]


def _public_verdicts(
    settings: Settings, beir: Path | None, limit: int | None, answerability: Path | None, baseline: Path, write: bool
) -> tuple[FigureVerdict, ...]:
    """Verdicts on the public collections named; none where none is named or the baseline is being written."""
    from evals.public_gate import compare_public, measure_public, write_public
    from kb.local_embedder import LocalEmbedder

    if beir is None and answerability is None:
        return ()
    measured = measure_public(settings, LocalEmbedder(settings), beir, answerability, limit)
    if write:
        write_public(measured, baseline)
        return ()
    return compare_public(measured, baseline)


def _originals_at_hand(settings: Settings) -> Path | None:
    """The user's folder of originals, or the one beside the project; None where neither holds a file."""
    folders = (settings.originals_dir, PROJECT_DIR.parent / "shared" / "originals")
    return next((folder for folder in folders if folder.is_dir() and any(folder.iterdir())), None)


def _say_done(what: str) -> None:
    messages.print(f"Done: {what}", markup=False)
