"""A library, questions of one's own on it, and runs, for the tests of the Evaluate tab."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evals.questions import Question, build_question, dump_questions
from ingest.pipeline import ingest_paths
from kb.library import Library
from kb.settings import Settings

BUDGET = "What budget do the quay clinics hold per resident?"
FOUNDERS = "Who founded the quay clinics?"
SUNDAYS = "When do the quay clinics close on Sundays?"
VOLCANO = "Which submarine volcano erupted near Vanuatu?"
_SOURCE = "quay-2019"


def evaluate_settings(page_settings: Settings, data_dir: Path) -> Settings:
    """Settings of a library of its own, in which the folder of one's own questions holds four; one of them cannot be
    passed, because its pattern is nowhere in the source."""
    settings = page_settings.model_copy(update={"data_dir": data_dir, "port": 0})
    ingest_paths(settings, [settings.sources_dir / f"{_SOURCE}.txt"])
    (document,) = Library.open(settings).documents.values()

    def asked(question: str, pattern: str, words: str, fact: str) -> Question:
        start = document.source_text.index(words)
        gold = {
            "source_id": _SOURCE, "document_sha256": document.document_sha256, "start": start, "end": start + len(words)
        }  # fmt: skip
        nugget = {"importance": "vital", "patterns": [pattern], "gold": [gold]}
        return _question(question, fact, type="figure", expect="answer", source_ids=[_SOURCE], nuggets=[nugget])

    questions = [
        asked(BUDGET, r"\b95\b", "95 crowns per resident", "budget"),
        asked(FOUNDERS, "nurses", "founded in 1987 by nurses", "founders"),
        asked(SUNDAYS, "midnight <b>", "On Sundays they close at noon", "sundays"),
        _question(VOLCANO, "volcano", type="far_unanswerable", expect="abstain", note="no volcanoes here"),
    ]
    folder = settings.own_questions_dir
    folder.mkdir(parents=True)
    (folder / "own.jsonl").write_bytes(dump_questions(questions))
    return settings


def _question(question: str, fact: str, **fields: Any) -> Question:
    return build_question({"question": question, "fact": fact, "asker": "policymaker", **fields})
