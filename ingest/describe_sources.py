"""What the library holds of each source: kinds, versions, and which of them answers."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from kb.catalogue import Catalogue, SourceRecord
from kb.documents import Document, DocumentKind
from kb.section_roles import SectionRole, section_role
from kb.settings import Corpus
from kb.store import Manifest

# unread: its file could not be read again when readers or settings changed, and has to be ingested again
Held = Literal["held", "removed", "unread", "none"]


class SourceSummary(BaseModel):
    """One source. `answers` is the kind that answers under the corpus setting, None where neither does."""

    model_config = ConfigDict(frozen=True)

    source_id: str
    title: str
    reference: str
    in_catalogue: bool
    note: Held
    original: Held
    versions: int
    passages: int
    """Of what answers."""
    answers: DocumentKind | None


class OutlineEntry(BaseModel):
    """One section of a document: its headings from the top down, its role, and what stands directly in it."""

    model_config = ConfigDict(frozen=True)

    path: tuple[str, ...]
    role: SectionRole
    sentences: int
    passages: int


def describe_sources(manifest: Manifest, catalogue: Catalogue, corpus: Corpus) -> list[SourceSummary]:
    """All sources of the catalogue and the library, sorted by id; those of which nothing is held among them."""
    ids = {record.source_id for record in catalogue} | {version.source_id for version in manifest.versions}
    return [_describe(source_id, manifest, catalogue, corpus) for source_id in sorted(ids)]


def _describe(source_id: str, manifest: Manifest, catalogue: Catalogue, corpus: Corpus) -> SourceSummary:
    versions = [version for version in manifest.versions if version.source_id == source_id]
    answering = next((version for version in manifest.answering(corpus) if version.source_id == source_id), None)
    found = catalogue.get(source_id)
    record = found or SourceRecord(source_id=source_id, title=versions[-1].title or source_id)

    def held(kind: DocumentKind) -> Held:
        of_kind = [version for version in versions if version.kind == kind]
        if any(version.current for version in of_kind):
            return "held"
        if any(version.removed for version in of_kind):
            return "removed"
        return "unread" if of_kind else "none"

    return SourceSummary(
        source_id=source_id,
        title=record.title,
        reference=record.short_reference,
        in_catalogue=found is not None,
        note=held("note"),
        original=held("original"),
        versions=len(versions),
        passages=answering.passages if answering else 0,
        answers=answering.kind if answering else None,
    )


def outline_of(document: Document) -> list[OutlineEntry]:
    """The sections of a document in order, the whole document left out; of a note, its themes."""
    return [
        OutlineEntry(
            path=section.path,
            role=section_role(section),
            sentences=sum(sentence.section_index == index for sentence in document.sentences),
            passages=sum(passage.section_index == index for passage in document.passages),
        )
        for index, section in enumerate(document.sections)
        if section.path
    ]
