"""The brief builder's own HTML: the entries in their sections with their controls, and the preview as exported."""

from __future__ import annotations

import base64

from chatbot.brief.brief import SECTION_TITLES, SECTIONS, Brief, BriefPlan, Pin
from chatbot.brief.brief_file import export_brief
from chatbot.brief.cite_proof import cite_proof
from chatbot.brief.stored_sources import StoredSources
from chatbot.brief.wording import gap_runs, item_runs, line_text, own_text_runs
from chatbot.page.brief_draft import neighbour
from chatbot.page.markup import Markup, join, tag
from kb.errors import BriefError

_SHOWN_CHARS = 260
EMPTY = (
    "Nothing is in the brief yet. Ask a question, then choose “Add the answer to the brief”, or “Add to the brief” "
    "beside a piece of evidence. You can also start with words of your own."
)


def render_pins(plan: BriefPlan, brief: Brief | None, sources: StoredSources, focus: str | None = None) -> Markup:
    """The entries by section, those that do not fit marked. `focus` names the control to put the focus on."""
    if not plan.pins:
        return tag("p", EMPTY, class_="brief-empty")
    left_out = set(brief.left_out) if brief is not None else set()
    groups = [
        tag(
            "section",
            tag("h3", SECTION_TITLES[name], id=f"pins-{name}"),
            tag(
                "ol",
                *(_pin(plan, i, pin in left_out, sources) for i, pin in enumerate(plan.pins) if pin.section == name),
            ),
            aria_labelledby=f"pins-{name}",
        )
        for name in SECTIONS
        if any(pin.section == name for pin in plan.pins)
    ]
    heading = tag("h2", "Entries of the brief", class_="visually-hidden")
    return tag("div", heading, *groups, class_="pins", data_focus=focus)


def _pin(plan: BriefPlan, index: int, left_out: bool, sources: StoredSources) -> Markup:
    words, origin = _shown(plan.pins[index], sources)
    options = (
        tag("option", SECTION_TITLES[name], value=name, selected=name == plan.pins[index].section) for name in SECTIONS
    )
    name = f"entry {index + 1}"
    return tag(
        "li",
        tag("p", words, class_="pin-words"),
        tag("p", origin, class_="pin-origin") if origin else "",
        tag("p", "Does not fit the pages, and is left out.", class_="pin-left-out") if left_out else "",
        tag(
            "div",
            _button("up", "Move up", name, index, neighbour(plan, index, -1) is None),
            _button("down", "Move down", name, index, neighbour(plan, index, 1) is None),
            tag(
                "select",
                *options,
                id=f"pin-{index}-section",
                data_act="section",
                data_pin=str(index),
                aria_label=f"Section of {name}",
            ),
            _button("remove", "Remove", name, index, False),
            class_="pin-controls",
        ),
        class_="pin is-left-out" if left_out else "pin",
    )


def _button(act: str, label: str, name: str, index: int, disabled: bool) -> Markup:
    return tag(
        "button",
        label,
        tag("span", f" {name}", class_="visually-hidden"),
        type="button",
        id=f"pin-{index}-{act}",
        class_="plain",
        data_act=act,
        data_pin=str(index),
        disabled=disabled,
    )


def _shown(pin: Pin, sources: StoredSources) -> tuple[str, str]:
    """The beginning of an entry's words, and where they are from."""
    if pin.type == "own_text":
        return _cut(line_text(own_text_runs(pin.text))), ""
    if pin.type == "gap":
        return _cut(line_text(gap_runs(pin.question, pin.reason))), ""
    try:
        cited = cite_proof(pin.proof, sources)
    except BriefError as error:
        return error.message, error.hint
    section = " › ".join(cited.section)
    return _cut(line_text(item_runs(cited, 0)[:-1])), " · ".join(filter(None, [cited.record.short_reference, section]))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS].rstrip()} …"


def render_preview(brief: Brief) -> Markup:
    """The HTML export in a frame of its own: what is seen is what is exported, and nothing in it can run."""
    page = export_brief(brief, "html").decode()
    entries = sum(len(section.items) for section in brief.sections)
    left_out = len(brief.left_out)
    length = "one page" if brief.pages == "one" else "three pages"
    counted = f"{entries} {'entry' if entries == 1 else 'entries'}"
    fits = f"{counted} on {length} of A4" + (f"; {left_out} left out, for want of room." if left_out else ".")
    return join([
        tag("p", fits, class_="preview-fit"),
        tag("iframe", srcdoc=page, sandbox=True, title="Preview of the brief", class_="preview", tabindex="0"),
    ])  # fmt: skip


def render_problem(message: str, hint: str) -> Markup:
    """What keeps the brief from being made."""
    return tag("p", tag("strong", message), " ", hint, class_="warning")


def download(name: str, media_type: str, data: bytes) -> dict[str, str]:
    """A file for the page's script to hand to the browser; nothing is written on the server."""
    return {"name": name, "type": media_type, "data": base64.b64encode(data).decode()}
