"""What the Explore tab reads from: every source with what is held of it, and the themes, terms and events.

Read-only and shared by all visitors. Documents that do not answer (a note beside its original) are read from disk once,
when first wanted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from kb.catalogue import SourceRecord
from kb.documents import Document, Passage
from kb.find_terms import TermFinder, passages_using
from kb.glossary import Glossary, Term
from kb.library import Library
from kb.notes import Note, load_notes
from kb.themes import Theme, Themes, load_themes
from kb.timeline import Timeline, load_timeline

Found = tuple[Document, Passage]


@dataclass(frozen=True)
class Holding:
    """A source: its record, and its current note and original where they are held."""

    record: SourceRecord
    note: Document | None
    original: Document | None

    @property
    def documents(self) -> tuple[Document, ...]:
        """What is held, the original first."""
        return tuple(document for document in (self.original, self.note) if document is not None)


class Shelf:
    """The opened library as a reader walks along it. A file of `sources/` that is not there is an empty one."""

    def __init__(self, library: Library, *, with_originals: bool = True) -> None:
        """Without originals, sources are read in our notes alone; and only what notes hold is counted."""
        self.library = library
        self._with_originals = with_originals
        self.glossary: Glossary = library.glossary
        self._term_passages: dict[str, list[Found]] = {}

    @cached_property
    def holdings(self) -> dict[str, Holding]:
        """All sources by id, those of the catalogue and those that are stored without a record, by reference."""
        current = {
            (v.source_id, v.kind): v.document_id
            for v in self.library.manifest.current
            if self._with_originals or v.kind == "note"
        }
        opened = self.library.documents
        documents = {
            key: opened.get(document_id) or self.library.store.document(document_id)
            for key, document_id in current.items()
        }
        ids = {record.source_id for record in self.library.catalogue} | {source_id for source_id, _ in current}
        records = sorted(map(self.library.record, ids), key=lambda r: (r.short_reference.casefold(), r.source_id))
        return {
            r.source_id: Holding(
                r, documents.get((r.source_id, "note")), documents.get((r.source_id, "original"))
            )
            for r in records
        }  # fmt: skip

    @cached_property
    def themes(self) -> Themes:
        path = self.library.settings.themes_path
        return load_themes(path) if path.is_file() else Themes()

    @cached_property
    def timeline(self) -> Timeline:
        path = self.library.settings.timeline_path
        return load_timeline(path) if path.is_file() else Timeline()

    @cached_property
    def notes(self) -> dict[str, Note]:
        return {note.source_id: note for note in load_notes(self.library.settings.notes_dir)}

    @cached_property
    def term_finder(self) -> TermFinder:
        return TermFinder(self.glossary)

    @cached_property
    def matrix(self) -> dict[tuple[str, str], list[Found]]:
        """For each source and theme that have any: the passages, the original's first."""
        cells: dict[tuple[str, str], list[Found]] = {}
        for source_id, holding in self.holdings.items():
            for document in holding.documents:
                for passage in document.passages:
                    for theme in self.themes_at(document, passage.section_index):
                        cells.setdefault((source_id, theme.id), []).append((document, passage))
        return cells

    def themes_at(self, document: Document, section_index: int) -> tuple[Theme, ...]:
        """Themes of a section, or else of the nearest section around that has any."""
        path = document.sections[section_index].path
        if document.kind == "note":
            return self.themes.of_card(document.source_id, path[0]) if path else ()
        note = self.notes.get(document.source_id)
        if note is None:
            return self.themes.of_source(document.source_id)
        if len(document.sections) == 1:  # a text without headings
            return self.themes.of_source(document.source_id)
        while path:
            if themes := self.themes.of_section(note, path) or self._themes_of_heading(note, path[-1]):
                return themes
            path = path[:-1]
        return ()

    def _themes_of_heading(self, note: Note, heading: str) -> tuple[Theme, ...]:
        """Themes of the cards under a heading of this name, at whatever depth: a file may have lost those around it."""
        named = heading.casefold()
        cards = [card for card in note.card if named in (part.casefold() for part in card.section)]
        found = {theme for card in cards for theme in self.themes.of_card(note.source_id, card.theme)}
        return tuple(theme for theme in self.themes.theme if theme in found)

    def terms_in(self, holding: Holding) -> list[tuple[Term, int]]:
        """Terms that the source's text uses, with how often, the most used first."""
        uses = Counter(use.term.id for document in holding.documents for use in self.term_finder.uses(document.text))
        return [(term, count) for term_id, count in uses.most_common() if (term := self.glossary.get(term_id))]

    def passages_using(self, term: Term) -> list[Found]:
        """Passages of all that is held that use the term, in the order of the sources."""
        if term.id not in self._term_passages:
            documents = [document for holding in self.holdings.values() for document in holding.documents]
            self._term_passages[term.id] = passages_using(term, documents)
        return self._term_passages[term.id]

    def cites(self, source_id: str) -> list[Holding]:
        """Sources that are known through this one's references alone."""
        return [holding for holding in self.holdings.values() if source_id in holding.record.cited_in]
