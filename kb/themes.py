"""Themes: a small controlled vocabulary, and what of the library belongs to each (`sources/themes.toml`).

A note's cards stand under headings of its own; each of those headings is mapped to themes. Through the sections that
the cards summarise, the sections of the original have themes too.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kb.catalogue import SourceId
from kb.load_toml import doubled, load_toml
from kb.notes import Note


class Theme(BaseModel):
    """One theme of the vocabulary."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: SourceId
    name: str = Field(min_length=1)
    description: str = Field(min_length=12, description="What belongs here, in a sentence")


class SourceThemes(BaseModel):
    """What one source is about. A source with a note gives `cards`, one without gives `themes`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: SourceId
    themes: tuple[str, ...] = Field(default=(), description="Theme ids of a source that has no note")
    cards: dict[str, tuple[str, ...]] = Field(default={}, description="Theme ids of each heading of the note")

    @model_validator(mode="after")
    def _one_of_both(self) -> SourceThemes:
        if bool(self.themes) == bool(self.cards) or not all(self.cards.values()):
            raise ValueError(f"{self.source_id} needs themes, or cards that all have themes, and not both")
        return self

    @property
    def all_themes(self) -> frozenset[str]:
        """Ids of every theme the source has."""
        return frozenset(chain(self.themes, *self.cards.values()))


class Themes(BaseModel):
    """The vocabulary and its mapping; ids and sources are unique, and every id that is used is defined."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    theme: tuple[Theme, ...] = ()
    source: tuple[SourceThemes, ...] = ()

    @model_validator(mode="after")
    def _resolves(self) -> Themes:
        if twice := doubled([theme.id for theme in self.theme] + [source.source_id for source in self.source]):
            raise ValueError(f"used twice: {twice}")
        known = {theme.id for theme in self.theme}
        used = {theme for source in self.source for theme in source.all_themes}
        if unknown := ", ".join(sorted(used - known)):
            raise ValueError(f"no such theme: {unknown}")
        return self

    def of_card(self, source_id: str, heading: str) -> tuple[Theme, ...]:
        """Themes of the cards under this heading of a source's note; empty where it is not mapped."""
        return self._named(self._cards(source_id).get(heading, ()))

    def of_source(self, source_id: str) -> tuple[Theme, ...]:
        """Themes of a source, in the order of the vocabulary; empty for a source that is not mapped."""
        entry = next((entry for entry in self.source if entry.source_id == source_id), None)
        return self._named(entry.all_themes if entry else ())

    def of_section(self, note: Note, section: tuple[str, ...]) -> tuple[Theme, ...]:
        """Themes of a section of the original: those of the cards that summarise it or something under it."""
        cards = self._cards(note.source_id)
        inside = [card.theme for card in note.card if card.section[: len(section)] == section]
        return self._named(theme for heading in inside for theme in cards.get(heading, ()))

    def sources_on(self, theme_id: str) -> tuple[str, ...]:
        """Ids of the sources on a theme, in the order of the file."""
        return tuple(entry.source_id for entry in self.source if theme_id in entry.all_themes)

    def _cards(self, source_id: str) -> dict[str, tuple[str, ...]]:
        return next((entry.cards for entry in self.source if entry.source_id == source_id), {})

    def _named(self, ids: Iterable[str]) -> tuple[Theme, ...]:
        wanted = set(ids)
        return tuple(theme for theme in self.theme if theme.id in wanted)


def load_themes(path: Path) -> Themes:
    """Read and validate `themes.toml`. Raises CatalogueError."""
    return load_toml(path, Themes)


def find_themes(path: Path) -> Themes:
    """As `load_themes`; where there is no such file, a vocabulary without a theme."""
    return load_themes(path) if path.is_file() else Themes()
