"""The visit "evaluate" as Gradio components: a view at a time, made by the server; a run's progress above it.

Where an evaluator is stands in their session; the run is the page's, and every evaluator sees the same.
"""

from __future__ import annotations

from typing import Any

import gradio as gr
from pydantic import ValidationError

from chatbot.page.components import announce, event_fields, html_part
from chatbot.page.markup import NOTHING, tag
from chatbot.page.visit import VisitPlace
from evals.background_run import RunProgress
from evals.page.evaluate_desk import EvaluateDesk, Shown
from evals.page.evaluate_place import EvaluateAction, EvaluatePlace
from evals.page.render_start import progress_words, render_progress
from kb.errors import NotAllowedError

Trail = tuple[EvaluatePlace, ...]
_TRAIL_LENGTH = 30
_START: Trail = (EvaluatePlace(),)
_TICK_SECONDS = 1.0


def build_evaluate_tab(place: VisitPlace) -> EvaluateDesk:
    """The components and events; call it within the tab. Nothing is read before the tab is opened."""
    assert place.actions is not None  # the visit has a script
    desk = EvaluateDesk(place.current, place.authority)
    announcer = place.announcer
    trail = gr.State(_START)
    progress = html_part("", "evaluate-progress")
    cancel = gr.Button("Cancel the run", size="sm", scale=0, visible=False, elem_id="evaluate-cancel")
    view = html_part("<p>Opening the runs …</p>", "evaluate")
    timer = gr.Timer(_TICK_SECONDS, active=False)
    outputs = [trail, view, progress, cancel, timer, announcer]

    def on_open(been: Trail, request: gr.Request) -> dict[Any, Any]:
        try:
            shown = desk.show(request.headers, been[-1])
            return {view: shown.view, **_progress(desk.progress(request.headers))}
        except NotAllowedError as error:
            return _refused(error)

    def on_action(been: Trail, event: gr.EventData, request: gr.Request) -> dict[Any, Any]:
        try:
            action = EvaluateAction.model_validate(event_fields(event))
        except ValidationError:
            return {announcer: announce("That cannot be taken: it is too long, or no control of this page sent it.")}
        try:
            if action.act == "back":
                been = been[:-1] or _START
                shown = desk.show(request.headers, been[-1], focus=True)
            else:
                shown = desk.act(request.headers, action)
            going = desk.progress(request.headers)
        except NotAllowedError as error:
            return _refused(error)
        return {
            trail: been if action.act == "back" else follow(been, shown),
            view: shown.view,
            announcer: announce(shown.said),
            **_progress(going),
        }

    def on_tick(been: Trail, request: gr.Request) -> dict[Any, Any]:
        try:
            going = desk.progress(request.headers)
            changed = _progress(going)
            if not going.is_going:
                changed[announcer] = announce(progress_words(going))
                if been[-1].view == "overview":
                    changed[view] = desk.show(request.headers, been[-1]).view
            return changed
        except NotAllowedError as error:
            return _refused(error)

    def on_cancel(request: gr.Request) -> dict[Any, Any]:
        try:
            return {**_progress(desk.cancel(request.headers)), announcer: announce("The run is being cancelled.")}
        except NotAllowedError as error:
            return _refused(error)

    def _progress(going: RunProgress) -> dict[Any, Any]:
        return {
            progress: render_progress(going),
            cancel: gr.update(visible=going.state == "running"),
            timer: gr.update(active=going.is_going),
        }

    def _refused(error: NotAllowedError) -> dict[Any, Any]:
        said = f"{error.message} {error.hint}"
        return {
            view: tag("p", said, class_="warning"),
            progress: NOTHING,
            cancel: gr.update(visible=False),
            timer: gr.update(active=False),
            announcer: announce(said),
        }

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    place.tab.select(on_open, [trail], outputs, **quiet)
    place.actions.select(on_action, [trail], outputs, **quiet)
    timer.tick(on_tick, [trail], outputs, **quiet)
    cancel.click(on_cancel, None, outputs, **quiet)
    return desk


def follow(been: Trail, shown: Shown) -> Trail:
    """The places that an evaluator has been to, the last one shown; the oldest are forgotten."""
    return been if shown.place == been[-1] else (*been, shown.place)[-_TRAIL_LENGTH:]
