"""From cleaned blocks to sentences: each with its kind, its section, who says it, and whether it is broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.attribution import introduces_quotation
from ingest.blocks import Block
from ingest.clean import CleanText, PlacedBlock
from ingest.damage import ArticleUses, find_breaks, is_bracketed, is_unfinished
from ingest.line_kinds import LETTERED_ITEM, METADATA
from ingest.phrases import ends_sentence, word_count
from ingest.sentences import Range, split_sentences
from ingest.speakers import QuotedStretch, find_quoted_stretches
from kb.documents import Section, Sentence, SentenceKind

_WHOLE_BLOCKS = ("heading", "caption", "speaker", "table_row")
_LEAST_TITLE_PAGE_SENTENCE_WORDS = 8
_UNDAMAGED_SECTIONS = ("references", "front_matter", "back_matter")


@dataclass
class _State:
    """What the sentences so far say about the next block."""

    uses: ArticleUses
    lead_in: int | None = None
    """A sentence that introduces what follows directly."""
    in_list: int | None = None
    """The lead-in of the list or quotation that is open."""
    parent_item: int | None = None
    """The numbered item above lettered ones."""
    header: dict[int, int] = field(default_factory=dict)
    """Table number to the index of its header row's sentence."""


def split_into_sentences(
    cleaned: CleanText, sections: Sequence[Section], section_indices: Sequence[int]
) -> tuple[Sentence, ...]:
    """All sentences in order. Together they cover every character of the text that is not white space."""
    sentences: list[Sentence] = []
    state = _State(uses=ArticleUses(cleaned.text))
    for number, placed in enumerate(cleaned.blocks):
        following = cleaned.blocks[number + 1].block if number + 1 < len(cleaned.blocks) else None
        section = (section_indices[number], sections[section_indices[number]])
        may_break = not cleaned.declared and section[1].kind not in _UNDAMAGED_SECTIONS
        sentences += _sentences_of_block(placed, following, section, state, len(sentences), may_break=may_break)
    return tuple(sentences)


def _sentences_of_block(
    placed: PlacedBlock,
    following: Block | None,
    indexed_section: tuple[int, Section],
    state: _State,
    count: int,
    *,
    may_break: bool,
) -> list[Sentence]:
    block = placed.block
    section_index, section = indexed_section
    ranges, broken = _ranges(
        block,
        following,
        state.uses,
        whole=section.kind == "references",
        may_break=may_break,
    )
    stretches = find_quoted_stretches(block.text) if block.kind in ("paragraph", "list_item") else []
    lead_in = _follow_list(block, state, count)
    sentences: list[Sentence] = []
    for position, (start, end) in enumerate(ranges):
        stretch = next((s for s in stretches if s.start < end and s.end > start), None)
        card = block.source_card.card if block.source_card else None
        sentences.append(
            Sentence(
                char_start=placed.start + start,
                char_end=placed.start + end,
                kind=_kind(
                    block,
                    block.text[start:end],
                    following,
                    stretch,
                    start=start,
                    is_last=position == len(ranges) - 1,
                    in_matter=section.kind in ("front_matter", "back_matter"),
                ),
                section_index=section_index,
                lead_in=lead_in,
                table_header=state.header.get(block.table) if block.table is not None else None,
                speaker=card.speaker if card else block.speaker or (stretch.speaker if stretch else None),
                damaged=position in broken,
                summarises=card.section if card else None,
                claim_kind=card.kind if card else None,
                period=card.period if card else None,
                support=card.support if card else (),
            )
        )
    if block.table is not None and sentences:
        state.header.setdefault(block.table, count)
    last = sentences[-1] if sentences else None
    state.lead_in = count + len(sentences) - 1 if last and last.kind == "lead_in" else None
    return sentences


def _follow_list(block: Block, state: _State, count: int) -> int | None:
    """The sentence that introduces this block, and what it leaves for the blocks after it."""
    if block.kind not in ("list_item", "quotation"):
        if block.kind != "speaker":
            state.in_list, state.parent_item = None, None
        return None
    if state.lead_in is not None and state.lead_in >= count - 1:
        state.in_list = state.lead_in
    if block.kind == "quotation":
        return state.in_list
    if LETTERED_ITEM.match(block.text):
        return state.parent_item if state.parent_item is not None else state.in_list
    state.parent_item = count
    return state.in_list


def _ranges(
    block: Block, following: Block | None, uses: ArticleUses, *, whole: bool, may_break: bool
) -> tuple[list[Range], set[int]]:
    """Ranges of the block's sentences, and the positions in that list of those that are broken."""
    text = block.text
    if block.kind in _WHOLE_BLOCKS or block.source_card or whole or _is_title_page_line(block):
        return [(0, len(text))], set()
    cuts = [found.position for found in find_breaks(block, uses)] if may_break else []
    ranges: list[Range] = []
    broken: set[int] = set()
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if start > 0 and ranges:
            broken.update((len(ranges) - 1, len(ranges)))
        ranges += [(start + first, start + last) for first, last in split_sentences(text[start:end])]
    if may_break and ranges and is_unfinished(block, following):
        broken.add(len(ranges) - 1)
    return ranges, broken


def _is_title_page_line(block: Block) -> bool:
    """Whether the block is a line of a title page that makes no sentence: a name, an address, a reference."""
    if not block.on_title_page:
        return False
    short = word_count(block.text) < _LEAST_TITLE_PAGE_SENTENCE_WORDS
    return short or not ends_sentence(block.text) or bool(METADATA.match(block.text))


def _kind(
    block: Block,
    text: str,
    following: Block | None,
    stretch: QuotedStretch | None,
    *,
    start: int,
    is_last: bool,
    in_matter: bool,
) -> SentenceKind:
    if block.source_card:
        return "card"
    match block.kind:
        case "heading":
            return "heading"
        case "caption" | "speaker":
            return "caption"
        case "table_row":
            return "table_row"
        case "list_item":
            return "list_item"
        case "quotation":
            return "quotation"
        case _:
            if _is_title_page_line(block) or is_bracketed(block.text) or (in_matter and _is_fragment(text)):
                return "caption"
            if stretch and start > stretch.start:
                return "quotation"
            return "lead_in" if is_last and _leads_in(text, following) else "prose"


def _is_fragment(text: str) -> bool:
    return word_count(text) < _LEAST_TITLE_PAGE_SENTENCE_WORDS and not ends_sentence(text)


def _leads_in(text: str, following: Block | None) -> bool:
    if following is None or following.kind not in ("list_item", "quotation", "heading", "paragraph", "table_row"):
        return False
    if following.kind == "list_item" and not ends_sentence(text):
        return True
    return text.endswith(":") or (following.kind == "quotation" and introduces_quotation(text))


def iterate_runs(sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """Half-open index ranges of neighbouring sentences in one section."""
    start = 0
    for index in range(1, len(sentences) + 1):
        if index == len(sentences) or sentences[index].section_index != sentences[start].section_index:
            yield start, index
            start = index
