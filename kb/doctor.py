"""Do installation, model, catalogue and index agree? Each check says what it found and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from kb.catalogue import load_catalogue
from kb.chroma import ChromaIndex
from kb.errors import BriefingError
from kb.ids import sha256_file
from kb.local_embedder import LocalEmbedder
from kb.notes import load_notes
from kb.settings import Settings
from kb.store import DocumentStore, Manifest
from kb.tokens import count_tokens

CheckStatus = Literal["ok", "degraded", "failed"]


class Check(BaseModel):
    """One check: `degraded` still answers, `failed` does not."""

    model_config = ConfigDict(frozen=True)

    name: str
    status: CheckStatus
    found: str
    hint: str | None = None


def examine(settings: Settings) -> Iterator[Check]:
    """All checks in order; nothing is written, repaired or fetched."""
    store = DocumentStore(settings.data_dir)
    yield _check("token encoding", lambda: f"cl100k_base, {count_tokens('one two three')} tokens in three words")
    model = _check("embedding model", lambda: _describe_model(settings), failed="degraded")
    yield model
    yield _check("catalogue", lambda: f"{len(load_catalogue(settings.catalogue_path).source)} records")
    yield _check("notes", lambda: _describe_notes(settings))
    index = _check("documents", lambda: _describe_documents(store, settings, with_model=model.status == "ok"))
    yield index
    if index.status == "ok" and model.status == "ok":
        yield _check("notes up to date", lambda: _compare_notes(settings, store.manifest()), failed="degraded")
        yield _check("Chroma index", lambda: _describe_chroma(store), failed="degraded")


def _check(name: str, look: Callable[[], str], failed: CheckStatus = "failed") -> Check:
    try:
        return Check(name=name, status="ok", found=look())
    except BriefingError as error:
        return Check(name=name, status=failed, found=error.message, hint=error.hint)


def _describe_model(settings: Settings) -> str:
    identity = LocalEmbedder(settings).identity
    return (
        f"{identity.model}, {identity.quantisation}, {identity.dimension} dimensions, hash as recorded; "
        f"{identity.sentence_model} for sentences"
    )


def _describe_notes(settings: Settings) -> str:
    notes = load_notes(settings.notes_dir)
    return f"{len(notes)} notes with {sum(len(note.card) for note in notes)} claim cards"


def _describe_documents(store: DocumentStore, settings: Settings, *, with_model: bool) -> str:
    manifest = store.manifest()
    if not manifest.current:
        raise BriefingError(f"Nothing has been ingested into {settings.data_dir}.", "Run `briefing ingest`.")
    if manifest.index_hash != settings.index_hash:
        raise BriefingError("The documents were split with other settings or readers.", "Run `briefing ingest`.")
    if with_model and manifest.embedder is None:
        raise BriefingError(
            "The documents have no vectors: they were ingested without the model.", "Run `briefing ingest`."
        )
    for version in manifest.current:
        document = store.document(version.document_id)
        if manifest.embedder is not None and len(store.vectors(version.document_id).passages) != len(document.passages):
            raise BriefingError(
                f"The vectors of {version.source_id} do not fit its passages.", "Run `briefing ingest`."
            )
    passages = sum(version.passages for version in manifest.current)
    return f"{len(manifest.current)} current documents, {passages} passages, corpus {manifest.corpus_hash}"


def _compare_notes(settings: Settings, manifest: Manifest) -> str:
    ingested = {version.document_sha256 for version in manifest.current if version.kind == "note"}
    removed = {version.source_id for version in manifest.removed if version.kind == "note"}
    paths = [path for path in sorted(settings.notes_dir.glob("*.toml")) if path.stem not in removed]
    changed = [path.name for path in paths if sha256_file(path) not in ingested]
    if changed:
        raise BriefingError(f"Not ingested as they are now: {', '.join(changed)}.", "Run `briefing ingest`.")
    return "the index holds the notes as they are"


def _describe_chroma(store: DocumentStore) -> str:
    if not store.chroma_dir.is_dir():
        raise BriefingError("There is no Chroma index yet.", "It is made from the stored vectors when first needed.")
    index = ChromaIndex(store.chroma_dir)
    if index.corpus_hash != store.manifest().corpus_hash:
        raise BriefingError("The Chroma index is behind the documents.", "It is brought in line when next opened.")
    return "in line with the documents"
