"""Feedback as it is kept: appended, never lost, without the answer's words; and how often one may send it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from chatbot.answer import Answer
from chatbot.feedback import (
    COMMENT_LIMIT_CHARS,
    Feedback,
    FeedbackFile,
    Thumb,
    make_feedback,
    mark_feedback,
)
from chatbot.limit_rate import RateLimit
from chatbot.pipeline import Briefing
from kb.errors import DataFolderError, FeedbackError
from kb.settings import Settings

_ASKED = "What does the bonus of a clinic depend on?"


@pytest.fixture(scope="module")
def answer(harbour_settings: Settings) -> Answer:
    return Briefing.open(harbour_settings).ask(_ASKED)


def _feedback(answer: Answer, thumb: Thumb = "down", comment: str = "", **more: Any) -> Feedback:
    return make_feedback(answer, (), thumb=thumb, comment=comment, corpus="auto", question_max_chars=4000, **more)


def test_what_is_kept_is_what_was_asked_and_where_the_answer_pointed(answer: Answer, tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path)
    file.append(_feedback(answer, comment="  It is the old number. "))
    raw = file.path.read_text(encoding="utf-8")
    (kept,) = file.read().kept
    assert answer.citations
    assert kept.feedback.question == _ASKED
    assert kept.feedback.comment == "It is the old number."
    assert kept.feedback.answer_id == answer.id
    assert kept.feedback.corpus_hash == answer.corpus_hash
    assert kept.feedback.settings_hash == answer.settings_hash
    assert kept.feedback.answered_by == answer.answered_by is not None
    first, place = answer.citations[0], kept.feedback.citations[0]
    assert (place.source_id, place.document_sha256) == (first.source_id, first.document_sha256)
    assert place.spans == tuple((span.char_start, span.char_end) for span in first.spans)
    assert kept.state == "open"
    for citation in answer.citations:
        for span in citation.spans:
            assert span.quote not in raw


def test_feedback_of_before_models_were_named_is_still_read(answer: Answer, tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path)
    file.append(_feedback(answer))
    line = orjson.loads(file.path.read_bytes())
    del line["answered_by"]
    file.path.write_bytes(orjson.dumps(line) + b"\n")
    assert [kept.feedback.answer_id for kept in file.read().kept] == [answer.id]


def test_only_the_owner_of_the_machine_may_read_the_file(answer: Answer, tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path)
    file.append(_feedback(answer))
    assert file.path.stat().st_mode & 0o077 == 0


def test_a_change_of_mind_replaces_and_leaves_the_first_in_the_file(answer: Answer, tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path)
    first = _feedback(answer, "up")
    file.append(first)
    file.append(_feedback(answer, "down", "No, it is wrong.", replaces=first.id))
    (kept,) = file.read().kept
    assert (kept.feedback.thumb, kept.feedback.comment) == ("down", "No, it is wrong.")
    assert len(file.path.read_bytes().splitlines()) == 2


def test_what_became_of_it_is_the_last_thing_said(answer: Answer, tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path)
    feedback = _feedback(answer)
    file.append(feedback)
    for state in ("set aside", "open"):
        file.append(mark_feedback(feedback.id, state))
    file.append(mark_feedback(feedback.id, "made a question", "q-1"))
    (kept,) = file.read().kept
    assert (kept.state, kept.mark and kept.mark.question_id) == ("made a question", "q-1")


def test_many_at_once_are_all_kept(answer: Answer, tmp_path: Path) -> None:
    def send(number: int) -> None:
        FeedbackFile(tmp_path).append(_feedback(answer, comment=f"comment {number}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(40)))
    found = FeedbackFile(tmp_path).read()
    assert {kept.feedback.comment for kept in found.kept} == {f"comment {number}" for number in range(40)}
    assert found.unreadable_lines == 0


def test_a_torn_line_costs_itself_alone(answer: Answer, tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path)
    file.append(_feedback(answer, comment="before"))
    torn = file.path.read_bytes() + b'{"line":"feedback","id":"f-'
    file.path.write_bytes(torn)
    file.append(_feedback(answer, comment="after"))
    found = file.read()
    assert [kept.feedback.comment for kept in found.kept] == ["after", "before"]
    assert found.unreadable_lines == 1
    assert file.path.read_bytes().startswith(torn)


def test_a_file_of_one_byte_is_not_written_over(answer: Answer, tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path)
    file.path.parent.mkdir()
    file.path.write_bytes(b"{")
    file.append(_feedback(answer))
    assert file.path.read_bytes().startswith(b"{\n{")
    assert len(file.read().kept) == 1


def test_long_questions_comments_and_files_have_limits(answer: Answer, tmp_path: Path) -> None:
    with pytest.raises(FeedbackError, match="1,001 characters"):
        _feedback(answer, comment="x" * (COMMENT_LIMIT_CHARS + 1))
    long = answer.model_copy(update={"question": "q" * 9000})
    kept = make_feedback(
        long, ["h" * 9000] * 40, thumb="up", comment="", corpus="auto", question_max_chars=4000
    )  # fmt: skip
    assert len(kept.question) == 4000
    assert [len(question) for question in kept.history] == [4000] * 30
    small = FeedbackFile(tmp_path, limit_bytes=len(orjson.dumps(kept.model_dump(mode="json"))) + 10)
    small.append(kept)
    with pytest.raises(FeedbackError, match="full"):
        small.append(kept)
    small.append(mark_feedback(kept.id, "set aside"))  # what evaluators do of it still goes in
    assert len(small.read().kept) == 1


def test_a_folder_that_cannot_be_written_is_said(answer: Answer, tmp_path: Path) -> None:
    (tmp_path / "feedback").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(DataFolderError, match="cannot be kept"):
        FeedbackFile(tmp_path).append(_feedback(answer))


def test_times_are_utc(answer: Answer) -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert _feedback(answer, now=moment).time == "2026-03-01T12:00:00.000+00:00"


def test_the_rate_limit_counts_each_visitor_and_forgets() -> None:
    now = [0.0]
    limit = RateLimit(2, 60, clock=lambda: now[0])
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    assert limit.allows("b")
    now[0] = 61
    assert limit.allows("a")
