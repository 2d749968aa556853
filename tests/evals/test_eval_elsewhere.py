"""`briefing eval elsewhere`: other documents, found by hash, in a scratch library, with others in the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from evals_made_up import fact_in
from typer.testing import CliRunner, Result

from evals.cli import eval_app
from evals.elsewhere import choose_files
from evals.questions import build_question, dump_questions
from evals.rivals import RIVALS
from evals.scratch import ingested
from ingest.read import read_document
from kb.errors import CatalogueError, DataFolderError, QuestionFileError, SettingsError
from kb.ids import sha256_bytes
from kb.settings import Settings

_ARTICLE = """<?xml version="1.0"?>
<article><front><article-meta><article-id pub-id-type="doi">{doi}</article-id>
<title-group><article-title>{title}</article-title></title-group></article-meta></front>
<body><sec><title>Results</title>{paragraphs}</sec></body></article>
"""
_TITLES = {"tern-2003": "Nests of the marsh tern", "lock-2009": "Canal locks in Norland", "bread-2011": "Rye bread"}
_PARAGRAPHS = {
    "tern-2003": ("Marsh terns built 57 nests on the northern dyke.", "Every nest was lined with reed [3]."),
    "lock-2009": ("The canal has 18 locks, the oldest of them from 1822.", "A keeper lives beside each lock."),
    "bread-2011": ("Rye bread keeps for nine days when it is wrapped in linen.",),
}
_ASKED_ABOUT = ("tern-2003", "lock-2009")


def _article(source_id: str) -> bytes:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in _PARAGRAPHS[source_id])
    return _ARTICLE.format(doi=f"10.1234/{source_id}", title=_TITLES[source_id], paragraphs=paragraphs).encode()


def _nugget(source_id: str, words: str, pattern: str) -> dict[str, Any]:
    data = _article(source_id)
    document = read_document(data, "x.xml", source_id=source_id, kind="original", settings=Settings())
    start = document.source_text.index(words)
    gold = {
        "source_id": source_id,
        "document_sha256": sha256_bytes(data),
        "start": start,
        "end": start + len(words),
    }
    return {"importance": "vital", "patterns": [pattern], "gold": [gold]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles under names that say nothing."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, source_id in enumerate(_TITLES):
        (folder / f"download-{number}.xml").write_bytes(_article(source_id))
    return folder


@pytest.fixture
def questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of three questions on two of the articles, and their catalogue; the user's data folder is a trap."""
    monkeypatch.setenv("BRIEFING_DATA_DIR", str(tmp_path / "users-own"))
    folder = tmp_path / "questions"
    folder.mkdir()
    records = [
        f'[[source]]\nsource_id = "{source_id}"\ntitle = "{_TITLES[source_id]}, as catalogued"\n'
        f'doi = "10.1234/{source_id}"\nlicence = "CC-BY-4.0"\noriginal_sha256 = ["{sha256_bytes(_article(source_id))}"]'
        for source_id in _ASKED_ABOUT
    ]
    (folder / "catalogue.toml").write_text("\n\n".join(records), encoding="utf-8")
    shared = {"asker": "student", "expect": "answer", "type": "figure"}
    asked = [
        {
            **shared,
            "question": "How many nests did marsh terns build?",
            "fact": fact_in("dev"),
            "source_ids": ["tern-2003"],
            "nuggets": [_nugget("tern-2003", _PARAGRAPHS["tern-2003"][0], r"\b57\b")],
        },
        {
            **shared,
            "question": "How many locks does the canal have?",
            "fact": fact_in("test"),
            "source_ids": ["lock-2009"],
            "nuggets": [_nugget("lock-2009", _PARAGRAPHS["lock-2009"][0], r"\b18\b")],
        },
        {
            **shared,
            "question": "Which comet passed in 1910?",
            "fact": fact_in("dev"),
            "type": "far_unanswerable",
            "expect": "abstain",
            "note": "no comets here",
        },
    ]
    (folder / "made-up.jsonl").write_bytes(dump_questions(build_question(fields) for fields in asked))
    return folder


def _call(*arguments: Any) -> Result:
    return CliRunner().invoke(eval_app, [str(argument) for argument in arguments])


def _run(folder: Path, questions: Path, *more: Any) -> Result:
    return _call("elsewhere", folder, "--questions", questions, "--out", questions / "run.json", *more)


def _json(result: Result) -> Any:
    assert result.exit_code in (0, 1), result.output
    return orjson.loads(result.stdout)


def test_questions_are_answered_from_the_articles_as_catalogued(folder: Path, questions: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    printed = _json(_run(folder, questions, "--json", "--save-baseline", baseline))
    assert (printed["questions"], printed["corpus"]) == (3, "originals")
    for measure in ("vital_recall", "attributed", "quotes_sound", "spans_exact", "quoted_as_cited"):
        assert printed["measures"][measure]["mean"] == 1, measure
    assert printed["measures"]["citation_precision"]["mean"] > 0
    outcomes = orjson.loads((questions / "run.json").read_bytes())["outcomes"]
    assert {citation["source_id"] for outcome in outcomes for citation in outcome["citations"]} == set(_ASKED_ABOUT)
    assert not (tmp_path / "users-own").exists()
    promised = orjson.loads(baseline.read_bytes())
    assert "marsh terns" not in baseline.read_text(encoding="utf-8")
    for outcome in promised["outcomes"]:
        outcome["values"]["attributed"] = 2.0
    baseline.write_bytes(orjson.dumps(promised))
    lost = _run(folder, questions, "--baseline", baseline)
    assert lost.exit_code == 1
    assert "vital nuggets stated" in lost.stdout
    assert "Regressed" in lost.stdout


def test_one_half_is_asked_with_another_article_in_the_way(folder: Path, questions: Path) -> None:
    printed = _json(_run(folder, questions, "--json", "--half", "dev", "--distractors", "1", "--with-baselines"))
    assert printed["questions"] == 2
    assert printed["filters"]["half"] == ["dev"]
    assert printed["measures"]["vital_recall"]["mean"] == 1
    assert {rival["name"] for rival in printed["rivals"]} == set(RIVALS)
    record = orjson.loads((questions / "run.json").read_bytes())
    assert record["corpus_hash"] == _corpus_hash(folder, questions)
    assert isinstance(_run(folder, questions, "--half", "both").exception, SettingsError)


def _corpus_hash(folder: Path, questions: Path) -> str:
    """Of a library that holds all three articles."""
    settings = Settings(data_dir=questions / "all", sources_dir=questions, corpus="originals")
    return ingested(settings, [folder], questions / "all").library.corpus_hash


def test_files_are_known_by_their_bytes_whatever_they_are_called(folder: Path, questions: Path) -> None:
    catalogue = questions / "catalogue.toml"
    for number in range(4):
        (folder / f"note-{number}.txt").write_text(f"Page {number}", encoding="utf-8")
    chosen = choose_files(folder, catalogue, 3)
    assert [path.read_bytes() for path in chosen.asked_about] == [_article(source_id) for source_id in _ASKED_ABOUT]
    hashes = [sha256_bytes(path.read_bytes()) for path in chosen.distractors]
    assert hashes == sorted(hashes)
    for path in sorted(folder.iterdir()):
        path.rename(folder / f"{sha256_bytes(path.name.encode())[:8]}.bin")
    again = choose_files(folder, catalogue, 3)
    assert [sha256_bytes(path.read_bytes()) for path in again.distractors] == hashes


def test_what_is_not_there_is_named(folder: Path, questions: Path, tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match=r"1 other file.* not 2") as few:
        choose_files(folder, questions / "catalogue.toml", 2)
    assert "fewer" in few.value.hint
    (folder / "download-0.xml").write_bytes(_article("tern-2003") + b"<!-- changed -->")
    with pytest.raises(QuestionFileError, match=r"1 of 2 .*10\.1234/tern-2003"):
        choose_files(folder, questions / "catalogue.toml", 0)
    assert isinstance(_run(tmp_path / "nowhere", questions).exception, QuestionFileError)
    (questions / "catalogue.toml").write_text("[[source]]\ntitle = 3", encoding="utf-8")
    assert isinstance(_run(folder, questions).exception, CatalogueError)
    (questions / "catalogue.toml").unlink()
    missing = _run(folder, questions).exception
    assert isinstance(missing, QuestionFileError)
    assert "catalogue.toml" in missing.message


def test_a_distractor_that_cannot_be_read_is_named(folder: Path, questions: Path) -> None:
    next(path for path in folder.iterdir() if b"Rye" in path.read_bytes()).write_bytes(
        b"<?xml version='1.0'?><article>"
    )
    refused = _run(folder, questions, "--distractors", "1").exception
    assert isinstance(refused, DataFolderError)
    assert "download-2.xml" in refused.message


def test_check_reads_gold_in_articles(folder: Path, questions: Path) -> None:
    arguments = ("check", "--questions", questions, "--originals", folder, "--json")
    assert _json(_call(*arguments)) == {"questions": 3, "originals": 2, "originals_at_hand": 2, "faults": []}
    file = questions / "made-up.jsonl"
    rows = [orjson.loads(line) for line in file.read_bytes().splitlines()]
    rows[1]["nuggets"][0]["gold"][0]["end"] = rows[1]["nuggets"][0]["gold"][0]["start"] + 9
    file.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    unsound = _call(*arguments)
    assert unsound.exit_code == 1
    assert len(_json(unsound)["faults"]) == 1
