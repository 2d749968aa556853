"""Do the data files of `sources/` agree with each other? Links from themes and timeline to sources and their notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kb.catalogue import Catalogue
from kb.notes import Note
from kb.themes import Themes
from kb.timeline import Timeline


def link_problems(
    catalogue: Catalogue, notes: Sequence[Note], themes: Themes | None, timeline: Timeline | None
) -> list[str]:
    """What does not resolve, one sentence a problem; empty when everything does. None: there is no such file."""
    problems = list(_catalogue_problems(catalogue, notes))
    if themes is not None:
        problems += _theme_problems(catalogue, notes, themes)
    if timeline is not None:
        problems += _timeline_problems(catalogue, notes, timeline)
    return problems


def _catalogue_problems(catalogue: Catalogue, notes: Iterable[Note]) -> Iterator[str]:
    for note in notes:
        record = catalogue.get(note.source_id)
        if record is None:
            yield f"The note {note.source_id} has no record in the catalogue."
        elif record.cited_in:
            yield f"{note.source_id} has a note, but its record says that it was not read."
        elif note.read_from and note.read_from != record.access:
            yield f"The note {note.source_id} is from the {note.read_from}, its record says {record.access}."


def _theme_problems(catalogue: Catalogue, notes: Iterable[Note], themes: Themes) -> Iterator[str]:
    headings = {note.source_id: {card.theme for card in note.card} for note in notes}
    mapped = {entry.source_id: entry for entry in themes.source}
    for record in catalogue:
        if record.source_id not in mapped:
            yield f"{record.source_id} has no themes."
    for source_id, entry in mapped.items():
        if catalogue.get(source_id) is None:
            yield f"themes.toml names {source_id}, which is not in the catalogue."
        have = headings.get(source_id, set())
        for missing in sorted(have - set(entry.cards)):
            yield f"The heading “{missing}” of the note {source_id} has no theme."
        for stale in sorted(set(entry.cards) - have):
            yield f"themes.toml maps “{stale}”, which is no heading of the note {source_id}."


def _timeline_problems(catalogue: Catalogue, notes: Iterable[Note], timeline: Timeline) -> Iterator[str]:
    sections = {note.source_id: {card.section for card in note.card} for note in notes}
    for event in timeline.event:
        record = catalogue.get(event.source_id)
        if record is None:
            yield f"The entry {event.id} cites {event.source_id}, which is not in the catalogue."
        elif record.cited_in:
            yield f"The entry {event.id} cites {event.source_id}, which was not read."
        elif event.source_id in sections and event.section not in sections[event.source_id]:
            where = " > ".join(event.section) or "(none)"
            yield f"The entry {event.id} cites the section {where}, which the note {event.source_id} has not."
