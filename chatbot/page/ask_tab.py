"""The visit "ask": question box, filters, answer beside its evidence, the conversations kept in the browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import gradio as gr
from pydantic import ValidationError

from chatbot.current_briefing import CurrentBriefing
from chatbot.page.components import announce, event_fields, html_part, save_file
from chatbot.page.conversation import Frame, answer_question, ask_again
from chatbot.page.examples import EXAMPLES
from chatbot.page.export_conversation import conversation_json, conversation_markdown, file_name
from chatbot.page.filters import build_filters, offered_filters, read_filters, shown_filters
from chatbot.page.kept_conversations import KeptConversation, TalkAction, delete, keep, read_kept, rename, stored_form
from chatbot.page.markup import tag
from chatbot.page.render_answer import Turn
from chatbot.page.render_brief import download
from chatbot.page.render_frame import render_examples, render_sources
from chatbot.page.render_kept import render_kept
from chatbot.page.reopen_talk import answer_talk, reopen_talk
from chatbot.page.share_link import read_share_query
from chatbot.page.waiting import failure_part, waiting_part
from chatbot.pipeline import Briefing
from kb.errors import BriefingError, ScopeError

# An answer takes tens of milliseconds of work and then most of a second of showing it; waiting visitors need not queue.
ANSWERS_AT_ONCE = 16


class Stores(NamedTuple):
    """What is kept for a visitor: in their session the turns and which conversation is open; in their browser, all."""

    turns: gr.State
    open_id: gr.State
    kept: gr.BrowserState


def build_ask_tab(
    page: gr.Blocks, current: CurrentBriefing, stores: Stores, announcer: gr.HTML, talk_actions: gr.HTML
) -> None:
    """The components and events of the tab; call it within the tab. `talk_actions` is the channel of kept talks."""
    library = current.briefing.library
    earlier = html_part("", "earlier")
    with gr.Row(elem_id="current", elem_classes="turn-row"):
        answer = html_part("", "answer")
        evidence = html_part("", "evidence")
        waiting_part()
    with gr.Column(elem_id="composer"):
        notice = html_part("", "notice")
        failure_part()
        with gr.Row(elem_id="composer-row"):
            question = gr.Textbox(label="Your question", lines=1, max_lines=6, elem_id="question", scale=1)
            ask_button = gr.Button("Ask", variant="primary", scale=0, min_width=96, elem_id="ask")
    carry = gr.Textbox(container=False, elem_id="carry")  # what a chip leaves; page.js writes it, nobody sees it
    carry_button = gr.Button("Ask again", elem_id="ask-again")
    start_again = gr.Button("Start again", size="sm", scale=0, visible=False, elem_id="start-again")
    filters = build_filters(library)
    examples = html_part(render_examples(EXAMPLES, expanded=True), "examples")
    kept_list = html_part("", "kept")
    sources = html_part(render_sources(library), "sources")
    file = gr.JSON(visible=False)

    shown = [notice, announcer, answer, evidence, earlier, examples, start_again, question, kept_list]
    outputs = [*shown, *stores]
    # Gradio makes every output anew for every frame, changed or not, so filters are outputs only where they can change.
    reopened = [*outputs, *filters]

    def updates(frame: Frame, kept: Sequence[KeptConversation], open_id: str, briefing: Briefing) -> dict[Any, Any]:
        parts = ((answer, frame.answer), (evidence, frame.evidence), (question, frame.question))
        changed: dict[Any, Any] = {component: value for component, value in parts if value is not None}
        changed |= {notice: frame.notice, announcer: announce(frame.announcement)}
        if frame.earlier is not None:
            changed[earlier] = frame.earlier
            changed[examples] = render_examples(EXAMPLES, expanded=False)
        if frame.scope is not None:
            changed |= dict(zip(filters, shown_filters(frame.scope), strict=True))
        if frame.conversation is not None:
            kept, open_id = keep(kept, open_id, frame.conversation, briefing.library.corpus_hash)
            changed |= {stores.turns: frame.conversation, stores.open_id: open_id, stores.kept: stored_form(kept)}
            changed |= {start_again: gr.update(visible=True), kept_list: render_kept(kept, open_id)}
        return changed

    def converse(
        text: str, turns: tuple[Turn, ...], open_id: str, stored: Any, *values: Any
    ) -> Iterator[dict[Any, Any]]:
        try:
            scope = read_filters(*values)
        except ScopeError as error:
            yield {notice: tag("p", error.message, " ", error.hint), announcer: announce(error.message)}
            return
        briefing = current.briefing
        for frame in answer_question(briefing, text, turns, scope):
            yield updates(frame, read_kept(stored), open_id, briefing)

    def reconsider(chosen: str, turns: tuple[Turn, ...], open_id: str, stored: Any) -> Iterator[dict[Any, Any]]:
        briefing = current.briefing
        for frame in ask_again(briefing, chosen, turns):
            yield updates(frame, read_kept(stored), open_id, briefing)

    def on_load(stored: Any, request: gr.Request) -> Iterator[dict[Any, Any]]:
        kept, briefing = read_kept(stored), current.briefing
        offered = {sources: render_sources(briefing.library)} | dict(
            zip(filters, offered_filters(briefing.library), strict=True)
        )
        yield {kept_list: render_kept(kept, "")} | offered
        try:
            talk = read_share_query(request.query_params)
        except ScopeError as error:
            yield {notice: tag("p", error.message, " ", error.hint), announcer: announce(error.message)}
            return
        if talk is not None:
            for frame in reopen_talk(briefing, talk.asked, talk.corpus_hash):
                yield updates(frame, kept, "", briefing)

    def talk_action(stored: Any, open_id: str, event: gr.EventData) -> Iterator[dict[Any, Any]]:
        kept, briefing = read_kept(stored), current.briefing
        try:
            action = TalkAction.model_validate(event_fields(event))
        except ValidationError:
            return
        chosen = next((conversation for conversation in kept if conversation.id == action.id), None)
        if chosen is None:
            yield {announcer: announce("That conversation is no longer kept.")}
        elif action.talk == "open":
            for frame in reopen_talk(briefing, chosen.asked, chosen.corpus_hash):
                yield updates(frame, kept, chosen.id, briefing)
        elif action.talk in ("rename", "delete"):
            renamed = action.talk == "rename"
            kept = rename(kept, chosen.id, action.name) if renamed else delete(kept, chosen.id)
            open_id = open_id if renamed or open_id != chosen.id else ""
            yield {
                stores.kept: stored_form(kept),
                stores.open_id: open_id,
                kept_list: render_kept(kept, open_id, expanded=True),
                announcer: announce("Renamed." if renamed else f"Deleted: {chosen.name}."),
            }
        else:
            yield from _export(chosen, as_json=action.talk == "export-json")

    def _export(chosen: KeptConversation, *, as_json: bool) -> Iterator[dict[Any, Any]]:
        briefing = current.briefing
        try:
            turns = answer_talk(briefing, chosen.asked)
        except BriefingError as error:
            yield {notice: tag("p", error.message, " ", error.hint), announcer: announce(error.message)}
            return
        if as_json:
            made = download(file_name(chosen.name, "jsonl"), "application/jsonl", conversation_json(turns))
        else:
            text = conversation_markdown(chosen.name, turns, briefing.library)
            made = download(file_name(chosen.name, "md"), "text/markdown", text)
        yield {file: made, announcer: announce(f"Exported {made['name']}.")}

    def forget() -> dict[Any, Any]:
        return {
            stores.turns: (), stores.open_id: "", notice: "", answer: "", evidence: "", earlier: "", question: "",
            examples: render_examples(EXAMPLES, expanded=True), start_again: gr.update(visible=False),
            announcer: announce("A new conversation. The last one is kept in this browser."),
        }  # fmt: skip

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    gr.on(
        [question.submit, ask_button.click],
        converse,
        [question, *stores, *filters],
        outputs,
        concurrency_limit=ANSWERS_AT_ONCE,
        **quiet,
    )
    carry_button.click(reconsider, [carry, *stores], outputs, concurrency_limit=ANSWERS_AT_ONCE, **quiet)
    talk_actions.select(
        talk_action, [stores.kept, stores.open_id], [*reopened, file], concurrency_limit=ANSWERS_AT_ONCE, **quiet
    ).then(None, file, None, js=save_file)
    focus_question = "() => document.querySelector('#question textarea').focus()"
    start_again.click(forget, None, outputs, js=focus_question, **quiet)
    page.load(on_load, [stores.kept], [*reopened, sources], concurrency_limit=ANSWERS_AT_ONCE, **quiet)
