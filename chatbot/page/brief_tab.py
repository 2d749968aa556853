"""The visit "brief": entries in their sections, title and audience, the preview, and the export."""

from __future__ import annotations

from typing import Any

import gradio as gr
from pydantic import ValidationError

from chatbot.brief.brief import (
    AUDIENCE_MAX_CHARS,
    DATE_MAX_CHARS,
    OWN_TEXT_MAX_CHARS,
    SECTION_TITLES,
    TITLE_MAX_CHARS,
    Brief,
    BriefPlan,
    SectionName,
)
from chatbot.brief.brief_file import MEDIA_TYPES, BriefFormat, export_brief
from chatbot.brief.build_brief import build_brief
from chatbot.brief.stored_sources import StoredSources
from chatbot.current_briefing import CurrentBriefing, MadeOnce
from chatbot.page.brief_draft import (
    UNTITLED,
    DraftAction,
    DraftChange,
    add_own_text,
    change_draft,
    read_draft,
    with_words,
)
from chatbot.page.components import announce, event_fields, html_part, save_file
from chatbot.page.export_conversation import file_name
from chatbot.page.render_answer import Turn
from chatbot.page.render_brief import download, render_pins, render_preview, render_problem
from chatbot.pipeline import Briefing
from kb.errors import BriefError
from kb.retractions import load_retractions
from kb.settings import Corpus
from kb.themes import find_themes

_FORMATS: tuple[tuple[BriefFormat, str], ...] = (("docx", "Word"), ("html", "HTML"), ("md", "Markdown"))


def tab_label(plan: BriefPlan) -> str:
    """`Brief (3)`."""
    return f"Brief ({len(plan.pins)})" if plan.pins else "Brief"


def build_brief_tab(
    page: gr.Blocks,
    tab: gr.Tab,
    current: CurrentBriefing,
    turns: gr.State,
    draft: gr.BrowserState,
    announcer: gr.HTML,
    actions: gr.HTML,
) -> None:
    """The components and events of the tab; call it within the tab. `actions` is the channel of its buttons."""
    stored_sources = MadeOnce(_stored_sources)
    corpus = current.briefing.library.settings.corpus
    with gr.Row(elem_id="brief-row"):
        with gr.Column(elem_id="brief-editor"):
            title = gr.Textbox(label="Title", max_length=TITLE_MAX_CHARS, elem_id="brief-title")
            audience = gr.Textbox(label="Audience", max_length=AUDIENCE_MAX_CHARS, elem_id="brief-audience")
            pages = gr.Radio([("One page", "one"), ("Three pages", "three")], value="one", label="Length")
            pins = html_part("", "pins")
            with gr.Accordion("Words of your own", open=False, elem_id="own-text"):
                own = gr.Textbox(
                    label="Text",
                    info="It is marked as the author’s in the brief, and not checked.",
                    lines=3,
                    max_length=OWN_TEXT_MAX_CHARS,
                    elem_id="own-words",
                )
                section = gr.Radio(
                    [(label, name) for name, label in SECTION_TITLES.items()], value="problem", label="Section"
                )
                add = gr.Button("Add the text", size="sm", elem_id="add-text")
            with gr.Accordion("References and date", open=False):
                style = gr.Radio(
                    [("Vancouver", "vancouver"), ("Harvard", "harvard"), ("APA", "apa")],
                    value="vancouver",
                    label="Style of the references",
                )
                date = gr.Textbox(
                    label="Date to print", info="Empty for none.", max_length=DATE_MAX_CHARS, elem_id="brief-date"
                )
        with gr.Column(elem_id="brief-preview"):
            with gr.Row(elem_id="brief-export"):
                buttons = [
                    (name, gr.Button(f"Export {label}", size="sm", elem_id=f"export-{name}"))
                    for name, label in _FORMATS
                ]
            preview = html_part("", "preview")
    file = gr.JSON(visible=False)

    def show(change: DraftChange) -> dict[Any, Any]:
        sources = stored_sources.of(current.briefing)
        made, problem = _made(change.plan, sources, corpus)
        return {
            draft: change.plan.model_dump(mode="json"),
            pins: render_pins(change.plan, made, sources, change.focus),
            preview: problem if made is None else render_preview(made),
            tab: gr.update(label=tab_label(change.plan)),
            announcer: announce(change.said),
        }

    def on_action(stored: Any, asked: tuple[Turn, ...], event: gr.EventData) -> dict[Any, Any]:
        try:
            action = DraftAction.model_validate(event_fields(event))
        except ValidationError:
            return {announcer: announce("")}
        return show(change_draft(read_draft(stored), action, asked, stored_sources.of(current.briefing)))

    def on_words(stored: Any, *words: str | None) -> dict[Any, Any]:
        return show(DraftChange(plan=_with_fields(read_draft(stored), *words), said=""))

    def on_own_text(stored: Any, text: str, name: SectionName) -> dict[Any, Any]:
        try:
            return show(add_own_text(read_draft(stored), text, name)) | {own: ""}
        except ValidationError:
            return {announcer: announce("Write some text first.")}

    def on_load(stored: Any) -> dict[Any, Any]:
        plan = read_draft(stored)
        words = {title: "" if plan.title == UNTITLED else plan.title, audience: plan.audience, pages: plan.pages}
        return show(DraftChange(plan=plan, said="")) | words | {style: plan.reference_style, date: plan.date or ""}

    def export(stored: Any, name: BriefFormat) -> dict[Any, Any]:
        plan = read_draft(stored)
        made, problem = _made(plan, stored_sources.of(current.briefing), corpus)
        if made is None:
            return {preview: problem, file: None}
        exported = download(file_name(plan.title, name), MEDIA_TYPES[name], export_brief(made, name))
        return {file: exported, announcer: announce(f"Exported {exported['name']}.")}

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    shown = [draft, pins, preview, tab, announcer]
    fields: list[Any] = [title, audience, pages, style, date]
    actions.select(on_action, [draft, turns], shown, **quiet)
    gr.on(
        [component.change for component in fields],
        on_words,
        [draft, *fields],
        shown,
        trigger_mode="always_last",
        **quiet,
    )
    gr.on([add.click], on_own_text, [draft, own, section], [*shown, own], **quiet)
    for name, button in buttons:
        button.click(lambda stored, name=name: export(stored, name), [draft], [file, preview, announcer], **quiet).then(
            None, file, None, js=save_file
        )
    page.load(on_load, [draft], [*shown, *fields], **quiet)


def _stored_sources(briefing: Briefing) -> StoredSources:
    library, settings = briefing.library, briefing.library.settings
    retractions, themes = load_retractions(settings.retractions_path), find_themes(settings.themes_path)
    return StoredSources(library.store, library.catalogue, retractions, themes)


def _made(plan: BriefPlan, sources: StoredSources, corpus: Corpus) -> tuple[Brief | None, str]:
    """The brief, or what keeps it from being made."""
    try:
        return build_brief(plan, sources, corpus), ""
    except BriefError as error:
        return None, render_problem(error.message, error.hint)


def _with_fields(
    plan: BriefPlan,
    title: str | None,
    audience: str | None,
    pages: str | None,
    style: str | None,
    date: str | None,
) -> BriefPlan:
    """The plan with what the form holds. None is a field that has not been filled yet when the page opens."""
    given = {"pages": pages, "reference_style": style, "date": date if date is None else date.strip()[:DATE_MAX_CHARS]}
    named = with_words(plan, plan.title if title is None else title, plan.audience if audience is None else audience)
    changed = named.model_dump() | {name: value for name, value in given.items() if value is not None}
    try:
        return BriefPlan.model_validate(changed | {"date": changed["date"] or None})
    except ValidationError:
        return plan
