"""The words of a sentence as an answer shows them: its citation keeps the exact ones."""

from __future__ import annotations

from kb.documents import Document, Sentence
from kb.reference_marks import without_reference_marks
from kb.tables import row_sentence


def show_sentence(document: Document, sentence: Sentence) -> str:
    """A table row as a sentence; of prose the source's own words, without its reference marks."""
    if sentence.kind == "table_row":
        return row_sentence(document, sentence)
    return without_reference_marks(document, sentence)
