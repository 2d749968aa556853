"""The filters beside the question box, and the scope that they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import shorten
from typing import Any, NamedTuple

import gradio as gr

from chatbot.page.wording import FILTERS_HINT
from kb.catalogue import SourceRecord
from kb.library import Library
from kb.scope import SearchScope, read_scope

_LABEL_CHARS = 110
_AS_SET = "As the library is set"


class Filters(NamedTuple):
    """The components, in the order in which `read_filters` takes their values."""

    sources: gr.CheckboxGroup
    countries: gr.CheckboxGroup
    evidence_kinds: gr.CheckboxGroup
    published_from: gr.Textbox
    published_to: gr.Textbox
    corpus: gr.Radio


def build_filters(library: Library) -> Filters:
    """A folded group of filters over what the library holds."""
    records = _records(library)
    with gr.Accordion("Filters", open=False, elem_id="filters"):
        return Filters(
            gr.CheckboxGroup(_sources(records), label="Sources", info=FILTERS_HINT, elem_id="filter-sources"),
            gr.CheckboxGroup(_values(r.country for r in records.values()), label="Country", elem_id="filter-countries"),
            gr.CheckboxGroup(
                _values(r.evidence_kind for r in records.values()), label="Kind of evidence", elem_id="filter-kinds"
            ),
            gr.Textbox(label=_from_label(records), max_length=4, elem_id="filter-from"),
            gr.Textbox(label="Published up to", max_length=4, elem_id="filter-to"),
            gr.Radio(
                [(_AS_SET, ""), ("Notes alone", "notes"), ("Original texts alone", "originals")],
                value="",
                label="Notes or originals",
                elem_id="filter-corpus",
            ),
        )


def offered_filters(library: Library) -> tuple[Any, ...]:
    """Updates of the components to what the library holds now, in their order; what is chosen stays."""
    records = _records(library)
    return (
        gr.update(choices=_sources(records)),
        gr.update(choices=_values(r.country for r in records.values())),
        gr.update(choices=_values(r.evidence_kind for r in records.values())),
        gr.update(label=_from_label(records)),
        gr.skip(),
        gr.skip(),
    )


def read_filters(
    sources: list[str] | None,
    countries: list[str] | None,
    evidence_kinds: list[str] | None,
    published_from: str | None,
    published_to: str | None,
    corpus: str | None,
) -> SearchScope:
    """The scope that the components' values stand for. Raises ScopeError for a year that is none."""
    return read_scope({
        "sources": sources or (),
        "countries": countries or (),
        "evidence_kinds": evidence_kinds or (),
        "published_from": (published_from or "").strip() or None,
        "published_to": (published_to or "").strip() or None,
        "corpus": corpus or None,
    })  # fmt: skip


def shown_filters(scope: SearchScope) -> tuple[Any, ...]:
    """Values for the components that show a scope, in their order."""
    return (
        list(scope.sources), list(scope.countries), list(scope.evidence_kinds),
        str(scope.published_from or ""), str(scope.published_to or ""), scope.corpus or "",
    )  # fmt: skip


def _records(library: Library) -> dict[str, SourceRecord]:
    return {d.source_id: library.record(d.source_id) for d in library.documents.values()}


def _sources(records: dict[str, SourceRecord]) -> list[tuple[str, str]]:
    return sorted((_label(record), source_id) for source_id, record in records.items())


def _from_label(records: dict[str, SourceRecord]) -> str:
    years = [record.year for record in records.values() if record.year]
    return f"Published from ({min(years)} to {max(years)})" if years else "Published from"


def _label(record: SourceRecord) -> str:
    """`Thorlby and others (2011): GP commissioning ...`, the title cut between words."""
    title = "" if record.short_reference.startswith(record.title) else f": {record.title}"
    return shorten(f"{record.short_reference}{title}", _LABEL_CHARS, placeholder=" …")


def _values(found: Iterable[str | None]) -> list[str]:
    return sorted({value for value in found if value})
