"""Two runs on the same questions, or on those that they share: what changed, by how much, and whether it is noise.

One rule for verdict and exit code: a run regresses against an earlier one when
- a gated measure worsens by more than its tolerance and certainly (paired bootstrap clustered by fact);
  nDCG and reciprocal rank count passages, and are held against a run only where both cut documents alike;
- or more questions newly fail than newly pass, certainly (exact McNemar test);
- or a promise worsens at all;
- or answers take more than three times as long on the same kind of machine.

"Certainly" is p < 0.05 after Holm's correction over all these tests at once (Holm 1979): some twenty measures of the
same answers, each tested alone, would call one unchanged system in three worse. A measure's own `verdict`, which the
reader of a comparison sees, is by its own 95% interval.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import zip_longest
from statistics import median
from typing import Literal

from evals.measures import MEASURES
from evals.measures.intervals import holm, mcnemar, paired_bootstrap
from evals.measures.spec import Measure
from evals.records import Outcome, RunRecord
from kb.errors import QuestionFileError

SIGNIFICANCE = 0.05
SLOWER_FACTOR = 3.0
_PASSED = "passed or failed"
Verdict = Literal["worse", "better", "same"]
Pairs = list[tuple[Outcome, Outcome]]


@dataclass(frozen=True)
class MeasureChange:
    """A measure over the questions on which both runs have a value."""

    name: str
    before: float
    after: float
    low: float
    high: float
    p: float
    questions: int
    verdict: Verdict
    regressed: bool

    @property
    def difference(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class Sets:
    """How the questions of two runs overlap."""

    only_before: int
    only_after: int
    judged_otherwise: int
    """Asked in both, and judged by another fact, expectation or nuggets; they are left out."""


@dataclass(frozen=True)
class Comparison:
    """What changed between two runs."""

    before: str
    after: str
    questions: int
    left_out: int
    same_corpus: bool
    changes: tuple[MeasureChange, ...]
    newly_failing: tuple[str, ...]
    newly_passing: tuple[str, ...]
    mcnemar_p: float
    regressions: tuple[str, ...]
    sets: Sets | None = None
    """None where both runs asked the same questions."""

    @property
    def held(self) -> bool:
        """Whether nothing regressed: the one rule behind the verdict shown and the exit code."""
        return not self.regressions


def compare_runs(
    before: RunRecord, after: RunRecord, *, across_corpora: bool = False, shared_questions: bool = False
) -> Comparison:
    """Compare run `after` with run `before`.

    On different corpora only where `across_corpora` says so, and then over the questions whose gold both libraries
    hold and those without gold. On different questions only where `shared_questions` says so, and then over those
    that both asked and judged alike. Raises QuestionFileError when the runs cannot be compared.
    """
    same_corpus = (before.corpus, before.corpus_hash) == (after.corpus, after.corpus_hash)
    same_questions = before.question_set_hash == after.question_set_hash
    if not same_questions and not shared_questions:
        raise QuestionFileError(
            "The runs are on different questions.",
            "Run both on the same questions, with the same filters; --shared-questions compares those of both.",
        )
    if not same_corpus and not across_corpora:
        raise QuestionFileError(
            f"The runs are on different corpora ({before.corpus} {before.corpus_hash}, "
            f"{after.corpus} {after.corpus_hash}).",
            "Say --across-corpora to compare the questions whose gold both hold.",
        )
    asked = [
        (old, after.by_question[old.question_id]) for old in before.outcomes if old.question_id in after.by_question
    ]
    everything = [pair for pair in asked if same_questions or _judged_alike(*pair)]
    if not everything:
        raise QuestionFileError("The runs share no question.", "Compare runs that do.")
    pairs = [pair for pair in everything if same_corpus or _gold_in_both(*pair)]
    if not pairs:
        raise QuestionFileError("The corpora share the gold of no question.", "Compare runs on one corpus.")
    changes = [change for measure in MEASURES.values() if (change := _change(measure, pairs))]
    failing = tuple(old.question_id for old, new in pairs if old.passed and not new.passed)
    passing = tuple(old.question_id for old, new in pairs if not old.passed and new.passed)
    p = mcnemar(len(failing), len(passing))
    tested = [change.name for change in changes if _is_tested(MEASURES[change.name], before, after)]
    certain = _certain({**{c.name: c.p for c in changes if c.name in tested}, _PASSED: p})
    changes = [replace(change, regressed=_regressed(change, certain)) for change in changes]
    regressions = [f"{MEASURES[c.name].label}: {c.before:.3f} to {c.after:.3f}" for c in changes if c.regressed]
    if len(failing) > len(passing) and _PASSED in certain:
        regressions.append(f"{len(failing)} questions newly fail, {len(passing)} newly pass (p = {p:.3f})")
    if slower := _slower(before, after, pairs):
        regressions.append(slower)
    return Comparison(
        before=before.run_id,
        after=after.run_id,
        questions=len(pairs),
        left_out=len(everything) - len(pairs),
        same_corpus=same_corpus,
        changes=tuple(changes),
        newly_failing=failing,
        newly_passing=passing,
        mcnemar_p=p,
        regressions=tuple(regressions),
        sets=None
        if same_questions
        else Sets(
            only_before=len(before.outcomes) - len(asked),
            only_after=len(after.outcomes) - len(asked),
            judged_otherwise=len(asked) - len(everything),
        ),
    )


def sets_words(sets: Sets, questions: int) -> str:
    """The overlap in a sentence; `questions` is how many are compared."""
    other = f", and {sets.judged_otherwise} that are judged by other nuggets" if sets.judged_otherwise else ""
    return (
        f"The runs are on different questions: only the {questions} that both asked are compared. Left out are "
        f"{sets.only_before} of the first run alone and {sets.only_after} of the second alone{other}."
    )


def _judged_alike(before: Outcome, after: Outcome) -> bool:
    """Whether the same was expected of both. A baseline holds no patterns, so that those of one go unseen there."""
    if (before.expect, before.fact, before.type) != (after.expect, after.fact, after.type):
        return False
    nuggets = list(zip_longest(before.nuggets, after.nuggets))
    return all(
        old is not None
        and new is not None
        and old.vital == new.vital
        and (old.patterns == new.patterns or not (old.patterns and new.patterns))
        for old, new in nuggets
    )


def _gold_in_both(before: Outcome, after: Outcome) -> bool:
    """Whether both libraries hold gold of the question, or it has none."""
    return not before.nuggets or None not in (before.values["vital_retrieved"], after.values["vital_retrieved"])


def _is_tested(measure: Measure, before: RunRecord, after: RunRecord) -> bool:
    same_passages = before.index_hash == after.index_hash
    return measure.gated and not measure.promise and (same_passages or not measure.by_passage)


def _certain(p_values: dict[str, float]) -> set[str]:
    """The tests whose p stays below 0.05 when corrected for how many there are."""
    corrected = holm(list(p_values.values()))
    return {name for name, p in zip(p_values, corrected, strict=True) if p < SIGNIFICANCE}


def _regressed(change: MeasureChange, certain: Collection[str]) -> bool:
    measure = MEASURES[change.name]
    worsening = change.before - change.after if measure.better == "higher" else change.after - change.before
    if measure.promise:
        return measure.gated and worsening > 0
    return change.name in certain and worsening > measure.tolerance


def _change(measure: Measure, pairs: Pairs) -> MeasureChange | None:
    """The change of one measure, not yet held against the run."""
    rows = [
        (a, b, old.fact)
        for old, new in pairs
        if (a := old.values.get(measure.name)) is not None and (b := new.values.get(measure.name)) is not None
    ]
    before, after = [a for a, _, _ in rows], [b for _, b, _ in rows]
    difference = paired_bootstrap(before, after, [fact for _, _, fact in rows])
    if difference is None:
        return None
    sign = 1 if measure.better == "higher" else -1
    worsening = -sign * difference.mean
    certain = difference.low > 0 or difference.high < 0
    verdict: Verdict = "same"
    if certain or (measure.promise and worsening > 0):
        verdict = "worse" if worsening > 0 else "better"
    return MeasureChange(
        name=measure.name,
        before=sum(before) / len(before),
        after=sum(after) / len(after),
        low=difference.low,
        high=difference.high,
        p=difference.p,
        questions=len(rows),
        verdict=verdict,
        regressed=False,
    )


def _slower(before: RunRecord, after: RunRecord, pairs: Pairs) -> str | None:
    if before.provenance.platform != after.provenance.platform:
        return None
    old = [seconds for outcome, _ in pairs if (seconds := outcome.values.get("seconds")) is not None]
    new = [seconds for _, outcome in pairs if (seconds := outcome.values.get("seconds")) is not None]
    if not old or not new or median(new) <= SLOWER_FACTOR * median(old):
        return None
    return f"seconds an answer takes (median): {median(old):.3f} to {median(new):.3f}"
