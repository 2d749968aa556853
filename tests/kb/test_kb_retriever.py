from __future__ import annotations

import pytest
from llama_index.core.base.base_retriever import BaseRetriever

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


def test_chroma_finds_what_an_exact_scan_finds(notes_settings: Settings) -> None:
    library = Library.open(notes_settings)
    assert library.embedder is not None
    for query in ("How are specialists paid?", "patient safety incentives", "Kaiser physicians trust"):
        vector = library.embedder.embed_texts([query])[0]
        exact = library.exact_nearest(vector, 20)
        found = [hit.passage.passage_id for hit in library.search(query, 20, mode="dense")]
        assert len(set(found) & set(exact)) == 20


def test_a_query_without_words_finds_nothing(harbour_settings: Settings) -> None:
    assert Library.open(harbour_settings).search("   ", 5) == []
