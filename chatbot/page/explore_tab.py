"""The visit "explore": one view at a time, made by the server; where a visitor is stands in their session alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
from pydantic import ValidationError

from chatbot.current_briefing import CurrentBriefing, MadeOnce
from chatbot.loopback import is_served_here_alone
from chatbot.page.components import announce, event_fields, html_part, save_file
from chatbot.page.explore_place import EXPLORE_TEXT_LIMIT_CHARS, ExploreAction, ExplorePlace
from chatbot.page.render_brief import download
from chatbot.page.render_explore import render_explore
from chatbot.page.render_library import matching
from chatbot.page.shelf import Shelf
from chatbot.page.study_room import StudyRoom
from chatbot.study.quiz_pack import cards_of_pack, next_card
from chatbot.study.study_marks import StudyMarks, read_marks
from kb.catalogue import SourceRecord
from kb.references.bibtex import dump_bibtex
from kb.references.csl import dump_csl_json
from kb.references.ris import dump_ris

# Of each way to take references away: how the file's name ends, its media type, and what writes it.
REFERENCE_FILES: dict[str, tuple[str, str, Callable[[Sequence[SourceRecord]], str]]] = {
    "bibtex": ("bib", "application/x-bibtex", dump_bibtex),
    "ris": ("ris", "application/x-research-info-systems", dump_ris),
    "csl-json": ("json", "application/vnd.citationstyles.csl+json", dump_csl_json),
}
Trail = tuple[ExplorePlace, ...]
_TRAIL_LENGTH = 30
_SCRIPT = Path(__file__).with_name("explore.js")
_START: Trail = (ExplorePlace(),)


def explore_channel() -> gr.HTML:
    """Passes on what is chosen in the tab; stands outside of it, so that it is there from the start and only once."""
    script = _SCRIPT.read_text(encoding="utf-8")
    return gr.HTML("", elem_id="explore-actions", elem_classes="channel", apply_default_css=False, js_on_load=script)


def build_explore_tab(
    tab: gr.Tab, current: CurrentBriefing, announcer: gr.HTML, actions: gr.HTML, studied: gr.BrowserState
) -> None:
    """The components and events of the tab; call it within the tab. Nothing is rendered before it is opened.

    Originals can be read from end to end only where the page is served to this machine alone. `studied` keeps what a
    visitor has marked in their browser.
    """
    rooms = MadeOnce(
        lambda briefing: StudyRoom(
            Shelf(briefing.library, with_originals=is_served_here_alone(briefing.library.settings))
        )
    )
    trail = gr.State(_START)
    view = html_part("<p>Opening the library …</p>", "explore")
    file = gr.JSON(visible=False)

    def on_open(been: Trail, stored: Any) -> str:
        room = rooms.of(current.briefing)
        return render_explore(been[-1], room, can_go_back=len(been) > 1, marks=read_marks(stored))

    def on_action(been: Trail, stored: Any, event: gr.EventData) -> dict[Any, Any]:
        try:
            action = ExploreAction.model_validate(event_fields(event))
        except ValidationError:
            return {
                announcer: announce(f"That cannot be opened. At most {EXPLORE_TEXT_LIMIT_CHARS} letters are taken.")
            }
        room = rooms.of(current.briefing)
        if action.act in REFERENCE_FILES:
            exported = reference_file(action.act, action.place, room.shelf)
            return {file: exported, announcer: announce(f"Downloaded {exported['name']}.")}
        marks = read_marks(stored)
        if action.act in ("go", "back"):
            gone = follow(been, action)
            return {trail: gone, view: _shown(gone, room, marks, "explore-heading"), file: None}
        marked = mark(action, room, marks)
        gone = (*been[:-1], marked.place)
        return {
            trail: gone,
            view: _shown(gone, room, marked.marks, marked.focus),
            studied: marked.marks.stored_form(),
            announcer: announce(marked.said),
            file: None,
        }

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    tab.select(on_open, [trail, studied], [view], **quiet)
    actions.select(on_action, [trail, studied], [trail, view, file, announcer, studied], **quiet).then(
        None, file, None, js=save_file
    )


class Marked(NamedTuple):
    """What a mark leads to: the marks, the place shown then, where the keyboard goes, what is read out."""

    marks: StudyMarks
    place: ExplorePlace
    focus: str
    said: str


def mark(action: ExploreAction, room: StudyRoom, marks: StudyMarks) -> Marked:
    """The visitor's marks after a quiz answer, a new start of a pack, or a step; a card leads to the next one."""
    place = action.place
    if action.act in ("done", "undone"):
        done = action.act == "done"
        marked = marks.with_step(place.step, done=done)
        return Marked(marked, place, f"mark-{place.step}", "Marked as done." if done else "The mark is taken away.")
    pack = cards_of_pack(room.cards, place.theme, place.source)
    if action.act == "restart":
        marked = marks.without_cards({card.card_id for card in pack})
        following = next_card(pack, marked)
        said = "The pack starts again."
    else:
        marked = marks.with_card(place.card, known=action.act == "known") if place.card in room.by_id else marks
        following = next_card(pack, marked, after=place.card)
        said = "Marked as known." if action.act == "known" else "Marked as not yet."
    place = place.model_copy(update={"view": "quiz", "card": following.card_id if following else ""})
    return Marked(marked, place, "explore-heading", said)


def _shown(gone: Trail, room: StudyRoom, marks: StudyMarks, focus: str) -> str:
    return render_explore(gone[-1], room, can_go_back=len(gone) > 1, focus=focus, marks=marks)


def follow(been: Trail, action: ExploreAction) -> Trail:
    """The places that a visitor has been to after an action, the last one shown; the oldest are forgotten."""
    if action.act == "back":
        return been[:-1] or _START
    return been if action.place == been[-1] else (*been, action.place)[-_TRAIL_LENGTH:]


def reference_file(kind: str, place: ExplorePlace, shelf: Shelf) -> dict[str, str]:
    """References as a file for the browser: one source's, or those that the library's filter leaves.

    `kind` is a key of REFERENCE_FILES.
    """
    records: list[SourceRecord]
    if place.view == "source":
        records = [holding.record] if (holding := shelf.holdings.get(place.source)) else []
    else:
        records = [holding.record for holding in matching(place, shelf)]
    ending, media_type, dump = REFERENCE_FILES[kind]
    name = records[0].source_id if len(records) == 1 else "library"
    return download(f"{name}.{ending}", media_type, dump(records).encode())
