"""Briefs made of every sentence of a made-up library, without asking anything."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence

from chatbot.brief.brief import SECTIONS, BriefPlan, EvidencePin, GapPin, OwnTextPin, Pin, Proof
from chatbot.brief.stored_sources import StoredSources
from kb.catalogue import load_catalogue
from kb.documents import Document, Sentence, Span
from kb.retractions import RetractionSnapshot
from kb.settings import Settings
from kb.store import DocumentStore

OWN = "We think 7 of 10 boards should *wait* <b>& see</b> [1]."
GAP = GapPin(question="What did it cost in 2031?", reason="“2031” does not occur in the sources.")


def sources_of(settings: Settings, retractions: RetractionSnapshot | None = None) -> StoredSources:
    return StoredSources(DocumentStore(settings.data_dir), load_catalogue(settings.catalogue_path), retractions)


def documents_of(sources: StoredSources) -> list[Document]:
    found = [sources.document(v.source_id, v.kind, v.version, v.document_sha256) for v in sources.manifest.current]
    return [document for document in found if document is not None]


def proof_of(sources: StoredSources, document: Document, sentences: Sequence[Sentence]) -> Proof:
    version = next(v for v in sources.manifest.versions if v.document_id == document.document_id)
    return Proof(
        source_id=document.source_id,
        kind=document.kind,
        version=version.version,
        document_sha256=document.document_sha256,
        spans=tuple(Span(char_start=s.char_start, char_end=s.char_end) for s in sentences),
    )


def evidence_pins(sources: StoredSources, limit: int = 100) -> list[Pin]:
    """Every sentence that is not a heading, the sections in turn."""
    sentences = [(d, s) for d in documents_of(sources) for s in d.sentences if s.kind != "heading"][:limit]
    return [
        EvidencePin(section=SECTIONS[i % len(SECTIONS)], proof=proof_of(sources, document, [sentence]))
        for i, (document, sentence) in enumerate(sentences)
    ]


def plan_of(sources: StoredSources, limit: int = 100, **fields: object) -> BriefPlan:
    pins = (*evidence_pins(sources, limit), OwnTextPin(section="problem", text=OWN), GAP)
    return BriefPlan.model_validate({"title": "Shared budgets", "audience": "The board", "pins": pins} | fields)


def changed_docx(data: bytes, change: Callable[[str], str]) -> bytes:
    """The document with the XML of its body changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = change(content.decode()).encode()
            target.writestr(name, content)
    return buffer.getvalue()


def docx_texts(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


def text_ranges(file_format: str, content: str) -> list[tuple[int, int]]:
    """Where a file's words stand between its markup."""
    if file_format == "md":
        return [(0, len(content))]
    if file_format == "docx":
        return [m.span(1) for m in re.finditer(r"<w:t(?: [^>]*)?>([^<]+)</w:t>", content)]
    start = content.index("<main>")
    return [(start + m.start(1), start + m.end(1)) for m in re.finditer(r">([^<]+)<", content[start:])]
