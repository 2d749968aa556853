"""An optional judge: a language model grades what patterns cannot. Nothing else in the evals needs one.

For every vital nugget of an answered question the judge sees the question, the words that state the nugget (from an
original at hand) and the answer, and grades whether the answer states it. A grade that cannot be read is no grade: the
nugget is left unscored and counted as such. How far the judge agrees with the patterns is printed with every result:
as a share, and as Cohen's kappa (Cohen 1960), which leaves out what agreement chance would bring.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from evals.questions import Nugget, Question
from evals.records import RunRecord


@dataclass(frozen=True)
class Grading:
    """What a judge is asked."""

    question: str
    fact: str
    answer: str


class Judge(Protocol):
    """Grades whether an answer states a fact."""

    @property
    def name(self) -> str: ...

    def grade(self, grading: Grading) -> bool | None:
        """True or False; None where no grade came back that can be read. Raises JudgeError when it cannot be asked."""
        ...


@dataclass(frozen=True)
class NuggetGrade:
    """One nugget: what the pattern said and what the judge said; None where it is unscored."""

    question_id: str
    nugget: int
    by_pattern: bool
    by_judge: bool | None


@dataclass(frozen=True)
class JudgeReport:
    """All grades of a run."""

    judge: str
    grades: tuple[NuggetGrade, ...]

    @property
    def scored(self) -> tuple[NuggetGrade, ...]:
        return tuple(grade for grade in self.grades if grade.by_judge is not None)

    @property
    def agreement(self) -> float | None:
        """Share of scored nuggets on which judge and pattern agree; None without any."""
        return sum(g.by_judge == g.by_pattern for g in self.scored) / len(self.scored) if self.scored else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa; None without scored nuggets or where both always say the same one thing."""
        if (agreement := self.agreement) is None:
            return None
        pattern = sum(grade.by_pattern for grade in self.scored) / len(self.scored)
        judge = sum(bool(grade.by_judge) for grade in self.scored) / len(self.scored)
        by_chance = pattern * judge + (1 - pattern) * (1 - judge)
        return None if by_chance == 1 else (agreement - by_chance) / (1 - by_chance)

    def summary(self) -> dict[str, object]:
        """For printing as JSON."""
        return {
            "judge": self.judge,
            "nuggets": len(self.grades),
            "unscored": len(self.grades) - len(self.scored),
            "stated_by_pattern": sum(grade.by_pattern for grade in self.scored),
            "stated_by_judge": sum(bool(grade.by_judge) for grade in self.scored),
            "agreement": self.agreement,
            "kappa": self.kappa,
            "disagreements": [
                {"question_id": g.question_id, "nugget": g.nugget, "pattern": g.by_pattern, "judge": g.by_judge}
                for g in self.scored
                if g.by_judge != g.by_pattern
            ],
        }


def judge_run(
    record: RunRecord,
    questions: Iterable[Question],
    source_texts: Mapping[str, str],
    judge: Judge,
    advance: Callable[[], None] = lambda: None,
) -> JudgeReport:
    """Grade the vital nuggets of the run's answers. Nuggets whose original is not at hand are left out.

    `source_texts` maps the SHA-256 of originals to their source texts. `advance` is called after each question.
    """
    asked = {question.id: question for question in questions}
    grades = []
    for outcome in record.outcomes:
        question = asked.get(outcome.question_id)
        if question is not None and outcome.answer and outcome.status != "abstained":
            for number, (nugget, found) in enumerate(zip(question.nuggets, outcome.nuggets, strict=True), start=1):
                if found.vital and (fact := _fact(nugget, source_texts)):
                    grading = Grading(_asked(question.history, question.question), fact, outcome.answer)
                    grades.append(NuggetGrade(question.id, number, found.stated, judge.grade(grading)))
        advance()
    return JudgeReport(judge.name, tuple(grades))


def _fact(nugget: Nugget, source_texts: Mapping[str, str]) -> str | None:
    """The words of the first gold span at hand."""
    return next(
        (
            " ".join(text[gold.start : gold.end].split())
            for gold in nugget.gold
            if (text := source_texts.get(gold.document_sha256)) is not None
        ),
        None,
    )


def _asked(history: Sequence[str], question: str) -> str:
    return "\n".join((*history, question))
