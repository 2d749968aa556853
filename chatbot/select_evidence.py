"""Step 3: the sentences that answer. Every sentence of the retrieved passages is measured and ranked on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.evidence_model import EvidenceModel
from chatbot.features import SentencePool, measure_pool
from chatbot.understand_question import Question
from kb.documents import Document, Sentence
from kb.embedding import Vectors
from kb.library import Library, SearchHit
from kb.tables import sentence_text

_NOT_EVIDENCE = frozenset({"heading", "caption"})


@dataclass(frozen=True)
class Evidence:
    """A candidate sentence with what was measured of it."""

    document: Document
    sentence_index: int
    text: str
    features: NDArray[np.float32]
    evidence_score: float
    """Estimated probability that the sentence belongs in the answer."""
    vector: NDArray[np.float32] | None

    @property
    def sentence(self) -> Sentence:
        return self.document.sentences[self.sentence_index]


def select_evidence(
    question: Question,
    query_vector: NDArray[np.float32] | None,
    hits: Sequence[SearchHit],
    library: Library,
    model: EvidenceModel,
) -> list[Evidence]:
    """Every sentence of the hits as Evidence, best first; ties in the order of the hits and of the text."""
    places = _sentences_of(hits)
    if not places:
        return []
    relevance = _relevance_of(hits)
    texts = [sentence_text(document, document.sentences[index]) for document, index, _ in places]
    vectors, neighbourhoods = _vectors_of(places, library)
    pool = SentencePool(
        texts=texts,
        windows=[_window(document, index) for document, index, _ in places],
        headings=[" ".join(_section_path(document, index)) for document, index, _ in places],
        passage_relevance=np.array([relevance[rank] for _, _, rank in places], dtype=np.float32),
        vectors=vectors,
        neighbourhood_vectors=neighbourhoods,
    )
    features = measure_pool(question, query_vector, pool, library.bm25.idf)
    scores = model.evidence_scores(features)
    ranked = sorted(range(len(places)), key=lambda i: (-float(scores[i]), i))
    return [
        Evidence(
            document=places[i][0],
            sentence_index=places[i][1],
            text=texts[i],
            features=features[i],
            evidence_score=float(scores[i]),
            vector=vectors[i] if vectors is not None else None,
        )
        for i in ranked
    ]


def _sentences_of(hits: Sequence[SearchHit]) -> list[tuple[Document, int, int]]:
    """(document, sentence index, rank of the first hit that holds it), each sentence once."""
    places: dict[tuple[str, int], tuple[Document, int, int]] = {}
    for rank, hit in enumerate(hits):
        for index in range(hit.passage.first_sentence, hit.passage.last_sentence + 1):
            sentence = hit.document.sentences[index]
            is_header = sentence.kind == "table_row" and sentence.table_header is None
            if sentence.kind not in _NOT_EVIDENCE and not is_header:
                places.setdefault((hit.document.document_id, index), (hit.document, index, rank))
    return list(places.values())


def _relevance_of(hits: Sequence[SearchHit]) -> list[float]:
    """0..1 for each hit: its fused_score, or without the embedding model its bm25_score over the best one."""
    if any(hit.fused_score is not None for hit in hits):
        return [hit.fused_score or 0.0 for hit in hits]
    best = max((hit.bm25_score or 0.0 for hit in hits), default=0.0)
    return [(hit.bm25_score or 0.0) / best if best else 0.0 for hit in hits]


def _vectors_of(
    places: Sequence[tuple[Document, int, int]], library: Library
) -> tuple[Vectors | None, Vectors | None]:
    rows: list[NDArray[np.float32]] = []
    neighbourhoods: list[NDArray[np.float32]] = []
    for document, index, _ in places:
        vectors = library.sentence_vectors(document)
        if vectors is None:
            return None, None
        rows.append(vectors[index])
        neighbourhoods.append(mean_vector(vectors, *_neighbours(document, index)))
    return np.array(rows), np.array(neighbourhoods)


def mean_vector(vectors: Vectors, first: int, last: int) -> NDArray[np.float32]:
    """Unit vector in the middle of rows first..last: a sentence's neighbourhood without embedding it again."""
    mean: NDArray[np.float32] = vectors[first : last + 1].mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-9)


def _neighbours(document: Document, index: int) -> tuple[int, int]:
    """First and last sentence of the window: the one before and the one after, where they stand in the same section."""
    section = document.sentences[index].section_index

    def same_section(other: int) -> bool:
        return 0 <= other < len(document.sentences) and document.sentences[other].section_index == section

    return index - same_section(index - 1), index + same_section(index + 1)


def _window(document: Document, index: int) -> str:
    first, last = _neighbours(document, index)
    return " ".join(sentence_text(document, document.sentences[i]) for i in range(first, last + 1))


def _section_path(document: Document, index: int) -> tuple[str, ...]:
    return document.sections[document.sentences[index].section_index].path
