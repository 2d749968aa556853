"""Which part of the library is searched: by source, country, kind of evidence, year, and notes or originals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kb.catalogue import SourceRecord
from kb.errors import ScopeError
from kb.ids import content_id
from kb.settings import Corpus


class SearchScope(BaseModel):
    """Everything by default. Values of one kind are alternatives; different kinds must all be met."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: tuple[str, ...] = Field(default=(), description="Source ids")
    countries: tuple[str, ...] = Field(default=(), description="Words of the record's country, case ignored")
    evidence_kinds: tuple[str, ...] = Field(default=(), description="Words of the kind of evidence, case ignored")
    published_from: int | None = Field(default=None, ge=1900, le=2100, description="Earliest year of publication")
    published_to: int | None = Field(default=None, ge=1900, le=2100, description="Latest year of publication")
    corpus: Corpus | None = Field(default=None, description="notes, originals or auto; None as the library is set")

    @field_validator("sources", "countries", "evidence_kinds")
    @classmethod
    def _in_order(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        """Sorted and each once, so that the same scope has the same hash."""
        return tuple(sorted({value.strip() for value in values if value.strip()}))

    @property
    def is_everything(self) -> bool:
        return self == EVERYTHING

    @property
    def scope_hash(self) -> str:
        """16 hexadecimal characters."""
        return content_id("", self.model_dump(mode="json")).removeprefix("-")

    def covers(self, record: SourceRecord) -> bool:
        """Whether a source is within. One whose year is not known is outside of every period."""
        year = record.year
        return (
            (not self.sources or record.source_id in self.sources)
            and _any_within(self.countries, record.country or "")
            and _any_within(self.evidence_kinds, record.evidence_kind)
            and (self.published_from is None or (year is not None and year >= self.published_from))
            and (self.published_to is None or (year is not None and year <= self.published_to))
        )

    def describe(self) -> str:
        """`country United States; published from 2010; notes`, empty for everything."""
        return "; ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        for label, values in (
            ("source", self.sources), ("country", self.countries), ("kind of evidence", self.evidence_kinds)
        ):  # fmt: skip
            if values:
                yield f"{label} {' or '.join(values)}"
        if self.published_from is not None and self.published_to is not None:
            yield f"published {self.published_from} to {self.published_to}"
        elif self.published_from is not None:
            yield f"published from {self.published_from}"
        elif self.published_to is not None:
            yield f"published up to {self.published_to}"
        if self.corpus is not None:
            yield {"auto": "originals, else notes", "notes": "notes alone", "originals": "originals alone"}[self.corpus]


EVERYTHING = SearchScope()


def read_scope(fields: Mapping[str, Any]) -> SearchScope:
    """A scope from values that came from outside. Raises ScopeError when they are no scope."""
    try:
        return SearchScope.model_validate(fields)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0]).replace("_", " ")
        raise ScopeError(f"The filter “{name}” cannot be read.", "Give a year as four digits, such as 2010.") from error


def _any_within(wanted: tuple[str, ...], text: str) -> bool:
    return not wanted or any(value.casefold() in text.casefold() for value in wanted)
