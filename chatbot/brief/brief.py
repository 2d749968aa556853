"""The nouns of a brief. What is pinned is kept as places in stored documents; every word shown is read from there."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

from chatbot.brief.visible_text import visible
from kb.citations import Citation
from kb.documents import DocumentKind, Span
from kb.references import ReferenceStyle

SectionName = Literal["key_messages", "problem", "options", "implementation", "not_known"]
PageCount = Literal["one", "three"]

SECTIONS: tuple[SectionName, ...] = get_args(SectionName)
SECTION_TITLES: dict[SectionName, str] = {
    "key_messages": "Key messages",
    "problem": "The problem",
    "options": "What is known about options",
    "implementation": "Implementation",
    "not_known": "What is not known",
}
TITLE_MAX_CHARS = 160
AUDIENCE_MAX_CHARS = 160
OWN_TEXT_MAX_CHARS = 1200
DATE_MAX_CHARS = 40
PINS_MAX = 300  # each is tried for room, so a brief of thousands would take minutes to lay out


class _Noun(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Proof(_Noun):
    """A place in one version of one stored document: all that is needed to read its words again."""

    source_id: str
    kind: DocumentKind
    version: int
    document_sha256: str
    spans: tuple[Span, ...] = Field(min_length=1)

    @classmethod
    def of(cls, citation: Citation) -> Proof:
        """The place that a citation of an answer stands for."""
        return cls(
            source_id=citation.source_id,
            kind=citation.kind,
            version=citation.version,
            document_sha256=citation.document_sha256,
            spans=tuple(Span(char_start=span.char_start, char_end=span.char_end) for span in citation.spans),
        )


class EvidencePin(_Noun):
    """Sentences of a source, chosen for a section."""

    type: Literal["evidence"] = "evidence"
    section: SectionName
    proof: Proof


class OwnTextPin(_Noun):
    """The author's own words, shown as such and not checked."""

    type: Literal["own_text"] = "own_text"
    section: SectionName
    text: str = Field(max_length=OWN_TEXT_MAX_CHARS)

    @field_validator("text")
    @classmethod
    def _says_something(cls, text: str) -> str:
        if not visible(text):
            raise ValueError("the text is empty")
        return text


class GapPin(_Noun):
    """A question that the library did not answer, and why."""

    type: Literal["gap"] = "gap"
    section: SectionName = "not_known"
    question: str
    reason: str


Pin = EvidencePin | OwnTextPin | GapPin


class AskedFor(_Noun):
    """A question that was put to the library for this brief, for the methods appendix."""

    question: str
    answer_id: str
    answered: bool
    corpus_hash: str
    settings_hash: str
    filters: str = ""
    """In words; empty when everything was searched."""


class BriefPlan(_Noun):
    """What the author decided. Pins stand in the author's order; each names its section."""

    title: str = Field(min_length=1, max_length=TITLE_MAX_CHARS)
    audience: str = Field(default="", max_length=AUDIENCE_MAX_CHARS)
    pages: PageCount = "one"
    reference_style: ReferenceStyle = "vancouver"
    pins: tuple[Pin, ...] = Field(default=(), max_length=PINS_MAX)
    asked: tuple[AskedFor, ...] = Field(default=(), max_length=PINS_MAX)
    date: str | None = Field(
        default=None,
        max_length=DATE_MAX_CHARS,
        description="As the author gave it; None keeps exports the same every day",
    )


RunStyle = Literal["plain", "quote", "label", "mark"]


class Run(_Noun):
    """A piece of a line. `mark` is a footnote number in brackets, `label` says whose words follow."""

    text: str
    style: RunStyle = "plain"


class Item(_Noun):
    """One entry of a section."""

    runs: tuple[Run, ...]
    footnote: int | None = None


class Footnote(_Noun):
    """The proof of one entry, numbered from 1 in the order of the brief."""

    number: int
    proof: Proof
    runs: tuple[Run, ...]


class BriefSection(_Noun):
    """A section with its entries. An empty one keeps its place and says that nothing was chosen, or nothing fitted."""

    name: SectionName
    items: tuple[Item, ...]
    crowded_out: bool = False


class Brief(_Noun):
    """A finished brief. `left_out` are the pins that would not have fitted on its pages."""

    title: str
    audience: str
    pages: PageCount
    sections: tuple[BriefSection, ...]
    footnotes: tuple[Footnote, ...]
    references: tuple[str, ...]
    methods: tuple[str, ...]
    left_out: tuple[Pin, ...] = ()
