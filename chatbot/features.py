"""What is measured of a candidate sentence: features that hold for any document, none fitted to a single source."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.understand_question import AnswerType, Question
from kb.embedding import Vectors
from kb.terms import stems

CARRIED_WEIGHT = 0.5  # a term carried over from the conversation counts half
FEATURES = (
    "cosine_sentence",
    "cosine_neighbourhood",
    "coverage_sentence",
    "coverage_window",
    "coverage_headings",
    "passage_relevance",
    "type_match",
)

_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundreds?|thousands?|"
    r"millions?|billions?|half|quarter|third|twice|decades?|per cent)\b",
    re.IGNORECASE,
)
_TYPE_CUES: dict[AnswerType, re.Pattern[str]] = {
    "figure": _NUMBER,
    "name": re.compile(r"(?<=[a-z,;:] )[A-Z][\w.'’-]+"),
    "definition": re.compile(
        r"\b(is|are|was) (an?|the|defined|known|called|described)\b|\b(means?|refers? to|defined|called|known as)\b|\(|:|–", re.IGNORECASE
    ),
    "why": re.compile(
        r"\b(because|since|due to|owing to|reasons?|so that|in order to|to (avoid|reduce|ensure|allow|enable|help)|therefore|"
        r"as a result|led to|caused?|driven|enabl\w+|allow\w+|reflect\w+|legacy|consequence)\b",
        re.IGNORECASE,
    ),
    "how": re.compile(r"\b(by \w+ing|through|using|via|with|such as|for example|include[sd]?|including)\b", re.IGNORECASE),
    "list": re.compile(r":|;|\b(include[sd]?|including|such as|these|first|second|finally|and)\b|,.*,", re.IGNORECASE),
    "compare": re.compile(
        r"\b(than|whereas|while|unlike|compared|differ\w*|contrast|however|both|but|in contrast|similar\w*|more|less|larger|smaller)\b",
        re.IGNORECASE,
    ),
    "limitation": re.compile(
        r"\b(limit\w*|caution|caveats?|only|bias\w*|beyond the scope|generali[sz]\w*|not (be )?(comprehensive|representative|claim)|"
        r"small|cannot|may (not )?differ|speculative)\b",
        re.IGNORECASE,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class SentencePool:
    """Candidate sentences as parallel lists."""

    texts: Sequence[str]
    windows: Sequence[str]
    """Each sentence with its neighbours."""
    headings: Sequence[str]
    passage_relevance: NDArray[np.float32]
    """0..1, of the passage each sentence was found in."""
    vectors: Vectors | None
    neighbourhood_vectors: Vectors | None
    """Unit vectors of the sentences and of their windows; None without the embedding model."""


def measure_pool(
    question: Question, query_vector: NDArray[np.float32] | None, pool: SentencePool, idf: Callable[[str], float]
) -> NDArray[np.float32]:
    """float32 (sentences, len(FEATURES)); cosine features are 0 without the embedding model."""
    weights = term_weights(question, idf)
    features = np.zeros((len(pool.texts), len(FEATURES)), dtype=np.float32)
    if query_vector is not None and pool.vectors is not None and pool.neighbourhood_vectors is not None:
        features[:, 0] = pool.vectors @ query_vector
        features[:, 1] = pool.neighbourhood_vectors @ query_vector
    for column, texts in ((2, pool.texts), (3, pool.windows), (4, pool.headings)):
        features[:, column] = [covered(weights, stems(text)) for text in texts]
    features[:, 5] = pool.passage_relevance
    cue = _TYPE_CUES.get(question.answer_type)
    features[:, 6] = [bool(cue.search(text)) for text in pool.texts] if cue else 0.5
    return features


def term_weights(question: Question, idf: Callable[[str], float]) -> dict[str, float]:
    """Weight of each question term: its idf, half for a term carried over."""
    weights = {term: idf(term) for term in question.terms}
    return weights | {term: CARRIED_WEIGHT * idf(term) for term in question.carried_terms}


def covered(weights: dict[str, float], text_stems: Sequence[str]) -> float:
    """Share of the question's term weight that the text holds, 0..1."""
    total = sum(weights.values())
    present = set(text_stems)
    return sum(weight for term, weight in weights.items() if term in present) / total if total else 0.0
