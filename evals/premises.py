"""Questions that take something false for granted, beside twins of the same form whose premise is true.

`evals/questions-premises/dev.jsonl` and `test.jsonl`, a pair a line, on notes alone; no source stands in both. A false
premise counts as named when the first sentence cited is one that contradicts it; a twin is a false alarm when the
answer says of its premise that it is false.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chatbot.answer import Answer
from evals.measures.intervals import wilson
from evals.patterns import compile_pattern
from evals.question_lines import read_question_lines
from evals.questions import Half
from kb.catalogue import SourceId

PREMISES_DIR = Path(__file__).resolve().parent / "questions-premises"
PremiseKind = Literal["actor", "comparison", "direction", "outcome", "place", "quantifier", "quantity", "year"]
_Text = Annotated[str, StringConstraints(min_length=1)]


class PremisePair(BaseModel):
    """One pair, and what the sentence says that contradicts the one and bears out the other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: SourceId
    kind: PremiseKind = Field(description="What is false")
    false: _Text
    true: _Text
    states: tuple[_Text, ...] = Field(min_length=1, description="Patterns, any of which the sentence holds")


class Asks(Protocol):
    """What answers a question."""

    def ask(self, question: str) -> Answer: ...


def load_pairs(half: Half, folder: Path = PREMISES_DIR) -> tuple[PremisePair, ...]:
    """The pairs of a half, in order. Raises QuestionFileError naming the line."""
    return tuple(pair for pair, _ in read_question_lines(folder / f"{half}.jsonl", PremisePair))


def measure_pairs(
    system: Asks, pairs: Sequence[PremisePair], advance: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """What `briefing eval premises --json` prints; questions by their words."""
    named: list[str] = []
    elsewhere: list[str] = []
    alarms: list[str] = []
    for pair in pairs:
        answer = system.ask(pair.false)
        if answer.status == "corrected":
            right = any(compile_pattern(pattern).search(answer.citations[0].quote) for pattern in pair.states)
            (named if right else elsewhere).append(pair.false)
        if system.ask(pair.true).status == "corrected":
            alarms.append(pair.true)
        advance()
    missed = [pair.false for pair in pairs if pair.false not in {*named, *elsewhere}]
    return {
        "pairs": len(pairs),
        "named": len(named),
        "named_share": len(named) / len(pairs) if pairs else None,
        "named_interval": wilson(len(named), len(pairs)) if pairs else None,
        "named_by_another_sentence": elsewhere,
        "false_alarms": alarms,
        "missed": missed,
    }
