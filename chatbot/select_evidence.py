"""Step 3: the sentences that answer. Every sentence of the retrieved passages is measured and ranked on its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from chatbot.evidence_model import EvidenceModel
from chatbot.features import SentencePool, Similarity, measure_pool, term_weights
from chatbot.understand_question import Question
from kb.documents import Document, Sentence
from kb.embedding import Embedder, QueryTokens
from kb.late_interaction import interact, token_weights
from kb.library import Library, SearchHit
from kb.reader_questions import NEAREST, NearestQuestions, OpenQuestion, Place
from kb.store import DocumentVectors
from kb.tables import names_its_row, sentence_text

_NOT_EVIDENCE = frozenset({"heading", "caption"})
_INDEX_TERMS = frozenset({"keywords", "key words", "index terms"})
WINDOW = 1  # sentences to either side that are read with one
CONTEXT = 2  # and those that say what it is about
_LAST_WORD = re.compile(r"\b([a-z]+)$")
_NEEDS_MORE = frozenset(
    {"as", "by", "is", "are", "was", "were", "be", "of", "the", "a", "an", "to", "from", "and", "where", "with"}
)
_OUTSIDE_MAIN_TEXT = frozenset({"appendix", "front_matter", "back_matter"})


@dataclass(frozen=True)
class EmbeddedQuestion:
    """A question as the embedding model sees it."""

    vector: NDArray[np.float32]
    tokens: QueryTokens
    meaning: NDArray[np.float32]
    """In the sentence model."""


def embed_question(text: str, embedder: Embedder) -> EmbeddedQuestion:
    """The text as both models see it."""
    vector, tokens = embedder.embed_query(text)
    return EmbeddedQuestion(vector, tokens, embedder.embed_sentences([text])[0])


@dataclass(frozen=True, eq=False)
class Evidence:
    """A candidate sentence with what was measured of it; two are the same only when they are one object."""

    document: Document
    sentence_index: int
    text: str
    features: NDArray[np.float32]
    evidence_score: float
    """Probability to be the sentence looked for, among the candidates of this question."""
    cosine: float
    """Cosine similarity with the question; 0 without the embedding model."""
    meaning: float
    """The same in the sentence model."""
    late: NDArray[np.float32] | None
    """How well each wordpiece of the question is met; None without the embedding model."""
    late_context: NDArray[np.float32] | None = None
    """The same, by the sentence and what stands around it."""
    asked: tuple[float, ...] = (0.0,) * NEAREST
    """Nearness of the nearest `NEAREST` questions that it is known to answer, or is expected to."""
    left_open: OpenQuestion | None = None
    """The nearest question that the sources are known to leave open; None for a document for which none are written,
    since it may answer what those before it left open."""

    @property
    def sentence(self) -> Sentence:
        return self.document.sentences[self.sentence_index]

    @property
    def place(self) -> Place:
        return self.document.document_id, self.sentence_index


@dataclass(frozen=True)
class RankedEvidence:
    """Evidence best first, and the weight of each wordpiece of the question in `Evidence.late`."""

    items: tuple[Evidence, ...] = ()
    weights: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Retrieved:
    """What was found for a question: passages, and their sentences ranked as evidence."""

    hits: Sequence[SearchHit] = ()
    evidence: RankedEvidence = field(default_factory=RankedEvidence)
    nearest: NearestQuestions | None = None
    """How near the question is to those written for cards; None without any."""


def select_evidence(
    question: Question,
    embedded: EmbeddedQuestion | None,
    hits: Sequence[SearchHit],
    library: Library,
    model: EvidenceModel,
    nearest: NearestQuestions | None = None,
) -> RankedEvidence:
    """Every sentence of the hits as Evidence, best first; ties in the order of the hits and of the text.

    `nearest` says how near the question is to those that sentences are known to answer.
    """
    places = _sentences_of(hits)
    if not places:
        return RankedEvidence()
    texts = [sentence_text(document, document.sentences[index]) for document, index in places]
    similarity = None if embedded is None else _similarity(question, embedded, places, library)
    asked = _asked(places, similarity, nearest, model)
    documents = {document.document_id: document for document, _ in places}
    titles = {key: library.record(document.source_id).title for key, document in documents.items()}
    pool = SentencePool(
        texts=texts,
        windows=[_text_around(document, index, WINDOW) for document, index in places],
        contexts=[text_in_context(document, index, titles[document.document_id]) for document, index in places],
        headings=[" ".join(_section_path(document, index)) for document, index in places],
        set_apart=[float(_is_set_apart(document, index)) for document, index in places],
        second_hand=[float(document.sentences[index].has_mark("second_hand")) for document, index in places],
        about_study=[float(document.sentences[index].has_mark("about_study")) for document, index in places],
        limitation=[float(document.sentences[index].has_mark("limitation")) for document, index in places],
        similarity=similarity,
        asked=asked,
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
            meaning=0.0 if similarity is None else float(similarity.meaning[i]),
            late=None if similarity is None else similarity.late[i],
            late_context=None if similarity is None else similarity.late_context[i],
            asked=tuple(asked[i].tolist()),
            left_open=nearest.left_open
            if nearest and places[i][0].document_id in nearest.questions.documents
            else None,
        )
        for i in ranked
    )
    return RankedEvidence(items, None if similarity is None else similarity.weights)


def join_parts(whole: Retrieved, parts: Sequence[Retrieved]) -> Retrieved:
    """What was found for a double question, its sentences ranked for the whole and for each of its parts alike."""
    scores = [{item.place: item.evidence_score for item in found.evidence.items} for found in parts]
    items = [
        replace(
            item,
            evidence_score=(item.evidence_score + sum(part.get(item.place, 0.0) for part in scores))
            / (1 + len(scores)),
        )
        for item in whole.evidence.items
    ]
    items.sort(key=lambda item: -item.evidence_score)  # stable: ties stay in their order for the whole
    return Retrieved(whole.hits, RankedEvidence(tuple(items), whole.evidence.weights), whole.nearest)


def _similarity(
    question: Question, embedded: EmbeddedQuestion, places: Sequence[tuple[Document, int]], library: Library
) -> Similarity | None:
    """Nearness of the sentences at `places` and of what stands around them; None without stored vectors."""
    rows: dict[tuple[str, int], int] = {}
    wanted: list[NDArray[np.int8]] = []
    cosine: list[float] = []
    cosine_context: list[float] = []
    meaning: list[float] = []
    meaning_context: list[float] = []
    windows: list[list[int]] = []
    contexts: list[list[int]] = []
    for document, index in places:
        vectors = library.vectors_of(document)
        if vectors is None:
            return None

        def row(sentence: int, document: Document = document, vectors: DocumentVectors = vectors) -> int:
            place = (document.document_id, sentence)
            if place not in rows:
                rows[place] = len(wanted)
                wanted.append(vectors.tokens.of_text(sentence))
            return rows[place]

        around = document.around(index, CONTEXT)
        cosine.append(float(vectors.sentences[index] @ embedded.vector))
        cosine_context.append(cosine_of_mean(vectors.sentences[around.start : around.stop], embedded.vector))
        meaning.append(float(vectors.meanings[index].astype(np.float32) @ embedded.meaning))
        meaning_context.append(cosine_of_mean(vectors.meanings[around.start : around.stop], embedded.meaning))
        windows.append([row(i) for i in document.around(index, WINDOW)])
        contexts.append([row(i) for i in (*around, *document.heading_sentences(index))])
    weights = term_weights(question, library.bm25.idf)
    piece_weights = token_weights(question.search_text, embedded.tokens, lambda stem: weights.get(stem, 0.0))
    met = interact(embedded.tokens.vectors, wanted, piece_weights)
    own = [rows[document.document_id, index] for document, index in places]
    return Similarity(
        cosine=np.array(cosine, dtype=np.float32),
        cosine_context=np.array(cosine_context, dtype=np.float32),
        meaning=np.array(meaning, dtype=np.float32),
        meaning_context=np.array(meaning_context, dtype=np.float32),
        late=met.maxima[own],
        late_window=np.stack([met.maxima[around].max(axis=0) for around in windows]),
        late_context=np.stack([met.maxima[around].max(axis=0) for around in contexts]),
        focus=met.focus[own],
        weights=piece_weights,
    )


def cosine_of_mean(rows: NDArray[np.floating], unit: NDArray[np.float32]) -> float:
    """Cosine similarity of the mean of some vectors with one of unit length; 0 for a mean of nothing."""
    mean = rows.astype(np.float32).mean(axis=0)
    return float(mean @ unit) / max(float(np.linalg.norm(mean)), 1e-9)


def _asked(
    places: Sequence[tuple[Document, int]],
    similarity: Similarity | None,
    nearest: NearestQuestions | None,
    model: EvidenceModel,
) -> NDArray[np.float32]:
    """(sentences, NEAREST): nearness of the nearest questions that each sentence is known to answer, or, of a document
    for which none are written, what is to be expected; 0 without."""
    asked = np.zeros((len(places), NEAREST), dtype=np.float32)
    if nearest is None or similarity is None:
        return asked
    for number, (document, index) in enumerate(places):
        if document.document_id in nearest.questions.documents:
            asked[number] = nearest.asked_at((document.document_id, index))
        else:
            asked[number] = model.expected.of(float(similarity.meaning[number]))
    return asked


def _sentences_of(hits: Sequence[SearchHit]) -> list[tuple[Document, int]]:
    """(document, sentence index), each sentence once, in the order of the hits and of the text."""
    places: dict[tuple[str, int], tuple[Document, int]] = {}
    for hit in hits:
        for index in range(hit.passage.first_sentence, hit.passage.last_sentence + 1):
            if _can_answer(hit.document, hit.document.sentences[index]):
                places.setdefault((hit.document.document_id, index), (hit.document, index))
    return list(places.values())


def _can_answer(document: Document, sentence: Sentence) -> bool:
    """Not a heading, a caption, a table's header row or a row without a name, nor a keyword, nor a sentence whose
    beginning was lost or that breaks off where a formula stands."""
    path = document.sections[sentence.section_index].path
    if path and path[-1].lower().rstrip(":") in _INDEX_TERMS:
        return False
    is_header = sentence.kind == "table_row" and sentence.table_header is None
    is_nameless = sentence.kind == "table_row" and not is_header and not names_its_row(document, sentence)
    beheaded = sentence.damaged and document.text[sentence.char_start].islower()
    broken = beheaded or (sentence.kind == "prose" and _breaks_off(document.slice(sentence)))
    return sentence.kind not in _NOT_EVIDENCE and not is_header and not is_nameless and not broken


def _breaks_off(text: str) -> bool:
    """ "The length can then be expressed as", where what follows was a formula set apart."""
    last = _LAST_WORD.search(text)
    return last is not None and last[1] in _NEEDS_MORE


def _is_set_apart(document: Document, index: int) -> bool:
    sentence = document.sentences[index]
    return sentence.damaged or document.sections[sentence.section_index].kind in _OUTSIDE_MAIN_TEXT


def _text_around(document: Document, index: int, reach: int) -> str:
    return " ".join(sentence_text(document, document.sentences[i]) for i in document.around(index, reach))


def text_in_context(document: Document, index: int, title: str) -> str:
    """A sentence with those around it, its headings and the title of its source."""
    return " ".join((_text_around(document, index, CONTEXT), *_section_path(document, index), title))


def _section_path(document: Document, index: int) -> tuple[str, ...]:
    return document.sections[document.sentences[index].section_index].path
