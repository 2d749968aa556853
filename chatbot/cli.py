"""`briefing ask`, `briefing search`, `briefing verify` and `briefing mcp`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.markup import escape
from rich.table import Table

from chatbot.answer import AGREES, Answer
from chatbot.brief.brief_file import read_visible_text
from chatbot.brief.stored_sources import StoredSources
from chatbot.brief.verify_brief import verify_brief
from chatbot.describe_citation import describe_citation
from chatbot.narrow import Countries, EvidenceKinds, PublishedFrom, PublishedTo, Sources, narrow, scope_of
from chatbot.pipeline import Briefing
from chatbot.question_file import AskedQuestion, load_question_file
from chatbot.rests_on.basis import RestsOn
from chatbot.rests_on.describe_basis import describe_basis
from chatbot.verify_answer import AnswerVerifier, Finding, load_answers, read_file
from kb.catalogue import load_catalogue
from kb.console import DataDir, Json, messages, print_json, tables
from kb.library import Library
from kb.provenance import found_passages
from kb.retractions import load_retractions
from kb.settings import Corpus, Settings, load_settings
from kb.store import DocumentStore
from kb.themes import find_themes
from kb.writable_text import writable_text

CorpusOption = Annotated[Corpus | None, typer.Option("--corpus", help="What answers: auto, notes or originals")]


def ask(
    question: Annotated[str | None, typer.Argument(help="The question")] = None,
    questions: Annotated[
        Path | None, typer.Option("--questions", help="JSON lines: id, question, history?, length?")
    ] = None,
    history: Annotated[
        list[str] | None, typer.Option("--history", help="An earlier question of the same talk; repeat it")
    ] = None,
    length: Annotated[Literal["short", "long"], typer.Option("--length", help="short keeps to 150 words")] = "short",
    source: Sources = None,
    country: Countries = None,
    evidence_kind: EvidenceKinds = None,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    carry: Annotated[
        bool, typer.Option("--carry/--no-carry", help="Carry words over from earlier questions into a follow-up")
    ] = True,
    carried: Annotated[list[str] | None, typer.Option("--carried", help="Carry over just this word; repeat it")] = None,
    why: Annotated[bool, typer.Option("--why", help="Say what the answer rests on")] = False,
    json: Json = False,
    corpus: CorpusOption = None,
    data_dir: DataDir = None,
) -> None:
    """Answer a question, or a file of them, with citations that carry their proof."""
    if (question is None) == (questions is None):
        raise typer.BadParameter("give either a question or --questions FILE")
    if carried and not carry:
        raise typer.BadParameter("--no-carry carries no word, --carried names one; give one of the two")
    chosen = tuple(carried) if carried else None if carry else ()
    asked = (
        load_question_file(questions)
        if questions is not None
        else [AskedQuestion(id="", question=question or "", history=tuple(history or ()), length=length)]
    )
    scope = scope_of(source, country, evidence_kind, published_from, published_to)
    briefing = narrow(Briefing.open(load_settings(data_dir=data_dir, corpus=corpus)), scope)
    for item in asked:
        answer = briefing.ask(
            item.question, item.history, item.length, carry=item.carry if item.carry is not None else chosen
        )
        if json:
            print_json(answer.model_copy(update={"id": item.id or answer.id}).model_dump(mode="json"))
        else:
            _print_answer(answer, briefing.library, why=why)


def search(
    query: Annotated[str, typer.Argument(help="Words to search for")],
    k: Annotated[int, typer.Option("-k", min=1, max=200, help="How many passages")] = 10,
    source: Sources = None,
    country: Countries = None,
    evidence_kind: EvidenceKinds = None,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    json: Json = False,
    corpus: CorpusOption = None,
    data_dir: DataDir = None,
) -> None:
    """Ranked passages with their provenance and the scores they were ranked by."""
    scope = scope_of(source, country, evidence_kind, published_from, published_to)
    library = Library.open(load_settings(data_dir=data_dir, corpus=corpus))
    query = writable_text(query)
    passages = found_passages(query, k, library.within(scope))
    if json:
        print_json({"schema_version": 1, "query": query, "passages": passages, "warnings": library.warnings})
        return
    for warning in library.warnings:
        messages.print(f"Warning: {warning}")
    for passage in passages:
        where = " > ".join(passage["section"]) or "text"
        tables.print(f"[bold]{passage['rank']}. {escape(passage['source_id'])}[/] {escape(where)}")
        tables.print(escape(passage["text"]), "\n")
    if not passages:
        messages.print("Nothing found.")


def verify(
    file: Annotated[Path, typer.Argument(help="Output of `briefing ask --json`, or a brief as Markdown, HTML or DOCX")],
    json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Re-check a saved answer or brief: every quote against the stored source, every word against its quotes.

    Exit code 0 when all agrees, 1 when something does not.
    """
    settings = load_settings(data_dir=data_dir)
    findings = _findings(file, settings)
    failed = [finding for finding in findings if finding.problem]
    if json:
        print_json({"verified": not failed, "findings": [finding.model_dump(mode="json") for finding in findings]})
    else:
        table = Table("answer", "citation", "verdict", "problem")
        for finding in findings:
            table.add_row(
                finding.answer_id,
                f"[{finding.marker}]" if finding.marker else "text",
                finding.verdict or "",
                finding.problem or "none",
            )
        tables.print(table)
    if failed:
        raise typer.Exit(1)


def _findings(file: Path, settings: Settings) -> list[Finding]:
    """By what the file holds: a brief that people read, or answers as JSON."""
    store, catalogue = DocumentStore(settings.data_dir), load_catalogue(settings.catalogue_path)
    retractions, themes = load_retractions(settings.retractions_path), find_themes(settings.themes_path)
    shown = read_visible_text(read_file(file))
    if shown is not None:
        return verify_brief(shown, StoredSources(store, catalogue, retractions, themes))
    verifier = AnswerVerifier(store, catalogue, retractions, themes)
    return [finding for answer in load_answers(file) for finding in verifier.verify(answer)]


def mcp(
    with_originals: Annotated[
        bool,
        typer.Option("--with-originals", help="Also give the originals' words to the client, and so to its model"),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Serve ask, search and get_source to an MCP client over standard input and output (needs the extra `mcp`)."""
    from chatbot.programs.mcp_server import serve_mcp  # an extra that the default installation does not have

    serve_mcp(load_settings(data_dir=data_dir, corpus=None if with_originals else "notes"))


def _print_answer(answer: Answer, library: Library, *, why: bool) -> None:
    for warning in answer.warnings:
        messages.print(f"Warning: {escape(warning)}")
    if answer.carried_terms:
        words = ", ".join(term.word for term in answer.carried_terms)
        messages.print(f"Carried over from earlier questions: {escape(words)} (--no-carry drops them)")
    tables.print(escape(answer.answer), "\n", soft_wrap=True)
    if any(segment.kind == "model" for segment in answer.segments):
        messages.print(f"Put into words by a language model. Checked: {AGREES}, which says nothing of the meaning.")
    for segment in answer.segments:
        if not segment.exportable:
            messages.print(f"No part of the answer: {escape(segment.text)} ({escape(segment.agreement or '')})")
    for citation in answer.citations:
        tables.print(f"[bold]\\[{citation.marker}][/] {escape(describe_citation(citation, library))}", soft_wrap=True)
    if answer.follow_ups:
        tables.print("[bold]What the library does answer[/]")
        for question in answer.follow_ups:
            tables.print(f"  {escape(question)}", soft_wrap=True)
    if why and answer.rests_on is not None:
        _print_basis(answer.rests_on, library)


def _print_basis(basis: RestsOn, library: Library) -> None:
    tables.print("\n[bold]What this rests on[/]")
    for part in describe_basis(basis, library):
        tables.print(f"[bold]{escape(part.heading)}[/]")
        for line in part.lines:
            tables.print(f"  {escape(line.text)}", soft_wrap=True)
            for proof in line.proofs:
                words = proof.quote if proof.kind == "note" else f"“{proof.quote}”"
                tables.print(f"    \\[{proof.marker}] {escape(words)}", soft_wrap=True)
                tables.print(f"    {escape(describe_citation(proof, library))}", soft_wrap=True)
