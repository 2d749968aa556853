"""Where in the Explore tab a visitor is: one view and what it shows. Sent by the browser, so everything is checked."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

View = Literal["library", "source", "search", "themes", "cell", "glossary", "term", "timeline"]
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


class ExploreAction(ExplorePlace):
    """What a control asks for: go to a place, go back to the place before, or take references away."""

    act: Literal["go", "back", "bibtex"] = "go"

    @property
    def place(self) -> ExplorePlace:
        return ExplorePlace.model_validate(self.model_dump())
