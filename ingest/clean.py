"""From the text as extracted to the cleaned text: one block a line, every character mapped to where it came from.

    characters -> lines -> without boilerplate -> blocks
        -> title page, interruptions, quotations, run-in headings -> text

The cleaned text copies characters of the source text. What it inserts (spaces, line breaks, tabs between the cells of
a table row, the letters of a ligature) lies in no run of the offset map.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.blocks import Block, BlockKind, HeadingStyle
from ingest.boilerplate import Kept, RemovalReason, remove_boilerplate
from ingest.characters import normalise_characters
from ingest.declared_blocks import build_declared_blocks
from ingest.extracted import ExtractedText, SourceCard
from ingest.grouping import Grouping, Opened, Opening
from ingest.instructions import withhold_instructions
from ingest.interruptions import rejoin_interrupted
from ingest.joining import join_lines
from ingest.lines import Line, split_lines
from ingest.mapped_text import MappedText, join_mapped
from ingest.page_ranges import find_pages
from ingest.quotations import mark_quotations
from ingest.run_in_headings import split_run_in_headings
from ingest.tidy import tidy_line, tidy_row
from ingest.title_page import mark_title_page
from ingest.vocabulary import Vocabulary
from kb.documents import Page
from kb.quality import HiddenText

_KINDS: dict[Opening, BlockKind] = {
    "heading": "heading",
    "box": "heading",
    "list_item": "list_item",
    "table_row": "table_row",
    "caption": "caption",
    "title_page": "paragraph",
    "paragraph": "paragraph",
}
_LEAST_OUTLINE_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Removal:
    """Characters of the source text that the cleaned text leaves out, and why."""

    source_start: int
    source_end: int
    reason: RemovalReason


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block and where it stands in the cleaned text."""

    block: Block
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CleanText:
    """The cleaned text, what each of its lines is, and what was left out."""

    content: MappedText
    blocks: tuple[PlacedBlock, ...]
    pages: tuple[Page, ...]
    removed: tuple[Removal, ...]
    warnings: tuple[str, ...]
    withheld: tuple[HiddenText, ...] = ()
    """Sentences left out because they speak to a program."""
    declared: bool = False
    """The file's markup says what each block is; a paragraph that ends without a stop has lost nothing."""

    @property
    def text(self) -> str:
        return self.content.text


def clean_text(extracted: ExtractedText) -> CleanText:
    """Clean an extracted text. Deterministic; touches nothing outside."""
    if extracted.cards:
        return _place(list(_note_blocks(extracted)), extracted, None, [])
    characters = normalise_characters(extracted.source_text)
    if extracted.blocks:
        blocks, withheld = withhold_instructions(list(build_declared_blocks(characters, extracted.blocks)))
        blocks = split_run_in_headings(mark_quotations(blocks))
        return replace(_place(blocks, extracted, None, []), declared=True, withheld=tuple(withheld))
    kept = remove_boilerplate(split_lines(characters, extracted))
    vocabulary = Vocabulary(line.text for line in kept.lines)
    opened = Grouping(kept.lines, plain_headings=_needs_plain_headings(extracted)).run()
    blocks = list(_build_blocks(kept.lines, opened, characters, vocabulary))
    blocks = rejoin_interrupted(mark_title_page(blocks), vocabulary)
    blocks, withheld = withhold_instructions(blocks)
    blocks = split_run_in_headings(mark_quotations(blocks))
    removed = [_removal(characters, line.start, line.end, reason) for line, reason in kept.removed]
    removed += [
        _removal(characters, line.start, line.start + mark.mark_chars if mark.mark_chars else line.end, mark.reason)
        for line, mark in zip(kept.lines, opened, strict=True)
        if mark.reason
    ]
    placed = _place(blocks, extracted, kept, sorted(removed, key=lambda removal: removal.source_start))
    return replace(placed, withheld=tuple(withheld))


def _needs_plain_headings(extracted: ExtractedText) -> bool:
    """Whether headings have to be told by their looks, because the file's markup does not give them."""
    if extracted.media_type == "text/markdown":
        return not extracted.headings
    return len(extracted.headings) < _LEAST_OUTLINE_HEADINGS


def _build_blocks(
    lines: Sequence[Line], opened: Sequence[Opened], characters: MappedText, vocabulary: Vocabulary
) -> Iterator[Block]:
    starts = [index for index, how in enumerate(opened) if how.opening != "more"]
    table = -1
    row_before = False
    for start, end in pairwise([*starts, len(lines)]):
        first, how = lines[start], opened[start]
        if how.opening == "removed":
            continue
        is_row = how.opening == "table_row"
        table += is_row and not row_before
        row_before = is_row
        pieces = [
            characters.slice(line.start + (how.mark_chars if line is first else 0), line.end)
            for line in lines[start:end]
        ]
        content, joins = join_lines([tidy_row(piece) if is_row else tidy_line(piece) for piece in pieces], vocabulary)
        if not content.text.strip():
            continue
        style: HeadingStyle | None = None
        if how.opening == "box":
            style = "inset"
        elif how.opening == "heading":
            style = "markup" if first.heading_level else "known" if how.known else "plain"
        yield Block(
            kind=_KINDS[how.opening],
            content=content,
            joins=joins,
            page_index=first.page_index,
            level=first.heading_level,
            style=style,
            on_title_page=how.opening == "title_page",
            in_abstract=first.in_abstract,
            table=table if is_row else None,
        ).sliced(0, len(content.text))


def _note_blocks(extracted: ExtractedText) -> Iterator[Block]:
    whole = MappedText.whole(extracted.source_text)
    entries: list[tuple[int, int, SourceCard | None]]
    entries = [(heading.start, heading.end, None) for heading in extracted.headings]
    entries += [(card.start, card.end, card) for card in extracted.cards]
    for start, end, card in sorted(entries, key=lambda entry: entry[0]):
        content = whole.slice(start, end)
        if card is None:
            yield Block("heading", content, level=1, style="markup")
        else:
            yield Block("card", content, source_card=card)


def _place(blocks: list[Block], extracted: ExtractedText, kept: Kept | None, removed: list[Removal]) -> CleanText:
    parts: list[MappedText | str] = []
    placed: list[PlacedBlock] = []
    position = 0
    for block in blocks:
        if placed:
            parts.append("\n")
            position += 1
        parts.append(block.content)
        placed.append(PlacedBlock(block, position, position + len(block.text)))
        position += len(block.text)
    content = join_mapped(parts)
    pages, warnings = find_pages(content, extracted, kept) if kept else ((), ())
    return CleanText(content, tuple(placed), pages, tuple(removed), warnings)


def _removal(characters: MappedText, start: int, end: int, reason: RemovalReason | None) -> Removal:
    source_start = characters.source_position(start) or 0
    source_end = characters.source_position(max(start, end - 1))
    return Removal(source_start, source_start if source_end is None else source_end + 1, reason or "list mark")
