"""Faults of abstention, and of speed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from chatbot.answer import Answer
from chatbot.judge_answerability import Judgement
from chatbot.pipeline import Briefing
from chatbot.select_evidence import Retrieved
from chatbot.understand_question import Question
from evals.faults.spec import Fault, answer_fault
from evals.system import SearchableLibrary, System

SLOWER = 5


class NeverAbstains(Briefing):
    """Answers from whatever was found."""

    def judge(self, question: Question, retrieved: Retrieved) -> Judgement:
        judged = super().judge(question, retrieved)
        return replace(judged, answer=True, reason=None) if retrieved.evidence.items else judged


class Slow:
    """Takes five times as long."""

    def __init__(self, system: System) -> None:
        self._system = system

    @property
    def library(self) -> SearchableLibrary:
        return self._system.library

    def ask(self, question: str, history: Sequence[str] = (), length: Literal["short", "long"] = "short") -> Answer:
        started = time.perf_counter()
        answer = self._system.ask(question, history, length)
        time.sleep((SLOWER - 1) * (time.perf_counter() - started))
        return answer


def always_abstain(answer: Answer) -> Answer:
    """The same answer withheld."""
    withheld = {
        "status": "abstained",
        "abstained": True,
        "answer": "The sources do not say.",
        "segments": (),
        "citations": (),
        "reason": "withheld",
    }
    return answer.model_copy(update=withheld)


FAULTS = (
    Fault("abstention off", "every question is answered", lambda healthy: NeverAbstains(healthy.briefing.library)),
    answer_fault("abstention always", "no question is answered", always_abstain),
    Fault(
        "slow by 5x",
        "every answer takes five times as long",
        lambda healthy: Slow(healthy.briefing),
        about_time=True,
    ),
)
