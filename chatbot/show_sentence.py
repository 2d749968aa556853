"""The words of a sentence as an answer shows them: its citation keeps the exact ones."""

from __future__ import annotations

from chatbot.read_opening import without_leading_words
from kb.documents import Document, Sentence
from kb.reference_marks import without_reference_marks
from kb.tables import row_sentence


def show_sentence(document: Document, sentence: Sentence, *, led_up_to: bool = True) -> str:
    """A table row as a sentence; of prose the source's own words, without its reference marks and, where the sentence
    before does not stand before it, without a connective that leads over from there.
    """
    if sentence.kind == "table_row":
        return row_sentence(document, sentence)
    shown = without_reference_marks(document, sentence)
    if led_up_to or sentence.kind != "prose" or document.kind == "note":
        return shown
    return without_leading_words(shown)
