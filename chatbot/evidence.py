"""Choosing sentences from a passage that is given with the question (as in ClapNQ), with the pipeline's own models."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import numpy as np

from chatbot.compose_answer import further_share
from chatbot.evidence_model import load_evidence_model
from chatbot.features import SentencePool, Similarity, covered, measure_pool, term_weights
from chatbot.judge_answerability import judge_answerability, measure_answerability
from chatbot.ranked_sentences import READ_SENTENCES, RankedSentence, RankedSentences
from chatbot.select_evidence import CONTEXT, WINDOW, cosine_of_mean, embed_question
from chatbot.understand_question import Question, understand_question
from kb.embedding import Embedder
from kb.late_interaction import interact, token_weights
from kb.reader_questions import NEAREST
from kb.terms import stem_set, stems

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

    similarity = None if embedder is None else _similarity(understood, sentences, embedder, idf)
    contexts = [" ".join(sentences[_around(i, CONTEXT)]) for i in range(len(sentences))]
    pool = SentencePool(
        texts=sentences,
        windows=[" ".join(sentences[_around(i, WINDOW)]) for i in range(len(sentences))],
        contexts=contexts,
        headings=[""] * len(sentences),
        set_apart=[0.0] * len(sentences),
        second_hand=[0.0] * len(sentences),
        about_study=[0.0] * len(sentences),
        limitation=[0.0] * len(sentences),
        similarity=similarity,
        asked=np.zeros((len(sentences), NEAREST), dtype=np.float32),
    )
    features = measure_pool(understood, pool, idf)
    scores = model.evidence_scores(features)
    ranked = sorted(range(len(sentences)), key=lambda i: (-float(scores[i]), i))
    weights = term_weights(understood, idf)

    def read(i: int) -> RankedSentence:
        if similarity is None:
            return RankedSentence(sentences[i], contexts[i], covered(weights, stem_set(contexts[i])), float(scores[i]))
        late_context = similarity.late_context[i]
        nearness = float(late_context @ similarity.weights)
        return RankedSentence(sentences[i], contexts[i], nearness, float(scores[i]), late_context)

    candidates = RankedSentences(
        read=[read(i) for i in ranked[:READ_SENTENCES]],
        cosines=[0.0 if similarity is None else float(similarity.cosine[i]) for i in ranked],
        meanings=[0.0 if similarity is None else float(similarity.meaning[i]) for i in ranked],
        weights=None if similarity is None else similarity.weights,
    )

    def occurs(term: str) -> bool:
        return frequency[term] > 0

    measured = measure_answerability(understood, candidates, idf, occurs)
    judgement = judge_answerability(understood, measured, model, occurs)
    threshold = further_share(understood, library=None) * float(scores[ranked[0]])
    selected = [i for i in ranked if float(scores[i]) >= threshold]
    return sorted(selected), judgement.confidence


def _similarity(
    question: Question, sentences: list[str], embedder: Embedder, idf: Callable[[str], float]
) -> Similarity:
    """Nearness of the sentences."""
    embedded = embed_question(question.search_text, embedder)
    vectors, sentence_tokens = embedder.embed_with_tokens(sentences)
    meanings = embedder.embed_sentences(sentences)
    weights = token_weights(question.search_text, embedded.tokens, idf)
    met = interact(embedded.tokens.vectors, [sentence_tokens.of_text(i) for i in range(len(sentences))], weights)
    around = [_around(i, CONTEXT) for i in range(len(sentences))]
    return Similarity(
        cosine=vectors @ embedded.vector,
        cosine_context=np.array([cosine_of_mean(vectors[a], embedded.vector) for a in around], dtype=np.float32),
        meaning=meanings @ embedded.meaning,
        meaning_context=np.array([cosine_of_mean(meanings[a], embedded.meaning) for a in around], dtype=np.float32),
        late=met.maxima,
        late_window=np.stack([met.maxima[_around(i, WINDOW)].max(axis=0) for i in range(len(sentences))]),
        late_context=np.stack([met.maxima[_around(i, CONTEXT)].max(axis=0) for i in range(len(sentences))]),
        focus=met.focus,
        weights=weights,
    )


def _around(index: int, reach: int) -> slice:
    return slice(max(0, index - reach), index + reach + 1)
