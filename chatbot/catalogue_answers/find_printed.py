"""Where a source's own text, or our note on it, states what its record says: a second proof beside the catalogue's."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.catalogue_answers.question_forms import Wanted
from chatbot.unit import Unit
from kb.catalogue import SourceRecord
from kb.library import Library
from kb.tables import sentence_text
from kb.terms import stem_set

_FRONT_SENTENCES = 40
_LONGEST_WORDS = 60


def find_printed(record: SourceRecord, wanted: Sequence[Wanted], library: Library) -> Unit | None:
    """The first sentence at the front of the source, or card of its note, that states all that is wanted; or None."""
    words = _words(record, wanted)
    if not words:
        return None
    for document in library.documents.values():
        if document.source_id != record.source_id:
            continue
        front = len(document.sentences) if document.kind == "note" else _FRONT_SENTENCES
        for index, sentence in enumerate(document.sentences[:front]):
            text = sentence_text(document, sentence)
            if len(text.split()) <= _LONGEST_WORDS and not sentence.damaged and words <= stem_set(text):
                return Unit(document, (index,), 1.0)
    return None


def _words(record: SourceRecord, wanted: Sequence[Wanted]) -> frozenset[str]:
    """What a sentence must hold: every author's name, the journal's words, the year; empty where another is wanted."""
    parts: list[str] = []
    for name in wanted:
        if name in ("authors", "author_count") and not record.more_authors:
            parts += [author.family for author in record.authors]
        elif name == "journal" and record.published_in:
            parts.append(record.published_in)
        elif name == "year" and record.year:
            parts += [str(record.year), record.published_in or ""]
        elif name == "doi" and record.doi:
            parts.append(record.doi)
        else:
            return frozenset()
    return stem_set(" ".join(parts))
