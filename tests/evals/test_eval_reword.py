"""Questions said in other words keep their gold."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from briefing import app
from evals.questions import load_questions
from evals.reword_questions import reword, reword_questions
from kb.find_terms import TermFinder
from kb.glossary import Glossary

GLOSSARY = Glossary.model_validate(
    {
        "term": [
            {
                "id": "holt",
                "term": "otter holt",
                "abbreviation": "OH",
                "everyday": ["den of an otter"],
                "definition": "Where an otter sleeps by day.",
            },
            {"id": "river", "term": "river", "definition": "Water that runs to the sea."},
        ]
    }
)
FINDER = TermFinder(GLOSSARY, everyday=True, any_case=True)


def test_terms_are_said_otherwise_and_plurals_stay() -> None:
    assert reword("Where are otter holts on rivers?", FINDER) == "Where are den of an otters on rivers?"
    assert reword("What is an OH?", FINDER) == "What is an den of an otter?"
    assert reword("Which den of an otter?", FINDER) == "Which otter holt?"
    assert reword("Who counts herons?", FINDER) == "Who counts herons?"


def test_reworded_questions_keep_nuggets_and_half(tmp_path: Path) -> None:
    questions = load_questions()
    out = tmp_path / "reworded.jsonl"
    assert CliRunner().invoke(app, ["eval", "reword", str(out)]).exit_code == 0
    reworded = load_questions(out)
    assert len(reworded) > 100
    gold = {(question.half, question.nuggets) for question in questions}
    assert all((question.half, question.nuggets) in gold for question in reworded)
    assert {question.question for question in reworded}.isdisjoint(question.question for question in questions)
    assert list(reword_questions(questions, FINDER)) == []
