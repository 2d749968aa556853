"""What readers said of answers, for evaluators: to be made a question of, or set aside."""

from __future__ import annotations

from datetime import datetime

from chatbot.feedback import FeedbackList, KeptFeedback
from chatbot.page.markup import Markup, join, tag
from evals.page.controls import act, choice, form, go, heading, listed, nothing, submit
from evals.page.evaluate_place import EvaluatePlace
from evals.page.wording import STATUS_WORDS, when

_LISTED = 100
_THUMBS = {"up": "Useful", "down": "Not useful"}


def render_feedback_list(place: EvaluatePlace, feedback: FeedbackList, corpus_hash: str) -> Markup:
    """The list: what nobody has dealt with yet, or all."""
    shown = [kept for kept in feedback.kept if place.shown == "all" or kept.state == "open"]
    unreadable = (
        tag(
            "p",
            f"{feedback.unreadable_lines} lines of feedback.jsonl cannot be read; they stay in it.",
            class_="warning",
        )
        if feedback.unreadable_lines
        else ""
    )
    return join(
        [
            heading("What readers said"),
            unreadable,
            form(
                "go",
                "feedback",
                choice("shown", "Which", [("", "those to look at"), ("all", "all")], place.shown),
                submit("Show"),
                label="Narrow the feedback",
            ),
            tag("p", f"{len(shown)} of {len(feedback.kept)}.", class_="field-hint"),
            listed((_row(kept, place, corpus_hash) for kept in shown[:_LISTED]), "feedback-list")
            if shown
            else nothing("There is nothing to look at. Readers give feedback below an answer on Ask."),
            tag("p", f"The latest {_LISTED} are shown.") if len(shown) > _LISTED else "",
        ]
    )


def _row(kept: KeptFeedback, place: EvaluatePlace, corpus_hash: str) -> Markup:
    said = kept.feedback
    time = datetime.fromisoformat(said.time).isoformat(timespec="seconds")
    told = [_THUMBS[said.thumb], STATUS_WORDS[said.status], when(time), said.corpus]
    if said.corpus_hash != corpus_hash:
        told.append("the library has changed since, or was narrowed")
    if not said.scope.is_everything:
        told.append(f"searched only {said.scope.describe()}")
    if kept.state != "open":
        told.append(kept.state)
    earlier = tag("p", "Asked after: ", " / ".join(said.history), class_="field-hint") if said.history else ""
    made = kept.mark.question_id if kept.mark else None
    closing = (
        act("Set aside", "set-aside", "feedback", feedback=said.id, shown=place.shown)
        if kept.state == "open"
        else act("Look at it again", "reopen", "feedback", feedback=said.id, shown=place.shown)
    )
    return join(
        [
            tag("p", tag("strong", said.question)),
            earlier,
            tag("p", "; ".join(told), class_="field-hint"),
            tag("p", said.comment, class_="comment") if said.comment else "",
            tag(
                "p",
                go("Make it a question", "edit", feedback=said.id, hint=said.question) if made is None else "",
                go("Open its question", "edit", item=made) if made else "",
                " ",
                closing,
                class_="actions",
            ),
        ]
    )
