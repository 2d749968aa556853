"""The list of kept conversations: open, rename, export, delete."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.page.kept_conversations import NAME_MAX_CHARS, KeptConversation
from chatbot.page.markup import Markup, tag
from chatbot.page.wording import KEPT_WHERE


def render_kept(kept: Sequence[KeptConversation], current_id: str, *, expanded: bool = False) -> Markup:
    """Nothing while there is none."""
    if not kept:
        return Markup("")
    rows = tag("ul", *(_row(conversation, conversation.id == current_id) for conversation in kept))
    summary = tag("summary", f"Your conversations ({len(kept)})")
    return tag("details", summary, tag("p", KEPT_WHERE, class_="kept-where"), rows, class_="kept", open=expanded)


def _row(conversation: KeptConversation, current: bool) -> Markup:
    count = len(conversation.questions)
    facts = f"{count} {'question' if count == 1 else 'questions'}{', open now' if current else ''}"
    name = tag("button", conversation.name, **_act("open", conversation), class_="plain kept-name")
    field = f"{conversation.id}-name"
    renaming = tag(
        "details",
        tag("summary", "Rename", _of(conversation)),
        tag("label", "New name", for_=field),
        tag("input", id=field, type="text", value=conversation.name, maxlength=str(NAME_MAX_CHARS)),
        tag("button", "Save the name", **_act("rename", conversation), class_="plain"),
        class_="rename",
    )
    controls = (
        tag("button", label, _of(conversation), **_act(act, conversation), class_="plain")
        for act, label in (("export-json", "Export JSON"), ("export-markdown", "Export Markdown"), ("delete", "Delete"))
    )
    row = tag("div", renaming, *controls, class_="kept-controls")
    return tag("li", name, tag("span", facts, class_="kept-facts"), row, class_="is-open" if current else None)


def _act(act: str, conversation: KeptConversation) -> dict[str, str]:
    return {"type": "button", "data_talk": act, "data_id": conversation.id}


def _of(conversation: KeptConversation) -> Markup:
    return tag("span", f": {conversation.name}", class_="visually-hidden")
