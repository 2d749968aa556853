"""The visit "curate": its components and handlers. Each handler begins by asking who it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import gradio as gr
from pydantic import ValidationError
from starlette.routing import BaseRoute

from chatbot.authority.authority import Authority
from chatbot.authority.role import Role, Visitor
from chatbot.page.components import announce, event_fields, html_part
from chatbot.page.curate.curate_action import CurateAction
from chatbot.page.curate.curation import Curation
from chatbot.page.curate.receive_files import ReceivedFiles, upload_route
from chatbot.page.curate.render_change import describe_change, render_change
from chatbot.page.curate.render_forms import render_forms
from chatbot.page.curate.render_held import render_held, render_source
from chatbot.page.curate.writing_desk import Change, WritingDesk
from chatbot.page.markup import Markup, tag
from chatbot.page.visit import VisitPlace, require
from kb.errors import BriefingError, SourceError
from kb.settings import Settings

_FOLDER = Path(__file__).parent
Shown = dict[Any, Any]
"""Parts of the page with what they show now; the others stay as they are."""


@dataclass(frozen=True)
class CurateVisit:
    """Over one library. `curation` is what changes it."""

    curation: Curation
    settings: Settings
    name: str = "Curate"
    id: str = "curate"
    role: Role = Role.CURATOR
    script: Path | None = _FOLDER / "curate.js"
    style_sheet: Path | None = _FOLDER / "curate.css"

    @cached_property
    def received(self) -> ReceivedFiles:
        """Files that have arrived and are not yet added."""
        return ReceivedFiles(self.settings)

    def routes(self, authority: Authority) -> Sequence[BaseRoute]:
        """Where files arrive."""
        return [upload_route(self.received, authority)]

    def build(self, place: VisitPlace) -> None:
        """Nothing of the library is rendered before a curator opens the tab."""
        assert place.actions is not None
        forms, problem, job = (html_part("", f"curate-{name}") for name in ("forms", "problem", "change"))
        source, held = html_part("", "curate-source"), html_part("", "curate-held")
        desk = WritingDesk(place.current)
        handlers = _Handlers(self.curation, self.received, desk, forms, problem, job, source, held, place.announcer)

        def on_open(request: gr.Request) -> Shown:
            require(place.authority, request, Role.CURATOR)
            return handlers.open()

        def on_action(request: gr.Request, event: gr.EventData) -> Shown:
            visitor = require(place.authority, request, Role.CURATOR)
            return handlers.act(visitor, event_fields(event))

        outputs = [forms, problem, job, source, held, place.announcer]
        # Each a request of its own and not in Gradio's queue: all are short, and none waits behind an answer.
        plain: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
        place.tab.select(on_open, None, outputs, **plain)
        place.actions.select(on_action, None, outputs, trigger_mode="multiple", **plain)


@dataclass(frozen=True)
class _Handlers:
    curation: Curation
    received: ReceivedFiles
    desk: WritingDesk
    forms: gr.HTML
    problem: gr.HTML
    job: gr.HTML
    source: gr.HTML
    held: gr.HTML
    announcer: gr.HTML

    def open(self) -> Shown:
        """The tab as it is now, with the change that is under way or was made last: a curator may have been away."""
        shown: Shown = {self.forms: render_forms(self.received), self.held: render_held(self.curation.sources())}
        return shown | self._look(self.desk.last) | {self.announcer: announce("")}

    def act(self, visitor: Visitor, fields: dict[str, Any]) -> Shown:
        """What a control asked for; what goes wrong is said. A change is begun here, and goes on by itself."""
        try:
            action = CurateAction.model_validate(fields)
            said: Shown = {} if action.act == "look" else {self.problem: ""}
            return said | self._do(visitor, action)
        except ValidationError:
            return self._say("That cannot be done.", "Open the page again and try once more.")
        except BriefingError as error:
            return self._say(error.message, error.hint)

    def _do(self, visitor: Visitor, action: CurateAction) -> Shown:
        if action.act == "show":
            return {self.source: self._render_source(action.source), self.announcer: announce("")}
        if action.act == "close":
            return {self.source: ""}
        if action.act == "look":
            return self._look(self.desk.last, action.source)
        if action.act == "add-files":
            return self._look(self._begin_files(visitor, action))
        if action.act == "add-doi":
            what = f"adding the work {action.doi.strip()[:80]}"
            return self._look(self.desk.begin(visitor, what, lambda change: self._add_doi(change, action.doi)))
        what = f"{'removing' if action.act == 'remove' else 'restoring'} the {action.kind} of {action.source}"
        return self._look(self.desk.begin(visitor, what, lambda change: self._remove_or_restore(change, action)))

    def _look(self, change: Change | None, source_id: str = "") -> Shown:
        """Where the change stands; when it has ended, also what is held now and the source that is shown."""
        if change is None:
            return {self.job: ""}
        is_over = change.finished.is_set()  # asked before it is rendered: it may end in between
        shown: Shown = {self.announcer: announce(describe_change(change))}
        shown[self.job] = render_change(change, self.curation.describe_quality)
        if is_over:
            shown[self.held] = render_held(self.curation.sources())
            if source_id:
                shown[self.source] = self._render_source(source_id)
        return shown

    def _begin_files(self, visitor: Visitor, action: CurateAction) -> Change:
        paths = self.received.take(visitor.name, action.files)
        names = [path.name for path in paths]
        return self.desk.begin(
            visitor,
            f"adding {len(paths)} file{'s' if len(paths) > 1 else ''}",
            lambda change: self._add_files(change, paths, action.password or None, action.source or None),
            names,
            afterwards=lambda: self.received.discard(paths),
        )

    def _add_files(self, change: Change, paths: Sequence[Path], password: str | None, source_id: str | None) -> None:
        def on_progress(what: str, done: int, total: int) -> None:
            change.doing = what

        change.result = self.curation.ingest(paths, password, source_id, on_progress, change.rows.append)

    def _add_doi(self, change: Change, doi: str) -> None:
        change.doing = "asking the services"
        for step in self.curation.add_doi(doi.strip()):
            change.steps.append(step)
        fetched = [Path(step.path) for step in change.steps if step.path and step.status in ("fetched", "present")]
        records = [step for step in change.steps if step.step == "record"]
        if fetched:
            self._add_files(change, fetched, None, None)
        elif records and records[-1].status == "refused":
            change.problem = ("The work was not added.", "Check the DOI and the connection, or add its file instead.")
        else:
            change.said = "There is no full text yet: get the file by hand, where you may, and add it here."

    def _remove_or_restore(self, change: Change, action: CurateAction) -> None:
        change.doing = "writing"
        if action.act == "remove":
            self.curation.remove(action.source, action.kind)
            change.said = f"Removed the {action.kind} of {action.source}. Nothing was deleted."
        else:
            self.curation.restore(action.source, action.kind, action.password or None)
            change.said = f"Restored the {action.kind} of {action.source}."

    def _render_source(self, source_id: str) -> Markup:
        found = next((source for source in self.curation.sources() if source.source_id == source_id), None)
        if found is None:
            raise SourceError(f"There is no source {source_id}.", "It may have got another name; see what is held.")
        return render_source(found, self.curation.history(source_id), self.curation.readings(source_id))

    def _say(self, message: str, hint: str) -> Shown:
        shown = tag("p", tag("strong", message), " ", hint, class_="warning")
        return {self.problem: shown, self.announcer: announce(f"{message} {hint}")}
