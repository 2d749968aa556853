"""Plain sum: every sentence, ranked by the sum of four scores, each min-max scaled over all sentences of all documents:
cosine similarity and BM25 of the sentence, and of the sentence with the one before and the one after.

No step of ours but reading and embedding: what is gained over it is gained by search, features and composition.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from chatbot.answer import Answer
from chatbot.understand_question import understand_in
from evals.rivals.paste import Stretch, paste
from kb.bm25 import Bm25Index
from kb.documents import Document, Span
from kb.fusion import min_max
from kb.library import Library
from kb.local_embedder import LocalEmbedder


class PlainSum:
    """Pastes the best sentences."""

    search_mode = None

    def __init__(self, library: Library) -> None:
        """Embeds every sentence and window of the library; seconds for a small one."""
        self.library = library
        self._embedder = library.embedder or LocalEmbedder(library.settings)
        places = [
            (document, index) for document in library.documents.values() for index in range(len(document.sentences))
        ]
        self._stretches = [Stretch(document, document.sentences[index]) for document, index in places]
        sentences = [document.slice(document.sentences[index]) for document, index in places]
        windows = [document.slice(_window(document, index)) for document, index in places]
        self._bm25 = (Bm25Index(sentences), Bm25Index(windows))
        self._vectors = (self._embedder.embed_texts(sentences), self._embedder.embed_texts(windows))

    def ask(self, question: str, history: Sequence[str] = (), length: Literal["short", "long"] = "short") -> Answer:
        """The pasted answer; the nearest sentence's cosine similarity is its confidence."""
        query = understand_in(self.library, question, history).search_text
        vector = self._embedder.embed_texts([query])[0]
        cosines = [vectors @ vector for vectors in self._vectors]
        total = _sum([*cosines, *(index.scores(query) for index in self._bm25)])
        best = sorted(range(len(total)), key=lambda position: (-float(total[position]), position))
        confidence = float(cosines[0].max()) if len(best) else 0.0
        return paste(question, (self._stretches[i] for i in best), self.library, confidence=confidence)


def _sum(scores: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    total: NDArray[np.float32] = np.sum([min_max(row) for row in scores], axis=0)
    return total


def _window(document: Document, index: int) -> Span:
    first, last = max(0, index - 1), min(len(document.sentences) - 1, index + 1)
    return Span(char_start=document.sentences[first].char_start, char_end=document.sentences[last].char_end)
