"""Where what is wanted stands among the candidates, and how likely that place is to be the one looked for."""

import pytest

from chatbot.find_filler import find_filler
from chatbot.ranked_sentences import READ_SENTENCES, RankedSentence, RankedSentences
from chatbot.understand_question import understand_question
from chatbot.wanted import wanted_of


def _ranked(*sentences: tuple[str, float, float]) -> RankedSentences:
    read = [RankedSentence(text, text, nearness, likely) for text, nearness, likely in sentences]
    return RankedSentences(read, [0.0] * len(read), [0.0] * len(read), None)


def test_a_figure_far_down_is_late_and_unlikely() -> None:
    question = understand_question("What salary does the harbour master get?", (), 4000)
    wanted = wanted_of(question.text)
    assert wanted is not None
    ranked = _ranked(
        ("The harbour master gets a salary.", 0.9, 0.6),
        ("The harbour has a master.", 0.8, 0.2),
        ("Pilots get $40,000.", 0.3, 0.15),
        ("Cooks get $20,000.", 0.2, 0.05),
    )
    filler = find_filler(question, wanted, ranked)
    assert filler.found
    assert filler.late == pytest.approx(2 / READ_SENTENCES)
    assert filler.likely == pytest.approx(0.2)
    assert filler.gap == pytest.approx(0.3 - 0.9)


def test_no_figure_is_as_late_and_unlikely_as_can_be() -> None:
    question = understand_question("What salary does the harbour master get?", (), 4000)
    wanted = wanted_of(question.text)
    assert wanted is not None
    filler = find_filler(question, wanted, _ranked(("The harbour master gets a salary.", 0.9, 1.0)))
    assert (filler.found, filler.late, filler.likely) == (False, 1.0, 0.0)
