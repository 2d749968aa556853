"""The Evaluate tab as the page takes it in (`chatbot.page.visit.Visit`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from starlette.routing import BaseRoute

from chatbot.authority.authority import Authority
from chatbot.authority.role import Role
from chatbot.page.visit import VisitPlace
from evals.page.evaluate_tab import build_evaluate_tab

_FOLDER = Path(__file__).parent


class EvaluateVisit:
    """For evaluators."""

    name = "Evaluate"
    id = "evaluate"
    role = Role.EVALUATOR
    script: Path | None = _FOLDER / "evaluate.js"
    style_sheet: Path | None = _FOLDER / "evaluate.css"

    def build(self, place: VisitPlace) -> None:
        """Make the components and events; called within the tab."""
        build_evaluate_tab(place)

    def routes(self, authority: Authority) -> Sequence[BaseRoute]:
        """None: everything goes through the tab's events."""
        return ()
