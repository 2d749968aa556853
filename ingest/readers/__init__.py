"""Readers: one file a format, each giving the text as it stands in the file. None of them cleans anything."""

from __future__ import annotations

from typing import Protocol

from ingest.detect import MediaType
from ingest.extracted import ExtractedText
from ingest.readers.docx import DocxReader
from ingest.readers.html import HtmlReader
from ingest.readers.jats import JatsReader
from ingest.readers.json_article import JsonArticleReader
from ingest.readers.markdown import MarkdownReader
from ingest.readers.note import NoteReader
from ingest.readers.pdf import PdfReader
from ingest.readers.text import TextReader


class Reader(Protocol):
    """Reads one format. The same bytes give the same ExtractedText."""

    def read(self, data: bytes, name: str, password: str | None = None) -> ExtractedText:
        """The text of `data`; `name` is for messages. Raises UnreadableFileError and nothing else."""
        ...


READERS: dict[MediaType, Reader] = {
    "application/pdf": PdfReader(),
    "application/jats+xml": JatsReader(),
    "text/html": HtmlReader(),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DocxReader(),
    "application/json": JsonArticleReader(),
    "application/toml": NoteReader(),
    "text/markdown": MarkdownReader(),
    "text/plain": TextReader(),
}
