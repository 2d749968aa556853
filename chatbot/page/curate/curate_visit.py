"""The visit "curate": its components and handlers. Each handler begins by asking who it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
_LOOK_SECONDS = 0.25
_FOLLOWERS_AT_ONCE = 8


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
        forms, job = html_part("", "curate-forms"), html_part("", "curate-change")
        source, held = html_part("", "curate-source"), html_part("", "curate-held")
        desk = WritingDesk(place.current)
        handlers = _Handlers(self.curation, self.received, desk, forms, job, source, held, place.announcer)

        def on_open(request: gr.Request) -> Iterator[dict[Any, Any]]:
            require(place.authority, request, Role.CURATOR)
            yield from handlers.open()

        def on_action(request: gr.Request, event: gr.EventData) -> Iterator[dict[Any, Any]]:
            visitor = require(place.authority, request, Role.CURATOR)
            yield from handlers.act(visitor, event_fields(event))

        outputs = [forms, job, source, held, place.announcer]
        quiet: dict[str, Any] = {
            "api_visibility": "private", "show_progress": "hidden", "concurrency_limit": _FOLLOWERS_AT_ONCE,
            "trigger_mode": "multiple",  # a source can be looked at while a change is followed
        }  # fmt: skip
        place.tab.select(on_open, None, outputs, **quiet)
        place.actions.select(on_action, None, outputs, **quiet)


@dataclass(frozen=True)
class _Handlers:
    curation: Curation
    received: ReceivedFiles
    desk: WritingDesk
    forms: gr.HTML
    job: gr.HTML
    source: gr.HTML
    held: gr.HTML
    announcer: gr.HTML

    def open(self) -> Iterator[dict[Any, Any]]:
        """The tab as it is now; a change under way is followed to its end."""
        held = self.curation.sources()
        yield {self.forms: render_forms(self.received), self.held: render_held(held)}
        if (change := self.desk.under_way) is not None:
            yield from self._follow(change)

    def act(self, visitor: Visitor, fields: dict[str, Any]) -> Iterator[dict[Any, Any]]:
        """What a control asked for; what goes wrong is said."""
        try:
            action = CurateAction.model_validate(fields)
            yield from self._do(visitor, action)
        except ValidationError:
            yield self._say("That cannot be done.", "Open the page again and try once more.")
        except BriefingError as error:
            yield self._say(error.message, error.hint)

    def _do(self, visitor: Visitor, action: CurateAction) -> Iterator[dict[Any, Any]]:
        if action.act == "add-files":
            yield from self._follow(self._begin_files(visitor, action))
        elif action.act == "add-doi":
            what = f"adding the work {action.doi.strip()[:80]}"
            yield from self._follow(self.desk.begin(visitor, what, lambda change: self._add_doi(change, action.doi)))
        elif action.act == "show":
            yield {self.source: self._render_source(action.source), self.announcer: announce("")}
        elif action.act == "close":
            yield {self.source: ""}
        else:
            is_removal = action.act == "remove"
            what = f"{'removing' if is_removal else 'restoring'} the {action.kind} of {action.source}"
            change = self.desk.begin(visitor, what, lambda change: self._remove_or_restore(change, action))
            yield from self._follow(change)
            yield {self.source: self._render_source(action.source)}

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

    def _follow(self, change: Change) -> Iterator[dict[Any, Any]]:
        """What goes on, as often as there is something new, until it has ended; then what is held now."""
        stage: tuple[object, ...] = ()
        while True:
            is_over = change.finished.is_set()
            if change.stage != stage:
                stage = change.stage
                shown = render_change(change, self.curation.describe_quality)
                yield {self.job: shown, self.announcer: announce(describe_change(change))}
            if is_over:
                break
            change.finished.wait(_LOOK_SECONDS)
        yield {self.held: render_held(self.curation.sources())}

    def _render_source(self, source_id: str) -> Markup:
        found = next((source for source in self.curation.sources() if source.source_id == source_id), None)
        if found is None:
            raise SourceError(f"There is no source {source_id}.", "It may have got another name; see what is held.")
        return render_source(found, self.curation.history(source_id), self.curation.readings(source_id))

    def _say(self, message: str, hint: str) -> dict[Any, Any]:
        shown = tag("p", tag("strong", message), " ", hint, class_="warning")
        return {self.job: shown, self.announcer: announce(f"{message} {hint}")}
