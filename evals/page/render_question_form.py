"""A question as a form, with what is wrong said at each field and listed above."""

from __future__ import annotations

from collections.abc import Callable

from chatbot.page.markup import Content, Markup, join, tag
from evals.page.controls import choice, form, go, heading, listed, submit, text_field
from evals.page.wording import type_words
from evals.question_form import (
    ASKERS,
    EXPECTATIONS,
    IMPORTANCES,
    MOST_NUGGETS,
    TYPES,
    Errors,
    NuggetFields,
    QuestionFields,
    ReadForm,
)

_NAMES = {
    "question": "Question", "history": "Asked before", "type": "Type", "asker": "Asked by", "expect": "A good answer",
    "fact": "Fact", "sources": "Sources", "note": "Note", "tags": "Tags",
}  # fmt: skip
_EXPECT_WORDS = {
    "answer": "answers it",
    "abstain": "says that the sources do not say",
    "correct": "names what is false in it",
}
_PATTERN_HINT = "Regular expressions, one a line, case aside; any of them counts: \\b32\\b|thirty-two"
_GOLD_HINT = 'One place a line: source-id "words of the source", or source-id start-end. Words are looked up.'


def render_question_form(
    form_read: ReadForm, gold: Callable[[str], Markup], said: str = "", *, own: bool | None = None
) -> Markup:
    """The form. `gold` shows what stands at the places that a nugget's lines name; `own` says whether the opened
    question is one of one's own; None for a new one."""
    fields, errors = form_read.fields, form_read.errors
    title = "Edit the question" if fields.opened_id else "A new question"
    hidden = (
        tag("input", type="hidden", name=name, value=getattr(fields, name))
        for name in ("opened_id", "opened_version", "feedback")
    )
    where = (
        "This one comes with the project. Saved, it becomes a question of yours that goes before it; the project’s "
        "file stays as it is."
        if own is False
        else ""
    )

    def text(name: str, hint: str = "", rows: int = 1, max_chars: int = 4000) -> Markup:
        value = str(getattr(fields, name))
        return text_field(
            name, _NAMES[name], value, hint=hint, error=errors.get(name, ""), rows=rows, max_chars=max_chars
        )

    nuggets = fields.nuggets or (NuggetFields(),)
    return join(
        [
            heading(title),
            _summary(errors),
            tag("p", said, class_="saved", role="status") if said else "",
            tag("p", where, class_="field-hint") if where else "",
            form(
                "save",
                "edit",
                *hidden,
                text("question", rows=2),
                text("history", "Earlier questions of the same talk, one a line, oldest first.", rows=2),
                tag(
                    "div",
                    _choice("type", [(kind, type_words(kind)) for kind in TYPES], fields, errors),
                    _choice("expect", [(e, _EXPECT_WORDS[e]) for e in EXPECTATIONS], fields, errors),
                    _choice("asker", [(asker, asker) for asker in ASKERS], fields, errors),
                    class_="form-row",
                ),
                text(
                    "fact", "One word for what it turns on, such as consultant-pay; it decides the half.", max_chars=100
                ),
                text("sources", "Ids of the sources that hold the answer, with spaces between."),
                text("note", "Why it cannot be answered, or what is false in it; otherwise as you like.", rows=2),
                text(
                    "tags",
                    "Words of your own to choose questions by, with spaces between; none is needed.",
                    max_chars=400,
                ),
                tag("h3", "What a good answer states"),
                *(_nugget(number, nugget, errors, gold(nugget.gold)) for number, nugget in enumerate(nuggets)),
                tag(
                    "p",
                    submit("Save the question"),
                    " ",
                    _button("Look the words up", "place-gold"),
                    " ",
                    _button("One more nugget", "add-nugget") if len(nuggets) < MOST_NUGGETS else "",
                    " ",
                    go("All questions", "questions"),
                    class_="actions",
                ),
                label=title,
            ),
        ]
    )


def _choice(name: str, options: list[tuple[str, str]], fields: QuestionFields, errors: Errors) -> Markup:
    return choice(name, _NAMES[name], options, str(getattr(fields, name)), errors.get(name, ""))


def _button(label: str, what: str) -> Markup:
    return tag("button", label, type="submit", class_="plain", data_evaluate=what)


def _nugget(number: int, nugget: NuggetFields, errors: Errors, stands: Markup) -> Markup:
    name = f"nugget-{number}"
    return tag(
        "fieldset",
        tag("legend", f"Nugget {number + 1}"),
        choice(
            f"{name}-importance", "Importance", [(i, i) for i in IMPORTANCES], nugget.importance,
            errors.get(f"{name}-importance", ""),
        ),
        text_field(
            f"{name}-patterns", "Patterns that recognise it", nugget.patterns, hint=_PATTERN_HINT,
            error=errors.get(f"{name}-patterns", ""), rows=2,
        ),
        text_field(
            f"{name}-gold", "Where the originals state it", nugget.gold, hint=_GOLD_HINT,
            error=errors.get(f"{name}-gold", ""), rows=3,
        ),
        tag("details", tag("summary", "What stands there"), stands, open=True) if stands else "",
        class_="nugget-fields",
    )  # fmt: skip


def _summary(errors: Errors) -> Markup:
    if not errors:
        return Markup("")
    lines: list[Content] = [
        tag("a", f"{label_of(name)}: {said}", href=f"#evaluate-{name}", class_="jump") if name else said
        for name, said in errors.items()
    ]
    return tag(
        "div",
        tag("p", tag("strong", "The question was not saved.")),
        listed(lines),
        class_="warning errors",
        role="alert",
    )


def label_of(name: str) -> str:
    """The name of a field as the form shows it."""
    if name in _NAMES:
        return _NAMES[name]
    _, number, part = name.split("-", 2)
    parts = {"patterns": "patterns", "gold": "where it is stated", "importance": "importance"}
    return f"Nugget {int(number) + 1}, {parts.get(part, part)}"
