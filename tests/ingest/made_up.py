"""Reading made-up texts."""

from __future__ import annotations

from ingest.read import read_document
from kb.documents import Document
from kb.settings import Settings


def read_text(text: str, **settings: int) -> Document:
    """Read a text as an original."""
    return read_document(
        text.encode(), "made-up.txt", source_id="made-up", kind="original", settings=Settings.model_validate(settings)
    )


def rows(document: Document) -> list[tuple[str, str]]:
    """Kind and text of every sentence."""
    return [(sentence.kind, document.slice(sentence)) for sentence in document.sentences]
