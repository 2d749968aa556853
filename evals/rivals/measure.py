"""The baseline systems asked and judged as ours is, and by how much ours is ahead of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from chatbot.understand_question import understand_in
from evals.aggregate import confidence_auroc, outcome_of, summarise
from evals.gold import GoldIndex
from evals.judging import judge
from evals.measures import MEASURES, retrieval
from evals.measures.intervals import paired_bootstrap
from evals.questions import Question
from evals.records import Margin, Outcome, RivalResult
from evals.rivals import LABELS, RIVALS
from evals.rivals.spec import Rival
from kb.library import Library

_RETRIEVAL = frozenset(measure.name for measure in retrieval.MEASURES)


def measure_rivals(
    library: Library,
    questions: Sequence[Question],
    gold: GoldIndex,
    ours: Sequence[Outcome],
    advance: Callable[[], None] = lambda: None,
) -> tuple[RivalResult, ...]:
    """One result a baseline system, in the order of `RIVALS`; `ours` are our outcomes on the same questions."""
    results = []
    for name, build in RIVALS.items():
        rival = build(library)
        outcomes = []
        for question in questions:
            outcomes.append(rival_outcome(rival, library, question, gold))
            advance()
        results.append(
            RivalResult(
                name=name,
                label=LABELS[name],
                measures=summarise(outcomes),
                margins=_margins(ours, outcomes),
                auroc=confidence_auroc(outcomes),
                auroc_near=confidence_auroc(outcomes, near_only=True),
            )
        )
    return tuple(results)


def rival_outcome(rival: Rival, library: Library, question: Question, gold: GoldIndex) -> Outcome:
    """One question's answer, judged; retrieval is judged only where the answer comes from the library's search."""
    clock = time.perf_counter()
    answer = rival.ask(question.question, question.history)
    seconds = time.perf_counter() - clock
    understood = understand_in(library, question.question, question.history)
    mode = rival.search_mode
    hits = library.search(understood.search_text, library.settings.candidate_passages, mode=mode) if mode else ()
    outcome = outcome_of(judge(question, answer, hits, library, gold, seconds=seconds))
    if mode is None:
        values = {name: None if name in _RETRIEVAL else value for name, value in outcome.values.items()}
        outcome = outcome.model_copy(update={"values": values})
    return outcome


def _margins(ours: Sequence[Outcome], theirs: Sequence[Outcome]) -> dict[str, Margin]:
    """Ours minus theirs, over the questions on which both have a value."""
    margins = {}
    for name in MEASURES:
        rows = [
            (b, a, our.fact)
            for our, their in zip(ours, theirs, strict=True)
            if (a := our.values.get(name)) is not None and (b := their.values.get(name)) is not None
        ]
        difference = paired_bootstrap([b for b, _, _ in rows], [a for _, a, _ in rows], [fact for _, _, fact in rows])
        if difference is not None:
            margins[name] = Margin(
                mean=difference.mean, low=difference.low, high=difference.high, p=difference.p, questions=len(rows)
            )
    return margins
