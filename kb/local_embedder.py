"""The embedding models that come with the program, and the adapter of one of them, as one embedder."""

from __future__ import annotations

from collections.abc import Sequence

from kb.embedding import EmbedderIdentity, Vectors
from kb.errors import EmbeddingModelError
from kb.minilm import MiniLmEmbedder
from kb.mpnet import WEIGHTS_SHA256, MpnetEncoder
from kb.sentence_adapter import load_adapter
from kb.settings import Settings


class LocalEmbedder(MiniLmEmbedder):
    """MiniLM for passages and wordpieces, MPNet with its adapter for whole sentences. Safe to call from several
    threads."""

    def __init__(self, settings: Settings) -> None:
        """Raises EmbeddingModelError when a model is missing or altered."""
        super().__init__(settings.threads)
        self._sentences = MpnetEncoder(settings.models_dir, settings.threads)
        self._adapter = load_adapter()

    @property
    def identity(self) -> EmbedderIdentity:
        return super().identity.model_copy(
            update={
                "sentence_model": "sentence-transformers/all-mpnet-base-v2",
                "sentence_weights_sha256": WEIGHTS_SHA256,
                "sentence_adapter_sha256": self._adapter.sha256,
            }
        )

    def embed_sentences(self, texts: Sequence[str]) -> Vectors:
        return self._adapter.adapt(self._sentences.embed_texts(texts))


def open_embedder(settings: Settings) -> tuple[LocalEmbedder | None, list[str]]:
    """The embedding models, or None and a warning that says why they are not there."""
    try:
        return LocalEmbedder(settings), []
    except EmbeddingModelError as error:
        return None, [f"{error.message} {error.hint}"]
