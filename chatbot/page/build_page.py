"""The page as Gradio components, a tab a visit. What a visitor asks is theirs: in their session and their browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from chatbot.authority.authority import Authority
from chatbot.current_briefing import CurrentBriefing
from chatbot.page.add_visits import add_visits, show_to_visitor, visit_channels
from chatbot.page.ask_tab import Stores, build_ask_tab
from chatbot.page.brief_tab import build_brief_tab
from chatbot.page.components import announce, channel, html_part, script_part
from chatbot.page.conversation import QUESTION_LIMIT_CHARS
from chatbot.page.explore_tab import build_explore_tab, explore_channel
from chatbot.page.render_frame import render_header
from chatbot.page.visit import Visit
from chatbot.page.wording import PAGE_TITLE, too_long

_OTHER_EVENTS_AT_ONCE = 4
_QUEUE_LENGTH = 200
# Gradio scrambles what it puts into the browser's storage with this. It keeps nothing secret: who can read the storage
# can read the page. Fixed, so that what was kept is found again after a restart.
_SCRAMBLE = "policy-briefing"


def build_page(current: CurrentBriefing, authority: Authority, visits: Sequence[Visit] = ()) -> gr.Blocks:
    """The page over the library that answers; `serve_page.start_page` puts theme, style sheets and script to it.

    `visits` are further tabs, shown to those whose role they are for.
    """
    page: gr.Blocks = gr.Blocks(title=PAGE_TITLE, analytics_enabled=False, fill_width=True)
    with page:
        stores = Stores(
            gr.State(value=()), gr.State(value=""), gr.BrowserState([], storage_key="briefing-kept", secret=_SCRAMBLE)
        )
        draft = gr.BrowserState(None, storage_key="briefing-draft", secret=_SCRAMBLE)
        account = html_part("", "account")
        header = html_part(render_header(current.briefing.library), "header")
        announcer = html_part(announce(""), "announcer")
        # Outside of the tabs, whose parts are not there until they are opened.
        talk_actions, draft_actions = (
            channel("briefing:talk", "talk-actions"),
            channel("briefing:draft", "draft-actions"),
        )
        explore_actions = explore_channel()
        script_part(Path(__file__).with_name("reader.js"), "reader-script")
        visit_actions = visit_channels(visits)
        with gr.Tabs(elem_id="visits"):
            with gr.Tab("Ask", id="ask"):
                build_ask_tab(page, current, stores, announcer, talk_actions)
            with gr.Tab("Brief", id="brief") as brief_tab:
                build_brief_tab(page, brief_tab, current, stores.turns, draft, announcer, draft_actions)
            with gr.Tab("Explore", id="explore") as explore_tab:
                studied = gr.BrowserState(None, storage_key="briefing-studied", secret=_SCRAMBLE)
                build_explore_tab(explore_tab, current, announcer, explore_actions, studied)
            tabs = add_visits(visits, page, current, authority, announcer, visit_actions)
        show_to_visitor(page, current, authority, visits, tabs, account, header)
        api(_endpoint(current), api_name="ask", concurrency_limit=_OTHER_EVENTS_AT_ONCE)
    page.queue(default_concurrency_limit=_OTHER_EVENTS_AT_ONCE, max_size=_QUEUE_LENGTH)
    return page


def _endpoint(current: CurrentBriefing) -> Any:
    def ask(question: str, history: list[str]) -> dict[str, Any]:
        """What `briefing ask --json` prints, for programs. `history` holds earlier questions, oldest first."""
        length_chars = max(map(len, [question, *history]))
        if length_chars > QUESTION_LIMIT_CHARS:
            raise gr.Error(" ".join(too_long(length_chars, QUESTION_LIMIT_CHARS)), print_exception=False)
        return current.briefing.ask(question, history).model_dump(mode="json")

    return ask
