"""A tiny made-up collection in BEIR's form, indexed and searched by the product's own code with a made-up embedder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from evals.beir import evaluate_collection, mean_measures
from evals.beir_collection import Collection, load_collection
from kb.embedding import EmbedderIdentity, Vectors
from kb.errors import QuestionFileError
from kb.ids import sha256_bytes
from kb.settings import Settings
from kb.terms import stems

OTTER = (
    "Otters hold hands while they sleep, so that the current does not part them. They eat a quarter of their weight."
)
BEAVER = "Beavers fell trees with their teeth and dam the brook. The lodge has its door under water."
HERON = "Herons stand still for an hour. A fish that comes near is speared."


class WordEmbedder:
    """A bag of hashed words as a unit vector: texts that share words are near."""

    identity = EmbedderIdentity(
        model="words", weights_sha256="0" * 64, quantisation="none", dimension=64, max_wordpieces=256
    )

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), 64), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for stem in stems(text):
                vectors[row, int(sha256_bytes(stem.encode())[:6], 16) % 64] += 1
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def _write(folder: Path, documents: Sequence[dict[str, Any]], queries: dict[str, str], qrels: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "corpus.jsonl").write_bytes(b"\n".join(orjson.dumps(d) for d in documents))
    (folder / "queries.test.jsonl").write_bytes(
        b"\n".join(orjson.dumps({"_id": k, "text": v}) for k, v in queries.items())
    )
    (folder / "qrels.test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{qrels}", encoding="utf-8")
    return folder


@pytest.fixture
def animals(tmp_path: Path) -> Path:
    """Three documents, one of them without a title; three queries, one of them without a judgement."""
    documents = [
        {"_id": "o", "title": "Sleeping otters", "text": OTTER},
        {"_id": "b", "title": "Beavers at work.", "text": BEAVER},
        {"_id": "h", "text": HERON},
    ]
    queries = {"1": "Where do otters sleep?", "2": "Which animal fells trees?", "3": "Who sings?"}
    return _write(tmp_path / "animals", documents, queries, "1\to\t1\n2\tb\t2\n2\to\t0\n")


def test_the_product_finds_the_documents(animals: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    figures = evaluate_collection(animals, Settings(), WordEmbedder(), progress=lambda *step: seen.append(step))
    assert figures["collection"] == "animals"
    assert (figures["queries"], figures["documents"], figures["documents_indexed"]) == (2, 3, 3)
    for part in (figures, figures["bm25"], figures["dense"]):
        assert (part["ndcg_at_10"], part["recall_at_100"], part["mrr"]) == (1, 1, 1)
    assert figures["documents_per_second"] > 0
    assert seen[-1] == ("queries answered", 2, 2)
    assert ("documents indexed", 3, 3) in seen


def test_the_users_data_folder_is_not_touched(animals: Path, tmp_path: Path) -> None:
    evaluate_collection(animals, Settings(data_dir=tmp_path / "data"), WordEmbedder())
    assert not (tmp_path / "data").exists()


def test_a_document_ranks_by_its_best_passage_and_stands_once(tmp_path: Path) -> None:
    long = " ".join(f"Sentence {number} is about nothing in particular at all." for number in range(60))
    documents = [
        {"_id": "long", "title": "Odds", "text": f"{long} Newts regrow legs. {long}"},
        {"_id": "short", "title": "Ends", "text": "Toads croak at night."},
    ]
    folder = _write(tmp_path / "c", documents, {"q": "newts regrow legs"}, "q\tlong\t1\n")
    assert evaluate_collection(folder, Settings(), WordEmbedder())["mrr"] == 1


def test_an_empty_document_is_left_out_and_its_query_counts_as_missed(tmp_path: Path) -> None:
    documents = [{"_id": "o", "title": "", "text": OTTER}, {"_id": "e", "title": "", "text": ""}]
    folder = _write(tmp_path / "c", documents, {"1": "otters", "2": "nothing"}, "1\to\t1\n2\te\t1\n")
    figures = evaluate_collection(folder, Settings(), WordEmbedder())
    assert (figures["documents"], figures["documents_indexed"], figures["queries"]) == (2, 1, 2)
    assert figures["recall_at_100"] == 0.5


def test_the_limit_keeps_the_queries_that_can_be_answered(animals: Path) -> None:
    collection = load_collection(animals, limit=1)
    assert list(collection.documents) == ["o"]
    assert collection.queries == {"1": "Where do otters sleep?"}
    assert collection.relevance == {"1": {"o": 1}}


def test_a_judgement_of_zero_is_not_relevance(animals: Path) -> None:
    assert load_collection(animals).relevance == {"1": {"o": 1}, "2": {"b": 2}}


def test_means_by_hand() -> None:
    collection = Collection({}, {"1": "", "2": ""}, {"1": {"a": 1}, "2": {"b": 1}})
    means = mean_measures(collection, {"1": {"x": 2.0, "a": 1.0}, "2": {"x": 1.0}})
    assert means == {"ndcg_at_10": pytest.approx(0.6309 / 2, abs=1e-4), "recall_at_100": 0.5, "mrr": 0.25}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("corpus.jsonl", None, "no corpus.jsonl"),
        ("queries.test.jsonl", None, r"no queries\*.jsonl"),
        ("qrels.test.tsv", None, r"no qrels\*.tsv"),
        ("corpus.jsonl", "{", "line 1: not JSON"),
        ("corpus.jsonl", '{"_id": 3, "text": "x"}', "no text in '_id'"),
        ("corpus.jsonl", "[]", "line 1: not an object"),
        ("queries.test.jsonl", '{"_id": "1"}', "no text in 'text'"),
        ("qrels.test.tsv", "1\to\t1\n1\to\t1\n", "not query-id"),
        ("qrels.test.tsv", "query-id\tcorpus-id\tscore\n1\to\tyes\n", "not query-id"),
        ("qrels.test.tsv", "query-id\tcorpus-id\tscore\n9\to\t1\n", "No query in"),
    ],
)
def test_a_collection_in_another_form_is_refused(animals: Path, name: str, content: str | None, message: str) -> None:
    if content is None:
        (animals / name).unlink()
    else:
        (animals / name).write_text(content, encoding="utf-8")
    with pytest.raises(QuestionFileError, match=message):
        load_collection(animals)
