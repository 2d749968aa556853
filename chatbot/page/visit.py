"""What a further visit of the page is: a tab with its events, given to `build_page` by whoever puts the page together.

Evals and ingest stand beside or above the page in the layers, so their visits come in from `briefing.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import gradio as gr
from starlette.routing import BaseRoute

from chatbot.authority.authority import Authority
from chatbot.authority.role import Role, Visitor
from chatbot.current_briefing import CurrentBriefing
from kb.errors import NotAllowedError


@dataclass(frozen=True)
class VisitPlace:
    """What a visit builds its tab with. Take `current.briefing` when a handler is called, never while building."""

    page: gr.Blocks
    tab: gr.Tab
    current: CurrentBriefing
    authority: Authority
    announcer: gr.HTML
    """Takes `components.announce(text)`: what screen readers read out."""
    actions: gr.HTML | None
    """The channel that the visit's script calls `trigger('select', {...})` on; None without a script."""


class Visit(Protocol):
    """A tab. Its `role` decides who is shown it, which is a courtesy: its handlers begin with `require`."""

    @property
    def name(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def script(self) -> Path | None:
        """JavaScript run once when the page opens, with Gradio's `trigger` at hand."""
        ...

    @property
    def style_sheet(self) -> Path | None: ...
    def build(self, place: VisitPlace) -> None:
        """Make the components and events; called within the tab."""
        ...

    def routes(self, authority: Authority) -> Sequence[BaseRoute]:
        """Further routes of the server, such as one for files; each begins with `authority.require`."""
        ...


def require(authority: Authority, request: gr.Request, role: Role) -> Visitor:
    """The visitor, or gr.Error with the reason. Call it first in every handler that not everyone may use."""
    try:
        return authority.require(request.headers, role)
    except NotAllowedError as error:
        raise gr.Error(f"{error.message} {error.hint}", print_exception=False, title="Not allowed") from error
