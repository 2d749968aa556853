"""Writes the source text of a file with markup: one block a line, and what the markup says each block is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ingest.extracted import BlockRole, ExtractedText, SourceBlock
from kb.documents import SectionKind
from kb.quality import HiddenText
from kb.tables import CELL_SEPARATOR

EMPTY_CELL = "–"  # print has a dash where a cell is empty
_BLOCK_SEPARATOR = "\n"


class BlockText:
    """Grows block by block; white space inside a block is squeezed, blank blocks are left out."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._blocks: list[SourceBlock] = []
        self._length = 0
        self._tables = 0

    @property
    def is_empty(self) -> bool:
        return not self._blocks

    def add(
        self,
        role: BlockRole,
        words: str,
        *,
        level: int | None = None,
        section_kind: SectionKind | None = None,
        speaker: str | None = None,
        box: Literal["first", "last"] | None = None,
    ) -> None:
        """Append a block. `level` and `section_kind` are for headings, `speaker` for quotations."""
        self._append(" ".join(words.split()), role, level, section_kind, None, speaker, box)

    def end_box(self) -> None:
        """The block added last is the last of its box."""
        if self._blocks:
            self._blocks[-1] = replace(self._blocks[-1], box="last")

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Append a table; the first row holds the headings of its columns. Rows without words are left out."""
        squeezed = [[" ".join(cell.split()) for cell in row] for row in rows]
        filled = [row for row in squeezed if any(row)]
        if not filled:
            return
        for row in filled:
            cells = row[: max(index for index, cell in enumerate(row) if cell) + 1]
            line = CELL_SEPARATOR.join([cells[0] or EMPTY_CELL, *cells[1:]])
            self._append(line, "table_row", None, None, self._tables, None, None)
        self._tables += 1

    def finish(
        self, media_type: str, title: str | None, warnings: Sequence[str] = (), hidden: Sequence[HiddenText] = ()
    ) -> ExtractedText:
        """The whole as an ExtractedText."""
        return ExtractedText(
            source_text=_BLOCK_SEPARATOR.join(self._parts),
            media_type=media_type,
            title=" ".join(title.split()) if title and title.strip() else None,
            blocks=tuple(self._blocks),
            hidden=tuple(hidden),
            warnings=tuple(warnings),
        )

    def _append(
        self,
        words: str,
        role: BlockRole,
        level: int | None,
        section_kind: SectionKind | None,
        table: int | None,
        speaker: str | None,
        box: Literal["first", "last"] | None,
    ) -> None:
        if not words:
            return
        start = self._length
        self._parts.append(words)
        self._length += len(words) + len(_BLOCK_SEPARATOR)
        self._blocks.append(SourceBlock(start, start + len(words), role, level, section_kind, table, speaker, box))
