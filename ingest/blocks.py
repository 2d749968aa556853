"""Blocks: what a line of the cleaned text is. Lines of the source are grouped into blocks, each becomes one line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from ingest.extracted import SourceCard
from ingest.mapped_text import MappedText
from kb.documents import SectionKind

BlockKind = Literal["heading", "paragraph", "list_item", "table_row", "caption", "quotation", "speaker", "card"]
JoinKind = Literal["space", "mended", "hyphen kept", "lost"]
HeadingStyle = Literal["markup", "plain", "known", "run-in", "inset"]


class Join(NamedTuple):
    """Where two lines were joined: `position` is that of the second line's first character in the block."""

    position: int
    kind: JoinKind


@dataclass(frozen=True)
class Block:
    """One line of the cleaned text to be."""

    kind: BlockKind
    content: MappedText
    joins: tuple[Join, ...] = ()
    page_index: int | None = None
    level: int | None = None
    """Depth that markup gives a heading."""
    style: HeadingStyle | None = None
    """Headings only: how it was recognised."""
    section_kind: SectionKind | None = None
    """Headings only: what the file itself says the section is."""
    on_title_page: bool = False
    in_abstract: bool = False
    table: int | None = None
    """Table rows only: number of the table in the file."""
    speaker: str | None = None
    """Quotations only: whose words they are, where the block itself says it."""
    inset_end: bool = False
    """The last block of a box that interrupts the text around it."""
    source_card: SourceCard | None = field(default=None, compare=False)

    @property
    def text(self) -> str:
        return self.content.text

    def sliced(self, start: int, end: int) -> Block:
        """The block's characters from `start` to `end`, outer spaces left out."""
        words = self.text[start:end]
        start, end = start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
        end = max(start, end)
        joins = tuple(Join(join.position - start, join.kind) for join in self.joins if start < join.position < end)
        return replace(self, content=self.content.slice(start, end), joins=joins)
