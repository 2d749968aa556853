"""`briefing eval`: run, compare, report, check, beir, answerability, and the commands of
gate_cli.py, elsewhere_cli.py, talk_cli.py, exchange_cli.py, reading/cli.py and page_speed/cli.py.

Exit codes: 0 held or done, 1 the gate or a check failed. Errors of the user's making are raised as BriefingError and
become exit code 2 where all commands meet (briefing.py); anything else is a defect, 3.
Results go to stdout; progress, on a terminal only, to stderr.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from evals.console import print_result, progress_bar
from evals.elsewhere_cli import elsewhere
from evals.exchange_cli import export_, import_, judge, reword
from evals.gate_cli import faults, gate, metamorphic
from evals.page_speed.cli import page
from evals.premises_cli import premises
from evals.questions import QUESTIONS_DIR, load_questions
from evals.reading.cli import reading
from evals.records import read_run, runs_dir, write_text
from evals.talk_cli import talk
from kb.console import DataDir, Json, messages
from kb.settings import Corpus, Settings, load_settings

eval_app = typer.Typer(name="eval", help="Measure answers, retrieval and abstention.", no_args_is_help=True)

CorpusOption = Annotated[Corpus | None, typer.Option("--corpus", help="What answers: auto, notes or originals")]
QuestionsPath = Annotated[Path, typer.Option("--questions", help="JSON-lines file of questions, or a folder of them.")]


@eval_app.command()
def run(
    half: Annotated[list[str] | None, typer.Option(help="Only this half: dev or test.")] = None,
    type_: Annotated[
        list[str] | None, typer.Option("--type", help="Only questions of this type; may be repeated.")
    ] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only questions on this source; may be repeated.")] = None,
    id_: Annotated[list[str] | None, typer.Option("--id", help="Only this question; may be repeated.")] = None,
    asker: Annotated[list[str] | None, typer.Option(help="Only this asker's: policymaker or student.")] = None,
    text: Annotated[
        list[str] | None, typer.Option(help="Only questions with these words, or a fact of that name; may be repeated.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only questions with this tag; may be repeated.")] = None,
    failing: Annotated[Path | None, typer.Option(help="Only questions that did not pass in this earlier run.")] = None,
    repeat: Annotated[
        int, typer.Option(min=1, help="Times each question is asked; above 1, answers are compared.")
    ] = 1,
    with_baselines: Annotated[
        bool, typer.Option("--with-baselines", help="Ask the baseline systems too and show the margin.")
    ] = False,
    corpus: CorpusOption = None,
    questions: QuestionsPath = QUESTIONS_DIR,
    out: Annotated[
        Path | None, typer.Option(help="File for the run; without it, a new one in runs/ of the data folder.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="Compare with this baseline; exit code 1 when it regressed.")
    ] = None,
    save_baseline: Annotated[Path | None, typer.Option(help="Write the run without any text to this file.")] = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Put the questions to the chatbot and measure its answers."""
    from chatbot.pipeline import Briefing
    from evals.gold import GoldIndex
    from evals.rivals import RIVALS
    from evals.rivals.measure import measure_rivals
    from evals.run import Filters, choose_questions, run_path, run_questions
    from evals.tell_run import tell_run
    from kb.notes import load_notes

    settings = load_settings(data_dir=data_dir, corpus=corpus)
    ids = list(id_ or [])
    if failing is not None:
        ids += [outcome.question_id for outcome in read_run(failing).outcomes if not outcome.passed]
        if not ids:
            print_result({"questions": 0}, "Every question passed in that run.", json)
            return
    filters = Filters(
        half=half or [],
        type=type_ or [],
        source=source or [],
        id=ids,
        asker=asker or [],
        text=text or [],
        tag=tag or [],
    )
    chosen = choose_questions(load_questions(questions), filters)
    system, gold = Briefing.open(settings), GoldIndex(load_notes(settings.notes_dir))
    with progress_bar() as progress:
        task = progress.add_task("questions", total=len(chosen))
        record = run_questions(
            system, chosen, settings, gold, filters=filters, repeats=repeat, advance=partial(progress.advance, task)
        )
        if with_baselines:
            rivals = progress.add_task("baseline systems", total=len(chosen) * len(RIVALS))
            found = measure_rivals(system.library, chosen, gold, record.outcomes, partial(progress.advance, rivals))
            record = record.model_copy(update={"rivals": found})
    out = out or run_path(record, runs_dir(settings.data_dir))
    tell_run(record, out=out, save_baseline=save_baseline, baseline=baseline, as_json=json)


@eval_app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="The earlier run, or a baseline.")],
    after: Annotated[Path, typer.Argument(help="The later run.")],
    across_corpora: Annotated[bool, typer.Option("--across-corpora", help="Allow runs on different corpora.")] = False,
    shared_questions: Annotated[
        bool, typer.Option("--shared-questions", help="Allow runs on different questions, over those of both.")
    ] = False,
    json: Json = False,
) -> None:
    """Say what changed between two runs on the same questions; exit code 1 when the later one regressed."""
    from evals.compare import compare_runs
    from evals.tables import comparison_table

    comparison = compare_runs(
        read_run(before), read_run(after), across_corpora=across_corpora, shared_questions=shared_questions
    )
    print_result({**asdict(comparison), "held": comparison.held}, comparison_table(comparison), json)
    if not comparison.held:
        raise typer.Exit(1)


@eval_app.command()
def report(
    run_file: Annotated[Path, typer.Argument(help="A run.", metavar="RUN")],
    html: Annotated[Path | None, typer.Option(help="One page with everything; holds the sources' words.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Figures and ids of failing questions.")] = None,
    junit: Annotated[Path | None, typer.Option(help="JUnit XML, a test case a question.")] = None,
) -> None:
    """Write a run as HTML, Markdown or JUnit XML; without a file named, HTML beside the run."""
    from evals.report_html import render_html
    from evals.report_junit import render_junit
    from evals.report_markdown import render_markdown

    record = read_run(run_file)
    if html is None and markdown is None and junit is None:
        html = run_file.with_suffix(".html")
    for path, render in ((html, render_html), (markdown, render_markdown), (junit, render_junit)):
        if path is not None:
            write_text(path, render(record))
            messages.print(f"Wrote {path}", markup=False)


@eval_app.command()
def beir(
    folder: Annotated[Path, typer.Argument(help="Folder of corpus.jsonl, queries*.jsonl and qrels*.tsv.")],
    limit_documents: Annotated[int | None, typer.Option(min=1, help="Index only the first so many documents.")] = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Measure search on a BEIR-form collection, indexed in a scratch folder."""
    from evals.beir import evaluate_collection

    settings = load_settings(data_dir=data_dir)
    with progress_bar() as progress:
        tasks: dict[str, Any] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done)

        figures = evaluate_collection(folder, settings, _embedder(settings), limit=limit_documents, progress=report)
    print_result(figures, orjson.dumps(figures, option=orjson.OPT_INDENT_2).decode(), json)


@eval_app.command()
def answerability(
    file: Annotated[Path, typer.Argument(help="ClapNQ-form JSON lines: question, sentences, answerable, answers.")],
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Measure the choice of answer sentences and the confidence on passages that may or may not hold the answer."""
    from chatbot.evidence import select_from_sentences
    from evals.answerability import evaluate_answerability, load_passage_questions

    questions = load_passage_questions(file)
    embedder = _embedder(load_settings(data_dir=data_dir))

    def select(question: str, sentences: list[str]) -> tuple[list[int], float]:
        return select_from_sentences(question, sentences, embedder)

    with progress_bar() as progress:
        task = progress.add_task("questions", total=len(questions))
        figures = evaluate_answerability(questions, select, partial(progress.advance, task))
    print_result(figures, orjson.dumps(figures, option=orjson.OPT_INDENT_2).decode(), json)


@eval_app.command()
def check(
    questions: QuestionsPath = QUESTIONS_DIR,
    originals: Annotated[Path | None, typer.Option(help="Folder of originals to check the gold against.")] = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Check a question set: schema, duplicates, and that gold holds its nugget where the original is at hand."""
    from evals.original_texts import read_source_texts
    from evals.question_checks import check_gold, check_records, find_duplicates
    from kb.catalogue import load_catalogue
    from kb.catalogue_documents import CatalogueDocuments
    from kb.store import DocumentStore
    from kb.themes import find_themes

    settings = load_settings(data_dir=data_dir)
    loaded = load_questions(questions)
    texts = read_source_texts(originals or settings.originals_dir, settings)
    catalogue, manifest = load_catalogue(settings.catalogue_path), DocumentStore(settings.data_dir).manifest()
    documents = CatalogueDocuments(catalogue, manifest, find_themes(settings.themes_path))
    faults = find_duplicates(loaded) + check_gold(loaded, texts) + check_records(loaded, documents, catalogue)
    wanted = {gold.document_sha256 for question in loaded for nugget in question.nuggets for gold in nugget.gold}
    result = {
        "questions": len(loaded),
        "originals": len(wanted),
        "originals_at_hand": len(wanted & set(texts)),
        "faults": faults,
    }
    at_hand = f"{result['originals_at_hand']} of {len(wanted)} originals at hand"
    told = f"{len(loaded)} questions, {at_hand}, {len(faults)} faults"
    print_result(result, "\n".join([*faults, told]), json)
    if faults:
        raise typer.Exit(1)


def _embedder(settings: Settings) -> Any:
    from kb.local_embedder import LocalEmbedder

    return LocalEmbedder(settings)


eval_app.command("gate")(gate)
eval_app.command("faults")(faults)
eval_app.command("metamorphic")(metamorphic)
eval_app.command("elsewhere")(elsewhere)
eval_app.command("talk")(talk)
eval_app.command("premises")(premises)
eval_app.command("export")(export_)
eval_app.command("import")(import_)
eval_app.command("reword")(reword)
eval_app.command("judge")(judge)
eval_app.command("reading")(reading)
eval_app.command("page")(page)
