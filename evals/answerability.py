"""Answer sentences and abstention on ClapNQ-form lines (Rosenthal et al. 2024): a question, the sentences of a passage
on its topic, whether they answer it, and which sentences do.

`auroc`: does the confidence tell answerable questions from the others (ties half)? `word_f1`: over answerable
questions, the overlap of the words selected with the words of the gold sentences, counted as SQuAD does (Rajpurkar et
al. 2016: lower case, no punctuation, no articles), the best over several annotators. Departure from ClapNQ: it scores
generated answers by ROUGE-L; sentences selected from the passage are compared with those that annotators selected.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.measures.abstention import auroc
from kb.errors import QuestionFileError

Select = Callable[[str, list[str]], tuple[Sequence[int], float]]
"""From a question and the sentences of a passage: indices of the sentences selected, in order, and the confidence."""
_ARTICLES = frozenset({"a", "an", "the"})


class GoldAnswer(BaseModel):
    """One annotator's answer."""

    model_config = ConfigDict(frozen=True)

    answer: str = ""
    selected_sentences: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentences selected; the answer's own words where none are recorded."""
        return " ".join(self.selected_sentences) or self.answer


class PassageQuestion(BaseModel):
    """One line: fields beyond these are ignored."""

    model_config = ConfigDict(frozen=True)

    question: str
    sentences: tuple[str, ...] = Field(min_length=1)
    answerable: bool
    answers: tuple[GoldAnswer, ...] = ()


def evaluate_answerability(
    questions: Sequence[PassageQuestion], select: Select, advance: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """The figures that `briefing eval answerability --json` prints; a figure without questions behind it is None."""
    confidences: list[float] = []
    overlaps: list[float] = []
    for question in questions:
        selected, confidence = select(question.question, list(question.sentences))
        confidences.append(confidence)
        if question.answerable and question.answers:
            words = " ".join(question.sentences[index] for index in selected)
            overlaps.append(max(word_f1(words, answer.text) for answer in question.answers))
        advance()
    found = auroc(confidences, [question.answerable for question in questions])
    return {
        "auroc": None if found is None else round(found, 4),
        "word_f1": round(sum(overlaps) / len(overlaps), 4) if overlaps else None,
        "questions": len(questions),
        "answerable": sum(question.answerable for question in questions),
    }


def word_f1(text: str, gold: str) -> float:
    """Harmonic mean of precision and recall of the words, each counted as often as it stands; 0 without overlap."""
    words, gold_words = Counter(_words(text)), Counter(_words(gold))
    common = (words & gold_words).total()
    return 2 * common / (words.total() + gold_words.total()) if common else 0.0


def load_passage_questions(path: Path) -> list[PassageQuestion]:
    """The lines of a ClapNQ-form file, in order. Raises QuestionFileError naming the line."""
    questions = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise QuestionFileError(f"{path} cannot be read ({error.strerror}).", "Check the path.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(PassageQuestion.model_validate(orjson.loads(line)))
        except (orjson.JSONDecodeError, ValidationError) as error:
            raise QuestionFileError(
                f"{path.name}, line {number} is not in ClapNQ's form.",
                "Each line needs question, sentences, answerable and answers.",
            ) from error
    if not questions:
        raise QuestionFileError(f"There are no questions in {path}.", "Name a file of JSON lines.")
    return questions


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.lower()) if word not in _ARTICLES]
