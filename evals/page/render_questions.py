"""The questions that there are, to find one to edit."""

from __future__ import annotations

from collections.abc import Mapping

from chatbot.page.markup import Markup, join, tag
from evals.page.controls import choice, form, go, heading, listed, nothing, submit, text_field
from evals.page.evaluate_place import EvaluatePlace
from evals.page.wording import type_words
from evals.question_form import TYPES
from evals.question_shelf import ShelvedQuestion

_LISTED = 100


def render_questions(place: EvaluatePlace, shelf: Mapping[str, ShelvedQuestion], own_folder: str) -> Markup:
    """The list that the place's filter leaves, one's own questions first."""
    words = place.q.casefold()
    found = [
        held
        for held in shelf.values()
        if (not place.type or held.question.type == place.type)
        and (not place.half or held.question.half == place.half)
        and (place.shown != "own" or held.own)
        and (
            not words
            or any(words in text.casefold() for text in (held.question.question, held.question.fact, held.question.id))
        )
        and (not place.tag or place.tag in held.question.tags)
    ]
    tags = sorted({name for held in shelf.values() for name in held.question.tags})
    found.sort(key=lambda held: not held.own)
    return join(
        [
            heading("Questions"),
            tag("p", go("Write a new question", "edit"), class_="actions"),
            form(
                "go",
                "questions",
                choice("shown", "Which", [("", "all"), ("own", "your own")], place.shown),
                choice("type", "Type", [("", "any"), *((kind, type_words(kind)) for kind in TYPES)], place.type),
                choice("half", "Half", [("", "both"), ("dev", "dev"), ("test", "test")], place.half),
                choice("tag", "Tag", [("", "any"), *((name, name) for name in tags)], place.tag) if tags else "",
                text_field("q", "With the words", place.q, max_chars=200),
                submit("Show"),
                label="Narrow the questions",
            ),
            tag("p", f"{len(found)} of {len(shelf)} questions. Yours are kept in {own_folder}.", class_="field-hint"),
            listed((_row(held) for held in found[:_LISTED]), "outcomes") if found else nothing("No question is so."),
            tag("p", f"The first {_LISTED} are shown; narrow the list.") if len(found) > _LISTED else "",
        ]
    )


def _row(held: ShelvedQuestion) -> Markup:
    question = held.question
    whose = f"yours, in {held.file.name}" if held.own else "the project’s"
    told = ", ".join((type_words(question.type), question.half, whose, *question.tags))
    return join([go(question.question, "edit", item=question.id), tag("span", told, class_="field-hint")])
