"""Where in the Explore tab a visitor is: one view and what it shows. Sent by the browser, so everything is checked."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

View = Literal[
    "library", "source", "search", "themes", "cell", "glossary", "term", "timeline",
    "words", "map", "spot", "paths", "path", "step", "quiz",
]  # fmt: skip
EXPLORE_TEXT_LIMIT_CHARS = 300
_ID_LIMIT_CHARS = 200


class ExplorePlace(BaseModel):
    """A view with its fields; those that the view does not use are empty. An id may name nothing that is stored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    view: View = "library"
    q: str = Field(default="", max_length=EXPLORE_TEXT_LIMIT_CHARS, description="What was searched or filtered for")
    theme: str = Field(default="", max_length=_ID_LIMIT_CHARS)
    source: str = Field(default="", max_length=_ID_LIMIT_CHARS)
    term: str = Field(default="", max_length=_ID_LIMIT_CHARS)
    layout: Literal["table", "cards"] = Field(default="table", description="How the library is shown")
    at: str = Field(default="", max_length=_ID_LIMIT_CHARS, description="Words of a text: document_id:start-end")
    by: Literal["theme", "source"] = Field(default="theme", description="What the marks of the map stand for")
    spot: str = Field(default="", max_length=_ID_LIMIT_CHARS, description="A mark of the map")
    card: str = Field(default="", max_length=_ID_LIMIT_CHARS, description="A quiz card")
    step: str = Field(default="", max_length=_ID_LIMIT_CHARS, description="A step of a reading path")


class ExploreAction(ExplorePlace):
    """What a control asks for: go to a place, go back, take references away, or mark what was studied."""

    act: Literal["go", "back", "bibtex", "ris", "csl-json", "known", "not-yet", "restart", "done", "undone"] = "go"

    @property
    def place(self) -> ExplorePlace:
        return ExplorePlace.model_validate(self.model_dump())
