"""The catalogue: one bibliographic record a source, validated on load (`sources/catalogue.toml`).

A record says what a source is and how its originals are recognised; it holds none of the source's sentences.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from kb.errors import CatalogueError

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
WorkType = Literal["article-journal", "report", "book", "chapter", "paper-conference", "thesis", "webpage", "document"]


class Author(BaseModel):
    """A person as the source names them: family name and initials or given names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    family: str = Field(min_length=1)
    given: str = ""


class SourceRecord(BaseModel):
    """Bibliographic record of one source. A field that could not be checked stays empty, never guessed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: SourceId
    title: str = Field(min_length=1)
    authors: tuple[Author, ...] = Field(default=(), description="In the order printed; empty when not verified")
    more_authors: bool = Field(default=False, description="Whether there are more authors than could be verified")
    year: int | None = Field(default=None, ge=1900, le=2100, description="Year of publication")
    published_in: str | None = Field(default=None, description="Journal or publisher as printed")
    work_type: WorkType | None = Field(default=None, description="In CSL's terms; None: told from the other fields")
    volume: str | None = None
    issue: str | None = None
    pages: str | None = Field(default=None, description="As printed, for example 445-452")
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")] | None = None
    pmid: Annotated[str, StringConstraints(pattern=r"^\d{1,8}$")] | None = None
    url: str | None = None
    licence: str | None = Field(default=None, description="SPDX id or words; None when unknown")
    country: str | None = Field(default=None, description="Country the evidence is from")
    evidence_kind: str = Field(
        default="unclassified", description="For example case study, focus groups, concept paper"
    )
    access: Literal["full text", "opening", "abstract", "summary", "not read", "unknown"] = Field(
        default="unknown",
        description="What was read: `opening` is the start of the text, `summary` an account on a page about the work",
    )
    cited_in: tuple[SourceId, ...] = Field(
        default=(), description="Secondary citation: the sources through whose references alone this one is known"
    )
    checked_at: tuple[str, ...] = Field(default=(), description="Addresses of the public pages that state the record")
    checked_on: date | None = Field(default=None, description="When the record was compared with those pages")
    period_studied: str | None = Field(default=None, description="The time the evidence is from, as stated")
    sample: str | None = Field(default=None, description="Whom or what the evidence was gathered on, as stated")
    studied: str | None = Field(default=None, description="When and on what the evidence was gathered, as stated")
    original_sha256: tuple[Sha256, ...] = Field(
        default=(), description="Hashes of files known to be this source's original"
    )
    share_with_model: bool = Field(
        default=False, description="Whether the licence lets the text go to a language model off this machine"
    )

    @model_validator(mode="after")
    def _consistent(self) -> SourceRecord:
        if bool(self.checked_at) != (self.checked_on is not None):
            raise ValueError("checked_at and checked_on belong together")
        if self.more_authors and not self.authors:
            raise ValueError("more_authors needs at least one author that was verified")
        if bool(self.cited_in) != (self.access == "not read"):
            raise ValueError('a secondary citation names its sources in cited_in and has access = "not read"')
        return self

    @property
    def short_reference(self) -> str:
        """`Thorlby and others (2011)`: how the source is named in a running text."""
        if self.source_id == HOLDINGS_ID:
            return self.title
        names = [author.family for author in self.authors]
        named = len(names) + 2 * self.more_authors if names else 0
        who = {0: self.title, 1: names[0] if names else "", 2: " and ".join(names)}.get(named)
        return f"{who or names[0] + ' and others'} ({self.year or 'no date'})"


HOLDINGS_ID = "this-library"
_HOLDINGS = SourceRecord(source_id=HOLDINGS_ID, title="Catalogue of this library", evidence_kind="catalogue")


class Catalogue(BaseModel):
    """All records, in the order of the file; ids and original hashes are unique."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: tuple[SourceRecord, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> Catalogue:
        for name, values in (
            ("source_id", [record.source_id for record in self.source]),
            ("original_sha256", [digest for record in self.source for digest in record.original_sha256]),
            ("doi", [record.doi.lower() for record in self.source if record.doi]),
            ("pmid", [record.pmid for record in self.source if record.pmid]),
        ):
            doubled = {value for value in values if values.count(value) > 1}
            if doubled:
                raise ValueError(f"{name} is used twice: {', '.join(sorted(doubled))}")
        read = {record.source_id for record in self.source if not record.cited_in}
        unread = {source_id for record in self.source for source_id in record.cited_in} - read
        if unread:
            raise ValueError(f"cited_in names no source that was read: {', '.join(sorted(unread))}")
        return self

    def __iter__(self) -> Iterator[SourceRecord]:  # type: ignore[override]
        return iter(self.source)

    def get(self, source_id: str) -> SourceRecord | None:
        """The record with this id, or None; the catalogue itself is known by HOLDINGS_ID."""
        if source_id == HOLDINGS_ID:
            return _HOLDINGS
        return next((record for record in self.source if record.source_id == source_id), None)

    def secondary_reference(self, record: SourceRecord) -> str:
        """`Smith (2004), as cited in Thorlby and others (2011)`; for a source that was read, its short reference."""
        citing = [other.short_reference for other in self.source if other.source_id in record.cited_in]
        return f"{record.short_reference}, as cited in {'; '.join(citing)}" if citing else record.short_reference

    def by_original(self, sha256: str) -> SourceRecord | None:
        """The record that knows a file of this hash as its original, or None."""
        return next((record for record in self.source if sha256 in record.original_sha256), None)

    def by_doi(self, text: str) -> SourceRecord | None:
        """The record whose DOI stands in `text` (case ignored), or None; a longer DOI does not count as a shorter."""
        lowered = text.lower()
        for record in self.source:
            if record.doi and re.search(re.escape(record.doi.lower()) + r"(?![\w/-]|\.\w)", lowered):
                return record
        return None


def load_catalogue(path: Path) -> Catalogue:
    """Read and validate `catalogue.toml`. Raises CatalogueError that names the record and the field."""
    try:
        return Catalogue.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise CatalogueError(
            f"There is no catalogue at {path}.", "Run from the project's folder, or set BRIEFING_SOURCES_DIR."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path.name} is not valid TOML: {error}.", "Correct the line named above.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CatalogueError(f"{path.name}: {where}: {first['msg']}.", "Correct the record and run again.") from error
