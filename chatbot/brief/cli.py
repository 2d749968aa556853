"""`briefing brief`: from saved answers, from questions, or from both."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from chatbot.answer import Answer
from chatbot.brief.brief import SECTIONS, Brief, BriefPlan, OwnTextPin, PageCount, SectionName
from chatbot.brief.brief_file import BriefFormat, export_brief, format_of
from chatbot.brief.build_brief import build_brief
from chatbot.brief.plan_brief import asked_for, pins_of_answers
from chatbot.brief.stored_sources import StoredSources
from chatbot.narrow import Countries, EvidenceKinds, PublishedFrom, PublishedTo, Sources, narrow, scope_of
from chatbot.pipeline import Briefing
from chatbot.verify_answer import AnswerVerifier, load_answers
from kb.catalogue import load_catalogue
from kb.console import DataDir, messages
from kb.errors import BriefError
from kb.references import ReferenceStyle
from kb.retractions import load_retractions
from kb.scope import SearchScope
from kb.settings import Corpus, Settings, load_settings
from kb.store import DocumentStore
from kb.themes import find_themes


def brief(
    answers: Annotated[list[Path] | None, typer.Argument(help="Saved output of `briefing ask --json`")] = None,
    question: Annotated[
        list[str] | None, typer.Option("--question", "-q", help="Ask this now and use its answer; repeat it")
    ] = None,
    title: Annotated[str, typer.Option("--title", help="Title of the brief")] = "Policy brief",
    audience: Annotated[str, typer.Option("--audience", help="Whom it is for")] = "",
    pages: Annotated[PageCount, typer.Option("--pages", help="Keep to one page of A4, or to three")] = "one",
    section: Annotated[
        list[str] | None,
        typer.Option(
            "--section", help=f"Section of each answer, in order, else by what is cited: {', '.join(SECTIONS)}"
        ),
    ] = None,
    text: Annotated[
        list[str] | None, typer.Option("--text", help="Own words as SECTION=TEXT, marked as the author's; repeat it")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", help="Date to print, or `today`; without it exports stay the same")
    ] = None,
    references: Annotated[ReferenceStyle, typer.Option("--references", help="Style of the references")] = "vancouver",
    file_format: Annotated[
        BriefFormat | None, typer.Option("--format", help="Format [default: by the name of --out, else md]")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; without it, Markdown or HTML on stdout")
    ] = None,
    source: Sources = None,
    country: Countries = None,
    evidence_kind: EvidenceKinds = None,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    corpus: Annotated[Corpus | None, typer.Option("--corpus", help="What answers: auto, notes or originals")] = None,
    data_dir: DataDir = None,
) -> None:
    """Make a policy brief from answers: key messages, problem, options, implementation, what is not known.

    Every entry is a quotation or a labelled note with its proof; `briefing verify` re-checks the file.
    """
    settings = load_settings(data_dir=data_dir, corpus=corpus)
    named = format_of(out) if out is not None else None
    if out is not None and out.suffix and not (file_format or named):
        raise typer.BadParameter(f"{out.name} says no format: end it in .md, .html or .docx, or give --format")
    chosen = file_format or named or "md"
    if out is None and chosen == "docx":
        raise typer.BadParameter("a Word document needs --out FILE")
    sources = StoredSources(
        DocumentStore(settings.data_dir),
        load_catalogue(settings.catalogue_path),
        load_retractions(settings.retractions_path),
        find_themes(settings.themes_path),
    )
    scope = scope_of(source, country, evidence_kind, published_from, published_to)
    saved, asked = _saved(answers or [], settings), _asked(question or [], settings, scope)
    given = [*saved, *asked]
    if not given and not text:
        raise typer.BadParameter("give saved answers, or ask with --question")
    sections = [_section(name) for name in section or ()]
    if sections and len(sections) != len(given):
        raise typer.BadParameter(f"{len(sections)} sections for {len(given)} answers: give one each, or none")
    pins = pins_of_answers(given, sections or [None] * len(given), sources)
    plan = _plan(
        title=title,
        audience=audience,
        pages=pages,
        reference_style=references,
        pins=(*pins, *map(_own_text, text or [])),
        asked=(*map(asked_for, saved), *(asked_for(answer, scope.describe()) for answer in asked)),
        date=datetime.now(UTC).date().isoformat() if date == "today" else date,
    )
    made = build_brief(plan, sources, settings.corpus)
    _write(export_brief(made, chosen), out)
    _report(made, out)


def _section(name: str) -> SectionName:
    found = next((known for known in SECTIONS if known == name), None)
    if found is None:
        raise typer.BadParameter(f"there is no section {name}; the sections are {', '.join(SECTIONS)}")
    return found


def _saved(paths: list[Path], settings: Settings) -> list[Answer]:
    """Saved answers, each of which still verifies. Raises BriefError naming the one that does not."""
    verifier = AnswerVerifier(
        DocumentStore(settings.data_dir),
        load_catalogue(settings.catalogue_path),
        themes=find_themes(settings.themes_path),
    )
    loaded: list[Answer] = []
    for path in paths:
        for answer in load_answers(path):
            problem = next((finding.problem for finding in verifier.verify(answer) if finding.problem), None)
            if problem is not None:
                raise BriefError(
                    f"An answer in {path.name} no longer agrees with the stored sources: {problem}.",
                    f"Ask again, or see `briefing verify {path}`.",
                )
            loaded.append(answer)
    return loaded


def _asked(questions: list[str], settings: Settings, scope: SearchScope) -> list[Answer]:
    if not questions:
        return []
    briefing = narrow(Briefing.open(settings), scope)
    return [briefing.ask(question) for question in questions]


def _own_text(text: str) -> OwnTextPin:
    name, separator, words = text.partition("=")
    try:
        return OwnTextPin.model_validate({"section": name.strip(), "text": words.strip() if separator else ""})
    except ValidationError as error:
        raise typer.BadParameter("--text takes SECTION=TEXT, for example problem=Waiting times have grown.") from error


def _plan(**fields: object) -> BriefPlan:
    try:
        return BriefPlan.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "brief"
        raise BriefError(f"The brief's {name}: {first['msg']}.", "Shorten or correct it.") from error


def _write(data: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        raise BriefError(f"{out} cannot be written ({error.strerror}).", "Choose another file with --out.") from error


def _report(made: Brief, out: Path | None) -> None:
    entries = sum(len(section.items) for section in made.sections)
    where = f"{out}: " if out is not None else ""
    messages.print(
        f"{where}{entries} {'entry' if entries == 1 else 'entries'}, notes: {len(made.footnotes)}.", markup=False
    )
    if made.left_out:
        messages.print(
            f"Left out to keep to {made.pages} page{'s' if made.pages != 'one' else ''}: {len(made.left_out)} entries.",
            markup=False,
        )
