"""The learned map of the sentence model: unit vectors, part of what the model is, and worth its place."""

from __future__ import annotations

import numpy as np

from kb.embedding import Vectors
from kb.ids import sha256_bytes
from kb.local_embedder import LocalEmbedder
from kb.mpnet import DIMENSION, MpnetEncoder
from kb.notes import parse_note
from kb.sentence_adapter import ADAPTER_PATH, SentenceAdapter, load_adapter
from kb.settings import Settings


def test_adapted_vectors_have_unit_length_and_an_empty_map_changes_nothing() -> None:
    rows = np.random.default_rng(1).standard_normal((5, DIMENSION)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    adapter = load_adapter()
    assert adapter.down.shape == adapter.up.T.shape
    assert adapter.down.shape[0] == DIMENSION
    adapted = adapter.adapt(rows)
    np.testing.assert_allclose(np.linalg.norm(adapted, axis=1), 1, atol=1e-5)
    assert np.abs(adapted - rows).max() > 0.01
    empty = SentenceAdapter(np.zeros((DIMENSION, 1), np.float32), np.zeros((1, DIMENSION), np.float32))
    np.testing.assert_allclose(empty.adapt(rows), rows, atol=1e-6)
    assert adapter.adapt(rows[:0]).shape == (0, DIMENSION)


def test_the_adapter_is_part_of_the_model() -> None:
    embedder, asked = LocalEmbedder(Settings()), ["Who foots the bill for the ferry?"]
    assert embedder.identity.sentence_adapter_sha256 == sha256_bytes(ADAPTER_PATH.read_bytes())
    raw = MpnetEncoder(Settings().models_dir).embed_texts(asked)
    np.testing.assert_array_equal(embedder.embed_sentences(asked), load_adapter().adapt(raw))


def test_a_written_question_comes_nearer_to_its_card_than_to_others() -> None:
    """What it was fitted for; on documents that it has not seen it is measured by the evals (decision 23)."""
    settings = Settings()
    note = parse_note((settings.notes_dir / "chesluk-2017.toml").read_text(encoding="utf-8"), "chesluk-2017.toml")
    encoder = MpnetEncoder(settings.models_dir)
    cards = encoder.embed_texts([card.claim for card in note.card])
    asked = encoder.embed_texts([card.asked[0] for card in note.card])

    def first_right(questions: Vectors, claims: Vectors) -> float:
        return float(((questions @ claims.T).argmax(axis=1) == np.arange(len(claims))).mean())

    adapt = load_adapter().adapt
    assert first_right(adapt(asked), adapt(cards)) > first_right(asked, cards) + 0.1
