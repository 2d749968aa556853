"""What is held: all sources with a filter, and one source with its versions and the ways to remove and restore."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from chatbot.page.curate.curation import HeldSource, HowRead, Version
from chatbot.page.curate.render_change import counted, render_changes
from chatbot.page.curate.render_forms import SOURCE_IDS
from chatbot.page.markup import NOTHING, Markup, tag
from kb.documents import DocumentKind

_STATES = {
    "current": "answers", "superseded": "replaced by a later version", "removed": "removed",
    "unread": "has to be added again",
}  # fmt: skip
_HELD = {"held": "held", "removed": "removed", "unread": "to be added again", "none": "none"}
_WHAT = {"note": "our note", "original": "the original"}


def render_held(held: Sequence[HeldSource]) -> Markup:
    """A table of the sources, folded away when there are many rows, and a field that filters it."""
    rows = [
        tag(
            "tr",
            tag(
                "th",
                tag(
                    "button",
                    source.source_id,
                    type="button",
                    class_="plain",
                    data_curate="show",
                    data_source=source.source_id,
                ),
                tag("span", source.title, class_="source-title"),
                scope="row",
            ),
            tag("td", _HELD.get(source.note, source.note), data_label="Note"),
            tag("td", _HELD.get(source.original, source.original), data_label="Original"),
            tag("td", str(source.versions), data_label="Versions"),
            tag("td", _WHAT.get(source.answers or "", "nothing"), data_label="Answers from"),
            data_words=f"{source.source_id} {source.title} {source.reference}".casefold(),
        )
        for source in held
    ]
    names = ("Source", "Note", "Original", "Versions", "Answers from")
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in names)))
    return tag(
        "section",
        tag("h3", f"What is held ({len(held)})"),
        tag("label", "Filter by id, title or author", for_="curate-filter"),
        tag("input", id="curate-filter", type="search", autocomplete="off", maxlength="100"),
        tag("p", "", id="curate-filtered", role="status", class_="hint"),
        tag("datalist", *(tag("option", source.title, value=source.source_id) for source in held), id=SOURCE_IDS),
        tag("table", head, tag("tbody", *rows), class_="held"),
        class_="curate-held",
    )


def render_source(source: HeldSource, versions: Sequence[Version], readings: Sequence[HowRead]) -> Markup:
    """One source: how well it was read, what can be done with it, and its versions with what changed, newest first."""
    kinds: dict[DocumentKind, list[Version]] = {}
    for version in versions:
        kinds.setdefault(version.kind, []).append(version)
    return tag(
        "section",
        tag("h3", source.title, id="curate-source-heading", tabindex="-1"),
        tag("p", f"{source.source_id}. {source.reference}", class_="hint"),
        *(_kind(source, kind, of_kind, readings) for kind, of_kind in kinds.items()),
        tag("button", "Close", type="button", class_="plain", data_curate="close"),
        class_="curate-source",
        data_source=source.source_id,
        data_focus="curate-source-heading",
    )


def _kind(source: HeldSource, kind: DocumentKind, versions: Sequence[Version], readings: Sequence[HowRead]) -> Markup:
    name = "Our note" if kind == "note" else "The original"
    held = source.note if kind == "note" else source.original
    return tag(
        "div",
        tag("h4", name),
        *(_reading(reading) for reading in readings if reading.kind == kind),
        tag("ul", *(_version(version) for version in reversed(versions)), class_="versions"),
        _removal(source, kind) if held == "held" else _restoring(source, kind) if held == "removed" else NOTHING,
        class_="kind",
    )


def _reading(reading: HowRead) -> Markup:
    doubts = tag("ul", *(tag("li", doubt) for doubt in reading.doubts), class_="doubts") if reading.doubts else NOTHING
    measured = f" {reading.measured}." if reading.measured else ""
    found = "" if reading.doubts else " Nothing to doubt was found."
    return tag("div", tag("p", f"How well version {reading.version} was read:{measured}{found}"), doubts)


def _version(version: Version) -> Markup:
    added = f", added {version.added_at:%d %B %Y %H:%M} UTC" if version.added_at else ""
    removed = f", removed {version.removed_at:%d %B %Y %H:%M} UTC" if version.removed_at else ""
    state = _STATES.get(version.state, version.state)
    size = f"{counted(version.characters, 'character')}, {counted(version.passages, 'passage')}"
    facts = f"{size}, SHA-256 {version.document_sha256[:12]}"
    changes = version.changes
    return tag(
        "li",
        tag("strong", f"Version {version.version}"),
        f" ({state}{added}{removed})",
        tag("p", f"{PurePath(version.name).name}: {facts}", class_="hint"),
        render_changes(changes, f"version {version.version - 1}") if changes is not None else NOTHING,
    )


def _removal(source: HeldSource, kind: DocumentKind) -> Markup:
    what = _WHAT[kind]
    other = "the original" if kind == "note" else "our note"
    held = source.original if kind == "note" else source.note
    effect = f"The source then answers from {other}." if held == "held" else "The source then no longer answers."
    return _confirmed(
        "remove", f"Remove {what}", f"{effect} Nothing is deleted, and it can be restored here.", source, kind
    )


def _restoring(source: HeldSource, kind: DocumentKind) -> Markup:
    return _confirmed("restore", f"Restore {_WHAT[kind]}", "It answers again as it did before.", source, kind)


def _confirmed(act: str, label: str, effect: str, source: HeldSource, kind: DocumentKind) -> Markup:
    """A control that says what will happen before it is done."""
    button = tag(
        "button",
        f"Yes, {label[0].lower()}{label[1:]}",
        type="button",
        class_="go",
        data_curate=act,
        data_source=source.source_id,
        data_kind=kind,
    )
    return tag("details", tag("summary", f"{label} …"), tag("p", effect), button, class_="confirm")
