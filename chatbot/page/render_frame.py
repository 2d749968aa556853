"""What stands around the conversation: title, purpose, what the library holds, example questions, the sources."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.page.examples import Theme
from chatbot.page.markup import Markup, tag
from chatbot.page.wording import PAGE_TITLE, holdings, purpose
from kb.library import Library


def render_header(library: Library) -> Markup:
    """Title, purpose, holdings, and what the library as opened cannot do."""
    return tag(
        "header",
        tag("a", "Skip to the content", href="#visits", class_="skip"),
        tag("h1", PAGE_TITLE),
        tag("p", purpose(library), class_="purpose"),
        tag("p", f"The library holds {holdings(library)}.", class_="holdings"),
        *(tag("p", warning, class_="warning") for warning in library.warnings),
        class_="page-header",
    )


def render_examples(themes: Sequence[Theme], *, expanded: bool) -> Markup:
    """Buttons that ask a question; folded away once there is a conversation."""
    groups = tag("div", *(_theme(theme) for theme in themes), class_="themes")
    summary = tag("summary", "Example questions")
    return tag("details", summary, groups, class_="examples", open=expanded)


def _theme(theme: Theme) -> Markup:
    buttons = (
        tag("li", tag("button", question, type="button", class_="example", data_question=question))
        for question in theme.questions
    )
    return tag("section", tag("h2", theme.name), tag("ul", *buttons))


def render_sources(library: Library) -> Markup:
    """Every source that answers, with whether its text or a note on it is searched."""
    documents = sorted(library.documents.values(), key=lambda document: document.source_id)
    items = []
    for document in documents:
        record = library.record(document.source_id)
        facts = [record.evidence_kind, record.country or "country not known", record.published_in or ""]
        held = "original text" if document.kind == "original" else "notes in our own words"
        items.append(
            tag(
                "li",
                tag("span", record.short_reference, class_="reference"),
                tag("span", record.title, class_="source-title"),
                tag("span", " · ".join([*filter(None, facts), held]), class_="source-facts"),
            )
        )
    return tag("details", tag("summary", "Sources in the library"), tag("ul", *items), class_="sources")
