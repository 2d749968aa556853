"""The timeline of reforms: what happened when and where, each entry with its source (`sources/timeline.toml`).

An entry that says what became of an earlier one names it in `follows`, so that a plan can be shown with its outcome.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kb.catalogue import SourceId
from kb.load_toml import doubled, load_toml


class Event(BaseModel):
    """One entry. `planned` is what was intended when its source was written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: SourceId
    year: int = Field(ge=1900, le=2100)
    approximate: bool = Field(default=False, description="Whether the year only says about when")
    month: int | None = Field(default=None, ge=1, le=12)
    country: str = Field(min_length=1)
    what: str = Field(min_length=20, description="In our own words")
    status: Literal["happened", "announced", "planned"] = "happened"
    source_id: SourceId = Field(description="The source that says so")
    section: tuple[str, ...] = Field(default=(), description="Where it says so; empty for a source without a note")
    follows: tuple[SourceId, ...] = Field(default=(), description="Earlier entries that it carried out or changed")


class Timeline(BaseModel):
    """All entries, earliest first; ids are unique and every `follows` names an entry that is not later."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event: tuple[Event, ...] = ()

    @model_validator(mode="after")
    def _resolves(self) -> Timeline:
        if twice := doubled([event.id for event in self.event]):
            raise ValueError(f"the id is used twice: {twice}")
        when = [(event.year, event.month or 0) for event in self.event]
        if when != sorted(when):
            raise ValueError("the entries are not in the order of time")
        years = {event.id: event.year for event in self.event}
        for event in self.event:
            for earlier in event.follows:
                if earlier not in years:
                    raise ValueError(f"{event.id} follows {earlier}, which is no entry")
                if years[earlier] > event.year or earlier == event.id:
                    raise ValueError(f"{event.id} follows {earlier}, which is not earlier")
        return self

    def outcomes(self, event_id: str) -> tuple[Event, ...]:
        """The entries that carried out or changed this one."""
        return tuple(event for event in self.event if event_id in event.follows)


def load_timeline(path: Path) -> Timeline:
    """Read and validate `timeline.toml`. Raises CatalogueError."""
    return load_toml(path, Timeline)


def find_timeline(path: Path) -> Timeline:
    """As `load_timeline`; where there is no such file, a timeline without an entry."""
    return load_timeline(path) if path.is_file() else Timeline()
