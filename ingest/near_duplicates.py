"""Which originals of the library hold much the same text: MinHash over runs of five words, then an exact count.

A sketch is 64 minima of hashes (A. Broder, "On the resemblance and containment of documents", 1997). Two sketches
estimate the Jaccard overlap of the two texts to within some 0.06; what comes near is counted exactly.
"""

from __future__ import annotations

import re
import zlib

import numpy as np

from kb.documents import Document
from kb.quality import Duplicate
from kb.store import DocumentStore, Sketch

_RUN_WORDS = 5
_MINIMA = 64
_NEAR_SKETCH = 0.35
_NEAR_SHARE = 0.5
_WORD = re.compile(r"\w+")
_PRIME = np.uint64((1 << 31) - 1)
_RANDOM = np.random.default_rng(20081224)  # fixed: sketches of different runs must be comparable
_FACTORS = _RANDOM.integers(1, int(_PRIME), _MINIMA, dtype=np.uint64)
_OFFSETS = _RANDOM.integers(0, int(_PRIME), _MINIMA, dtype=np.uint64)


def text_sketch(document: Document) -> Sketch | None:
    """64 values, uint64; None for a text of fewer than five words."""
    hashes = np.array(sorted(_runs(document)), dtype=np.uint64) % _PRIME
    if not len(hashes):
        return None
    minima = [((hashes * factor + offset) % _PRIME).min() for factor, offset in zip(_FACTORS, _OFFSETS, strict=True)]
    return np.array(minima, dtype=np.uint64)


def find_duplicates(document: Document, sketch: Sketch | None, store: DocumentStore) -> tuple[Duplicate, ...]:
    """Current originals of other sources that share at least half of their runs of words with this one, most alike
    first. Reads the documents whose sketch is near."""
    if sketch is None:
        return ()
    own: frozenset[int] | None = None
    found: list[Duplicate] = []
    for version in store.manifest().current:
        if version.kind != "original" or version.source_id == document.source_id:
            continue
        other = store.sketch(version.document_id)
        if other is None or float(np.mean(sketch == other)) < _NEAR_SKETCH:
            continue
        own = _runs(document) if own is None else own
        runs = _runs(store.document(version.document_id))
        share = len(own & runs) / max(1, len(own | runs))
        if share >= _NEAR_SHARE:
            found.append(
                Duplicate(source_id=version.source_id, document_id=version.document_id, shared_share=round(share, 3))
            )
    return tuple(sorted(found, key=lambda duplicate: (-duplicate.shared_share, duplicate.source_id)))


def _runs(document: Document) -> frozenset[int]:
    """Hashes of all runs of five words, capitals aside."""
    words = _WORD.findall(document.text.casefold())
    return frozenset(
        zlib.crc32(" ".join(words[index : index + _RUN_WORDS]).encode()) for index in range(len(words) - _RUN_WORDS + 1)
    )
