"""Baseline systems that answer the same questions in the same run, so that every report shows the margin.

Each is a `System`: it pastes words of the library, cites where they stand, and never abstains. None sees more than
ours: the same documents, the same embedding model, the same 150 words.

    paste.py   text of a ranking, cut to 150 words, with citations
    search.py  BM25 alone, dense alone, first sentences of the best passage
    llama.py   LlamaIndex with its defaults
    sums.py    sentences by the plain sum of their dense and BM25 scores
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from evals.rivals.llama import LlamaDefault
from evals.rivals.search import best_passage_start, bm25_alone, dense_alone
from evals.rivals.spec import Rival
from evals.rivals.sums import PlainSum
from kb.library import Library

RIVALS: Final[Mapping[str, Callable[[Library], Rival]]] = {
    "llama_default": LlamaDefault,
    "bm25": bm25_alone,
    "dense": dense_alone,
    "best_passage": best_passage_start,
    "plain_sum": PlainSum,
}
LABELS: Final[Mapping[str, str]] = {
    "llama_default": "LlamaIndex defaults",
    "bm25": "BM25 alone",
    "dense": "dense alone",
    "best_passage": "best passage",
    "plain_sum": "plain sum",
}
