"""A run of one's own: which questions, on what, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.page.markup import Markup, join, tag
from evals.background_run import RunProgress
from evals.page.controls import checks, choice, form, go, heading, submit, text_field
from evals.page.wording import type_words
from evals.question_form import ASKERS, TYPES
from kb.settings import Corpus

SETS = (("all", "all"), ("project", "the project’s"), ("own", "your own"))
CORPUS_CHOICES: tuple[tuple[Corpus, str], ...] = (
    ("notes", "notes"),
    ("originals", "originals"),
    ("auto", "both (auto)"),
)


def render_start(fields: dict[str, list[str]], corpus: str, model: str | None, problem: str = "") -> Markup:
    """The form, with what was chosen before. `corpus` is the page's own; `model` the language model that is set."""

    def first(name: str, usual: str) -> str:
        return next(iter(fields.get(name, ())), usual)

    told = (
        f"The language model {model} puts the answers into words, so each question asks it once."
        if model
        else "No language model is asked. Two or three questions take a second."
    )
    return join(
        [
            heading("Run the questions"),
            tag("p", problem, class_="warning", role="alert") if problem else "",
            form(
                "begin",
                "start",
                choice("corpus", "Answers come from", CORPUS_CHOICES, first("corpus", corpus)),
                choice("set", "Questions", SETS, first("set", "all")),
                checks("half", "Half", [("dev", "dev"), ("test", "test")], fields.get("half", [])),
                checks("asker", "Asked by a", [(asker, asker) for asker in ASKERS], fields.get("asker", [])),
                checks("type", "Type", [(kind, type_words(kind)) for kind in TYPES], fields.get("type", [])),
                text_field(
                    "source", "On the sources", first("source", ""), hint="Ids with spaces between; none for all.",
                    max_chars=1000,
                ),
                text_field(
                    "tag", "With one of the tags", first("tag", ""), hint="Tags with spaces between; none for all.",
                    max_chars=400,
                ),
                text_field(
                    "text", "With the words", first("text", ""), max_chars=200,
                    hint="They stand in the question, in what was asked before it, or in the name of its fact.",
                ),
                tag("p", "With nothing ticked, all are asked. ", told, class_="field-hint"),
                submit("Run"),
                label="Which questions to run",
            ),
        ]
    )  # fmt: skip


def render_progress(progress: RunProgress) -> Markup:
    """How the run stands; empty without one."""
    if progress.state == "none":
        return Markup("")
    done, total = progress.done, progress.total
    seconds = f"{progress.seconds:.0f} s"
    if progress.is_going:
        left = f", about {_left(progress)} to go" if done else ""
        words = f"Running on {progress.corpus}: {done} of {total} questions, {seconds}{left}."
        if progress.state == "cancelling":
            words = "Stopping after the question it is at."
        bar = tag("progress", max=str(total), value=str(done), aria_label="Questions asked")
        return tag("div", tag("p", words), bar, class_="run-progress")
    said = {
        "finished": f"The run is done: {total} questions in {seconds}. ",
        "cancelled": f"The run was cancelled after {done} of {total} questions; nothing of it is kept.",
        "failed": f"The run stopped: {progress.said}",
    }[progress.state]
    opened = go("Open the run", "run", run=progress.run_name) if progress.run_name else ""
    return tag("div", tag("p", said, opened), class_="run-progress")


def progress_words(progress: RunProgress) -> str:
    """What is read out when a run begins or ends; nothing in between."""
    return {
        "finished": f"The run is done: {progress.total} questions.",
        "cancelled": "The run was cancelled.",
        "failed": f"The run stopped. {progress.said}",
    }.get(progress.state, "")


def _left(progress: RunProgress) -> str:
    seconds = progress.seconds / progress.done * (progress.total - progress.done)
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def chosen_values(values: Sequence[str], allowed: Sequence[str]) -> list[str]:
    """Those that may be chosen; a browser may send anything."""
    return [value for value in values if value in allowed]
