"""What the two embedding models share: layers filled into CTranslate2, and texts run in batches of like length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from ctranslate2.specs import common_spec
from numpy.typing import NDArray
from tokenizers import Tokenizer

_BATCH_TEXTS = 8  # larger batches are slower on two cores: 24 against 30 passages a second at 16
Weights = Mapping[str, NDArray[np.float32]]


def fill_linear(layer: common_spec.LinearSpec, weights: Weights, *names: str) -> None:
    """Put the weights and biases of one linear layer, or of several joined into one, into CTranslate2's."""
    layer.weight = np.concatenate([weights[f"{name}.weight"] for name in names])
    layer.bias = np.concatenate([weights[f"{name}.bias"] for name in names])


def fill_norm(layer: common_spec.LayerNormSpec, weights: Weights, name: str) -> None:
    """Put the weights of a layer norm into CTranslate2's."""
    layer.gamma, layer.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def vocabulary_of(tokenizer: Tokenizer) -> list[str]:
    """The tokens in the order of their ids."""
    ids: dict[str, int] = tokenizer.get_vocab(with_added_tokens=True)
    return sorted(ids, key=lambda token: ids[token])


def hidden_states(
    encoder: Any, tokenizer: Tokenizer, texts: Sequence[str], threads: int, first_position: int | None = None
) -> Iterator[tuple[int, Any, NDArray[np.float32]]]:
    """(index, encoding, last hidden states (wordpieces, dimension)) of every text, in no particular order.

    With `first_position`, the positions from there on go in as a second input embedding, beside the wordpieces.
    """
    encodings = tokenizer.encode_batch(list(texts))
    by_length = sorted(range(len(texts)), key=lambda index: len(encodings[index].ids))
    batches = [by_length[start : start + _BATCH_TEXTS] for start in range(0, len(by_length), _BATCH_TEXTS)]

    def run(batch: list[int]) -> NDArray[np.float32]:
        ids = [encodings[index].ids for index in batch]
        if first_position is None:
            return np.asarray(encoder.forward_batch(ids).last_hidden_state)
        positions = [list(range(first_position, first_position + len(row))) for row in ids]
        return np.asarray(encoder.forward_batch(ids, token_type_ids=positions).last_hidden_state)

    with ThreadPoolExecutor(threads) as pool:
        for batch, states in zip(batches, pool.map(run, batches), strict=True):
            for row, index in enumerate(batch):
                yield index, encodings[index], states[row, : len(encodings[index].ids)]
