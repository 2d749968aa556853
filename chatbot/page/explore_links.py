"""The controls of the Explore tab: buttons that go to a place, links within it, and its forms."""

from __future__ import annotations

from chatbot.page.explore_place import EXPLORE_TEXT_LIMIT_CHARS, ExplorePlace, View
from chatbot.page.markup import Content, Markup, tag


def go(
    label: Content, view: View, *, class_: str = "plain", hint: str = "", tip: str | None = None, **fields: str
) -> Markup:
    """A button that opens a view. `hint` is read out after the label, `tip` shown when it is pointed at."""
    data = {f"data_{name}": value for name, value in fields.items()}
    return tag(
        "button",
        label,
        tag("span", f", {hint}", class_="visually-hidden") if hint else "",
        type="button",
        class_=class_,
        title=tip,
        data_explore="go",
        data_view=view,
        **data,
    )


def jump(label: Content, element_id: str, **attributes: str) -> Markup:
    """A link to another place of the same view."""
    return tag("a", label, href=f"#{element_id}", class_="jump", **attributes)


def ask_form(view: View, label: str, q: str, button: str, *more: Content) -> Markup:
    """A form with one line of text; `more` are further fields."""
    field = f"explore-{view}-q"
    return tag(
        "form",
        tag("label", label, for_=field),
        tag(
            "div",
            tag(
                "input",
                id=field,
                name="q",
                type="search",
                value=q,
                maxlength=str(EXPLORE_TEXT_LIMIT_CHARS),
                autocomplete="off",
            ),
            *more,
            tag("button", button, type="submit", class_="go"),
            class_="form-line",
        ),
        class_="explore-form",
        role="search",
        data_explore="go",
        data_view=view,
    )


_REFERENCE_FORMATS = (("bibtex", "BibTeX"), ("ris", "RIS"), ("csl-json", "CSL-JSON"))


def take_references(what: str, place: ExplorePlace) -> Markup:
    """A button for each form in which references are downloaded."""
    fields = {"data_source": place.source, "data_q": place.q, "data_theme": place.theme}
    buttons = (
        tag("button", name, tag("span", f", download {what}", class_="visually-hidden"), type="button", class_="plain",
            data_explore=act, data_view=place.view, **fields)
        for act, name in _REFERENCE_FORMATS
    )  # fmt: skip
    return tag("p", f"Download {what}: ", *buttons, class_="takeaway")


def heading(text: Content) -> Markup:
    """The heading of a view, which takes the keyboard when the view is opened."""
    return tag("h2", text, id="explore-heading", tabindex="-1")


def nothing(text: str) -> Markup:
    """What a list says that has nothing in it."""
    return tag("p", text, class_="brief-empty")
