"""Two runs beside each other: what broke, by how much, and whether that could be noise."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.page.markup import Content, Markup, join, tag
from evals.compare import SIGNIFICANCE, Comparison, MeasureChange, sets_words
from evals.kept_runs import RunList
from evals.measures import MEASURES
from evals.page.controls import checks, choice, form, go, heading, listed, submit, table
from evals.page.evaluate_place import EvaluatePlace
from evals.page.wording import figure, run_words
from evals.records import RunRecord

_LISTED = 60


def render_choice(place: EvaluatePlace, runs: RunList) -> Markup:
    """Which two to compare."""
    options = [("", "Choose a run"), *((head.name, run_words(head)) for head in runs.runs)]
    return join(
        [
            heading("Compare two runs"),
            form(
                "go",
                "compare",
                choice("before", "Before", options, place.before),
                choice("run", "After", options, place.run),
                checks(
                    "across",
                    "Where the libraries differ",
                    [("yes", "Compare the questions whose gold both hold")],
                    ["yes"] if place.across else [],
                ),
                checks(
                    "shared",
                    "Where the questions differ",
                    [("yes", "Compare the questions that both asked")],
                    ["yes"] if place.shared else [],
                ),
                submit("Compare"),
                label="Two runs",
            ),
        ]
    )


def render_comparison(comparison: Comparison, before: RunRecord, after: RunRecord, place: EvaluatePlace) -> Markup:
    """What `compare_runs` found, for people."""
    return tag(
        "section",
        tag("h3", "Held: nothing got worse for certain" if comparison.held else "It got worse"),
        listed((tag("strong", line) for line in comparison.regressions), "regressions"),
        _questions_changed(comparison, before, after, place),
        tag("p", sets_words(comparison.sets, comparison.questions)) if comparison.sets is not None else "",
        tag("p", _left_out(comparison)) if not comparison.same_corpus else "",
        tag("h3", "Measures"),
        tag(
            "p",
            "“Could be noise” means that the 95% interval of the difference holds 0: an unchanged program may differ "
            "as much. Of twenty measures one or two look certain by chance; the heading above allows for that.",
            class_="field-hint",
        ),
        *_measures(comparison.changes),
        aria_label="Comparison",
    )


def change_words(change: MeasureChange) -> str:
    """`worse`, `better`, `could be noise` or `unchanged`; with what the gate makes of it."""
    if change.before == change.after and change.low == change.high == 0:
        return "unchanged"
    if change.verdict == "same":
        return "could be noise"
    return f"{change.verdict}, and held against the run" if change.regressed else change.verdict


def _questions_changed(comparison: Comparison, before: RunRecord, after: RunRecord, place: EvaluatePlace) -> Markup:
    failing, passing = comparison.newly_failing, comparison.newly_passing
    if not failing and not passing:
        return tag("p", f"Of {comparison.questions} questions, the same pass.")
    noise = f"So uneven a change by chance alone: p = {comparison.mcnemar_p:.3f}, " + (
        "which is hardly noise." if comparison.mcnemar_p < SIGNIFICANCE else "which could be noise."
    )
    return join(
        [
            tag(
                "p",
                f"Of {comparison.questions} questions, {len(failing)} pass no longer and {len(passing)} pass now. ",
                noise,
            ),
            _changed("What broke", failing, before, after, place),
            _changed("What passes now", passing, before, after, place),
        ]
    )


def _changed(title: str, ids: Sequence[str], before: RunRecord, after: RunRecord, place: EvaluatePlace) -> Markup:
    if not ids:
        return Markup("")
    rows = [
        join(
            [
                after.by_question[identity].question or before.by_question[identity].question or identity,
                " ",
                go("Before", "outcome", run=place.before, item=identity),
                " ",
                go("After", "outcome", run=place.run, item=identity),
            ]
        )
        for identity in ids[:_LISTED]
    ]
    more = tag("p", f"and {len(ids) - _LISTED} more") if len(ids) > _LISTED else ""
    return join([tag("h4", title), listed(rows, "changed"), more])


def _left_out(comparison: Comparison) -> str:
    return f"The libraries differ; {comparison.left_out} questions are left out whose gold only one of them holds."


def _measures(changes: Sequence[MeasureChange]) -> list[Markup]:
    """What changed first, the worst of it at the top; what did not is folded away."""
    order = ("worse", "better", "could be noise")
    said = [(change, change_words(change)) for change in changes]
    changed = [row for row in said if row[1] != "unchanged"]
    changed.sort(key=lambda row: (not row[0].regressed, order.index(row[1].partition(",")[0])))
    same = [row for row in said if row[1] == "unchanged"]
    parts = [_changes_table(changed, "What changed, measure by measure")] if changed else []
    if same:
        unchanged = tag("summary", f"{len(same)} measures are unchanged")
        parts.append(tag("details", unchanged, _changes_table(same, "Unchanged measures")))
    return parts


def _changes_table(changes: Sequence[tuple[MeasureChange, str]], caption: str) -> Markup:
    rows: list[tuple[Content, ...]] = [
        (
            MEASURES[change.name].label,
            figure(change.before, change.name),
            figure(change.after, change.name),
            _difference(change.difference, change.name),
            f"{_difference(change.low, change.name)} to {_difference(change.high, change.name)}",
            f"{change.p:.3f}",
            tag("span", words, class_=f"verdict-{change.verdict}"),
        )
        for change, words in changes
    ]
    headings = ("Measure", "Before", "After", "Difference", "95% interval", "p", "")
    return table(caption, headings, rows, numbers=6)


def _difference(value: float, name: str) -> str:
    """Points of a hundred for shares, with their sign."""
    if name in ("seconds", "words", "crag"):
        return f"{value:+.2f}"
    return f"{value * 100:+.1f}"
