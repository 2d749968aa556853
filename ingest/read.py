"""The whole of reading a file: detect -> read -> clean -> split -> mark.

Nothing here touches disk, network or a model; the same bytes and settings give the same Document.
"""

from __future__ import annotations

from ingest.clean import CleanText, clean_text
from ingest.collect_written import collect_asked, collect_mistakes
from ingest.detect import MediaType, decode_text, detect_media_type
from ingest.extracted import ExtractedText
from ingest.line_kinds import is_known_heading
from ingest.mark_evidence import mark_evidence
from ingest.measure_quality import measure_quality, withheld_warning
from ingest.passages import make_passages
from ingest.phrases import is_title_case
from ingest.readers import READERS
from ingest.readers.docx import MEDIA_TYPE as DOCX_TYPE
from ingest.readers.pdf import PdfReader
from ingest.sections import build_sections
from ingest.split import split_into_sentences
from kb.documents import Document, DocumentKind, MapSegment
from kb.errors import UnreadableFileError
from kb.ids import content_id, sha256_bytes
from kb.settings import Settings

_NOTE: MediaType = "application/toml"
_LONGEST_TITLE_CHARS = 300


def read_document(
    data: bytes,
    name: str,
    *,
    source_id: str,
    kind: DocumentKind,
    settings: Settings,
    title: str | None = None,
    password: str | None = None,
    recognised_from: str | None = None,
) -> Document:
    """Read a file's bytes into a Document; `name` is for messages, `title` the catalogue's.

    `recognised_from` is the hash of the scanned file that `data` was made from by text recognition; the document is
    that file's.

    Raises UnreadableFileError, whose hint says what to do, and nothing else.
    """
    extracted = extract_text(data, name, kind, password)
    cleaned = clean_text(extracted)
    if not cleaned.blocks:
        raise UnreadableFileError(f"{name} holds no words.", "Check that it was saved or copied completely.")
    sections, section_indices = build_sections(cleaned.blocks, len(cleaned.text))
    sentences = mark_evidence(cleaned.text, sections, split_into_sentences(cleaned, sections, section_indices))
    quality = measure_quality(extracted, cleaned, sentences)
    if recognised_from is not None:
        quality = quality.model_copy(update={"ocr": True})
    document_sha256 = recognised_from or sha256_bytes(data)
    document_id = content_id("d", source_id, kind, document_sha256)
    return Document(
        document_id=document_id,
        source_id=source_id,
        kind=kind,
        document_sha256=document_sha256,
        media_type=extracted.media_type,
        title=title or _title(extracted, cleaned, source_id),
        source_text=extracted.source_text,
        text=cleaned.text,
        offset_map=tuple(
            MapSegment(char_start=run.start, source_start=run.source_start, length=run.length)
            for run in cleaned.content.runs
        ),
        sections=sections,
        pages=cleaned.pages,
        sentences=sentences,
        passages=make_passages(document_id, cleaned.text, sections, sentences, settings),
        original_sha256=extracted.original_sha256,
        asked=collect_asked(extracted.cards, sentences),
        left_open=extracted.left_open,
        mistakes=collect_mistakes(extracted.cards, sentences),
        warnings=(
            *extracted.warnings,
            *cleaned.warnings,
            *withheld_warning(quality),
            *_damage_warning(sum(s.damaged for s in sentences)),
        ),
        quality=quality,
    )


def extract_text(data: bytes, name: str, kind: DocumentKind = "original", password: str | None = None) -> ExtractedText:
    """The text of a file before any cleaning. Raises UnreadableFileError."""
    return READERS[_media_type(data, name, kind)].read(data, name, password)


def opening_text(data: bytes, name: str, password: str | None = None) -> str:
    """The start of a file's text as it stands there, to tell which source it is; of a PDF the first two pages.

    Raises UnreadableFileError.
    """
    media_type = detect_media_type(data, name)
    if media_type == "application/pdf":
        return PdfReader().read_opening(data, name, password)
    if media_type in ("text/html", DOCX_TYPE):
        return READERS[media_type].read(data, name, password).source_text
    return decode_text(data, name)[0]


def _media_type(data: bytes, name: str, kind: DocumentKind) -> MediaType:
    media_type = detect_media_type(data, name)
    if kind == "note":
        if media_type == "application/pdf":
            raise UnreadableFileError(f"{name} is a PDF, not a note.", "A note is a TOML file of claim cards.")
        return _NOTE
    if media_type == _NOTE:
        raise UnreadableFileError(f"{name} is a note that does not validate.", "Give it a source_id and valid cards.")
    return media_type


def _title(extracted: ExtractedText, cleaned: CleanText, source_id: str) -> str:
    """What the file calls itself, else the likeliest line of its title page, else its first line."""
    if extracted.title:
        return extracted.title
    if extracted.cards:
        return source_id
    blocks = [placed.block for placed in cleaned.blocks]
    page = [block for block in blocks if block.on_title_page]
    headings = [block for block in page if block.kind == "heading"]
    titled = [block for block in page if is_title_case(block.text) and not any(map(str.isdigit, block.text))]
    unknown = [block for block in blocks if not is_known_heading(block.text)]
    longest = sorted([*headings, *titled], key=lambda block: (_looks_like_names(block.text), -len(block.text)))
    first = headings if headings and not cleaned.pages else longest  # a page of print begins with anything
    best = (first or unknown or blocks)[0]
    return best.text[:_LONGEST_TITLE_CHARS]


def _looks_like_names(text: str) -> bool:
    """Whether a line is a list of authors, or letters set apart."""
    return text.count(",") >= 2 or text.count(" ") * 2 + 1 >= len(text)


def _damage_warning(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"{count} sentence{'s are' if count > 1 else ' is'} broken off or run together: lines seem to be missing.",)
