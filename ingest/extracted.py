"""What a reader hands on: the text of a file as it stands, and what the file's own markup says about it.

All ranges are half-open and count code points of `source_text`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kb.documents import SectionKind
from kb.notes import Card
from kb.quality import HiddenText, PageQuality

BlockRole = Literal["title_page", "heading", "paragraph", "list_item", "table_row", "caption", "quotation"]


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
class SourceBlock:
    """Characters that the file's markup declares one block: a paragraph, a heading, a row of a table."""

    start: int
    end: int
    role: BlockRole
    level: int | None = None
    """Headings only; 1 is the highest."""
    section_kind: SectionKind | None = None
    """Headings only, where the markup says what the section is."""
    table: int | None = None
    """Rows only: number of the table in the file; its first row is its header."""
    speaker: str | None = None
    """Quotations only."""
    box: Literal["first", "last"] | None = None
    """The heading that opens a box, and the block that ends it."""


@dataclass(frozen=True, slots=True)
class SourceMark:
    """A line that layout shows to be no running text."""

    start: int
    end: int
    role: Literal["caption", "table_row", "hidden"]
    """`hidden`: nobody who looks at the page sees it."""


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
    original_sha256: str | None = None
    """Notes only: the file that its cards' support ranges count in."""
    left_open: tuple[str, ...] = ()
    """Notes only: questions that the source leaves open."""
    blocks: tuple[SourceBlock, ...] = ()
    """All blocks in order, where the markup says what each is; without them cleaning tells blocks by their looks."""
    marks: tuple[SourceMark, ...] = ()
    """In the order of the text."""
    hidden: tuple[HiddenText, ...] = ()
    page_quality: tuple[PageQuality, ...] = ()
    recognised: bool = False
    """Words of it come from text recognition."""
    warnings: tuple[str, ...] = ()
