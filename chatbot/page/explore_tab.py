"""The visit "explore": one view at a time, made by the server; where a visitor is stands in their session alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from pydantic import ValidationError

from chatbot.current_briefing import CurrentBriefing, MadeOnce
from chatbot.loopback import is_loopback
from chatbot.page.components import announce, event_fields, html_part, save_file
from chatbot.page.explore_place import EXPLORE_TEXT_LIMIT_CHARS, ExploreAction, ExplorePlace
from chatbot.page.render_brief import download
from chatbot.page.render_explore import render_explore
from chatbot.page.render_library import matching
from chatbot.page.shelf import Shelf
from kb.catalogue import SourceRecord
from kb.references.bibtex import dump_bibtex

Trail = tuple[ExplorePlace, ...]
_TRAIL_LENGTH = 30
_SCRIPT = Path(__file__).with_name("explore.js")
_START: Trail = (ExplorePlace(),)


def explore_channel() -> gr.HTML:
    """Passes on what is chosen in the tab; stands outside of it, so that it is there from the start and only once."""
    script = _SCRIPT.read_text(encoding="utf-8")
    return gr.HTML("", elem_id="explore-actions", elem_classes="channel", apply_default_css=False, js_on_load=script)


def build_explore_tab(tab: gr.Tab, current: CurrentBriefing, announcer: gr.HTML, actions: gr.HTML) -> None:
    """The components and events of the tab; call it within the tab. Nothing is rendered before it is opened.

    Originals can be read from end to end only where the page is served to this machine alone.
    """
    shelves = MadeOnce(
        lambda briefing: Shelf(briefing.library, with_originals=is_loopback(briefing.library.settings.host))
    )
    trail = gr.State(_START)
    view = html_part("<p>Opening the library …</p>", "explore")
    file = gr.JSON(visible=False)

    def on_open(been: Trail) -> str:
        shelf = shelves.of(current.briefing)
        return render_explore(been[-1], shelf, can_go_back=len(been) > 1, focus=False)

    def on_action(been: Trail, event: gr.EventData) -> dict[Any, Any]:
        try:
            action = ExploreAction.model_validate(event_fields(event))
        except ValidationError:
            return {
                announcer: announce(f"That cannot be opened. At most {EXPLORE_TEXT_LIMIT_CHARS} letters are taken.")
            }
        shelf = shelves.of(current.briefing)
        if action.act == "bibtex":
            exported = bibtex_file(action.place, shelf)
            return {file: exported, announcer: announce(f"Downloaded {exported['name']}.")}
        gone = follow(been, action)
        shown = render_explore(gone[-1], shelf, can_go_back=len(gone) > 1, focus=True)
        return {trail: gone, view: shown, file: None}

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    tab.select(on_open, [trail], [view], **quiet)
    actions.select(on_action, [trail], [trail, view, file, announcer], **quiet).then(None, file, None, js=save_file)


def follow(been: Trail, action: ExploreAction) -> Trail:
    """The places that a visitor has been to after an action, the last one shown; the oldest are forgotten."""
    if action.act == "back":
        return been[:-1] or _START
    return been if action.place == been[-1] else (*been, action.place)[-_TRAIL_LENGTH:]


def bibtex_file(place: ExplorePlace, shelf: Shelf) -> dict[str, str]:
    """References as a file for the browser: one source's, or those that the library's filter leaves."""
    records: list[SourceRecord]
    if place.view == "source":
        records = [holding.record] if (holding := shelf.holdings.get(place.source)) else []
    else:
        records = [holding.record for holding in matching(place, shelf)]
    name = f"{records[0].source_id}.bib" if len(records) == 1 else "library.bib"
    return download(name, "application/x-bibtex", dump_bibtex(records).encode())
