"""A sentence of a document, and how near two stored sentences are. Stored vectors alone: nothing is embedded."""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.show_sentence import show_sentence
from kb.citations import Citation
from kb.documents import Document, Sentence
from kb.library import Library
from kb.tables import sentence_text


@dataclass(frozen=True)
class Place:
    """A sentence of a document."""

    document: Document
    sentence_index: int

    @property
    def key(self) -> tuple[str, int]:
        return self.document.document_id, self.sentence_index

    @property
    def sentence(self) -> Sentence:
        return self.document.sentences[self.sentence_index]

    @property
    def text(self) -> str:
        return sentence_text(self.document, self.sentence)

    @property
    def shown(self) -> str:
        """What an answer shows of it."""
        return show_sentence(self.document, self.sentence)


def cited_places(citation: Citation, library: Library) -> list[Place]:
    """The sentences a citation quotes, in its order; none where its document is no longer stored."""
    document = library.document(citation.document_sha256, citation.source_id)
    if document is None:
        return []
    spans = {(span.char_start, span.char_end) for span in citation.spans}
    return [Place(document, i) for i, s in enumerate(document.sentences) if (s.char_start, s.char_end) in spans]


def stored_cosine(one: Place, other: Place, library: Library) -> float | None:
    """Cosine similarity of two stored sentences; None without the embedding model."""
    ours, theirs = library.vectors_of(one.document), library.vectors_of(other.document)
    if ours is None or theirs is None:
        return None
    return float(ours.sentences[one.sentence_index] @ theirs.sentences[other.sentence_index])


def are_near(one: Place, other: Place, library: Library, least_cosine: float) -> bool:
    """Whether two stored sentences are at least so near; always without the embedding model."""
    cosine = stored_cosine(one, other, library)
    return cosine is None or cosine >= least_cosine
