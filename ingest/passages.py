"""Passages: neighbouring whole sentences of one section, as many as fit, sized for search.

A lead-in stays with its items, a header row with its rows and a quotation with its speaker's line, where they fit. A
sentence is never cut: one that is larger than the limit is a passage alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.split import iterate_runs
from kb.documents import Passage, Section, Sentence
from kb.ids import content_id
from kb.settings import Settings
from kb.tokens import count_tokens

_SEPARATOR_TOKENS = 1  # a space or line break between two sentences costs at most one token


def make_passages(
    document_id: str, text: str, sections: Sequence[Section], sentences: Sequence[Sentence], settings: Settings
) -> tuple[Passage, ...]:
    """Passages in order. Headings are not content, and references are not searched."""
    passages: list[Passage] = []
    for start, end in iterate_runs(sentences):
        section_index = sentences[start].section_index
        if sections[section_index].kind == "references":
            continue
        while start < end and sentences[start].kind == "heading":
            start += 1
        sizes = [count_tokens(text[s.char_start : s.char_end]) + _SEPARATOR_TOKENS for s in sentences[start:end]]
        for first, last in _pack(sentences[start:end], sizes, settings):
            char_start, char_end = sentences[start + first].char_start, sentences[start + last].char_end
            passages.append(
                Passage(
                    char_start=char_start,
                    char_end=char_end,
                    passage_id=content_id("p", document_id, char_start, char_end),
                    section_index=section_index,
                    first_sentence=start + first,
                    last_sentence=start + last,
                    size_tokens=max(1, count_tokens(text[char_start:char_end])),
                )
            )
    return tuple(passages)


def _pack(sentences: Sequence[Sentence], sizes: Sequence[int], settings: Settings) -> Iterator[tuple[int, int]]:
    """Inclusive ranges of sentences: units taken in order while they fit, the last sentences carried over."""
    limit = settings.passage_max_tokens + _SEPARATOR_TOKENS
    first: int | None = None
    size = 0
    last = -1
    for unit_first, unit_last in _units(sentences, sizes, limit):
        unit_size = sum(sizes[unit_first : unit_last + 1])
        if first is not None and size + unit_size > limit:
            yield first, last
            first, size = _carried(sizes, first, last, limit - unit_size, settings.passage_overlap_sentences)
        if first is None:
            first = unit_first
        size += unit_size
        last = unit_last
    if first is not None:
        yield first, last


def _carried(sizes: Sequence[int], first: int, last: int, room: int, most: int) -> tuple[int | None, int]:
    """Where the next passage starts among the sentences of the one before, and how large that part is."""
    start, size = last + 1, 0
    while start > first + 1 and last + 1 - start < most and size + sizes[start - 1] <= room:
        start -= 1
        size += sizes[start]
    return (start, size) if start <= last else (None, 0)


def _units(sentences: Sequence[Sentence], sizes: Sequence[int], limit: int) -> Iterator[tuple[int, int]]:
    """Inclusive ranges of sentences that should stay together; those that do not fit come one by one."""
    start = 0
    while start < len(sentences):
        end = start
        while end + 1 < len(sentences) and _belongs_to_unit(sentences, start, end + 1):
            end += 1
        if sum(sizes[start : end + 1]) <= limit:
            yield start, end
        else:
            yield from ((index, index) for index in range(start, end + 1))
        start = end + 1


def _belongs_to_unit(sentences: Sequence[Sentence], start: int, index: int) -> bool:
    first, sentence = sentences[start], sentences[index]
    if first.kind == "lead_in":
        return sentence.kind in ("list_item", "quotation") or (
            sentence.kind == "caption" and sentences[index - 1].kind == "quotation"
        )
    if first.kind == "table_row" or (first.kind == "caption" and sentences[start + 1].kind == "table_row"):
        return sentence.kind == "table_row"
    if first.kind == "quotation":
        before = sentences[index - 1]
        same = sentence.kind == "quotation" and sentence.speaker == before.speaker
        return before.kind == "quotation" and (same or sentence.kind == "caption")
    return False
