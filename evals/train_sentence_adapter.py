"""Fit the map of `kb/sentence_adapter.safetensors` on the written questions: `python -m evals.train_sentence_adapter`.

Each question written for cards is drawn towards the cards and the sentences of originals that it stands for, and
towards other questions of the same cards, and away from all others (InfoNCE, van den Oord and others 2018, with all
others as negatives; of several right ones the sum counts). Questions that a source leaves open, or that put a mistake
rightly, are among the others alone. What is learned is then shrunk ("WiSE-FT", Wortsman and others 2022): documents
without questions gain more that way. No question of any eval is read.

With `--without SOURCE` the adapter is fitted without what is written on a source and measured on its questions, that
is on a document that it has not seen.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray
from safetensors.numpy import save
from scipy.sparse import csr_array

from ingest.read import read_document
from kb.console import messages
from kb.documents import Document
from kb.embedding import Vectors
from kb.ids import sha256_bytes
from kb.mpnet import MpnetEncoder
from kb.reader_questions import Place, answering_sentences
from kb.sentence_adapter import ADAPTER_PATH, SentenceAdapter
from kb.settings import Settings, load_settings
from kb.tables import sentence_text

_RANK = 128
_TEMPERATURE = 0.05
_EPOCHS = 3
_RATE, _DECAY = 1e-3, 1e-2  # of AdamW (Loshchilov and Hutter 2019)
_BATCH = 256
_SHRINK = 0.7
_SEED = 0


@dataclass(frozen=True)
class Written:
    """The questions written in notes and what they stand for, all as vectors of the sentence model without adapter."""

    questions: Vectors
    """(questions, dimension): those written for cards, then those that are only told from them."""
    anchors: int
    """How many are written for cards."""
    sources: tuple[frozenset[str], ...]
    """(questions,): the notes that each stands in."""
    alike: csr_array
    """(questions, questions): whether two are written for the same card, or rest on the same mistake."""
    cards: Vectors
    cards_of: csr_array
    """(questions, cards)"""
    sentences: Vectors
    """Of the originals."""
    sentences_of: csr_array
    """(questions, sentences)"""

    def without(self, source_id: str) -> Written:
        """The same without what is written on one source; its sentences stay, as those of any other document."""
        kept = [number for number, sources in enumerate(self.sources) if source_id not in sources]
        return Written(
            questions=self.questions[kept],
            anchors=sum(number < self.anchors for number in kept),
            sources=tuple(self.sources[number] for number in kept),
            alike=self.alike[kept][:, kept],
            cards=self.cards,
            cards_of=self.cards_of[kept],
            sentences=self.sentences,
            sentences_of=self.sentences_of[kept],
        )


@dataclass(frozen=True)
class Targets:
    """What questions are drawn towards or away from."""

    vectors: Vectors
    right: csr_array
    """(questions, vectors)"""
    are_the_questions: bool = False
    """A question is then no target of its own."""


@dataclass(frozen=True)
class _Mapped:
    """Vectors on their way through the adapter."""

    vectors: Vectors
    lowered: Vectors
    lengths: Vectors
    units: Vectors


def fit_adapter(written: Written, rank: int = _RANK, epochs: int = _EPOCHS) -> SentenceAdapter:
    """The adapter after some rounds over all questions written for cards, not yet shrunk."""
    rng = np.random.default_rng(_SEED)
    dimension = written.questions.shape[1]
    down = (rng.standard_normal((dimension, rank)) * 0.02).astype(np.float32)
    up = np.zeros((rank, dimension), dtype=np.float32)
    targets = [
        Targets(written.cards, written.cards_of),
        Targets(written.sentences, written.sentences_of),
        Targets(written.questions, written.alike, are_the_questions=True),
    ]
    moments = [(np.zeros_like(factor), np.zeros_like(factor)) for factor in (down, up)]
    order = np.arange(written.anchors)
    step = 0
    for epoch in range(epochs):
        rng.shuffle(order)
        losses = []
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            loss, gradients = loss_of(SentenceAdapter(down, up), written.questions[batch], batch, targets)
            losses.append(loss)
            step += 1
            for factor, gradient, (first, second) in zip((down, up), gradients, moments, strict=True):
                first += 0.1 * (gradient - first)
                second += 0.001 * (gradient**2 - second)
                move = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
                factor -= np.float32(_RATE) * (move + np.float32(_DECAY) * factor)
        messages.print(f"Round {epoch + 1} of {epochs}: loss {np.mean(losses):.3f}")
    return SentenceAdapter(down, up)


def loss_of(
    adapter: SentenceAdapter, vectors: Vectors, batch: NDArray[np.int64], targets: Sequence[Targets]
) -> tuple[float, tuple[Vectors, Vectors]]:
    """Mean over the questions of a batch, summed over the kinds of targets, and its gradient by both factors."""
    asked = _map(adapter, vectors)
    towards_asked = np.zeros_like(asked.units)
    down, up = np.zeros_like(adapter.down), np.zeros_like(adapter.up)
    total = 0.0
    for kind in targets:
        mapped = _map(adapter, kind.vectors)
        right = kind.right[batch].toarray().astype(bool)
        logits = asked.units @ mapped.units.T / np.float32(_TEMPERATURE)
        if kind.are_the_questions:
            own = np.arange(len(batch)), batch
            logits[own], right[own] = -np.inf, False
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        rightly = np.where(right, odds, 0)
        share = rightly.sum(axis=1, keepdims=True)
        has_any = share > 0
        total -= float(np.log(share[has_any]).sum()) / len(batch)
        gradient = np.where(has_any, odds - rightly / np.where(has_any, share, 1), 0)
        gradient /= np.float32(_TEMPERATURE * len(batch))
        towards_asked += gradient @ mapped.units
        _add_gradient(adapter, mapped, gradient.T @ asked.units, down, up)
    _add_gradient(adapter, asked, towards_asked, down, up)
    return total, (down, up)


def _map(adapter: SentenceAdapter, vectors: Vectors) -> _Mapped:
    lowered = vectors @ adapter.down
    moved = vectors + lowered @ adapter.up
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return _Mapped(vectors, lowered, lengths, moved / lengths)


def _add_gradient(adapter: SentenceAdapter, mapped: _Mapped, units: Vectors, down: Vectors, up: Vectors) -> None:
    """Carry the gradient by the unit rows back to both factors."""
    along = (units * mapped.units).sum(axis=1, keepdims=True)
    moved = (units - along * mapped.units) / mapped.lengths
    up += mapped.lowered.T @ moved
    down += mapped.vectors.T @ (moved @ adapter.up.T)


def shrunk(adapter: SentenceAdapter, share: float = _SHRINK) -> SentenceAdapter:
    """So much of the way from the model's own vectors to the learned ones."""
    return SentenceAdapter(adapter.down, adapter.up * np.float32(share))


@dataclass
class _Question:
    """What a text stands for, while the notes are read."""

    sources: set[str] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)
    cards: set[int] = field(default_factory=set)
    sentences: set[int] = field(default_factory=set)


def read_sources(settings: Settings, folder: Path) -> tuple[list[Document], list[Document]]:
    """The notes, and the originals in a folder that they were written on."""
    notes = [
        read_document(path.read_bytes(), path.name, source_id=path.stem, kind="note", settings=settings)
        for path in sorted(settings.notes_dir.glob("*.toml"))
    ]
    written_on = {note.original_sha256: note.source_id for note in notes}
    originals = []
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        data = path.read_bytes()
        if (source_id := written_on.get(sha256_bytes(data))) is not None:
            originals.append(read_document(data, path.name, source_id=source_id, kind="original", settings=settings))
    return notes, originals


def read_written(notes: Sequence[Document], originals: Sequence[Document], encoder: MpnetEncoder) -> Written:
    """What is written in notes, and the sentences of the originals that these are on."""
    held = {original.source_id: original for original in originals}
    cards, sentences = _numbered(notes), _numbered(originals)
    asked: dict[str, _Question] = {}
    others: dict[str, _Question] = {}
    mistakes = 0
    for note in notes:
        original = held.get(note.source_id)
        supporting = answering_sentences(note, original) if original else {}

        written: list[tuple[str, tuple[int, ...], int | None]] = [
            (question.text, question.sentence_indices, None) for question in note.asked
        ]
        for mistake in note.mistakes:
            written += [(text, (mistake.sentence_index,), len(cards) + mistakes) for text in mistake.asked]
            mistakes += 1
        for text, indices, own_group in written:
            stands_for = asked.setdefault(text, _Question())
            stands_for.sources.add(note.source_id)
            of_cards = [cards[note.document_id, index] for index in indices]
            stands_for.cards.update(of_cards)
            stands_for.groups.update(of_cards if own_group is None else [own_group])
            if original:
                found = (sentence for index in indices for sentence in supporting.get(index, ()))
                stands_for.sentences.update(sentences[original.document_id, sentence] for sentence in found)
        for text in (*note.left_open, *(text for mistake in note.mistakes for text in mistake.rather)):
            others.setdefault(text, _Question()).sources.add(note.source_id)
    for text in asked.keys() & others.keys():
        del others[text]
    questions = [*asked.values(), *others.values()]
    groups = _incidence([question.groups for question in questions], len(cards) + mistakes)
    texts = [sentence_text(note, sentence) for note in notes for sentence in note.sentences]
    of_originals = [sentence_text(original, sentence) for original in originals for sentence in original.sentences]
    messages.print(f"Reading {len(questions)} questions, {len(texts)} cards and {len(of_originals)} sentences")
    return Written(
        questions=encoder.embed_texts([*asked, *others]),
        anchors=len(asked),
        sources=tuple(frozenset(question.sources) for question in questions),
        alike=csr_array(groups @ groups.T),
        cards=encoder.embed_texts(texts),
        cards_of=_incidence([question.cards for question in questions], len(cards)),
        sentences=encoder.embed_texts(of_originals),
        sentences_of=_incidence([question.sentences for question in questions], len(sentences)),
    )


def _numbered(documents: Sequence[Document]) -> dict[Place, int]:
    """All sentences of some documents, counted in their order."""
    places = [(document.document_id, index) for document in documents for index in range(len(document.sentences))]
    return {place: number for number, place in enumerate(places)}


def _incidence(rows: Sequence[set[int]], width: int) -> csr_array:
    lengths = [len(row) for row in rows]
    columns = [column for row in rows for column in sorted(row)]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return csr_array((np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(rows), width))


def first_right(adapter: SentenceAdapter, written: Written, source_id: str) -> dict[str, float]:
    """Of the questions written on one source, the share whose nearest card, and sentence of an original, is right."""
    rows = [number for number, sources in enumerate(written.sources[: written.anchors]) if source_id in sources]
    asked = adapter.adapt(written.questions[rows])
    shares = {}
    for name, vectors, right in (
        ("cards", written.cards, written.cards_of),
        ("sentences", written.sentences, written.sentences_of),
    ):
        of_rows = right[rows].toarray()
        found = of_rows[np.arange(len(rows)), (asked @ adapter.adapt(vectors).T).argmax(axis=1)]
        shares[name] = round(float(found[of_rows.any(axis=1)].mean()), 4) if of_rows.any() else float("nan")
    return shares


def main() -> None:
    """Fit, write the adapter, and say what it was fitted on; or measure it on a source that it has not seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--originals", type=Path, required=True, help="Folder that holds the originals")
    parser.add_argument("--without", metavar="SOURCE", help="Measure on this source, fitted without it; write nothing")
    arguments = parser.parse_args()
    settings = load_settings()
    notes, originals = read_sources(settings, arguments.originals)
    written = read_written(notes, originals, MpnetEncoder(settings.models_dir, settings.threads))
    if arguments.without:
        one = np.zeros((written.questions.shape[1], 1), dtype=np.float32)
        unfitted = SentenceAdapter(one, one.T)
        adapter = shrunk(fit_adapter(written.without(arguments.without)))
        for name, measured in (("without adapter", unfitted), ("with", adapter)):
            messages.print(name, first_right(measured, written, arguments.without))
        return
    adapter = shrunk(fit_adapter(written))
    factors = {name: getattr(adapter, name).astype(np.float16) for name in ("down", "up")}
    trained_on = sha256_bytes(orjson.dumps([document.document_sha256 for document in notes]))
    ADAPTER_PATH.write_bytes(save(factors, metadata={"trained_on_notes": trained_on[:16]}))
    messages.print(f"Wrote {ADAPTER_PATH.name}, fitted on {written.anchors} questions")


if __name__ == "__main__":
    main()
