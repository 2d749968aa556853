"""Blocks of a file whose markup says what each is (JATS, HTML, DOCX): nothing has to be told by its looks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ingest.blocks import Block, HeadingStyle
from ingest.extracted import SourceBlock
from ingest.mapped_text import MappedText
from ingest.tidy import tidy_line, tidy_row


def build_declared_blocks(characters: MappedText, declared: Sequence[SourceBlock]) -> Iterator[Block]:
    """One block for each that was declared and is not blank; `characters` is the source text made plain."""
    position_of = _Positions(characters)
    for source in declared:
        piece = characters.slice(position_of(source.start), position_of(source.end))
        is_row = source.role == "table_row"
        content = tidy_row(piece) if is_row else tidy_line(piece)
        if not content.text.strip():
            continue
        style: HeadingStyle | None = None
        if source.role == "heading":
            style = "inset" if source.box == "first" else "markup"
        yield Block(
            kind="paragraph" if source.role == "title_page" else source.role,
            content=content,
            level=source.level,
            style=style,
            section_kind=source.section_kind,
            on_title_page=source.role == "title_page",
            table=source.table if is_row else None,
            speaker=source.speaker,
            inset_end=source.box == "last",
        ).sliced(0, len(content.text))


class _Positions:
    """Where characters of the source text stand in the text made plain, which keeps their order."""

    def __init__(self, characters: MappedText) -> None:
        self._runs = characters.runs
        self._ends = [run.source_start + run.length for run in characters.runs]
        self._length = len(characters.text)

    def __call__(self, source_position: int) -> int:
        """The first plain character copied from `source_position` or later."""
        index = bisect_left(self._ends, source_position + 1)
        if index == len(self._runs):
            return self._length
        run = self._runs[index]
        return run.start + max(0, source_position - run.source_start)
