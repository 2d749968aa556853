"""Follow-ups beside their full questions: does one that leans on the talk do as well as one that says it all?

`evals/questions-talk/` and its folder `further/` hold pairs on one fact: a follow-up with its history, and the question
that somebody would put who had asked nothing before. A pair counts when the full question states a vital nugget; the
follow-up is as good when it states no fewer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.gold import GoldIndex
from evals.measures.intervals import wilson
from evals.questions import Question
from evals.records import Outcome
from evals.run import run_question
from evals.scratch import ingested
from evals.system import System
from kb.errors import QuestionFileError
from kb.settings import Settings

TALK_DIR = Path(__file__).resolve().parent / "questions-talk"
SETS = {"first": TALK_DIR, "further": TALK_DIR / "further"}
"""Folders of pairs: five-sources.jsonl on the library, made-up.jsonl on the texts in made-up/."""


@dataclass(frozen=True)
class TalkPair:
    """A follow-up and its full question."""

    follow_up: Question
    full: Question


@dataclass(frozen=True)
class PairOutcome:
    """Vital nuggets stated by each, of `vital`."""

    follow_up_id: str
    fact: str
    vital: int
    by_follow_up: int
    by_full: int

    @property
    def as_good(self) -> bool | None:
        """None where the full question states no vital nugget either."""
        return self.by_follow_up >= self.by_full if self.by_full else None


def pair_questions(questions: Iterable[Question]) -> list[TalkPair]:
    """One pair a fact, in the order of the follow-ups. Raises QuestionFileError naming a fact that is no pair."""
    by_fact: dict[str, list[Question]] = {}
    for question in questions:
        by_fact.setdefault(question.fact, []).append(question)
    pairs = []
    for fact, members in by_fact.items():
        follow_ups = [question for question in members if question.history]
        full = [question for question in members if not question.history]
        if len(follow_ups) != 1 or len(full) != 1:
            raise QuestionFileError(
                f"Fact {fact} has {len(follow_ups)} follow-ups and {len(full)} full questions.", "It needs one of each."
            )
        pairs.append(TalkPair(follow_ups[0], full[0]))
    return pairs


def measure_pairs(
    system: System, pairs: Sequence[TalkPair], settings: Settings, gold: GoldIndex, advance: Callable[[], None]
) -> list[PairOutcome]:
    """Ask both questions of each pair. Searches and answers; raises what `run_question` raises."""
    outcomes = []
    for pair in pairs:
        follow_up = run_question(system, pair.follow_up, settings, gold)
        full = run_question(system, pair.full, settings, gold)
        outcomes.append(
            PairOutcome(pair.follow_up.id, pair.full.fact, len(pair.full.vital), _stated(follow_up), _stated(full))
        )
        advance()
    return outcomes


def measure_made_up(
    settings: Settings, files: Sequence[Path], pairs: Sequence[TalkPair], gold: GoldIndex, advance: Callable[[], None]
) -> list[PairOutcome]:
    """The same for pairs on made-up sources (`files`), which are ingested into a scratch folder first."""
    with TemporaryDirectory(prefix="briefing-talk-") as scratch:
        chosen = settings.model_copy(update={"corpus": "auto"})
        system = ingested(chosen, files, Path(scratch))
        return measure_pairs(system, pairs, chosen, gold, advance)


def summarise_pairs(outcomes: Sequence[PairOutcome]) -> dict[str, object]:
    """Counts, the share that is as good with its Wilson interval (None over nothing), and the ids of the others."""
    counted = [outcome for outcome in outcomes if outcome.as_good is not None]
    good = sum(outcome.as_good is True for outcome in counted)
    return {
        "pairs": len(outcomes),
        "counted": len(counted),
        "as_good": good,
        "as_good_share": good / len(counted) if counted else None,
        "interval": wilson(good, len(counted)) if counted else None,
        "worse": [outcome.follow_up_id for outcome in counted if not outcome.as_good],
    }


def _stated(outcome: Outcome) -> int:
    if outcome.status == "abstained":
        return 0
    return sum(nugget.stated for nugget in outcome.nuggets if nugget.vital)
