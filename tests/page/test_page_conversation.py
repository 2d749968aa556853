"""A visitor's conversation, frame by frame: follow-ups, errors in words for people, nothing shared."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest
from page_made_up import cited, made_up_answer

from chatbot.answer import Answer, Segment
from chatbot.page.conversation import QUESTION_LIMIT_CHARS, Frame, answer_question
from chatbot.page.examples import EXAMPLES
from chatbot.page.render_answer import Turn
from chatbot.pipeline import Briefing, Length
from kb.errors import IndexMismatchError
from kb.settings import Settings


class _Asked(Briefing):
    """A briefing over the made-up library that answers what it is told to and remembers what it was asked."""

    def __init__(self, settings: Settings, result: Answer | Exception) -> None:
        opened = Briefing.open(settings)
        super().__init__(opened.library)
        self.result = result
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        length: Length = "short",
        carry: Sequence[str] | None = None,
    ) -> Answer:
        """The same answer whatever its length."""
        self.asked.append((question, tuple(history)))
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def _answer() -> Answer:
    return made_up_answer([Segment(text="A nurse chairs " * 10, kind="quote", markers=(1,))], [cited(1, 2)])


def _frames(briefing: Briefing, question: str, turns: Sequence[Turn] = ()) -> list[Frame]:
    return list(answer_question(briefing, question, turns))


def test_an_answer_is_sent_once_and_its_evidence_with_it(harbour_settings: Settings) -> None:
    searching, answered = _frames(_Asked(harbour_settings, _answer()), "How many?")
    assert "Searching the library" in str(searching.answer)
    assert 'class="coming"' in str(answered.answer), "its words appear one after another"
    assert 'class="evidence"' in str(answered.evidence)
    assert answered.announcement.endswith("From 1 place in the library.")


def test_earlier_questions_go_along_and_their_answers_stay(harbour_settings: Settings) -> None:
    briefing = _Asked(harbour_settings, _answer())
    first = _frames(briefing, "How many?")
    turns = next(frame.conversation for frame in first if frame.conversation)
    second = _frames(briefing, "And why?", turns)
    assert briefing.asked == [("How many?", ()), ("And why?", ("How many?",))]
    assert "How many?" in str(second[0].earlier)
    assert "<details>" in str(second[0].earlier), "earlier evidence is folded away"
    assert 'data-turn="2"' in str(second[0].answer)


def test_a_long_conversation_keeps_its_latest_turns(harbour_settings: Settings) -> None:
    turns = [Turn(number, f"q{number}", _answer()) for number in range(1, 41)]
    frames = _frames(_Asked(harbour_settings, _answer()), "q41", turns)
    kept = next(frame.conversation for frame in frames if frame.conversation)
    assert len(kept) == 30
    assert kept[-1].number == 41


def test_an_empty_question_is_pointed_out_and_nothing_else_changes(harbour_settings: Settings) -> None:
    (frame,) = _frames(_Asked(harbour_settings, _answer()), " \n ")
    assert "Type a question first." in frame.notice
    assert frame.answer is frame.evidence is frame.earlier is frame.conversation is frame.question is None


def test_a_text_that_is_no_question_is_refused_before_it_is_kept(harbour_settings: Settings) -> None:
    briefing = _Asked(harbour_settings, _answer())
    (frame,) = _frames(briefing, "x" * (QUESTION_LIMIT_CHARS + 1))
    assert "20,001 characters" in frame.notice
    assert frame.question is None, "the text stays in the box"
    assert not briefing.asked


def test_what_the_user_can_mend_is_said_with_a_hint(harbour_settings: Settings) -> None:
    error = IndexMismatchError("The <index> is damaged.", "Run `briefing ingest`.")
    frames = _frames(_Asked(harbour_settings, error), "How many?")
    assert "The &lt;index&gt; is damaged." in frames[-1].notice
    assert "Run `briefing ingest`." in frames[-1].notice
    assert frames[-1].question == "How many?", "the question is put back"
    assert not any(frame.conversation for frame in frames)


def test_a_defect_shows_no_traceback_and_logs_no_words(
    harbour_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        frames = _frames(_Asked(harbour_settings, RuntimeError("secret words")), "How many?")
    shown = "".join(str(part) for frame in frames for part in vars(frame).values())
    assert "Something went wrong inside the program" in shown
    assert not [word for word in ("Traceback", "RuntimeError", "secret") if word in shown]
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text
    assert "How many?" not in caplog.text


def test_every_example_question_is_answered_from_the_notes(notes_settings: Settings) -> None:
    briefing = Briefing.open(notes_settings)
    withheld = [q for theme in EXAMPLES for q in theme.questions if briefing.ask(q).abstained]
    assert not withheld
