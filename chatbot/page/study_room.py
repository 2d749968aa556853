"""What the study views of Explore read from: quiz cards, the map's passages, reading paths.

Each is made when first wanted; read-only and shared by all visitors, as the shelf is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from chatbot.page.shelf import Found, Shelf
from chatbot.study.make_quiz import make_cards
from chatbot.study.place_passages import Plane, place_passages
from chatbot.study.quiz_card import QuizCard
from chatbot.study.reading_path import Reading, ReadingPath, plan_path
from kb.documents import Document
from kb.timeline import Event


@dataclass(frozen=True)
class PassageMap:
    """The passages on the plane, in the order of its rows; `theme_ids` of each, none where it has no theme."""

    found: tuple[Found, ...]
    theme_ids: tuple[tuple[str, ...], ...]
    plane: Plane
    sizes: dict[str, int]
    """For each theme with passages how many there are."""
    nearest_themes: dict[str, tuple[str, ...]]
    """For each theme with passages the others, the nearest in meaning first."""


class StudyRoom:
    """The shelf as something to study from."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._paths: dict[str, ReadingPath] = {}

    @cached_property
    def cards(self) -> tuple[QuizCard, ...]:
        """All quiz cards; one on a term has the themes whose passages use the term most."""
        holdings = [(holding.record, holding.documents) for holding in self.shelf.holdings.values()]
        made = make_cards(holdings, self.shelf.glossary, self._theme_ids)
        return tuple(
            replace(card, theme_ids=self._term_themes.get(card.term_id, ())) if card.term_id else card for card in made
        )

    @cached_property
    def by_id(self) -> dict[str, QuizCard]:
        return {card.card_id: card for card in self.cards}

    @cached_property
    def passage_map(self) -> PassageMap | None:
        """None where the library holds no vectors, which is so when it was ingested without the embedding model."""
        store = self.shelf.library.store
        documents = [document for h in self.shelf.holdings.values() if (document := h.original or h.note)]
        if self.shelf.library.manifest.embedder is None or not documents:
            return None
        found = tuple((document, passage) for document in documents for passage in document.passages)
        vectors = np.concatenate([store.vectors(document.document_id).passages for document in documents])
        theme_ids = tuple(self._theme_ids(document, passage.section_index) for document, passage in found)
        members: dict[str, list[int]] = defaultdict(list)
        for index, ids in enumerate(theme_ids):
            for theme_id in ids:
                members[theme_id].append(index)
        sizes = {theme_id: len(indexes) for theme_id, indexes in members.items()}
        sums = {theme_id: vectors[indexes].sum(axis=0) for theme_id, indexes in members.items()}
        middles = {theme_id: total / np.linalg.norm(total) for theme_id, total in sums.items()}
        nearest = {
            one: tuple(sorted((other for other in middles if other != one),
                              key=lambda other: (-float(middles[one] @ middles[other]), other)))
            for one in middles
        }  # fmt: skip
        return PassageMap(found, theme_ids, place_passages(vectors), sizes, nearest)

    def path(self, theme_id: str) -> ReadingPath:
        """The reading path for a theme; empty where nothing is held on it."""
        if theme_id not in self._paths:
            self._paths[theme_id] = plan_path(theme_id, self._readings(theme_id), self._events(theme_id))
        return self._paths[theme_id]

    def _theme_ids(self, document: Document, section_index: int) -> tuple[str, ...]:
        return tuple(theme.id for theme in self.shelf.themes_at(document, section_index))

    @cached_property
    def _term_themes(self) -> dict[str, tuple[str, ...]]:
        uses: dict[str, Counter[str]] = {}
        for holding in self.shelf.holdings.values():
            for document in holding.documents:
                for passage in document.passages:
                    theme_ids = self._theme_ids(document, passage.section_index)
                    for term_id in {use.term.id for use in self.shelf.term_finder.uses(document.slice(passage))}:
                        uses.setdefault(term_id, Counter()).update(theme_ids)
        order = [theme.id for theme in self.shelf.themes.theme]
        return {
            term_id: tuple(theme_id for theme_id in order if 2 * counts[theme_id] > max(counts.values(), default=0))
            for term_id, counts in uses.items()
        }

    def _readings(self, theme_id: str) -> list[Reading]:
        """The sources with sentences on the theme: in our note, whose cards say what kind they are, or the original."""
        cited_by = Counter(source_id for h in self.shelf.holdings.values() for source_id in h.record.cited_in)
        readings = []
        for source_id, holding in self.shelf.holdings.items():
            document = holding.note or holding.original
            if document is None:
                continue
            on_theme = {
                index for index in range(len(document.sections)) if theme_id in self._theme_ids(document, index)
            }
            held = tuple(i for i, sentence in enumerate(document.sentences) if sentence.section_index in on_theme)
            if held:
                retracted = self.shelf.library.retraction(source_id).retracted == "yes"
                doubts = document.quality.doubts
                readings.append(Reading(holding.record, document, held, cited_by[source_id], doubts, retracted))
        return readings

    def _events(self, theme_id: str) -> list[Event]:
        """Entries of the timeline whose section of their source is on the theme."""
        found = []
        for event in self.shelf.timeline.event:
            note = self.shelf.notes.get(event.source_id)
            themes = (
                self.shelf.themes.of_section(note, event.section)
                if note and event.section
                else self.shelf.themes.of_source(event.source_id)
            )
            found += [event] if any(theme.id == theme_id for theme in themes) else []
        return found
