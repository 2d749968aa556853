"""The library's own search with nothing behind it: BM25 alone, dense alone, first sentences of the best passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from chatbot.answer import Answer
from chatbot.understand_question import understand_in
from evals.rivals.paste import Stretch, paste
from evals.system import SearchMode
from kb.documents import Span
from kb.library import Library, SearchHit

_FIRST_SENTENCES = 3


class PastedSearch:
    """Pastes what a search returns: whole passages in their order, or the start of the first one."""

    def __init__(self, library: Library, mode: SearchMode, *, first_sentences: int | None = None) -> None:
        self.library = library
        self.search_mode: SearchMode | None = mode
        self._mode: SearchMode = mode
        self._first_sentences = first_sentences

    def ask(self, question: str, history: Sequence[str] = (), length: Literal["short", "long"] = "short") -> Answer:
        """The pasted answer; the cosine similarity or the scaled score of the best hit is its confidence."""
        library = self.library
        understood = understand_in(library, question, history)
        hits = library.search(understood.search_text, library.settings.candidate_passages, mode=self._mode)
        return paste(question, self._stretches(hits), self.library, confidence=_confidence(hits))

    def _stretches(self, hits: Sequence[SearchHit]) -> Iterable[Stretch]:
        if self._first_sentences is None:
            return [Stretch(hit.document, hit.passage) for hit in hits]
        return [Stretch(hit.document, _start_of(hit, self._first_sentences)) for hit in hits[:1]]


def bm25_alone(library: Library) -> PastedSearch:
    """The passages that BM25 ranks first."""
    return PastedSearch(library, "bm25")


def dense_alone(library: Library) -> PastedSearch:
    """The passages whose vectors are nearest."""
    return PastedSearch(library, "dense")


def best_passage_start(library: Library) -> PastedSearch:
    """The first three sentences of the best passage of the hybrid search."""
    return PastedSearch(library, "hybrid", first_sentences=_FIRST_SENTENCES)


def _start_of(hit: SearchHit, sentences: int) -> Span:
    first, last = hit.passage.first_sentence, hit.passage.last_sentence
    end = hit.document.sentences[min(first + sentences - 1, last)].char_end
    return Span(char_start=hit.passage.char_start, char_end=min(end, hit.passage.char_end))


def _confidence(hits: Sequence[SearchHit]) -> float:
    """Between 0 and 1, rising with the best hit's score; BM25 scores have no upper end."""
    if not hits:
        return 0.0
    if hits[0].cosine_similarity is not None:
        return max(hit.cosine_similarity or 0.0 for hit in hits)
    bm25 = hits[0].bm25_score or 0.0
    return bm25 / (1 + bm25)
