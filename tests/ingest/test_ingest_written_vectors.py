"""The vectors of written questions are kept by model and questions, and made again where either changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ingest.read import read_document
from ingest.written_vectors import embed_written
from kb.documents import Document
from kb.embedding import Embedder, EmbedderIdentity
from kb.settings import Settings


class _Counting:
    """An embedder that counts the lists it is given; a text's vector is its length."""

    def __init__(self, model: str = "one") -> None:
        self.lists = 0
        self.identity = EmbedderIdentity(model=model, weights_sha256="", quantisation="", dimension=1, max_wordpieces=1)

    def embed_sentences(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.lists += 1
        return np.array([[len(text)] for text in texts], dtype=np.float32).reshape(len(texts), 1)


def _note(count: int, ending: str = "?") -> Document:
    asked = ", ".join(f'"Is it {"so " * number}{ending}"' for number in range(1, count + 1))
    text = f"""source_id = "harbour-2014"
read_from = "abstract"
read_at = ["https://example.org"]
leaves_open = ["Why not?"]
[[card]]
claim = "Three clinics share a budget."
kind = "finding"
theme = "Budgets"
section = ["Summary"]
asked = [{asked}]
[[card.mistake]]
assumes = "each has its own"
asked = ["Why has each its own?", "Why own?"]
rather = ["Why have they one?"]
"""
    return read_document(text.encode(), "n.toml", source_id="harbour-2014", kind="note", settings=Settings())


def _embed(note: Document, embedder: _Counting, folder: Path) -> list[list[float]]:
    vectors = embed_written(note, cast(Embedder, embedder), folder)
    return [getattr(vectors, field.name)[:, 0].tolist() for field in fields(vectors)]


def test_the_same_questions_are_read_once(tmp_path: Path) -> None:
    note, embedder = _note(60), _Counting()
    first = _embed(note, embedder, tmp_path)
    mistaken = [len("Why has each its own?"), len("Why own?")]
    assert first == [
        [len(question.text) for question in note.asked], [len("Why not?")], mistaken, [len("Why have they one?")]
    ]  # fmt: skip
    assert _embed(note, embedder, tmp_path) == first
    assert embedder.lists == 4  # of each kind
    other = _note(60, "or not?")
    assert _embed(other, embedder, tmp_path)[0] != first[0]
    assert _embed(other, _Counting("two"), tmp_path)[0] != first[0]
    assert embedder.lists == 8
    assert len(list(tmp_path.rglob("*.npz"))) == 1  # one file a note
    assert not list(tmp_path.rglob("*.part"))


def test_a_few_questions_are_not_kept_and_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    _embed(_note(3), _Counting(), tmp_path)
    assert not list(tmp_path.iterdir())
    note = _note(60)
    whole = _embed(note, _Counting(), tmp_path)
    (kept,) = tmp_path.rglob("*.npz")
    for damaged in (b"", b"PK", kept.read_bytes()[:200]):
        kept.write_bytes(damaged)
        embedder = _Counting()
        assert _embed(note, embedder, tmp_path) == whole
        assert embedder.lists == 4


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="utf-8")
    embedder = _Counting()
    assert _embed(_note(60), embedder, blocked) == _embed(_note(60), embedder, blocked)
    assert embedder.lists == 8
