"""The section tree: which heading each block stands under, and what kind of section that is.

Section 0 is the whole document. A box and a table with a caption are sections that end with their last block, so that
the text around them stays in its own section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest import line_kinds
from ingest.blocks import Block
from ingest.clean import PlacedBlock
from ingest.outline import OutlineHeading, heading_depths
from ingest.phrases import ends_sentence, word_count
from kb.documents import Section, SectionKind

TITLE_PAGE = "Title page"
IMPRINT = "Imprint"
_KINDS: tuple[tuple[SectionKind, re.Pattern[str]], ...] = (
    ("abstract", re.compile(r"(?:structured |plain language |executive )?(?:abstract|summary)")),
    (
        "references",
        re.compile(r"references(?: and notes)?|bibliography|works cited|literature cited|further reading|endnotes"),
    ),
    (
        "appendix",
        re.compile(r"(?:online )?(?:appendix|appendices|annex|annexe|supplement(?:ary|al)?)\b.*|additional files?"),
    ),
    ("limitations", re.compile(r".*\blimitations?\b.*|strengths and weaknesses.*")),
    (
        "back_matter",
        re.compile(
            r"acknowledge?ments?|about (?:the|this) (?:authors?|publisher|organi[sz]ation|foundation)|contact(?: us|s)?"
            r"|funding.*|competing interests|(?:declaration of )?conflict(?:s|ing)?(?: of)? interests?|disclosures?"
            r"|authors?'? (?:contributions|details|information)|pre-publication history|mesh terms|abbreviations"
            r"|ethics.*|data availability.*|provenance.*|publisher's note|imprint"
        ),
    ),
    ("front_matter", re.compile(r"key ?words|original research|table of contents|contents")),
    (
        "body",
        re.compile(r"introduction|background|.*methods?|results|findings|discussion|conclusions?|recommendations"),
    ),
)
_LONGEST_IMPRINT_CHARS = 200
_TABLE_DEPTH = 99  # below every heading


@dataclass
class _Open:
    title: str
    depth: int
    kind: SectionKind
    start: int
    end: int
    path: tuple[str, ...]
    leaf: bool
    """Ends with its last block: a box, a table, the title page."""
    paragraphs: int = 0
    """Counted in the labelled parts of a box only."""


def build_sections(placed: Sequence[PlacedBlock], text_length: int) -> tuple[tuple[Section, ...], list[int]]:
    """All sections in the order of their first characters, and for each block the index of its innermost one."""
    return _Builder(placed, text_length).build()


class _Builder:
    def __init__(self, placed: Sequence[PlacedBlock], text_length: int) -> None:
        self._placed = placed
        self._blocks = [entry.block for entry in placed]
        self._sections = [_Open("", 0, "body", 0, text_length, (), False)]
        self._stack = [0]
        self._depths = _depths(self._blocks)
        self._imprint_from = _imprint_start(self._blocks)
        self._plain_depth = 0
        self._after_references = False

    def build(self) -> tuple[tuple[Section, ...], list[int]]:
        indices: list[int] = []
        for index, (entry, block) in enumerate(zip(self._placed, self._blocks, strict=True)):
            self._open_or_close(index, entry, block)
            for number in self._stack[1:]:
                self._sections[number].end = entry.end
            indices.append(self._stack[-1])
            if block.inset_end:
                self._close_leaves()
        return tuple(
            Section(char_start=section.start, char_end=section.end, path=section.path, kind=section.kind)
            for section in self._sections
        ), indices

    def _open_or_close(self, index: int, entry: PlacedBlock, block: Block) -> None:
        top = self._sections[self._stack[-1]]
        if block.on_title_page:
            if not (top.leaf and top.title == TITLE_PAGE):
                self._close_leaves()
                if self._blocks[index - 1].in_abstract and not block.in_abstract:
                    del self._stack[1:]
                self._push(TITLE_PAGE, len(self._stack), entry, leaf=True, kind="front_matter")
            return
        if index == self._imprint_from:
            del self._stack[1:]
            self._push(IMPRINT, 1, entry, kind="back_matter")
            return
        if index > self._imprint_from >= 0:
            return
        if top.leaf and top.title == TITLE_PAGE:
            self._stack.pop()
        if block.kind == "heading":
            self._open_heading(index, entry, block)
        elif block.kind == "caption":
            self._leave_table()
            if self._has_rows(index):
                self._push(_title(block), _TABLE_DEPTH, entry, leaf=True)
        elif block.kind != "table_row":
            self._leave_table()
            self._leave_label(block)

    def _open_heading(self, index: int, entry: PlacedBlock, block: Block) -> None:
        if block.style == "inset":
            self._close_leaves()
            self._pop_to(self._plain_depth + 1)
            self._push(_title(block), self._plain_depth + 1, entry, leaf=True, kind=block.section_kind)
        elif block.style == "run-in":
            self._leave_table()
            in_box = next((self._sections[n] for n in reversed(self._stack) if self._sections[n].leaf), None)
            depth = in_box.depth + 1 if in_box else self._plain_depth + 1
            while self._stack[1:] and self._sections[self._stack[-1]].depth >= depth:
                self._stack.pop()
            opens_article = self._plain_depth == 0 and in_box is None
            self._push(_title(block), depth, entry, kind="abstract" if opens_article else None)
        else:
            self._close_leaves()
            self._plain_depth = self._depths[index]
            self._pop_to(self._plain_depth)
            self._push(_title(block), self._plain_depth, entry, kind=block.section_kind)

    def _push(
        self, title: str, depth: int, entry: PlacedBlock, *, leaf: bool = False, kind: SectionKind | None = None
    ) -> None:
        parent = self._sections[self._stack[-1]]
        own = kind or self._kind(title, depth, parent, leaf)
        self._sections.append(_Open(title, depth, own, entry.start, entry.end, (*parent.path, title), leaf))
        self._stack.append(len(self._sections) - 1)

    def _kind(self, title: str, depth: int, parent: _Open, leaf: bool) -> SectionKind:
        words = line_kinds.heading_words(title)
        found = next((kind for kind, pattern in _KINDS if pattern.fullmatch(words)), None)
        if parent.kind == "abstract" and found in ("front_matter", "back_matter"):
            return found
        if parent.kind in ("abstract", "appendix", "references", "back_matter") and depth > parent.depth > 0:
            return parent.kind
        if leaf:
            return "body"
        if found == "references":
            self._after_references = True
        if found is None:
            if self._after_references:
                return "back_matter"
            return parent.kind if parent.depth > 0 else "body"
        return found

    def _pop_to(self, depth: int) -> None:
        while len(self._stack) > 1 and self._sections[self._stack[-1]].depth >= depth:
            self._stack.pop()

    def _close_leaves(self) -> None:
        """Close boxes, tables and the title page, and whatever stands in them."""
        first = next((at for at, number in enumerate(self._stack) if self._sections[number].leaf), None)
        if first is not None:
            del self._stack[first:]

    def _leave_table(self) -> None:
        if self._sections[self._stack[-1]].leaf and self._sections[self._stack[-1]].depth == _TABLE_DEPTH:
            self._stack.pop()

    def _leave_label(self, block: Block) -> None:
        """A label in a box covers one paragraph: what follows it without a label belongs to the box again."""
        top = self._sections[self._stack[-1]]
        if block.kind != "paragraph" or len(self._stack) < 3 or not self._sections[self._stack[-2]].leaf:
            return
        if top.paragraphs:
            self._stack.pop()
        top.paragraphs += 1

    def _has_rows(self, index: int) -> bool:
        return index + 1 < len(self._blocks) and self._blocks[index + 1].kind == "table_row"


def _title(block: Block) -> str:
    return " ".join(block.text.split()).rstrip(" :.")


def _depths(blocks: Sequence[Block]) -> dict[int, int]:
    """Depth of each heading that stands on a line of its own, by the index of its block."""
    indices = [
        index
        for index, block in enumerate(blocks)
        if block.kind == "heading" and not block.on_title_page and block.style not in ("run-in", "inset")
    ]
    headings = []
    for index in indices:
        before = blocks[index - 1] if index else None
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        announces = before is not None and before.kind == "paragraph" and before.text.endswith(":")
        headings.append(
            OutlineHeading(
                text=blocks[index].text,
                level=blocks[index].level,
                followed_directly=following is not None
                and following.kind == "heading"
                and following.style not in ("run-in", "inset"),
                announced_by=before.text[-200:] if announces and before else None,
            )
        )
    return dict(zip(indices, heading_depths(headings), strict=True))


def _imprint_start(blocks: Sequence[Block]) -> int:
    """Where the publisher's imprint begins that ends the document; -1 without one.

    Every block from there on is short, and at least two of them give an address, a copyright or a publisher. Where the
    file itself says which section holds its references, what ends it is told by the file too: references full of
    addresses look like an imprint.
    """
    if any(block.section_kind == "references" for block in blocks):
        return -1
    start, found = len(blocks), 0
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if (
            block.kind not in ("paragraph", "heading")
            or block.on_title_page
            or len(block.text) > _LONGEST_IMPRINT_CHARS
        ):
            break
        shows = bool(line_kinds.IMPRINT.search(block.text))
        if not shows and ends_sentence(block.text) and word_count(block.text) > 4:
            break
        if shows:
            found += 1
            start = index
        elif block.kind == "heading" and (
            block.style == "known" or (index + 1 == start and not ends_sentence(block.text))
        ):
            break
    return start if found >= 2 and start > 0 else -1
