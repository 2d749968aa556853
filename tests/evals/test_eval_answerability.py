"""Word overlap and AUROC on made-up ClapNQ-form lines."""

from pathlib import Path

import orjson
import pytest

from evals.answerability import PassageQuestion, evaluate_answerability, load_passage_questions, word_f1
from kb.errors import QuestionFileError

SENTENCES = ["Otters swim.", "Beavers build dams.", "Herons wait."]


def _line(question: str, answerable: bool, *selected: int) -> dict[str, object]:
    answers = [{"answer": "x", "selected_sentences": [SENTENCES[i]]} for i in selected]
    return {"id": "1", "question": question, "sentences": SENTENCES, "answerable": answerable, "answers": answers}


@pytest.mark.parametrize(
    ("text", "gold", "f1"),
    [
        ("Beavers build dams.", "Beavers build dams .", 1),
        ("The beavers", "a Beavers!", 1),
        ("otters swim otters", "otters swim", 2 * 2 / 5),
        ("otters", "herons", 0),
        ("", "herons", 0),
        ("", "", 0),
    ],
)
def test_word_f1_by_hand(text: str, gold: str, f1: float) -> None:
    assert word_f1(text, gold) == pytest.approx(f1)


def test_figures_by_hand() -> None:
    lines = [_line("dams?", True, 1, 0), _line("fish?", True, 2), _line("moon?", False)]
    questions = [PassageQuestion.model_validate(line) for line in lines]
    chosen = {"dams?": ([1], 0.9), "fish?": ([], 0.4), "moon?": ([0], 0.4)}
    asked: list[str] = []

    def select(question: str, sentences: list[str]) -> tuple[list[int], float]:
        asked.append(question)
        assert sentences == SENTENCES
        return chosen[question]

    figures = evaluate_answerability(questions, select)
    assert figures == {"auroc": 0.75, "word_f1": 0.5, "questions": 3, "answerable": 2}
    assert asked == ["dams?", "fish?", "moon?"]


def test_a_figure_without_questions_behind_it_is_none() -> None:
    figures = evaluate_answerability([PassageQuestion.model_validate(_line("moon?", False))], lambda *_: ([], 0.1))
    assert (figures["auroc"], figures["word_f1"]) == (None, None)


def test_an_answer_without_selected_sentences_counts_by_its_words() -> None:
    line = {**_line("q", True), "answers": [{"answer": "Herons wait"}]}
    figures = evaluate_answerability([PassageQuestion.model_validate(line)], lambda *_: ([2], 0.9))
    assert figures["word_f1"] == 1


def test_lines_are_read_and_bad_ones_named(tmp_path: Path) -> None:
    file = tmp_path / "qa.jsonl"
    file.write_bytes(orjson.dumps(_line("q", True, 0)) + b"\n\n")
    assert [question.question for question in load_passage_questions(file)] == ["q"]
    for content, message in ((b"\n{}", "line 2"), (b"{", "line 1"), (b"", "no questions")):
        file.write_bytes(content)
        with pytest.raises(QuestionFileError, match=message):
            load_passage_questions(file)
    with pytest.raises(QuestionFileError, match="cannot be read"):
        load_passage_questions(tmp_path / "none")
