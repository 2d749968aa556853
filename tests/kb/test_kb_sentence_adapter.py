"""The learned map of the sentence model: unit vectors, part of what the model is, and worth its place."""

from __future__ import annotations

import numpy as np

from kb.ids import sha256_bytes
from kb.local_embedder import LocalEmbedder
from kb.mpnet import DIMENSION, MpnetEncoder
from kb.sentence_adapter import ADAPTER_PATH, SentenceAdapter, load_adapter
from kb.settings import Settings

# Of subjects on which no note has a card; each question is met by the sentence at its own place.
QUESTIONS = (
    "Who foots the bill for the ferry?",
    "How come the infirmary shut its doors?",
    "What does a night watchman earn?",
    "When do the sick get their supper?",
    "What put people off coming back?",
    "Which of the two wards is the bigger?",
)
SENTENCES = (
    "Boat crossings for patients are paid for from a levy on the fish market.",
    "The hospital was closed after its roof had leaked for years.",
    "Porters who work after dark are given 11 crowns an hour.",
    "Evening meals are served at five on every ward.",
    "Visitors did not return because the rooms were cold.",
    "The east wing holds 40 beds and the west wing 25.",
)


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
    embedder = LocalEmbedder(Settings())
    assert embedder.identity.sentence_adapter_sha256 == sha256_bytes(ADAPTER_PATH.read_bytes())
    raw = MpnetEncoder(Settings().models_dir).embed_texts([QUESTIONS[0]])
    np.testing.assert_array_equal(embedder.embed_sentences([QUESTIONS[0]]), load_adapter().adapt(raw))


def test_a_question_stands_out_more_clearly_from_the_others_on_subjects_that_were_not_learned() -> None:
    encoder = MpnetEncoder(Settings().models_dir)
    asked, said = encoder.embed_texts(QUESTIONS), encoder.embed_texts(SENTENCES)

    def lead(nearness: np.ndarray) -> float:
        """How far the right sentence leads, in standard deviations of all."""
        own = np.diagonal(nearness)
        return float((own.mean() - nearness.mean()) / nearness.std())

    adapt = load_adapter().adapt
    assert lead(adapt(asked) @ adapt(said).T) > lead(asked @ said.T)
