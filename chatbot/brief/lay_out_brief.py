"""A brief as the lines that every format shows, the same words in the same order, and the checksum over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from chatbot.brief.brief import SECTION_TITLES, Brief, Run
from chatbot.brief.visible_text import visible
from chatbot.brief.wording import (
    AUDIENCE_LABEL,
    CHECKSUM_LABEL,
    LEGEND,
    METHODS_TITLE,
    NO_NOTES,
    NO_REFERENCES,
    NOTES_TITLE,
    NOTHING_CHOSEN,
    NOTHING_FITTED,
    REFERENCES_TITLE,
    line_text,
)
from kb.ids import content_id

Role = Literal["title", "audience", "legend", "heading", "item", "empty", "small_heading", "footnote", "small"]


@dataclass(frozen=True)
class Line:
    """One line of a brief. `number` is the footnote it refers to or, for a footnote, its own."""

    role: Role
    runs: tuple[Run, ...]
    number: int | None = None

    @property
    def text(self) -> str:
        return line_text(self.runs)


def lay_out_brief(brief: Brief) -> list[Line]:
    """All lines from the title to the checksum."""
    lines = [line for line in _lines(brief) if line.text]
    return [*lines, _line("small", f"{CHECKSUM_LABEL}{checksum(line.text for line in lines)}")]


def checksum(lines: Iterable[str]) -> str:
    """Of all lines before the checksum's own (16 hexadecimal characters)."""
    return content_id("", *lines).removeprefix("-")


def _lines(brief: Brief) -> Iterator[Line]:
    yield _line("title", brief.title)
    if visible(brief.audience):
        yield _line("audience", f"{AUDIENCE_LABEL}{visible(brief.audience)}")
    yield _line("legend", LEGEND)
    for section in brief.sections:
        yield _line("heading", SECTION_TITLES[section.name])
        for item in section.items:
            yield Line("item", item.runs, item.footnote)
        if not section.items:
            yield _line("empty", NOTHING_FITTED if section.crowded_out else NOTHING_CHOSEN)
    yield _line("small_heading", NOTES_TITLE)
    for footnote in brief.footnotes:
        yield Line("footnote", footnote.runs, footnote.number)
    if not brief.footnotes:
        yield _line("small", NO_NOTES)
    yield _line("small_heading", REFERENCES_TITLE)
    yield from (_line("small", reference) for reference in brief.references or (NO_REFERENCES,))
    yield _line("small_heading", METHODS_TITLE)
    yield from (_line("small", method) for method in brief.methods)


def _line(role: Role, text: str) -> Line:
    return Line(role, (Run(text=visible(text)),))
