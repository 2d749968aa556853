"""One run: its figures, its questions by type, the curve, and the questions that did not pass."""

from __future__ import annotations

from chatbot.page.markup import Markup, join, tag
from evals.charts import interval_bar, step_curve
from evals.describe import why_not_passed
from evals.kept_runs import RunHead
from evals.measures import MEASURES
from evals.measures.intervals import wilson
from evals.page.controls import choice, form, go, heading, listed, nothing, submit, table, text_field
from evals.page.evaluate_place import EvaluatePlace
from evals.page.render_overview import HEADLINES, measures_table, run_facts
from evals.page.wording import run_words, type_words
from evals.records import Outcome, RunRecord

_LISTED = 100


def render_run(place: EvaluatePlace, head: RunHead, record: RunRecord) -> Markup:
    """The view; the place's `shown` is `all` to list the questions that passed too."""
    others = tuple(name for name in MEASURES if name not in HEADLINES)
    outcomes = matching(place, record)
    failing = sum(not outcome.passed for outcome in record.outcomes)
    return join(
        [
            heading(f"Run on {record.corpus}: {len(record.outcomes) - failing} of {len(record.outcomes)} passed"),
            tag("p", run_words(head), class_="field-hint"),
            measures_table(head, HEADLINES, "Main measures"),
            tag(
                "details",
                tag("summary", "All measures, the curve, and what produced the run"),
                measures_table(head, others, "Further measures"),
                _curve(record),
                run_facts(head),
            ),
            tag("h3", "By type of question"),
            _types(record, place.run),
            tag("h3", "Questions", id="evaluate-questions"),
            _filter(place, record),
            tag("p", f"{len(outcomes)} of {len(record.outcomes)} questions are listed."),
            listed((_row(outcome, place.run) for outcome in outcomes[:_LISTED]), "outcomes")
            if outcomes
            else nothing("No question of this run is so."),
            tag("p", f"The first {_LISTED} are shown; narrow the list.") if len(outcomes) > _LISTED else "",
        ]
    )


def matching(place: EvaluatePlace, record: RunRecord) -> list[Outcome]:
    """The outcomes that the place's filter leaves: those that did not pass, unless it says otherwise."""
    words = place.q.casefold()
    return [
        outcome
        for outcome in record.outcomes
        if (place.shown == "all" or not outcome.passed)
        and (not place.type or outcome.type == place.type)
        and (not place.half or outcome.half == place.half)
        and (not words or words in (outcome.question or outcome.question_id).casefold() or words in outcome.fact)
    ]


def _filter(place: EvaluatePlace, record: RunRecord) -> Markup:
    types = sorted({outcome.type for outcome in record.outcomes})
    return form(
        "go",
        "run",
        choice("shown", "Which", [("", "those that did not pass"), ("all", "all")], place.shown),
        choice("type", "Type", [("", "any"), *((t, type_words(t)) for t in types)], place.type),
        choice("half", "Half", [("", "both"), ("dev", "dev"), ("test", "test")], place.half),
        text_field("q", "With the words", place.q, max_chars=200),
        submit("Show"),
        label="Narrow the questions",
        run=place.run,
    )


def _row(outcome: Outcome, run: str) -> Markup:
    passed = "passed" if outcome.passed else why_not_passed(outcome)
    kind = f"{type_words(outcome.type)}, {outcome.half}: "
    return join(
        [
            go(outcome.question or outcome.question_id, "outcome", run=run, item=outcome.question_id),
            tag("span", kind, tag("strong", passed), class_="field-hint"),
        ]
    )


def _types(record: RunRecord, run: str) -> Markup:
    rows = []
    for kind in sorted({outcome.type for outcome in record.outcomes}):
        passed = [outcome.passed for outcome in record.outcomes if outcome.type == kind]
        low, high = wilson(sum(passed), len(passed)) or (None, None)
        bar = Markup(interval_bar(sum(passed) / len(passed), low, high))
        name = go(type_words(kind), "run", run=run, type=kind, hint="show those that did not pass")
        rows.append((name, bar, f"{sum(passed)} of {len(passed)}"))
    return table("Passed by type", ("Type", "", "Passed"), rows, numbers=1)


def _curve(record: RunRecord) -> Markup:
    if not record.risk_coverage:
        return tag("p", "No question was answered, so there is no curve of risk and coverage.")
    last = record.risk_coverage[-1]
    title = f"Risk against coverage, up to coverage {last.coverage:.2f} with risk {last.risk:.2f}"
    points = [(point.coverage, point.risk) for point in record.risk_coverage]
    return tag("figure", tag("figcaption", title), Markup(step_curve(points, "coverage", "risk", title)))
