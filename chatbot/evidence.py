"""Choosing sentences from a passage that is given with the question (as in ClapNQ), with the pipeline's own models."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from chatbot.compose_answer import further_share
from chatbot.evidence_model import load_evidence_model
from chatbot.features import SentencePool, measure_pool
from chatbot.judge_answerability import measure_answerability
from chatbot.select_evidence import mean_vector
from chatbot.understand_question import understand_question
from kb.embedding import Embedder
from kb.terms import stems

_MAX_QUESTION_CHARS = 4000


def select_from_sentences(question: str, sentences: list[str], embedder: Embedder | None) -> tuple[list[int], float]:
    """Indices of the sentences that answer, in order, and the confidence (0..1) that they do.

    Terms weigh by their rarity among the given sentences, since there is no library to count in.
    """
    understood = understand_question(question, (), _MAX_QUESTION_CHARS)
    if not understood.terms or not sentences:
        return [], 0.0
    model = load_evidence_model("hybrid" if embedder is not None else "bm25")
    frequency = Counter(stem for text in sentences for stem in set(stems(text)))

    def idf(term: str) -> float:
        return math.log(1 + (len(sentences) - frequency[term] + 0.5) / (frequency[term] + 0.5))

    query_vector = embedder.embed_texts([understood.search_text])[0] if embedder else None
    vectors = embedder.embed_texts(sentences) if embedder else None
    last = len(sentences) - 1
    pool = SentencePool(
        texts=sentences,
        windows=[" ".join(sentences[max(0, i - 1) : i + 2]) for i in range(len(sentences))],
        headings=[""] * len(sentences),
        passage_relevance=np.ones(len(sentences), dtype=np.float32),
        vectors=vectors,
        neighbourhood_vectors=None
        if vectors is None
        else np.array([mean_vector(vectors, max(0, i - 1), min(last, i + 1)) for i in range(len(sentences))]),
    )
    features = measure_pool(understood, query_vector, pool, idf)
    scores = model.evidence_scores(features)
    ranked = sorted(range(len(sentences)), key=lambda i: (-float(scores[i]), i))
    passage_cosine = 0.0
    if vectors is not None and query_vector is not None:
        passage_cosine = float(mean_vector(vectors, 0, last) @ query_vector)
    measured = measure_answerability(
        understood,
        features=features[ranked],
        scores=[float(scores[i]) for i in ranked],
        texts=[sentences[i] for i in ranked],
        passage_cosine=passage_cosine,
        idf=idf,
        occurs=lambda term: frequency[term] > 0,
    )
    threshold = further_share(understood.answer_type) * float(scores[ranked[0]])
    selected = [i for i in ranked if float(scores[i]) >= threshold]
    return sorted(selected), round(model.confidence(measured), 4)
