"""Figures on public collections: measured where named, held within the tolerance, kept by collection."""

from pathlib import Path

import orjson
import pytest

from evals.public_gate import FigureVerdict, compare_public, measure_public, write_public
from kb.errors import QuestionFileError
from kb.local_embedder import LocalEmbedder
from kb.settings import Settings


def test_a_figure_holds_within_the_tolerance() -> None:
    assert FigureVerdict("c", "mrr", 0.6, 0.596).held
    assert FigureVerdict("c", "mrr", 0.6, 0.9).held
    assert not FigureVerdict("c", "mrr", 0.6, 0.594).held


def test_figures_are_compared_by_collection_and_others_stay(tmp_path: Path) -> None:
    baseline = tmp_path / "public.json"
    write_public({"one": {"mrr": 0.5}}, baseline)
    write_public({"two": {"auroc": 0.7, "word_f1": 0.4}}, baseline)
    verdicts = compare_public({"one": {"mrr": 0.4}, "two": {"auroc": 0.7, "word_f1": 0.5}}, baseline)
    assert [(v.collection, v.figure, v.held) for v in verdicts] == [
        ("one", "mrr", False),
        ("two", "auroc", True),
        ("two", "word_f1", True),
    ]


def test_a_collection_without_figures_is_said(tmp_path: Path) -> None:
    baseline = tmp_path / "public.json"
    with pytest.raises(QuestionFileError, match="cannot be read"):
        compare_public({"one": {"mrr": 0.4}}, baseline)
    write_public({"one": {"mrr": 0.5}}, baseline)
    with pytest.raises(QuestionFileError, match="no figures for two"):
        compare_public({"two": {"mrr": 0.4}}, baseline)


def test_both_kinds_of_collection_are_measured(tmp_path: Path) -> None:
    beir, passages = tmp_path / "otters", tmp_path / "passages" / "qa.jsonl"
    beir.mkdir()
    passages.parent.mkdir()
    rows = [{"_id": "1", "title": "Otters", "text": "Otters keep forty nests."}]
    (beir / "corpus.jsonl").write_bytes(b"\n".join(map(orjson.dumps, rows)))
    (beir / "queries.jsonl").write_bytes(orjson.dumps({"_id": "q", "text": "How many nests do otters keep?"}))
    (beir / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\t1\t1\n", encoding="utf-8")
    line = {
        "question": "How many nests do otters keep?",
        "sentences": ["Otters keep forty nests.", "Herons fly."],
        "answerable": True,
        "answers": [{"answer": "forty", "selected_sentences": ["Otters keep forty nests."]}],
    }
    passages.write_bytes(orjson.dumps(line))
    measured = measure_public(Settings(), LocalEmbedder(Settings()), beir, passages)
    assert measured["otters"]["ndcg_at_10"] == 1
    assert set(measured["passages/qa.jsonl"]) == {"word_f1"}
    assert set(measure_public(Settings(), LocalEmbedder(Settings()), beir, None, 1)) == {"otters, first 1 documents"}
    assert measure_public(Settings(), LocalEmbedder(Settings()), None, None) == {}
