"""The adapter's training: right gradients, and questions drawn to what they stand for, also of a document not seen."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array

from evals.train_sentence_adapter import Targets, Written, first_right, fit_adapter, loss_of, read_written, shrunk
from ingest.read import read_document
from kb.embedding import Vectors
from kb.ids import sha256_bytes
from kb.mpnet import MpnetEncoder
from kb.sentence_adapter import SentenceAdapter
from kb.settings import Settings

DIMENSION, SUBJECTS = 24, 30


def _unit(rows: NDArray[np.float64]) -> Vectors:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _made_up(rng: np.random.Generator) -> Written:
    """Cards and questions that share a third of their directions and differ, loudly, in the others."""
    meaning = rng.standard_normal((SUBJECTS, DIMENSION // 3))

    def worded(subjects: NDArray[np.int64]) -> Vectors:
        style = 1.5 * rng.standard_normal((len(subjects), DIMENSION - DIMENSION // 3))
        return _unit(np.hstack([meaning[subjects], style]))

    asked = np.repeat(np.arange(SUBJECTS), 6)
    cards_of = csr_array(np.equal.outer(asked, np.arange(SUBJECTS)).astype(np.float32))
    return Written(
        questions=worded(asked),
        anchors=len(asked),
        sources=tuple(frozenset({"seen" if subject < 20 else "unseen"}) for subject in asked),
        alike=csr_array(cards_of @ cards_of.T),
        cards=worded(np.arange(SUBJECTS)),
        cards_of=cards_of,
        sentences=worded(np.arange(SUBJECTS)),
        sentences_of=cards_of,
    )


def test_the_gradient_is_that_of_the_loss() -> None:
    rng = np.random.default_rng(3)
    written = _made_up(rng)
    batch = np.arange(0, 40, 5)
    targets = [Targets(written.cards, written.cards_of), Targets(written.questions, written.alike, True)]
    down = 0.3 * rng.standard_normal((DIMENSION, 4)).astype(np.float32)
    up = 0.3 * rng.standard_normal((4, DIMENSION)).astype(np.float32)

    def loss(down: Vectors, up: Vectors) -> float:
        return loss_of(SentenceAdapter(down, up), written.questions[batch], batch, targets)[0]

    _, gradients = loss_of(SentenceAdapter(down, up), written.questions[batch], batch, targets)
    for number, factor in enumerate((down, up)):
        for place in ((0, 0), (2, 3), (3, 1)):
            moved = [factor.copy(), factor.copy()]
            moved[0][place] += 0.01
            moved[1][place] -= 0.01
            low, high = ([down, up] for _ in range(2))
            high[number], low[number] = moved
            slope = (loss(*high) - loss(*low)) / 0.02
            assert gradients[number][place] == pytest.approx(slope, rel=0.03, abs=0.003)


def test_questions_come_nearer_to_what_they_stand_for_also_on_a_source_not_seen() -> None:
    written = _made_up(np.random.default_rng(5))
    nothing = SentenceAdapter(np.zeros((DIMENSION, 1), np.float32), np.zeros((1, DIMENSION), np.float32))
    before = first_right(nothing, written, "unseen")
    adapter = fit_adapter(written.without("unseen"), rank=16, epochs=60)
    after = first_right(adapter, written, "unseen")
    assert after["cards"] > before["cards"] + 0.1
    assert after["sentences"] > before["sentences"] + 0.1
    np.testing.assert_array_equal(adapter.down, fit_adapter(written.without("unseen"), rank=16, epochs=60).down)
    np.testing.assert_allclose(shrunk(adapter, 0.5).up, adapter.up / 2)


class _Lengths(MpnetEncoder):
    """Gives a text's length for a vector."""

    def __init__(self) -> None:
        pass

    def embed_texts(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        return np.array([[len(text)] for text in texts], dtype=np.float32)


ORIGINAL = "Harbour clinics\n\nThree clinics share a purse. The tide is told on a board outside.\n"
NOTE = f"""source_id = "harbour-2014"
original_sha256 = "{sha256_bytes(ORIGINAL.encode())}"
leaves_open = ["What did it cost?"]
[[card]]
claim = "One budget serves 3 clinics."
kind = "finding"
theme = "Clinics"
section = ["Harbour clinics"]
support = [[{ORIGINAL.index("Three")}, {ORIGINAL.index(" The tide")}]]
asked = ["Who has a common purse?", "How is money held?"]
[[card.mistake]]
assumes = "each clinic has its own budget"
asked = ["Why has each clinic a budget of its own?"]
rather = ["Why have the clinics one budget?"]
"""


def test_what_is_written_is_read_with_what_it_stands_for() -> None:
    settings = Settings()
    note, original = (
        read_document(text.encode(), name, source_id="harbour-2014", kind=kind, settings=settings)
        for text, name, kind in ((NOTE, "n.toml", "note"), (ORIGINAL, "o.txt", "original"))
    )
    written = read_written([note], [original], _Lengths())
    texts = ["Who has a common purse?", "How is money held?", "Why has each clinic a budget of its own?"]
    others = ["What did it cost?", "Why have the clinics one budget?"]
    assert written.questions[:, 0].tolist() == [len(text) for text in (*texts, *others)]
    assert written.anchors == len(texts)
    alike = written.alike.toarray() > 0
    assert alike[0, 1]
    assert not alike[0, 2]  # the same card, but one of them rests on a mistake
    assert not alike[3:, :].any()
    assert (written.cards_of.toarray().sum(axis=1) > 0).tolist() == [True, True, True, False, False]
    (card,) = set(written.cards_of[[0, 1, 2]].indices)
    assert written.cards[card, 0] == len("One budget serves 3 clinics.")
    (sentence,) = set(written.sentences_of.indices)
    assert written.sentences[sentence, 0] == len("Three clinics share a purse.")
