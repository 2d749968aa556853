"""Follow-ups beside their full questions."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

import briefing as command
from evals.original_texts import read_source_texts
from evals.patterns import any_matches
from evals.question_checks import check_gold
from evals.questions import build_question, load_questions
from evals.talk import SETS, TALK_DIR, PairOutcome, pair_questions, summarise_pairs
from kb.errors import QuestionFileError, SettingsError
from kb.settings import Settings


def test_the_committed_pairs_are_enough_stand_in_both_halves_and_tell_nothing() -> None:
    pairs = [pair for file in sorted(TALK_DIR.glob("*.jsonl")) for pair in pair_questions(load_questions(file))]
    assert len(pairs) >= 60
    assert min(sum(pair.full.half == half for pair in pairs) for half in ("dev", "test")) >= 20
    for pair in pairs:
        assert pair.follow_up.nuggets == pair.full.nuggets
        asked = " ".join((*pair.follow_up.history, pair.follow_up.question))
        assert not [nugget for nugget in pair.full.vital if any_matches(nugget.patterns, asked)]


def test_the_further_pairs_are_dev_alone_and_tell_nothing() -> None:
    pairs = [pair for file in sorted(SETS["further"].glob("*.jsonl")) for pair in pair_questions(load_questions(file))]
    assert len(pairs) >= 40
    assert {pair.full.half for pair in pairs} == {"dev"}
    first = {question.id for file in TALK_DIR.glob("*.jsonl") for question in load_questions(file)}
    for pair in pairs:
        assert pair.follow_up.id not in first
        assert pair.follow_up.nuggets == pair.full.nuggets
        asked = " ".join((*pair.follow_up.history, pair.follow_up.question))
        assert not [nugget for nugget in pair.full.vital if any_matches(nugget.patterns, asked)]


@pytest.mark.parametrize("folder", SETS.values(), ids=SETS)
def test_the_gold_of_the_made_up_pairs_holds(folder: Path) -> None:
    questions = load_questions(folder / "made-up.jsonl")
    texts = read_source_texts(folder / "made-up", Settings())
    assert {gold.document_sha256 for q in questions for n in q.nuggets for gold in n.gold} <= set(texts)
    assert check_gold(questions, texts) == []


def test_a_fact_without_its_twin_is_named() -> None:
    nugget = {"importance": "vital", "patterns": ["x"], "gold": [_gold()]}
    alone = build_question(
        {
            "question": "How many?",
            "history": ["Who?"],
            "type": "follow_up",
            "asker": "student",
            "expect": "answer",
            "fact": "lonely",
            "source_ids": ["otter-2001"],
            "nuggets": [nugget],
        }
    )
    with pytest.raises(QuestionFileError, match="lonely has 1 follow-ups and 0 full"):
        pair_questions([alone])


def test_a_pair_counts_where_the_full_question_is_answered() -> None:
    outcomes = [
        PairOutcome(f"q-{i}", "f", 2, mine, full) for i, (mine, full) in enumerate([(2, 2), (1, 2), (0, 0), (2, 1)])
    ]
    summary = summarise_pairs(outcomes)
    assert (summary["pairs"], summary["counted"], summary["as_good"], summary["worse"]) == (4, 3, 2, ["q-1"])
    assert summarise_pairs(outcomes[2:3])["as_good_share"] is None


@pytest.mark.parametrize("pairs", SETS)
def test_the_command_reports_and_its_exit_code_follows_the_aim(pairs: str, notes_settings: Settings) -> None:
    asked = [
        "eval",
        "talk",
        "--pairs",
        pairs,
        "--corpus",
        "notes",
        "--data-dir",
        str(notes_settings.data_dir),
        "--json",
    ]
    done = CliRunner().invoke(command.app, asked)
    figures = orjson.loads(done.stdout)
    assert figures["reached"]
    assert done.exit_code == 0
    assert figures["all"]["as_good_share"] >= 0.9
    assert figures["made_up"]["counted"] >= 5
    assert figures["all"]["counted"] >= 25


def _gold() -> dict[str, object]:
    return {"source_id": "otter-2001", "document_sha256": "0" * 64, "start": 0, "end": 1}


def test_a_set_that_is_not_there_is_named() -> None:
    done = CliRunner().invoke(command.app, ["eval", "talk", "--pairs", "third"])
    assert isinstance(done.exception, SettingsError)
    assert "no set of pairs third" in done.exception.message
