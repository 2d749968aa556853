"""BM25 over texts held in memory (bm25s; k1 and b as in Robertson and Zaragoza 2009, Lucene's idf)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

from kb.terms import stems


class Bm25Index:
    """BM25 scores of a query for every text of a fixed list."""

    def __init__(self, texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> None:
        term_lists = [stems(text) for text in texts]
        self._size = len(term_lists)
        self._document_frequency = Counter(term for terms in term_lists for term in set(terms))
        self._model = bm25s.BM25(k1=k1, b=b, method="lucene")
        if self._document_frequency:
            self._model.index(term_lists, show_progress=False)

    def scores(self, query: str) -> NDArray[np.float32]:
        """bm25_score of each text, in their order; 0 where no term of the query occurs."""
        known = [term for term in stems(query) if term in self._document_frequency]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: NDArray[np.float32] = self._model.get_scores(known)
        return scores.astype(np.float32, copy=False)

    def whole_form_scores(self, form: str) -> NDArray[np.float32]:
        """bm25_score of each text for the words of `form`, 0 where a text lacks one of them."""
        terms = list(dict.fromkeys(stems(form)))
        if not terms or not all(map(self.occurs, terms)):
            return np.zeros(self._size, dtype=np.float32)
        by_term = np.stack([self._model.get_scores([term]) for term in terms])
        scores: NDArray[np.float32] = np.where((by_term > 0).all(axis=0), by_term.sum(axis=0), 0)
        return scores.astype(np.float32, copy=False)

    def idf(self, term: str) -> float:
        """Lucene's inverse document frequency of a stem; largest for a stem that occurs nowhere."""
        frequency = self._document_frequency[term]
        return math.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5))

    def occurs(self, term: str) -> bool:
        """Whether any text holds the stem."""
        return term in self._document_frequency
