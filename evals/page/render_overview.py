"""The first view: for each corpus its latest run with intervals and history, and below it every run that is kept."""

from __future__ import annotations

from chatbot.page.markup import Content, Markup, join, tag
from evals.charts import interval_bar
from evals.kept_runs import RunHead, RunList
from evals.measures import MEASURES
from evals.page.controls import facts, go, heading, listed, nothing, table
from evals.page.history_picture import history_picture
from evals.page.wording import figure, filter_words, interval, run_words, when

CORPORA = ("notes", "originals", "auto")
# What a run is looked at for first; the others stand in the run itself.
HEADLINES = ("passed", "vital_recall", "citation_precision", "correct_abstention", "false_abstention", "quotes_sound")
_IN_HISTORY = ("passed", "vital_recall", "citation_precision", "correct_abstention")
_RUNS_SHOWN = 60


def render_overview(runs: RunList, question_ids: frozenset[str]) -> Markup:
    """`question_ids` are those that can be asked now: a run on others stands for a corpus only where there is none."""
    latest = [(corpus, head) for corpus in CORPORA if (head := runs.latest(corpus, question_ids)) is not None]
    kept = [head for head in runs.runs if not head.is_baseline]
    unreadable = (
        tag("p", f"Not shown, since they are no runs of this version: {', '.join(runs.unreadable)}.", class_="warning")
        if runs.unreadable
        else ""
    )
    if not kept:
        empty = nothing(
            join(["No run is kept yet. ", go("Run the questions", "start"), " to see how answers do, and where not."])
        )
        return join([heading("How answers do"), empty, unreadable])
    older = len(kept) - _RUNS_SHOWN
    return join(
        [
            heading("How answers do"),
            *(_corpus(corpus, head, runs) for corpus, head in latest),
            tag("h3", "All runs, latest first"),
            listed((_listed(head) for head in kept[:_RUNS_SHOWN]), "runs"),
            tag("p", f"{older} older runs are kept and not listed.") if older > 0 else "",
            unreadable,
        ]
    )


def measure_rows(head: RunHead, names: tuple[str, ...]) -> list[tuple[Content, ...]]:
    """Label, bar, mean, interval and count of each measure that applies."""
    rows: list[tuple[Content, ...]] = []
    for name in names:
        summary = head.measures.get(name)
        if summary is None or summary.mean is None:
            continue
        is_share = name not in ("seconds", "words", "crag")
        bar = Markup(interval_bar(summary.mean, summary.low, summary.high)) if is_share else Markup("")
        label = MEASURES[name].label
        better = " (lower is better)" if MEASURES[name].better == "lower" else ""
        rows.append(
            (f"{label}{better}", bar, figure(summary.mean, name), interval(summary, name), str(summary.questions))
        )
    return rows


def measures_table(head: RunHead, names: tuple[str, ...], caption: str) -> Markup:
    """The measures as a table with bars."""
    headings = ("Measure", "", "Mean", "95% interval", "Questions")
    return table(caption, headings, measure_rows(head, names), numbers=3)


def _corpus(corpus: str, head: RunHead, runs: RunList) -> Markup:
    history = runs.history(head)
    before = history[-2] if len(history) > 1 and history[-1].name == head.name else None
    compare = (
        go("Compare with the run before", "compare", before=before.name, run=head.name, hint=corpus) if before else ""
    )
    narrowed = filter_words(head.filters)
    asked = f"{head.passed} of {head.questions} questions passed"
    return tag(
        "section",
        tag("h3", f"On {corpus}" if corpus != "auto" else "On originals and notes (auto)"),
        tag("p", f"{when(head.started)}: {asked}{f'; asked only {narrowed}' if narrowed else ''}."),
        measures_table(head, HEADLINES, f"Latest run on {corpus}"),
        _history(history),
        tag("p", go("Open the run", "run", run=head.name, hint=corpus), " ", compare, class_="actions"),
        class_="corpus-run",
        aria_label=f"Latest run on {corpus}",
    )


def _history(history: tuple[RunHead, ...]) -> Markup:
    pictures = [(name, history_picture(history, name)) for name in _IN_HISTORY]
    if not any(picture for _, picture in pictures):
        return tag("p", "One run on these questions so far; a second one begins a history.", class_="field-hint")
    drawn = [tag("figure", tag("figcaption", MEASURES[name].label), picture) for name, picture in pictures if picture]
    rows = [
        (
            when(head.started),
            *(figure(s.mean if (s := head.measures.get(name)) else None, name) for name, _ in pictures),
        )
        for head in reversed(history)
    ]
    headings = ("Run", *(MEASURES[name].label for name, _ in pictures))
    return join(
        [
            tag("div", *drawn, class_="histories"),
            tag(
                "details",
                tag("summary", "The figures of the pictures"),
                tag("p", "An open dot: the library had changed since the run before.", class_="field-hint"),
                table("Runs on the same questions, latest first", headings, rows, numbers=len(headings) - 1),
            ),
        ]
    )


def _listed(head: RunHead) -> Markup:
    return join([go(run_words(head), "run", run=head.name), tag("span", _made_by(head), class_="field-hint")])


def _made_by(head: RunHead) -> str:
    revision = (head.revision or "unknown")[:10]
    return f"revision {revision}, library {head.corpus_hash[:8]}, settings {head.settings_hash[:8]}"


def run_facts(head: RunHead) -> Markup:
    """What produced a run."""
    return facts(
        [
            ("Begun", when(head.started)),
            ("Asked", filter_words(head.filters) or "every question of its set"),
            ("Library", f"{head.corpus}, {head.corpus_hash}"),
            ("Settings", head.settings_hash),
            ("Questions", f"{head.questions}, {head.question_set_hash}"),
            ("Program", head.revision or "unknown"),
        ]
    )
