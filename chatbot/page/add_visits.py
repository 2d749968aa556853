"""Puts further visits into the page, and shows each visitor those that are for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from chatbot.authority.authority import Authority
from chatbot.authority.role import Role
from chatbot.current_briefing import CurrentBriefing
from chatbot.page.render_frame import render_header
from chatbot.page.sign_in_page import render_account
from chatbot.page.visit import Visit, VisitPlace, require


def visit_channels(visits: Sequence[Visit]) -> list[gr.HTML | None]:
    """For each visit with a script the part that runs it; outside of the tabs, so that it is there from the start."""
    return [
        None
        if visit.script is None
        else gr.HTML(
            "",
            elem_id=f"{visit.id}-actions",
            elem_classes="channel",
            apply_default_css=False,
            js_on_load=visit.script.read_text(encoding="utf-8"),
        )
        for visit in visits
    ]


def add_visits(
    visits: Sequence[Visit],
    page: gr.Blocks,
    current: CurrentBriefing,
    authority: Authority,
    announcer: gr.HTML,
    actions: Sequence[gr.HTML | None],
) -> list[gr.Tab]:
    """A tab a visit; call it within the tabs. `actions` are the channels of the visits, in their order."""
    tabs = []
    for visit, channel in zip(visits, actions, strict=True):
        # One person sees every tab at once; anyone else when it is known who they are.
        with gr.Tab(visit.name, id=visit.id, visible=authority.is_one_person) as tab:
            visit.build(VisitPlace(page, tab, current, authority, announcer, channel))
        tabs.append(tab)
    return tabs


def show_to_visitor(
    page: gr.Blocks,
    current: CurrentBriefing,
    authority: Authority,
    visits: Sequence[Visit],
    tabs: Sequence[gr.Tab],
    account: gr.HTML,
    header: gr.HTML,
) -> None:
    """When the page opens: what the library holds now, who is signed in, and the tabs that are for them."""

    def on_load(request: gr.Request) -> dict[Any, Any]:
        visitor = require(authority, request, Role.READER)
        shown: dict[Any, Any] = {
            tab: gr.update(visible=visitor.may(visit.role)) for visit, tab in zip(visits, tabs, strict=True)
        }
        return shown | {
            account: render_account(visitor, can_sign_in=authority.has_users),
            header: render_header(current.briefing.library),
        }

    page.load(on_load, None, [account, header, *tabs], api_visibility="private", show_progress="hidden")
