"""The page while a language model speaks: its checked sentences come as they are made, and give way when it fails."""

from __future__ import annotations

import json
import sys

import pytest

from chatbot.page.conversation import Frame, answer_question
from chatbot.page.render_frame import render_header
from chatbot.pipeline import Briefing
from kb.settings import PROJECT_DIR, Settings

sys.path.insert(0, str(PROJECT_DIR / "tests" / "chatbot"))
import model_server
from model_server import BONUS, PAYMENT, serving

QUESTION = "How are the clinics paid?"


def frames_of(settings: Settings, behaviour: model_server.Behaviour) -> list[Frame]:
    with serving(behaviour) as server:
        model = {"model_base_url": server.base_url, "model_name": "tiny", "model_timeout_seconds": 5.0}
        briefing = Briefing.open(Settings(**(settings.model_dump() | model)))
        assert "A language model puts answers into words" in render_header(briefing.library)
        return list(answer_question(briefing, QUESTION, ()))


def test_sentences_are_shown_as_they_are_checked(harbour_settings: Settings) -> None:
    frames = [str(frame.answer) for frame in frames_of(harbour_settings, model_server.slow_but_whole)]
    assert PAYMENT not in frames[0]
    assert PAYMENT in frames[1]
    assert BONUS not in frames[1]
    assert "A language model is putting the evidence into words" in frames[1]
    assert BONUS in frames[2]
    assert len(frames) == 4, "what has been read is not revealed again"
    assert "(words and numbers agree)" in frames[-1]
    assert "Put into words by a language model" in frames[-1]
    assert "supported" not in frames[-1].lower()


def test_a_sentence_that_fails_is_shown_with_the_reason(harbour_settings: Settings) -> None:
    behaviour = model_server.claiming("Each clinic must receive a monthly payment.")
    last = str(frames_of(harbour_settings, behaviour)[-1].answer)
    assert "Each clinic must receive a monthly payment." in last
    assert "does not agree: “must” is not in the evidence" in last


@pytest.mark.parametrize("wrong", ["59 crowns", "95 pounds"])
def test_when_a_number_is_wrong_the_sources_answer(harbour_settings: Settings, wrong: str) -> None:
    def behave(handler: model_server.Handler, evidence: model_server.Evidence) -> None:
        right = {"text": BONUS, "evidence": [model_server.number_of("4 per cent", evidence)]}
        false = {"text": PAYMENT.replace("95 crowns", wrong), "evidence": [right["evidence"][0]]}
        handler.say(json.dumps({"claims": [right, false]}))

    frames = [str(frame.answer) for frame in frames_of(harbour_settings, behave)]
    assert BONUS in frames[1]
    assert all(wrong not in frame for frame in frames)
    assert "sentences instead" in frames[-1]
    assert "source-words" in frames[-1]
