from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from kb_made_up import make_document

import kb.store
from kb.chroma import ChromaIndex
from kb.embedding import TokenVectors
from kb.errors import DataFolderError, IndexMismatchError
from kb.store import DocumentStore, DocumentVectors, Manifest, StoredVersion, WrittenVectors, replacing


def version(**fields: object) -> StoredVersion:
    values = {
        "source_id": "made-up", "kind": "original", "version": 1, "document_id": "d-1", "document_sha256": "0" * 64,
        "name": "x.txt", "title": "Made up", "current": True, "passages": 1, "characters": 5,
    }  # fmt: skip
    return StoredVersion.model_validate(values | fields)


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path / "new" / "folder")
    document = make_document("hello", "hello", [(0, 0, 5)])
    tokens = TokenVectors(np.arange(9, dtype=np.int8).reshape(3, 3), np.array([0, 2, 3]))
    meanings = np.full((2, 4), 0.5, dtype=np.float16)
    passages, sentences = np.ones((1, 3), dtype=np.float32), np.zeros((2, 3), dtype=np.float32)
    asked = np.full((3, 4), 0.25, dtype=np.float16)
    written = WrittenVectors(asked, left_open=asked[:1], mistaken=asked[:2] * 2, rather=asked[:0])
    vectors = DocumentVectors(passages, sentences, tokens, meanings, written)
    with store.writing():
        store.put_document(document)
        store.put_vectors("d-1", vectors)
        digest = store.put_file(b"hello")
        store.commit(Manifest(index_hash="abc", versions=(version(),)))
    assert store.document("d-1") == document
    np.testing.assert_array_equal(store.vectors("d-1").sentences, vectors.sentences)
    np.testing.assert_array_equal(store.vectors("d-1").tokens.of_text(1), [[6, 7, 8]])
    np.testing.assert_array_equal(store.vectors("d-1").meanings, meanings)
    for field in fields(WrittenVectors):
        found = getattr(store.vectors("d-1").written, field.name)
        np.testing.assert_array_equal(found, getattr(written, field.name))
    assert store.file_bytes(digest) == b"hello"
    assert store.manifest().versions == (version(),)
    assert not list((tmp_path / "new").rglob("*.part"))


def test_a_failed_write_leaves_the_old_file_and_no_part(tmp_path: Path) -> None:
    target = tmp_path / "manifest.json"
    target.write_text("old", encoding="utf-8")

    def fail() -> None:
        with replacing(target) as temporary:
            temporary.write_text("half", encoding="utf-8")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def test_the_corpus_hash_follows_current_documents_only() -> None:
    manifest = Manifest(versions=(version(),))
    with_history = Manifest(versions=(version(current=False, version=0, document_id="d-0"), version()))
    other = Manifest(versions=(version(document_sha256="1" * 64),))
    assert manifest.corpus_hash == with_history.corpus_hash
    assert manifest.corpus_hash != other.corpus_hash
    assert manifest.corpus_hash != manifest.model_copy(update={"index_hash": "x"}).corpus_hash


@pytest.mark.parametrize("content", [b"{", b'{"format_version": 99}', b'{"surprise": 1}', b"\xff\xfe"])
def test_a_damaged_manifest_is_said_to_be_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(IndexMismatchError) as raised:
        DocumentStore(tmp_path).manifest()
    assert raised.value.hint


def test_missing_documents_and_vectors_are_said_to_be_missing(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path)
    for read in (store.document, store.vectors, store.file_bytes):
        with pytest.raises(IndexMismatchError):
            read("d-none")


def test_a_second_writer_is_told_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kb.store, "_LOCK_WAIT_SECONDS", 0)
    store = DocumentStore(tmp_path)

    def write() -> None:
        with store.writing():
            pass

    with FileLock(tmp_path / "writer.lock"), ThreadPoolExecutor(1) as other_thread:
        with pytest.raises(DataFolderError) as raised:
            other_thread.submit(write).result()
        assert raised.value.retry


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    with pytest.raises(DataFolderError) as raised, DocumentStore(blocked / "data").writing():
        pass
    assert str(blocked / "data") in raised.value.message


def unit_rows(rows: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_chroma_finds_the_nearest_within_its_scope(tmp_path: Path) -> None:
    vectors = unit_rows(60, seed=1)
    ids = [f"p-{number:02}" for number in range(60)]
    scopes: list[dict[str, str | bool]] = [{"kind": "note", "superseded": number % 2 == 0} for number in range(60)]
    index = ChromaIndex(tmp_path / "chroma")
    index.replace_all(ids, vectors, scopes, "hash-1")
    found = index.nearest(vectors[7], 20, {"superseded": False})
    exact = sorted((n for n in range(60) if n % 2), key=lambda n: (-float(vectors[n] @ vectors[7]), n))[:20]
    assert [id_ for id_, _ in found] == [ids[n] for n in exact]
    np.testing.assert_allclose([s for _, s in found], [vectors[n] @ vectors[7] for n in exact], atol=1e-5)


def test_chroma_follows_the_corpus_and_survives_reopening(tmp_path: Path) -> None:
    vectors = unit_rows(4, seed=2)
    scopes: list[dict[str, str | bool]] = [{"kind": "note", "superseded": False}] * 4
    index = ChromaIndex(tmp_path / "chroma")
    index.replace_all(["a", "b", "c"], vectors[:3], scopes[:3], "one")
    index.replace_all(["b", "c", "d"], vectors[1:], scopes[:3], "two")
    again = ChromaIndex(tmp_path / "chroma")
    assert again.corpus_hash == "two"
    assert {id_ for id_, _ in again.nearest(vectors[0], 10, {"kind": "note"})} == {"b", "c", "d"}


def test_a_corrupted_chroma_folder_is_said_to_be_rebuildable(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(IndexMismatchError) as raised:
        ChromaIndex(folder)
    assert "briefing ingest" in raised.value.hint
