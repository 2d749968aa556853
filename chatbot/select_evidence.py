"""Step 3: the sentences that answer. Every sentence of the retrieved passages is measured and ranked on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.evidence_model import EvidenceModel
from chatbot.features import SentencePool, Similarity, measure_pool, term_weights
from chatbot.understand_question import Question
from kb.documents import Document, Sentence
from kb.embedding import QueryTokens
from kb.late_interaction import token_maxima, token_weights
from kb.library import Library, SearchHit
from kb.tables import sentence_text

_NOT_EVIDENCE = frozenset({"heading", "caption"})
_INDEX_TERMS = frozenset({"keywords", "key words", "index terms"})
_OUTSIDE_MAIN_TEXT = frozenset({"appendix", "front_matter", "back_matter"})


@dataclass(frozen=True)
class EmbeddedQuestion:
    """A question as the embedding model sees it."""

    vector: NDArray[np.float32]
    tokens: QueryTokens


@dataclass(frozen=True)
class Evidence:
    """A candidate sentence with what was measured of it."""

    document: Document
    sentence_index: int
    text: str
    features: NDArray[np.float32]
    evidence_score: float
    """Probability to be the sentence looked for, among the candidates of this question."""
    cosine: float
    """Cosine similarity with the question; 0 without the embedding model."""
    late: NDArray[np.float32] | None
    """How well each wordpiece of the question is met; None without the embedding model."""

    @property
    def sentence(self) -> Sentence:
        return self.document.sentences[self.sentence_index]


@dataclass(frozen=True)
class RankedEvidence:
    """Evidence best first, and the weight of each wordpiece of the question in `Evidence.late`."""

    items: tuple[Evidence, ...] = ()
    weights: NDArray[np.float32] | None = None


def select_evidence(
    question: Question,
    embedded: EmbeddedQuestion | None,
    hits: Sequence[SearchHit],
    library: Library,
    model: EvidenceModel,
) -> RankedEvidence:
    """Every sentence of the hits as Evidence, best first; ties in the order of the hits and of the text."""
    places = _sentences_of(hits)
    if not places:
        return RankedEvidence()
    relevance = _relevance_of(hits)
    texts = [sentence_text(document, document.sentences[index]) for document, index, _ in places]
    similarity = None if embedded is None else _similarity(question, embedded, places, library)
    pool = SentencePool(
        texts=texts,
        windows=[_window(document, index) for document, index, _ in places],
        headings=[" ".join(_section_path(document, index)) for document, index, _ in places],
        passage_relevance=np.array([relevance[rank] for _, _, rank in places], dtype=np.float32),
        set_apart=[float(_is_set_apart(document, index)) for document, index, _ in places],
        similarity=similarity,
    )
    features = measure_pool(question, pool, library.bm25.idf)
    scores = model.evidence_scores(features)
    ranked = sorted(range(len(places)), key=lambda i: (-float(scores[i]), i))
    items = tuple(
        Evidence(
            document=places[i][0],
            sentence_index=places[i][1],
            text=texts[i],
            features=features[i],
            evidence_score=float(scores[i]),
            cosine=0.0 if similarity is None else float(similarity.cosine[i]),
            late=None if similarity is None else similarity.late[i],
        )
        for i in ranked
    )
    return RankedEvidence(items, None if similarity is None else similarity.weights)


def _similarity(
    question: Question, embedded: EmbeddedQuestion, places: Sequence[tuple[Document, int, int]], library: Library
) -> Similarity | None:
    """Nearness of the sentences at `places`, their neighbours measured with them; None without stored vectors."""
    wanted: dict[tuple[str, int], NDArray[np.int8]] = {}
    cosine: list[float] = []
    for document, index, _ in places:
        vectors = library.vectors_of(document)
        if vectors is None:
            return None
        cosine.append(float(vectors.sentences[index] @ embedded.vector))
        first, last = _neighbours(document, index)
        for i in range(first, last + 1):
            wanted.setdefault((document.document_id, i), vectors.tokens.of_text(i))
    rows = {place: row for row, place in enumerate(wanted)}
    maxima = token_maxima(embedded.tokens.vectors, list(wanted.values()))
    windows = []
    for document, index, _ in places:
        first, last = _neighbours(document, index)
        windows.append(maxima[[rows[document.document_id, i] for i in range(first, last + 1)]].max(axis=0))
    weights = term_weights(question, library.bm25.idf)
    return Similarity(
        cosine=np.array(cosine, dtype=np.float32),
        late=maxima[[rows[document.document_id, index] for document, index, _ in places]],
        late_window=np.array(windows),
        weights=token_weights(question.search_text, embedded.tokens, lambda stem: weights.get(stem, 0.0)),
    )


def _sentences_of(hits: Sequence[SearchHit]) -> list[tuple[Document, int, int]]:
    """(document, sentence index, rank of the first hit that holds it), each sentence once."""
    places: dict[tuple[str, int], tuple[Document, int, int]] = {}
    for rank, hit in enumerate(hits):
        for index in range(hit.passage.first_sentence, hit.passage.last_sentence + 1):
            if _can_answer(hit.document, hit.document.sentences[index]):
                places.setdefault((hit.document.document_id, index), (hit.document, index, rank))
    return list(places.values())


def _can_answer(document: Document, sentence: Sentence) -> bool:
    """Not a heading, a caption, a table's header row or a keyword, nor a sentence whose beginning was lost."""
    path = document.sections[sentence.section_index].path
    if path and path[-1].lower().rstrip(":") in _INDEX_TERMS:
        return False
    is_header = sentence.kind == "table_row" and sentence.table_header is None
    beheaded = sentence.damaged and document.text[sentence.char_start].islower()
    return sentence.kind not in _NOT_EVIDENCE and not is_header and not beheaded


def _is_set_apart(document: Document, index: int) -> bool:
    sentence = document.sentences[index]
    return sentence.damaged or document.sections[sentence.section_index].kind in _OUTSIDE_MAIN_TEXT


def _relevance_of(hits: Sequence[SearchHit]) -> list[float]:
    """0..1 for each hit: its fused_score, or without the embedding model its bm25_score over the best one."""
    if any(hit.fused_score is not None for hit in hits):
        return [hit.fused_score or 0.0 for hit in hits]
    best = max((hit.bm25_score or 0.0 for hit in hits), default=0.0)
    return [(hit.bm25_score or 0.0) / best if best else 0.0 for hit in hits]


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
