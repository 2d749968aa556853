"""The page as Gradio components, and the event behind it. What a visitor has asked lives in their own session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr
from gradio.events import api

from chatbot.page.conversation import QUESTION_LIMIT_CHARS, Frame, answer_question, ask_again
from chatbot.page.examples import EXAMPLES
from chatbot.page.markup import Markup, tag
from chatbot.page.render_answer import Turn
from chatbot.page.render_frame import render_examples, render_header, render_sources
from chatbot.page.wording import PAGE_TITLE, too_long
from chatbot.pipeline import Briefing

_OTHER_EVENTS_AT_ONCE = 4
# An answer takes tens of milliseconds of work and then most of a second of showing it; waiting visitors need not queue.
_ANSWERS_AT_ONCE = 16
_QUEUE_LENGTH = 200


def build_page(briefing: Briefing) -> gr.Blocks:
    """The page over an opened library; `serve_page.start_page` puts theme, style sheet and script to it."""
    library = briefing.library
    page: gr.Blocks = gr.Blocks(title=PAGE_TITLE, analytics_enabled=False, fill_width=True)
    with page:
        conversation: gr.State = gr.State(value=())
        _html(render_header(library), "header")
        earlier = _html("", "earlier")
        with gr.Row(elem_id="current", elem_classes="turn-row"):
            answer = _html("", "answer")
            evidence = _html("", "evidence")
        with gr.Column(elem_id="composer"):
            notice = _html("", "notice")
            with gr.Row(elem_id="composer-row"):
                question = gr.Textbox(label="Your question", lines=1, max_lines=6, elem_id="question", scale=1)
                ask_button = gr.Button("Ask", variant="primary", scale=0, min_width=96, elem_id="ask")
        carry = gr.Textbox(container=False, elem_id="carry")  # what a chip leaves; page.js writes it, nobody sees it
        carry_button = gr.Button("Ask again", elem_id="ask-again")
        start_again = gr.Button("Start again", size="sm", scale=0, visible=False, elem_id="start-again")
        examples = _html(render_examples(EXAMPLES, expanded=True), "examples")
        _html(render_sources(library), "sources")
        announcer = _html(_announce(""), "announcer")

        def converse(text: str, turns: tuple[Turn, ...]) -> Iterator[dict[Any, Any]]:
            for frame in answer_question(briefing, text, turns):
                yield _updates(frame)

        def reconsider(chosen: str, turns: tuple[Turn, ...]) -> Iterator[dict[Any, Any]]:
            for frame in ask_again(briefing, chosen, turns):
                yield _updates(frame)

        def _updates(frame: Frame) -> dict[Any, Any]:
            updates: dict[Any, Any] = {notice: frame.notice, announcer: _announce(frame.announcement)}
            if frame.answer is not None:
                updates[answer] = frame.answer
            if frame.evidence is not None:
                updates[evidence] = frame.evidence
            if frame.earlier is not None:
                updates[earlier] = frame.earlier
                updates[examples] = render_examples(EXAMPLES, expanded=False)
            if frame.conversation is not None:
                updates[conversation] = frame.conversation
                updates[start_again] = gr.update(visible=True)
            if frame.question is not None:
                updates[question] = frame.question
            return updates

        def forget() -> tuple[Any, ...]:
            expanded = render_examples(EXAMPLES, expanded=True)
            return (), "", "", "", "", "", expanded, _announce("The conversation is empty."), gr.update(visible=False)

        gr.on(
            [question.submit, ask_button.click],
            converse,
            [question, conversation],
            [notice, announcer, answer, evidence, earlier, examples, conversation, start_again, question],
            api_visibility="private",
            show_progress="hidden",
            concurrency_limit=_ANSWERS_AT_ONCE,
        )
        carry_button.click(
            reconsider,
            [carry, conversation],
            [notice, announcer, answer, evidence, earlier, examples, conversation, start_again, question],
            api_visibility="private",
            show_progress="hidden",
            concurrency_limit=_ANSWERS_AT_ONCE,
        )
        start_again.click(
            forget,
            None,
            [conversation, notice, answer, evidence, earlier, question, examples, announcer, start_again],
            api_visibility="private",
            show_progress="hidden",
            js="() => document.querySelector('#question textarea').focus()",
        )
        api(_endpoint(briefing), api_name="ask", concurrency_limit=_OTHER_EVENTS_AT_ONCE)
    page.queue(default_concurrency_limit=_OTHER_EVENTS_AT_ONCE, max_size=_QUEUE_LENGTH)
    return page


def _endpoint(briefing: Briefing) -> Any:
    def ask(question: str, history: list[str]) -> dict[str, Any]:
        """What `briefing ask --json` prints, for programs. `history` holds earlier questions, oldest first."""
        length_chars = max(map(len, [question, *history]))
        if length_chars > QUESTION_LIMIT_CHARS:
            raise gr.Error(" ".join(too_long(length_chars, QUESTION_LIMIT_CHARS)), print_exception=False)
        return briefing.ask(question, history).model_dump(mode="json")

    return ask


def _html(value: str, name: str) -> gr.HTML:
    """A part of the page. No script of Gradio's own, and none of its styles."""
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def _announce(text: str) -> Markup:
    return tag("p", text, role="status", aria_live="polite", class_="visually-hidden")
