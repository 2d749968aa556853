"""What a reader hands on: the text of a file as it stands, and what the file's own markup says about it.

All ranges are half-open and count code points of `source_text`.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.notes import Card


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page of a paged file."""

    start: int
    end: int
    index: int
    label: str | None


@dataclass(frozen=True, slots=True)
class SourceHeading:
    """Characters that markup or an outline declares a heading; level 1 is the highest."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class SourceCard:
    """The characters of a rendered note that are one claim card."""

    start: int
    end: int
    card: Card


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """The text of a file before any cleaning. `title` is what the file itself says, None where it says nothing."""

    source_text: str
    media_type: str
    title: str | None = None
    pages: tuple[SourcePage, ...] = ()
    headings: tuple[SourceHeading, ...] = ()
    abstract: tuple[int, int] | None = None
    """Where the file declares its abstract; the title page of an article may follow it."""
    cards: tuple[SourceCard, ...] = ()
    """Notes only."""
    warnings: tuple[str, ...] = ()
