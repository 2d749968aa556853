"""Media type and encoding of a file, from its bytes alone: what it is called says nothing.

Everything that is not a text or a PDF is refused here with a hint, so that readers see only what they can read.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from typing import Literal

from kb.errors import UnreadableFileError

MediaType = Literal[
    "application/pdf",
    "application/jats+xml",
    "text/html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/json",
    "application/toml",
    "text/markdown",
    "text/plain",
]

_ZIP_MAGIC = b"PK\x03\x04"
_PACKED = (
    ("xl/workbook.xml", "a spreadsheet"),
    ("ppt/presentation.xml", "a presentation"),
    ("META-INF/container.xml", "an electronic book (EPUB)"),
    ("content.xml", "an OpenDocument file"),
)
_PDF_HEADER_REACH_BYTES = 1024  # readers accept junk before the header up to here (ISO 32000-1, annex H.3)
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document", "Save it as PDF or plain text."),
    (b"{\\rtf", "an RTF document", "Save it as PDF or plain text."),
    (b"\x89PNG", "an image", "Run OCR first, for example `ocrmypdf --image-dpi 300 image.png out.pdf`."),
    (b"\xff\xd8\xff", "an image", "Run OCR first, for example `ocrmypdf --image-dpi 300 image.jpg out.pdf`."),
    (b"GIF8", "an image", "Convert it to PDF and run OCR first (ocrmypdf)."),
    (b"II*\x00", "an image", "Convert it to PDF and run OCR first (ocrmypdf)."),
    (b"MM\x00*", "an image", "Convert it to PDF and run OCR first (ocrmypdf)."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
)
_BYTE_ORDER_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKUP_PROLOGUE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!doctype\b[^\[>]*(?:\[.*?\])?\s*>", re.IGNORECASE | re.DOTALL)
_ROOT_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([a-z][\w.-]*)[\s/>]", re.IGNORECASE)
_JATS_PART = re.compile(r"<(?:[\w.-]+:)?(?:article-meta|front|front-stub|journal-meta)[\s/>]")
_HTML_ROOTS = frozenset({"html", "head", "body", "main", "div", "section"})
_JSON_OBJECT = re.compile(r'\s*\{\s*"')
_NOTE_CARD = re.compile(r"^[ \t]*\[\[card\]\][ \t]*\r?$", re.MULTILINE)
_MARKDOWN = re.compile(r"^(?:#{1,6}[ \t]+\S|\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]*$|```)", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_SHARE_OF_BINARY = 0.01


def detect_media_type(data: bytes, name: str) -> MediaType:
    """What `data` is. Raises UnreadableFileError (naming `name`) for empty, binary and undecodable files."""
    if b"%PDF-" in data[:_PDF_HEADER_REACH_BYTES]:
        return "application/pdf"
    if data.startswith(_ZIP_MAGIC):
        return _packed_type(data, name)
    for magic, what, hint in _REFUSED:
        if data.startswith(magic):
            raise UnreadableFileError(f"{name} is {what}.", hint)
    text, _ = decode_text(data, name)
    if root := _root_element(text):
        if _JATS_PART.search(text):
            return "application/jats+xml"
        if root in _HTML_ROOTS:
            return "text/html"
        if text.lstrip().startswith("<?xml"):
            raise UnreadableFileError(
                f"{name} is XML of another kind than journal articles (JATS): its root is `{root}`.",
                "Save it as PDF, HTML or plain text.",
            )
    if _JSON_OBJECT.match(text):
        return "application/json"
    if _NOTE_CARD.search(text):
        return "application/toml"
    return "text/markdown" if _MARKDOWN.search(text) else "text/plain"


def _packed_type(data: bytes, name: str) -> MediaType:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = frozenset(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableFileError(f"{name} is a broken ZIP archive.", "Download or pack it again.") from error
    if "word/document.xml" in members:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    for member, what in _PACKED:
        if member in members:
            raise UnreadableFileError(f"{name} is {what}.", "Save it as PDF, DOCX or plain text.")
    raise UnreadableFileError(
        f"{name} is an archive within an archive, or holds no documents.", "Unpack it and name the files."
    )


def _root_element(text: str) -> str | None:
    """The name of the first element of a markup file in lower case; None for other texts."""
    position = 0
    while match := _MARKUP_PROLOGUE.match(text, position):
        position = match.end()
    root = _ROOT_ELEMENT.match(text, position)
    return root[1].lower() if root else None


def decode_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of `data` without a byte order mark, and warnings. Raises UnreadableFileError as above."""
    if not data.strip():
        raise UnreadableFileError(f"{name} is empty.", "Check that it was saved or copied completely.")
    text, warnings = _decode(data, name)
    if len(_CONTROL.findall(text)) > _CONTROL_SHARE_OF_BINARY * len(text):
        raise UnreadableFileError(
            f"{name} is not a text: it holds binary data.", "Give a PDF, a text or a Markdown file."
        )
    return text, warnings


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), ()
            except UnicodeDecodeError as error:
                raise UnreadableFileError(
                    f"{name} begins like {encoding.removesuffix('-sig').upper()} but is not.", "Save it as UTF-8."
                ) from error
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{name} is in no known text encoding.", "Save it as UTF-8.") from error
    return text, ("It is not UTF-8 and was read as Windows-1252: check accents, quotation marks and currency signs.",)
