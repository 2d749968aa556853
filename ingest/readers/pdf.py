"""PDF through pypdf, page by page, in the reading order that pypdf gives. The only file that knows pypdf.

Every exception that comes out of pypdf is translated here; its documentation says that broken files may cause others
than its own.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from ingest.extracted import ExtractedText, SourcePage
from ingest.readers.pdf_outline import OutlineEntry, match_outline
from kb.errors import UnreadableFileError

# pypdf's own defaults let one stream grow to 75 MB; text pages of articles stay far below these. Held inside the call,
# because the configuration is a ContextVar that worker threads do not inherit (pypdf docs, user/security).
_LIMITS = pypdf.Configuration(
    zlib_maximum_output_length=30_000_000,
    lzw_maximum_output_length=30_000_000,
    run_length_maximum_output_length=30_000_000,
    array_based_stream_maximum_output_length=30_000_000,
    outline_maximum_entries=10_000,
    page_tree_maximum_entries=20_000,
    xform_maximum_invocations_per_extraction=2_000,
    jbig2dec_binary=None,
)
_PAGE_SEPARATOR = "\f"
_DAMAGED_HINT = "Open it in a PDF program and save it anew, or download it again."

logging.getLogger("pypdf").setLevel(logging.ERROR)  # its warnings on odd but readable files help no user


class PdfReader:
    """Reads text PDFs, encrypted ones with their password. Pages are joined by form feeds."""

    def read(self, data: bytes, name: str, password: str | None = None) -> ExtractedText:
        """Raises UnreadableFileError for broken, locked and scanned files."""
        with pypdf.apply_configuration(_LIMITS):
            reader = _open(data, name, password)
            try:
                labels = list(reader.page_labels) if "/PageLabels" in reader.root_object else None
                title = reader.metadata.title if reader.metadata else None
                outline = list(_flatten(reader, reader.outline, 1))
            except Exception:  # a broken outline or label tree must not cost the text
                labels, title, outline = None, None, []
            return _extract(reader, name, labels, title, outline)

    def read_opening(self, data: bytes, name: str, password: str | None = None, page_count: int = 2) -> str:
        """The text of the first pages. Raises UnreadableFileError for broken and locked files."""
        with pypdf.apply_configuration(_LIMITS):
            reader = _open(data, name, password)
            texts = [_page_text(reader, index) for index in range(min(page_count, _page_count(reader, name)))]
            return _PAGE_SEPARATOR.join(text or "" for text in texts)


def _open(data: bytes, name: str, password: str | None) -> pypdf.PdfReader:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        unlocked = not reader.is_encrypted or any(reader.decrypt(word) for word in (password or "", ""))
    except DependencyError as error:
        raise UnreadableFileError(
            f"{name} is encrypted with AES, which needs a library that is not installed.",
            "Run `pip install cryptography`, or save the file without encryption.",
        ) from error
    except Exception as error:  # see the module's docstring
        raise UnreadableFileError(f"{name} is a broken PDF ({_cause(error)}).", _DAMAGED_HINT) from error
    if not unlocked:
        wrong = "and the password given does not open it" if password else "and needs a password"
        raise UnreadableFileError(f"{name} is encrypted {wrong}.", "Give it with --password, or save it unprotected.")
    return reader


def _page_count(reader: pypdf.PdfReader, name: str) -> int:
    try:
        return len(reader.pages)
    except Exception as error:  # see the module's docstring
        raise UnreadableFileError(f"{name} is a broken PDF ({_cause(error)}).", _DAMAGED_HINT) from error


def _page_text(reader: pypdf.PdfReader, index: int) -> str | None:
    """The page's text; None when pypdf cannot read the page."""
    try:
        text = reader.pages[index].extract_text()
    except Exception:  # see the module's docstring
        return None
    if any("\ud800" <= letter <= "\udfff" for letter in text):  # from broken font tables; no text may hold them
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace(_PAGE_SEPARATOR, "\n")


def _extract(
    reader: pypdf.PdfReader, name: str, labels: list[str] | None, title: str | None, outline: list[OutlineEntry]
) -> ExtractedText:
    page_count = _page_count(reader, name)
    texts: list[str] = []
    pages: list[SourcePage] = []
    unreadable: list[int] = []
    position = 0
    for index in range(page_count):
        text = _page_text(reader, index)
        if text is None:
            unreadable.append(index)
        text = text or ""
        label = labels[index] if labels and index < len(labels) else None
        pages.append(SourcePage(position, position + len(text), index, label or None))
        texts.append(text)
        position += len(text) + len(_PAGE_SEPARATOR)
    if page_count and len(unreadable) == page_count:
        raise UnreadableFileError(f"{name} is a broken PDF: none of its pages can be read.", _DAMAGED_HINT)
    if not any(text.strip() for text in texts):
        raise UnreadableFileError(
            f"{name} has no text: its pages are scanned or drawn.", "Run OCR first: `ocrmypdf in.pdf out.pdf`."
        )
    warnings = [f"Page {index + 1} could not be read." for index in unreadable]
    warnings += [
        f"Page {index + 1} has no text, only an image or nothing: run OCR (ocrmypdf) if words stand on it."
        for index, text in enumerate(texts)
        if not text.strip() and index not in unreadable
    ]
    source_text = _PAGE_SEPARATOR.join(texts)
    return ExtractedText(
        source_text=source_text,
        media_type="application/pdf",
        title=_trusted_title(title, texts),
        pages=tuple(pages),
        headings=match_outline(source_text, pages, outline),
        warnings=tuple(warnings),
    )


def _flatten(reader: pypdf.PdfReader, entries: list[Any], level: int) -> Iterator[OutlineEntry]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _flatten(reader, entry, level + 1)
        else:
            page_index = reader.get_destination_page_number(entry)
            if page_index is not None and isinstance(entry.title, str):
                yield OutlineEntry(entry.title, page_index, level)


def _trusted_title(title: str | None, texts: list[str]) -> str | None:
    """The metadata's title if it stands on one of the first pages: programs fill the field with anything."""
    words = "".join(letter for letter in (title or "").casefold() if letter.isalnum())
    opening = "".join(letter for letter in "".join(texts[:2]).casefold() if letter.isalnum())
    return " ".join((title or "").split()) if len(words) >= 10 and words in opening else None


def _cause(error: Exception) -> str:
    return type(error).__name__ if not isinstance(error, PyPdfError) else str(error)[:120].rstrip(".")
