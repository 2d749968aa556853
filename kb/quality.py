"""How well a file was read: measured once by `ingest`, stored with the document, shown wherever it is cited.

A measurement that could not be made is None. A doubt is a sentence for the reader, ready to be shown as it is.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
HiddenReason = Literal[
    "invisible", "tiny", "off the page", "in the page's colour", "hidden by markup", "reads like an instruction"
]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PageQuality(_Record):
    """One page of a paged file."""

    page_index: Count = Field(description="From 0")
    characters: Count = Field(description="Characters of the source text on this page")
    odd_character_share: Share | None = Field(
        default=None, description="Share of characters that no font or encoding explains; None without text"
    )
    columns: Count | None = Field(default=None, description="Text columns in which most of the page is set")
    extractor_agreement: Share | None = Field(
        default=None,
        description="Share of neighbouring word pairs on which two extractors agree; None without a second",
    )
    has_text: bool = True
    doubts: tuple[str, ...] = ()


class HiddenText(_Record):
    """Text that was kept out of the document: a reader of the page does not see it, or it speaks to a program."""

    reason: HiddenReason
    words: str = Field(description="How it begins, at most 200 characters")
    page_index: Count | None = Field(default=None, description="From 0; None in a file without pages")


class Duplicate(_Record):
    """A document of another source that holds much the same text."""

    source_id: str
    document_id: str
    shared_share: Share = Field(description="Jaccard overlap of runs of five words; 1 for the same text")


class FileQuality(_Record):
    """One file: what was measured on it as a whole, and page by page where it has pages."""

    odd_character_share: Share | None = Field(default=None, description="As for a page; None without text")
    tables: Count = Field(default=0, description="Tables whose rows can be answered from")
    captions: Count = Field(default=0, description="Captions of figures and tables, and other matter set apart")
    ocr: bool = Field(default=False, description="The words come from text recognition, not from the file")
    pages: tuple[PageQuality, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    duplicates: tuple[Duplicate, ...] = Field(
        default=(), description="Found among the originals that the library held when this file was ingested"
    )
    doubts: tuple[str, ...] = Field(default=(), description="About the file as a whole")

    def page(self, page_index: int) -> PageQuality | None:
        """The record of a page, or None where there is none."""
        return next((page for page in self.pages if page.page_index == page_index), None)

    def doubts_at(self, page_index: int | None) -> tuple[str, ...]:
        """What a reader of a citation from this page should know; for None, from a file without pages."""
        page = self.page(page_index) if page_index is not None else None
        return (page.doubts if page else ()) + (
            ("These words come from text recognition: check them against the page.",) if self.ocr else ()
        )
