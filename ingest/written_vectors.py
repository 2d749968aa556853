"""The vectors of a note's written questions, kept beside the models.

A note has thousands of questions, which the sentence model reads in a minute; the same note goes into many data folders
(one's own, those of evals and tests). The same list of texts always gives the same vectors, so they are kept by the
note, one file each, and used again where model and questions are the same.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import orjson

from kb.documents import Document
from kb.embedding import Embedder
from kb.errors import DataFolderError
from kb.ids import sha256_bytes
from kb.store import WrittenVectors, replacing

_LEAST_KEPT = 50  # questions; fewer are read in no time


def embed_written(note: Document, embedder: Embedder, models_dir: Path) -> WrittenVectors:
    """Vectors of the questions written in a note.

    A kept file that cannot be read is made again; where none can be written nothing is kept.
    """
    texts = [
        [question.text for question in note.asked],
        list(note.left_open),
        [question for mistake in note.mistakes for question in mistake.asked],
        [question for mistake in note.mistakes for question in mistake.rather],
    ]
    if sum(map(len, texts)) < _LEAST_KEPT:
        return _embed(texts, embedder)
    made_from = sha256_bytes(orjson.dumps([embedder.identity.model_dump(), texts]))
    path = models_dir / "written-questions" / f"{note.source_id}.npz"
    kept = _kept(path, made_from)
    if kept is None:
        kept = _embed(texts, embedder)
        _keep(path, made_from, kept)
    return kept


def _embed(texts: list[list[str]], embedder: Embedder) -> WrittenVectors:
    """`texts` in the order of the fields."""
    return WrittenVectors(*(embedder.embed_sentences(some).astype(np.float16) for some in texts))


def _kept(path: Path, made_from: str) -> WrittenVectors | None:
    try:
        with path.open("rb") as stream, np.load(stream) as arrays:
            if str(arrays["made_from"]) != made_from:
                return None
            return WrittenVectors(*(arrays[field.name] for field in fields(WrittenVectors)))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _keep(path: Path, made_from: str, vectors: WrittenVectors) -> None:
    with suppress(OSError, DataFolderError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as part, part.open("wb") as stream:
            np.savez(stream, made_from=np.array(made_from), **asdict(vectors))
