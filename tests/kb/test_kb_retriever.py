from __future__ import annotations

from typing import get_args

import pytest
from llama_index.core.base.base_retriever import BaseRetriever

import kb.library
from kb.chroma import ChromaIndex
from kb.library import Library, SearchMode
from kb.retriever import LibraryRetriever
from kb.settings import Settings


@pytest.mark.parametrize(
    ("mode", "scores"),
    [
        ("hybrid", {"bm25_score", "cosine_similarity", "fused_score"}),
        ("bm25", {"bm25_score"}),
        ("dense", {"cosine_similarity"}),
    ],
)
def test_each_way_of_searching_is_a_llama_index_retriever(
    harbour_settings: Settings, mode: SearchMode, scores: set[str]
) -> None:
    library = Library.open(harbour_settings)
    retriever = LibraryRetriever(library, k=2, mode=mode)
    assert isinstance(retriever, BaseRetriever)
    nodes = retriever.retrieve("How large is the bonus for patient experience?")
    assert len(nodes) == 2
    assert nodes[0].score >= nodes[1].score
    metadata = nodes[0].node.metadata
    assert {name for name in ("bm25_score", "cosine_similarity", "fused_score") if metadata[name] is not None} == scores
    document = next(iter(library.documents.values()))
    assert document.text[metadata["char_start"] : metadata["char_end"]] == nodes[0].node.get_content()
    assert "patient experience" in nodes[0].node.get_content()


def test_a_large_library_finds_by_chroma_what_a_scan_finds(
    notes_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned = Library.open(notes_settings)
    monkeypatch.setattr(kb.library, "_SCANNED_PASSAGES", 10)
    asked = []
    nearest = ChromaIndex.nearest
    monkeypatch.setattr(ChromaIndex, "nearest", lambda self, *given: asked.append(given) or nearest(self, *given))
    large = Library.open(notes_settings)
    for query in ("How are specialists paid?", "patient safety incentives", "Kaiser physicians trust"):
        for mode in get_args(SearchMode):
            assert large.search(query, 20, mode=mode) == scanned.search(query, 20, mode=mode)
    assert len(asked) == 6  # two of the three modes need the vectors


def test_a_query_without_words_finds_nothing(harbour_settings: Settings) -> None:
    assert Library.open(harbour_settings).search("   ", 5) == []
