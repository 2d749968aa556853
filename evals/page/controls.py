"""The controls of the Evaluate tab: buttons that go to a place, forms, tables that become cards on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chatbot.page.markup import Content, Markup, join, tag
from evals.page.evaluate_place import Act, View


def go(label: Content, view: View, *, hint: str = "", **fields: str) -> Markup:
    """A button that opens a view. `hint` is read out after the label."""
    return tag(
        "button",
        label,
        tag("span", f", {hint}", class_="visually-hidden") if hint else "",
        type="button",
        class_="plain",
        data_evaluate="go",
        data_view=view,
        **{f"data_{name}": value for name, value in fields.items()},
    )


def act(label: str, what: Act, view: View, **fields: str) -> Markup:
    """A button that does something."""
    data = {f"data_{name}": value for name, value in fields.items()}
    return tag("button", label, type="button", class_="plain", data_evaluate=what, data_view=view, **data)


def form(what: Act, view: View, *parts: Content, label: str, **fields: str) -> Markup:
    """A form whose submit button does `what`."""
    data = {f"data_{name}": value for name, value in fields.items()}
    return tag("form", *parts, aria_label=label, data_evaluate=what, data_view=view, novalidate=True, **data)


def choice(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str, error: str = "") -> Markup:
    """A list to choose one from: (value, words)."""
    field_id = f"evaluate-{name}"
    return _labelled(
        field_id,
        label,
        tag(
            "select",
            *(tag("option", words, value=value, selected=value == chosen) for value, words in options),
            id=field_id,
            name=name,
            **_described(field_id, error, ""),
        ),
        error,
        "",
    )


def text_field(
    name: str, label: str, value: str, *, hint: str = "", error: str = "", rows: int = 1, max_chars: int = 4000
) -> Markup:
    """A field for a line of text, or for `rows` of them."""
    field_id = f"evaluate-{name}"
    described = _described(field_id, error, hint)
    box = (
        tag("textarea", value, id=field_id, name=name, rows=str(rows), maxlength=str(max_chars), **described)
        if rows > 1
        else tag(
            "input", id=field_id, name=name, type="text", value=value, maxlength=str(max_chars), autocomplete="off",
            **described,
        )
    )  # fmt: skip
    return _labelled(field_id, label, box, error, hint)


def checks(name: str, legend: str, options: Iterable[tuple[str, str]], chosen: Sequence[str]) -> Markup:
    """Boxes to tick several of."""
    boxes = [
        tag(
            "label",
            tag("input", type="checkbox", name=name, value=value, checked=value in chosen),
            " ",
            words,
            class_="check",
        )
        for value, words in options
    ]
    return tag("fieldset", tag("legend", legend), tag("div", *boxes, class_="checks"))


def submit(label: str, **data: str) -> Markup:
    """The button that sends a form."""
    return tag("button", label, type="submit", class_="go", **{f"data_{name}": value for name, value in data.items()})


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[Content]], *, numbers: int = 0) -> Markup:
    """A table; on a phone each row becomes a card, whose cells say what they are. The last `numbers` columns are
    figures. Roles stand there in words, since a table that is laid out as cards loses them."""
    first_number = len(headings) - numbers

    def kind(column: int) -> str | None:
        return "number" if column >= first_number else None

    head = (
        tag("th", heading, scope="col", role="columnheader", class_=kind(column))
        for column, heading in enumerate(headings)
    )
    body = (
        tag(
            "tr",
            tag("th", row[0], scope="row", role="rowheader"),
            *(
                tag("td", cell, role="cell", data_label=headings[column], class_=kind(column))
                for column, cell in enumerate(row[1:], start=1)
            ),
            role="row",
        )
        for row in rows
    )
    return tag(
        "table",
        tag("caption", caption, class_="visually-hidden"),
        tag("thead", tag("tr", *head, role="row"), role="rowgroup"),
        tag("tbody", *body, role="rowgroup"),
        role="table",
    )


def heading(text: Content) -> Markup:
    """The heading of a view, which takes the keyboard when the view is opened."""
    return tag("h2", text, id="evaluate-heading", tabindex="-1")


def nothing(text: Content) -> Markup:
    """What a list says that has nothing in it."""
    return tag("p", text, class_="brief-empty")


def facts(pairs: Iterable[tuple[str, Content]]) -> Markup:
    """Terms with what they are, in one list."""
    return tag("dl", *(tag("div", tag("dt", term), tag("dd", said)) for term, said in pairs), class_="facts")


def _labelled(field_id: str, label: str, box: Markup, error: str, hint: str) -> Markup:
    told = tag("p", error, id=f"{field_id}-error", class_="field-error") if error else ""
    hinted = tag("p", hint, id=f"{field_id}-hint", class_="field-hint") if hint else ""
    return tag("div", tag("label", label, for_=field_id), hinted, box, told, class_="field")


def _described(field_id: str, error: str, hint: str) -> dict[str, str | None]:
    parts = [f"{field_id}-error"] * bool(error) + [f"{field_id}-hint"] * bool(hint)
    return {"aria_invalid": "true" if error else None, "aria_describedby": " ".join(parts) or None}


def listed(items: Iterable[Content], class_: str = "") -> Markup:
    """A list, an item each."""
    return tag("ul", join(tag("li", item) for item in items), class_=class_ or None)
