"""The questions written in notes, in readers' words: those that they answer, that they leave open, and that rest on a
mistake; and where a library answers them.

A reader asks in other words than a source writes. Who writes a card knows what it answers, and says it in the words of
one who has not read it (`Card.asked`); who has read a source knows what it does not say (`Note.leaves_open`) and what
readers get wrong (`Card.mistake`). A new question is held against all of them, as well as against the sentences. One
that is written for a card leads to it and, through its support ranges, to the sentences of the original that it rests
on. Elsewhere such questions are written by a language model ("document expansion", Nogueira and others 2019).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.documents import Document
from kb.embedding import Vectors
from kb.store import WrittenVectors

Place = tuple[str, int]
"""A document's id and a sentence of it."""
NEAREST = 3  # of a sentence's questions that are told: several near ones say more than one
_OVERLAP = 0.5  # share of a sentence, or of a support range, that has to lie in the other


@dataclass(frozen=True)
class ReaderQuestions:
    """All questions of a library's notes, with the sentences of its documents that answer each. At least one."""

    texts: tuple[str, ...]
    places: tuple[tuple[Place, ...], ...]
    """One entry a question, none of them empty."""
    vectors: Vectors
    """(questions, dimension of the sentence model): unit rows."""
    open_texts: tuple[str, ...]
    open_vectors: Vectors
    """(questions left open, dimension of the sentence model): unit rows."""
    mistaken: tuple[MistakenQuestion, ...]
    mistaken_vectors: Vectors
    """(mistaken questions, dimension of the sentence model): unit rows."""
    rather_vectors: Vectors
    """(questions whose premise is so, dimension of the sentence model): unit rows. They stand for no answer, only
    beside the mistaken ones of the same form."""

    @cached_property
    def numbers_at(self) -> Mapping[Place, Sequence[int]]:
        """For each sentence that answers any question, the numbers of these."""
        numbers: dict[Place, list[int]] = {}
        for number, places in enumerate(self.places):
            for place in places:
                numbers.setdefault(place, []).append(number)
        return numbers

    @cached_property
    def documents(self) -> frozenset[str]:
        """Ids of the documents for which any answered question is written."""
        return frozenset(document_id for document_id, _ in self.numbers_at)

    def nearest(self, meaning: NDArray[np.float32]) -> NearestQuestions:
        """The questions by their nearness to a new one, a unit vector in the sentence model."""
        nearness = self.vectors @ meaning
        order = np.argsort(-nearness, kind="stable").tolist()
        left_open = self._nearest_open(meaning)
        sound = max(float(nearness[order[0]]), left_open.nearness if left_open else 0.0)
        return NearestQuestions(self, nearness, tuple(order), left_open, self._nearest_mistake(meaning, sound))

    def _nearest_open(self, meaning: NDArray[np.float32]) -> OpenQuestion | None:
        if not self.open_texts:
            return None
        number, nearness = _nearest_row(self.open_vectors, meaning)
        return OpenQuestion(self.open_texts[number], nearness)

    def _nearest_mistake(self, meaning: NDArray[np.float32], sound: float) -> NearestMistake | None:
        """`sound` is the nearness of the nearest question that is answered or left open."""
        if not self.mistaken:
            return None
        number, nearness = _nearest_row(self.mistaken_vectors, meaning)
        if len(self.rather_vectors):
            sound = max(sound, _nearest_row(self.rather_vectors, meaning)[1])
        return NearestMistake(self.mistaken[number], nearness, sound)


def _nearest_row(vectors: Vectors, meaning: NDArray[np.float32]) -> tuple[int, float]:
    """The number of the nearest of some rows, at least one, and its cosine similarity."""
    nearness = vectors @ meaning
    nearest = int(nearness.argmax())
    return nearest, float(nearness[nearest])


@dataclass(frozen=True)
class MistakenQuestion:
    """A question that takes for granted what some sentences contradict."""

    text: str
    assumes: str
    """The mistake as a clause, to stand after "that"."""
    places: tuple[Place, ...]
    """The sentences that contradict it; at least one."""


@dataclass(frozen=True)
class NearestMistake:
    """The nearest mistaken question as a new question sees it. Nearness is cosine similarity in the sentence model."""

    question: MistakenQuestion
    nearness: float
    sound: float
    """The nearness of the nearest question whose premise is so: answered, left open, or put rightly."""


@dataclass(frozen=True)
class OpenQuestion:
    """A question that the sources leave open, as a new question sees it."""

    text: str
    nearness: float
    """Cosine similarity in the sentence model."""


@dataclass(frozen=True)
class NearestQuestions:
    """The questions of a library as a new question sees them. Nearness is cosine similarity in the sentence model."""

    questions: ReaderQuestions
    nearness: NDArray[np.float32]
    """(answered questions,)"""
    order: tuple[int, ...]
    """Numbers of the answered questions, nearest first."""
    left_open: OpenQuestion | None
    """The nearest question that the sources leave open."""
    mistake: NearestMistake | None
    """The nearest question that rests on a mistake."""

    def asked_at(self, place: Place) -> tuple[float, ...]:
        """The nearness of the nearest `NEAREST` questions that a sentence answers; 0 for each that there is not."""
        numbers = self.questions.numbers_at.get(place, ())
        found = sorted((float(self.nearness[number]) for number in numbers), reverse=True)[:NEAREST]
        return (*found, *[0.0] * (NEAREST - len(found)))

    def places_of(self, count: int) -> list[Place]:
        """The sentences that answer the `count` nearest questions, each once, nearest first."""
        return list(dict.fromkeys(place for number in self.order[:count] for place in self.questions.places[number]))


@dataclass(frozen=True)
class QuestionsOfNote:
    """A note, the vectors of its questions, and the document that answers them: the note itself, or its original."""

    note: Document
    vectors: WrittenVectors
    answering: Document


def collect_questions(notes: Iterable[QuestionsOfNote]) -> ReaderQuestions | None:
    """The questions of some notes that find a sentence in the documents that answer for them; None without any.

    A question that stands in several notes is one question.
    """
    places: dict[str, dict[Place, None]] = {}
    vectors: dict[str, NDArray[np.float16]] = {}
    left_open: dict[str, NDArray[np.float16]] = {}
    mistaken: dict[str, tuple[MistakenQuestion, NDArray[np.float16]]] = {}
    rather: list[NDArray[np.float16]] = []
    for of_note in notes:
        document_id = of_note.answering.document_id
        answering = answering_sentences(of_note.note, of_note.answering)
        for number, question in enumerate(of_note.note.asked):
            found = [sentence for card in question.sentence_indices for sentence in answering.get(card, ())]
            if found:
                vectors.setdefault(question.text, of_note.vectors.asked[number])
                places.setdefault(question.text, {}).update(dict.fromkeys((document_id, index) for index in found))
        if answering:
            left_open.update(zip(of_note.note.left_open, of_note.vectors.left_open, strict=True))
            rather.extend(of_note.vectors.rather)
        written = [(text, mistake) for mistake in of_note.note.mistakes for text in mistake.asked]
        for (text, mistake), row in zip(written, of_note.vectors.mistaken, strict=True):
            contradicting = tuple((document_id, index) for index in answering.get(mistake.sentence_index, ()))
            if contradicting:
                mistaken.setdefault(text, (MistakenQuestion(text, mistake.assumes, contradicting), row))
    if not places:
        return None
    dimension = len(next(iter(vectors.values())))
    return ReaderQuestions(
        texts=tuple(places),
        places=tuple(tuple(found) for found in places.values()),
        vectors=_stacked(vectors.values(), dimension),
        open_texts=tuple(left_open),
        open_vectors=_stacked(left_open.values(), dimension),
        mistaken=tuple(question for question, _ in mistaken.values()),
        mistaken_vectors=_stacked((row for _, row in mistaken.values()), dimension),
        rather_vectors=_stacked(rather, dimension),
    )


def _stacked(rows: Iterable[NDArray[np.float16]], dimension: int) -> Vectors:
    """float32 (rows, dimension)."""
    return np.array(list(rows), dtype=np.float32).reshape(-1, dimension)


def answering_sentences(note: Document, original: Document) -> dict[int, tuple[int, ...]]:
    """For each card of a note, by its sentence's index, the sentences of the original that its support ranges cover;
    headings left out. Of a note itself each card, and nothing where the note was written on another file.
    """
    if original is note:
        return {index: (index,) for index in range(len(note.sentences))}
    if note.original_sha256 != original.document_sha256:
        return {}
    spans = sorted(
        (*original.source_span(sentence), index)
        for index, sentence in enumerate(original.sentences)
        if sentence.kind != "heading"
    )
    starts = [start for start, _, _ in spans]
    longest = max((end - start for start, end, _ in spans), default=0)
    found: dict[int, tuple[int, ...]] = {}
    for card, sentence in enumerate(note.sentences):
        covered: list[int] = []
        for start, end in sentence.support:
            for first, last, index in spans[bisect_right(starts, start - longest) : bisect_right(starts, end)]:
                shared = min(end, last) - max(start, first)
                if shared > 0 and shared >= _OVERLAP * min(end - start, last - first):
                    covered.append(index)
        if covered:
            found[card] = tuple(sorted(set(covered)))
    return found
