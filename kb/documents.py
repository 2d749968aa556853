"""The data model of a document that has been read: text, sections, sentences, passages and where each one stands.

Written once by `ingest`, never changed afterwards. All spans are half-open and count code points of `Document.text`,
so that `document.text[span.char_start:span.char_end]` is the thing itself.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kb.quality import FileQuality

DocumentKind = Literal["original", "note"]
SectionKind = Literal["abstract", "body", "limitations", "references", "appendix", "back_matter", "front_matter"]
SentenceKind = Literal["prose", "lead_in", "list_item", "table_row", "quotation", "caption", "heading", "card"]
MarkName = Literal[
    "hedged",
    "second_hand",
    "first_hand",
    "reported",
    "quotation",
    "limitation",
    "taken_back",
    "plan",
    "damaged",
    "question",
    "about_study",
]
Position = Annotated[int, Field(ge=0)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Record):
    """A half-open range of code points in `Document.text`."""

    char_start: Position
    char_end: Position

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.char_end < self.char_start:
            raise ValueError("a span ends before it starts")
        return self


class MapSegment(_Record):
    """A run of `length` characters that the cleaned text copies from the source text without a change."""

    char_start: Position = Field(description="Where the run starts in Document.text")
    source_start: Position = Field(description="Where it starts in Document.source_text")
    length: Annotated[int, Field(gt=0)]


class Section(Span):
    """A heading and all text under it, sub-sections included. Section 0 is the whole document, with an empty path."""

    path: tuple[str, ...] = Field(description="Headings from the top down to this one")
    kind: SectionKind = "body"


class Page(Span):
    """A stretch of text that stands on one page. A page has several where text of another stands between them."""

    page_index: Position = Field(description="From 0")
    page_label: str | None = Field(default=None, description="As printed")

    @property
    def page_number(self) -> int:
        """From 1."""
        return self.page_index + 1


class SentenceMark(Span):
    """What the words of a sentence say about its worth as evidence; the span covers the words that say so.

    They stand in the sentence itself, but for `taken_back` (the opening of the next sentence) and for a rule that
    goes by the section (its heading). docs/data-model.md lists the names.
    """

    name: MarkName
    rule: str = Field(description="The rule that set the mark, for example modal_verb")
    reason: str = Field(description="Why, in words for the reader")
    whose: str | None = Field(default=None, description="Whose words or findings these are, as the text names them")


class Sentence(Span):
    """The smallest unit that is quoted: a sentence, a list item, a table row or a claim card."""

    kind: SentenceKind = "prose"
    section_index: Position = Field(description="Innermost section, index into Document.sections")
    lead_in: int | None = Field(default=None, description="Index of the sentence that introduces this list item")
    table_header: int | None = Field(default=None, description="Index of the header row of this table row")
    speaker: str | None = Field(default=None, description="Whose words these are, when they are somebody's")
    damaged: bool = Field(default=False, description="Broken off or joined to another because lines were lost")
    summarises: tuple[str, ...] | None = Field(
        default=None, description="Notes only: headings of the original's section that this card summarises"
    )
    claim_kind: str | None = Field(default=None, description="Notes only: finding, figure, limitation and so on")
    period: str | None = Field(default=None, description="Notes only: the time the claim speaks of")
    support: tuple[tuple[int, int], ...] = Field(
        default=(), description="Notes only: half-open ranges of the original's source text that support this card"
    )
    marks: tuple[SentenceMark, ...] = Field(
        default=(), description="What its words say about its worth as evidence, in the order of their spans"
    )

    def has_mark(self, name: MarkName) -> bool:
        """Whether any rule set this mark."""
        return any(mark.name == name for mark in self.marks)


class Passage(Span):
    """A stretch of whole sentences of one section, sized for search."""

    passage_id: str
    section_index: Position
    first_sentence: Position
    last_sentence: Position = Field(description="Inclusive")
    size_tokens: Annotated[int, Field(gt=0)]


class AskedQuestion(_Record):
    """A question that some cards of a note answer, in a reader's words."""

    text: str
    sentence_indices: tuple[int, ...] = Field(description="The cards, in order; at least one")


class ContradictedMistake(_Record):
    """What a reader may take for granted and a card of a note contradicts, with questions of both kinds."""

    assumes: str
    asked: tuple[str, ...] = Field(description="Questions that take it for granted; at least one")
    rather: tuple[str, ...] = Field(description="Questions of the same form whose premise is so")
    sentence_index: int = Field(description="The card")


class Document(_Record):
    """A document as read: immutable, content-addressed, with a map back to the characters it was read from."""

    document_id: str
    source_id: str
    kind: DocumentKind
    document_sha256: str = Field(description="SHA-256 of the file's bytes")
    media_type: str
    title: str
    source_text: str = Field(description="The text as extracted, before cleaning")
    text: str = Field(description="The cleaned text that spans refer to")
    offset_map: tuple[MapSegment, ...]
    sections: tuple[Section, ...]
    pages: tuple[Page, ...] = ()
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    original_sha256: str | None = Field(
        default=None, description="Notes only: the file of the original that `Sentence.support` counts in"
    )
    asked: tuple[AskedQuestion, ...] = Field(default=(), description="Notes only: the questions its cards answer")
    left_open: tuple[str, ...] = Field(default=(), description="Notes only: questions that its source leaves open")
    mistakes: tuple[ContradictedMistake, ...] = Field(default=(), description="Notes only: what its cards contradict")
    warnings: tuple[str, ...] = Field(default=(), description="What the reader doubts, for the report")
    quality: FileQuality = Field(default=FileQuality(), description="How well the file was read, page by page")

    def slice(self, span: Span) -> str:
        """The characters of `text` that the span covers."""
        return self.text[span.char_start : span.char_end]

    def page_at(self, char: int) -> Page | None:
        """The page that holds this character of `text`, or None where no page is known."""
        return next((page for page in self.pages if page.char_start <= char < page.char_end), None)

    def around(self, index: int, reach: int) -> range:
        """The sentence at `index` with up to `reach` on either side, those of its own section."""
        section = self.sentences[index].section_index
        first = last = index
        while first > max(0, index - reach) and self.sentences[first - 1].section_index == section:
            first -= 1
        while last < min(len(self.sentences) - 1, index + reach) and self.sentences[last + 1].section_index == section:
            last += 1
        return range(first, last + 1)

    def heading_sentences(self, index: int) -> tuple[int, ...]:
        """The sentences that are headings of the section of the sentence at `index`, outermost first."""
        return self._headings_of_section[self.sentences[index].section_index]

    @cached_property
    def _headings_of_section(self) -> tuple[tuple[int, ...], ...]:
        own: dict[tuple[str, ...], int] = {}
        for number, sentence in enumerate(self.sentences):
            if sentence.kind == "heading":
                own.setdefault(self.sections[sentence.section_index].path, number)
        return tuple(
            tuple(own[path] for depth in range(1, len(section.path) + 1) if (path := section.path[:depth]) in own)
            for section in self.sections
        )

    @cached_property
    def _map_starts(self) -> list[int]:
        return [segment.char_start for segment in self.offset_map]

    def source_span(self, span: Span) -> tuple[int, int]:
        """Half-open range of `source_text` that a span of `text` was copied from, dropped characters included.

        (0, 0) for a span none of whose characters comes from the source text.
        """
        covered = [
            (
                segment.source_start + max(0, span.char_start - segment.char_start),
                segment.source_start + min(segment.length, span.char_end - segment.char_start),
            )
            for segment in self.offset_map[max(0, bisect_right(self._map_starts, span.char_start) - 1) :]
            if segment.char_start < span.char_end and segment.char_start + segment.length > span.char_start
        ]
        return (min(start for start, _ in covered), max(end for _, end in covered)) if covered else (0, 0)
