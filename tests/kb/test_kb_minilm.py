from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import kb.minilm
from kb.errors import EmbeddingModelError
from kb.late_interaction import interact, token_weights
from kb.llama_embedding import PluggableEmbedding
from kb.minilm import MiniLmEmbedder

TEXTS = [
    "How are specialists paid?",
    "Contracted specialists receive sub-capitation or a fee for each service.",
    "The ferry leaves at nine in the morning.",
    "word " * 400,
]


@pytest.fixture(scope="module")
def embedder() -> MiniLmEmbedder:
    return MiniLmEmbedder()


def test_vectors_are_unit_rows_in_order(embedder: MiniLmEmbedder) -> None:
    vectors = embedder.embed_texts(TEXTS)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]


def test_a_vector_depends_on_its_own_text_alone(embedder: MiniLmEmbedder) -> None:
    together = embedder.embed_texts(TEXTS)
    alone = np.concatenate([embedder.embed_texts([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    np.testing.assert_array_equal(embedder.embed_texts(TEXTS), together)


def test_wordpieces_come_from_the_same_pass(embedder: MiniLmEmbedder) -> None:
    vectors, tokens = embedder.embed_with_tokens(TEXTS[:3])
    np.testing.assert_allclose(vectors, embedder.embed_texts(TEXTS[:3]), atol=1e-6)
    assert len(tokens.starts) == 4
    query_vector, query = embedder.embed_query(TEXTS[0])
    np.testing.assert_allclose(query_vector, vectors[0], atol=1e-6)
    np.testing.assert_allclose(query.vectors, tokens.of_text(0) / 127, atol=0.01)
    assert [TEXTS[0][start:end] for start, end in query.offsets] == ["How", "are", "specialists", "paid", "?"]


def test_late_interaction_prefers_the_sentence_that_meets_every_word(embedder: MiniLmEmbedder) -> None:
    _, query = embedder.embed_query(TEXTS[0])
    _, tokens = embedder.embed_with_tokens(TEXTS[1:3])
    weights = token_weights(TEXTS[0], query, lambda stem: 3.0)
    met = interact(query.vectors, [tokens.of_text(0), tokens.of_text(1)], weights)
    assert met.maxima.shape == (2, 5)
    assert weights.sum() == pytest.approx(1)
    assert weights[2] > 10 * weights[0]
    scores = met.maxima @ weights
    assert scores[0] > scores[1]
    assert met.focus[0] > met.focus[1]
    assert interact(query.vectors, [], weights).maxima.shape == (0, 5)


def test_no_texts_and_empty_text(embedder: MiniLmEmbedder) -> None:
    assert embedder.embed_texts([]).shape == (0, 384)
    assert np.isfinite(embedder.embed_texts([""])).all()


def test_llama_index_sees_the_same_vectors(embedder: MiniLmEmbedder) -> None:
    plugged = PluggableEmbedding(embedder)
    np.testing.assert_allclose(plugged.get_text_embedding(TEXTS[1]), embedder.embed_texts(TEXTS[1:2])[0])
    np.testing.assert_allclose(plugged.get_query_embedding(TEXTS[0]), embedder.embed_texts(TEXTS[:1])[0])


def test_a_missing_or_altered_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kb.minilm, "_FILE_SHA256", {"model.safetensors": "0" * 64})
    with pytest.raises(EmbeddingModelError) as altered:
        MiniLmEmbedder()
    assert "BM25" in altered.value.hint
    monkeypatch.setattr(kb.minilm, "_WHEEL_PACKAGE", "no_such_package_here")
    with pytest.raises(EmbeddingModelError):
        MiniLmEmbedder()


def test_no_torch_is_installed() -> None:
    site_packages = Path(np.__file__).parent.parent
    assert not (site_packages / "torch").exists()
