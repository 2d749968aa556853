"""The opened knowledge base: the current documents, their vectors, and search over them.

query -> BM25 candidates + Chroma candidates -> one fused_score each -> ranked passages
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from kb.bm25 import Bm25Index
from kb.catalogue import Catalogue, SourceRecord, load_catalogue
from kb.catalogue_documents import CatalogueDocuments
from kb.citations import QuotedSpan
from kb.documents import Document, Passage
from kb.embedding import Embedder, Vectors
from kb.errors import DataFolderError, IndexMismatchError, ScopeError
from kb.expand_query import expand_query
from kb.find_terms import TermFinder
from kb.fusion import fuse_min_max
from kb.glossary import Glossary, load_glossary
from kb.ids import content_id
from kb.local_embedder import open_embedder
from kb.passage_index import open_index
from kb.reader_questions import Place, QuestionsOfNote, ReaderQuestions, collect_questions
from kb.readings import cited_reading
from kb.retractions import RetractionStatus, load_retractions, retraction_status
from kb.scope import SearchScope
from kb.settings import Settings
from kb.spelling import Speller
from kb.store import DocumentStore, DocumentVectors, Manifest, StoredVersion
from kb.themes import find_themes
from kb.timeline import Timeline, find_timeline

SearchMode = Literal["hybrid", "bm25", "dense"]
_POOL = 200  # candidates taken from each half before fusion
# Up to here every passage is compared: exact, so the same in every process, and faster than Chroma (decision 4).
_SCANNED_PASSAGES = 100_000
_CHROMA_MARGIN = 2  # times as many are asked of Chroma as are wanted, and compared exactly
_SCOPES_KEPT = 16  # narrowed libraries held ready; each shares its documents with the whole one


@dataclass(frozen=True)
class SearchHit:
    """A passage and the named scores it was ranked by; None where a half was not searched."""

    passage: Passage
    document: Document
    bm25_score: float | None
    cosine_similarity: float | None
    fused_score: float | None

    @property
    def text(self) -> str:
        return self.document.slice(self.passage)


@dataclass(frozen=True)
class _Entry:
    """A passage with its place in the arrays."""

    passage: Passage
    document: Document
    position: int


class Library:
    """What answers are made from. Read-only; open it again after an ingest."""

    def __init__(
        self,
        settings: Settings,
        store: DocumentStore,
        catalogue: Catalogue,
        manifest: Manifest,
        embedder: Embedder | None,
        warnings: Sequence[str] = (),
        glossary: Glossary | None = None,
        whole: Library | None = None,
        scope: SearchScope | None = None,
    ) -> None:
        """`whole` and `scope` are given by `within`: a library narrowed to a part of another."""
        self.settings = settings
        self.store = store
        self.catalogue = catalogue
        self.manifest = manifest
        self.embedder = embedder
        self.warnings = tuple(warnings)
        self._scope = scope
        self.corpus_hash = (
            content_id("", manifest.corpus_hash, scope.scope_hash).removeprefix("-") if scope else manifest.corpus_hash
        )
        self._retractions = load_retractions(settings.retractions_path)
        self.glossary = glossary or Glossary()
        self._terms = TermFinder(self.glossary, everyday=True, any_case=True)
        self._versions = {version.document_id: version for version in manifest.versions}
        chosen = [v for v in manifest.answering(settings.corpus) if not scope or scope.covers(self.record(v.source_id))]
        opened: dict[str, Document] = whole.documents if whole else {}
        self.documents: dict[str, Document] = {
            v.document_id: opened.get(v.document_id) or store.document(v.document_id) for v in chosen
        }
        self._narrowed: dict[SearchScope, Library] = {}
        self._narrowing = Lock()
        self._vectors_of: dict[str, DocumentVectors] = {}
        self._load_passages()

    def _load_passages(self) -> None:
        entries: list[_Entry] = []
        blocks: list[Vectors] = []
        for document in self.documents.values():
            entries += [
                _Entry(passage, document, len(entries) + offset) for offset, passage in enumerate(document.passages)
            ]
            if self.embedder is not None:
                vectors = self.store.vectors(document.document_id)
                blocks.append(vectors.passages)
                self._vectors_of[document.document_id] = vectors
        self._entries = entries
        self._by_id = {entry.passage.passage_id: entry for entry in entries}
        self._vectors = np.concatenate(blocks) if blocks else None
        self.bm25 = Bm25Index([search_text(entry.document, entry.passage) for entry in entries])
        self._chroma = (
            open_index(self.store, self.manifest, self.store.writing())
            if self.embedder is not None and self._scope is None and len(entries) > _SCANNED_PASSAGES
            else None
        )

    @classmethod
    def open(cls, settings: Settings, *, with_model: bool = True) -> Library:
        """Open the data folder for searching.

        Without the embedding model (missing, or `with_model` False) the library opens for BM25 alone; a missing one is
        said in `warnings`. Raises DataFolderError when nothing has been ingested, IndexMismatchError when the index
        was made by other settings or another model.
        """
        store = DocumentStore(settings.data_dir)
        manifest = store.manifest()
        if not manifest.current and manifest.removed:
            raise DataFolderError(
                f"Every source in {settings.data_dir} has been removed.",
                f"`briefing sources restore {manifest.removed[0].source_id}` brings one back.",
            )
        if not manifest.current:
            raise DataFolderError(
                f"Nothing has been ingested into {settings.data_dir}.",
                "Run `briefing ingest` (or `make chat`, which does it for you).",
            )
        if not manifest.answering(settings.corpus):
            raise DataFolderError(
                f"No {settings.corpus} have been ingested into {settings.data_dir}.",
                "Put the papers into sources/originals/ or name them: `briefing ingest PATH`.",
            )
        if manifest.index_hash != settings.index_hash:
            raise IndexMismatchError(
                "The index was made with other passage settings.", "Run `briefing ingest` to make it again."
            )
        embedder, warnings = open_embedder(settings) if with_model else (None, [])
        if embedder is not None and manifest.embedder != embedder.identity:
            raise IndexMismatchError(
                "The index was made "
                + (
                    f"with another model ({manifest.embedder.model})."
                    if manifest.embedder
                    else "without the embedding model."
                ),
                "Run `briefing ingest` to make its vectors again.",
            )
        glossary = load_glossary(settings.glossary_path) if settings.glossary_path.is_file() else None
        return cls(settings, store, load_catalogue(settings.catalogue_path), manifest, embedder, warnings, glossary)

    def leave_index(self) -> None:
        """Search the vectors in memory, exactly, from now on: call it before the index on disk is brought in line with
        another library."""
        self._chroma = None

    def record(self, source_id: str) -> SourceRecord:
        """The catalogue's record; for a source that has none, a bare record made from the document's title."""
        record = self.catalogue.get(source_id)
        if record is None:
            title = next((v.title for v in self.manifest.versions if v.source_id == source_id), source_id)
            record = SourceRecord(source_id=source_id, title=title)
        return record

    def within(self, scope: SearchScope) -> Library:
        """The library as if it held only what the scope covers: words are counted and answers judged there alone.

        Raises ScopeError when nothing is within, or when the scope names a source that is not stored.
        """
        if scope.is_everything:
            return self
        with self._narrowing:
            if scope not in self._narrowed:
                while len(self._narrowed) >= _SCOPES_KEPT:
                    del self._narrowed[next(iter(self._narrowed))]
                self._narrowed[scope] = self._narrow(scope)
            return self._narrowed[scope]

    def _narrow(self, scope: SearchScope) -> Library:
        stored = sorted({version.source_id for version in self.manifest.current})
        if unknown := [source for source in scope.sources if source not in stored]:
            raise ScopeError(f"There is no source {unknown[0]}.", f"The sources are {', '.join(stored[:30])}.")
        settings = self.settings.model_copy(update={"corpus": scope.corpus or self.settings.corpus})
        narrowed = Library(
            settings,
            self.store,
            self.catalogue,
            self.manifest,
            self.embedder,
            self.warnings,
            self.glossary,
            whole=self,
            scope=scope,
        )
        if not narrowed.documents:
            raise ScopeError(
                f"No source in the library matches: {scope.describe()}.", "Take a filter away, or widen the years."
            )
        return narrowed

    def retraction(self, source_id: str) -> RetractionStatus:
        """Whether the source was retracted or corrected, as far as the stored snapshot says."""
        return retraction_status(self.record(source_id), self._retractions)

    def version_of(self, document: Document) -> StoredVersion:
        """The manifest's row for a document."""
        return self._versions.get(document.document_id) or self.catalogue_documents.version_of(document)

    def document(self, document_sha256: str, source_id: str, quoted: Sequence[QuotedSpan] = ()) -> Document | None:
        """The document read from this file for this source, whichever version it is, or None.

        In the reading in which what is `quoted` stands where it is said to, where there are several.
        """
        for version in self.manifest.versions:
            if version.document_sha256 == document_sha256 and version.source_id == source_id:
                document = self.documents.get(version.document_id) or self.store.document(version.document_id)
                return cited_reading(self.store, document, quoted)
        return self.catalogue_documents.document(document_sha256, source_id)

    @property
    def is_whole(self) -> bool:
        """Whether nothing narrows it."""
        return self._scope is None

    def covers(self, record: SourceRecord) -> bool:
        """Whether a source is within what this library is narrowed to; the whole library covers all."""
        return self._scope is None or self._scope.covers(record)

    @cached_property
    def catalogue_documents(self) -> CatalogueDocuments:
        """What can be cited of the catalogue itself: its records, and what the library holds."""
        return CatalogueDocuments(self.catalogue, self.manifest, find_themes(self.settings.themes_path), self.store)

    @cached_property
    def timeline(self) -> Timeline:
        """The timeline of reforms; without an entry where the sources folder has none."""
        return find_timeline(self.settings.timeline_path)

    @cached_property
    def reader_questions(self) -> ReaderQuestions | None:
        """The questions that the notes answer or leave open, and where this library answers them.

        They are answered in a note itself or in the original that it is on, be the note held or a guide. None where
        there are none, without the embedding model, or by the settings.
        """
        if self.embedder is None or not self.settings.reader_questions:
            return None
        notes = {guide.source_id: guide for guide in self.manifest.guides}
        notes |= {version.source_id: version for version in self.manifest.current if version.kind == "note"}
        return collect_questions(
            self._questions_of(notes[document.source_id], document)
            for document in self.documents.values()
            if document.source_id in notes
        )

    def _questions_of(self, note: StoredVersion, answering: Document) -> QuestionsOfNote:
        if answering.kind == "note":
            read, vectors = answering, self._vectors_of[answering.document_id]
        else:
            read, vectors = self.store.document(note.document_id), self.store.vectors(note.document_id)
        return QuestionsOfNote(read, vectors.written, answering)

    @cached_property
    def speller(self) -> Speller | None:
        """Mends misspelt words against the documents' own; None without the embedding model, which knows English."""
        if self.embedder is None:
            return None
        return Speller((document.text for document in self.documents.values()), self.embedder.is_word)

    def vectors_of(self, document: Document) -> DocumentVectors | None:
        """The vectors of a document, or None without the embedding model."""
        return self._vectors_of.get(document.document_id)

    def search(
        self,
        query: str,
        k: int,
        *,
        mode: SearchMode = "hybrid",
        query_vector: NDArray[np.float32] | None = None,
        scope: SearchScope | None = None,
    ) -> list[SearchHit]:
        """The best `k` passages, best first, ties in the order of the documents. Empty for a query without words.

        `hybrid` becomes `bm25` when there is no embedding model. `query_vector` saves embedding the query again.
        `scope` searches a part of the library, see `within`.
        """
        if scope is not None and not scope.is_everything:
            return self.within(scope).search(query, k, mode=mode, query_vector=query_vector)
        if not self._entries or not query.strip():
            return []
        if self.embedder is None or self._vectors is None:
            mode = "bm25"
        elif query_vector is None and mode != "bm25":
            query_vector = self.embedder.embed_texts([query])[0]
        bm25_scores = self._bm25_scores(query)
        pool = max(_POOL, k)
        candidates: set[int] = set()
        if mode != "dense":
            candidates.update(int(i) for i in _largest(bm25_scores, pool) if bm25_scores[i] > 0)
        cosine = np.full(len(self._entries), np.nan, dtype=np.float32)
        if mode != "bm25":
            assert query_vector is not None
            assert self._vectors is not None
            candidates.update(self._nearest(query_vector, pool))
            # A passage that only BM25 found needs its cosine similarity too, for a fair fusion. All are worked out
            # alike, scanned or proposed by Chroma: a product of some 400 rows, 0.04 ms, is the price.
            found = sorted(candidates)
            cosine[found] = self._vectors[found] @ query_vector
        order = np.array(sorted(candidates), dtype=np.int64)
        if not len(order):
            return []
        ranked_by = {"bm25": bm25_scores[order], "dense": cosine[order]}.get(mode)
        if ranked_by is None:
            ranked_by = fuse_min_max(bm25_scores[order], cosine[order], self.settings.dense_weight)
        best = sorted(range(len(order)), key=lambda i: (-float(ranked_by[i]), int(order[i])))[:k]
        return [
            SearchHit(
                passage=self._entries[order[i]].passage,
                document=self._entries[order[i]].document,
                bm25_score=None if mode == "dense" else round(float(bm25_scores[order[i]]), 6),
                cosine_similarity=None if mode == "bm25" else round(float(cosine[order[i]]), 6),
                fused_score=round(float(ranked_by[i]), 6) if mode == "hybrid" else None,
            )
            for i in best
        ]

    def hits_at(self, places: Iterable[Place]) -> list[SearchHit]:
        """The passages that hold these sentences, each once, in their order; without scores, since nothing was
        searched."""
        found: dict[str, SearchHit] = {}
        for document_id, sentence in places:
            for passage in self.documents[document_id].passages:
                if passage.first_sentence <= sentence <= passage.last_sentence:
                    found.setdefault(
                        passage.passage_id, SearchHit(passage, self.documents[document_id], None, None, None)
                    )
        return list(found.values())

    def _nearest(self, query_vector: NDArray[np.float32], k: int) -> list[int]:
        """Positions of the nearest `k` passages; of all of them, or of those that Chroma finds in a large library."""
        assert self._vectors is not None
        chroma = self._chroma  # read once: `leave_index` may come in between
        if chroma is None:
            return _largest(self._vectors @ query_vector, k)
        proposed = chroma.nearest(query_vector, _CHROMA_MARGIN * k, self._where())
        positions = sorted(self._by_id[id_].position for id_, _ in proposed if id_ in self._by_id)
        return [positions[i] for i in _largest(self._vectors[positions] @ query_vector, k)]

    def _bm25_scores(self, query: str) -> NDArray[np.float32]:
        """bm25_score of each passage, raised where it says a term of the query in another form of the glossary.

        The forms of a term count as one: a passage gets the best of them, not their sum, so that one which already
        says the term as the query does gains nothing. Another form counts only as a whole, and by its weight.
        """
        scores = self.bm25.scores(query)
        if self.settings.expansion_weight:
            for expansion in expand_query(query, self._terms):
                best = np.max([self.bm25.whole_form_scores(form) for form in expansion.others], axis=0)
                gain = np.float32(self.settings.expansion_weight) * best - self.bm25.scores(expansion.said)
                scores = scores + np.maximum(gain, 0)
        return scores

    def exact_nearest(self, query_vector: NDArray[np.float32], k: int) -> list[str]:
        """Passage ids of the exact nearest `k`, for measuring what the approximate index misses."""
        assert self._vectors is not None
        return [self._entries[i].passage.passage_id for i in _largest(self._vectors @ query_vector, k)]

    def _where(self) -> dict[str, Any]:
        return (
            {"superseded": False}
            if self.settings.corpus == "auto"
            else {"kind": self.settings.corpus.removesuffix("s")}
        )


def search_text(document: Document, passage: Passage) -> str:
    """What is indexed for a passage: the headings it stands under, then its words."""
    headings = ". ".join(document.sections[passage.section_index].path)
    return f"{headings}\n{document.slice(passage)}" if headings else document.slice(passage)


def _largest(values: NDArray[np.float32], k: int) -> list[int]:
    """Positions of the largest `k` values, largest first, ties by position."""
    if k < len(values):
        threshold = np.partition(values, len(values) - k)[len(values) - k]
        positions = np.flatnonzero(values >= threshold)
    else:
        positions = np.arange(len(values))
    ranked = sorted((int(p) for p in positions), key=lambda p: (-float(values[p]), p))
    return ranked[:k]
