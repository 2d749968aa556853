"""The glossary: terms that the sources and their readers use, in our own words (`sources/glossary.toml`).

`equivalents` mean just what the term means; `everyday` words are what a reader who does not know the term would say.
Both serve the search (`kb/expand_query.py`), so a word that only lies near a term belongs into its definition.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kb.catalogue import SourceId
from kb.load_toml import doubled, load_toml


class Term(BaseModel):
    """One term and the ways of writing it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: SourceId
    term: str = Field(min_length=1)
    abbreviation: str | None = None
    equivalents: tuple[str, ...] = Field(default=(), description="Other forms with the same meaning")
    everyday: tuple[str, ...] = Field(default=(), description="What a reader who does not know the term would say")
    definition: str = Field(min_length=20)
    country: str | None = Field(default=None, description="Where the term belongs; None when it is used everywhere")
    see_also: tuple[SourceId, ...] = Field(default=(), description="Ids of related terms")

    @property
    def forms(self) -> tuple[str, ...]:
        """The ways in which a source may write the term: in full, shortened, and in other words."""
        return (self.term, *((self.abbreviation,) if self.abbreviation else ()), *self.equivalents)


class Glossary(BaseModel):
    """All terms. Ids are unique, a form means one term, and every `see_also` resolves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: tuple[Term, ...] = ()

    @model_validator(mode="after")
    def _resolves(self) -> Glossary:
        if twice := doubled([term.id for term in self.term]):
            raise ValueError(f"the id is used twice: {twice}")
        forms = [form.casefold() for term in self.term for form in {*term.forms, *term.everyday}]
        if twice := doubled(forms):
            raise ValueError(f"a form stands for two terms, or twice in one: {twice}")
        known = {term.id for term in self.term}
        if unknown := ", ".join(sorted({link for term in self.term for link in term.see_also} - known)):
            raise ValueError(f"see_also names no term: {unknown}")
        return self

    def get(self, term_id: str) -> Term | None:
        """The term with this id, or None."""
        return next((term for term in self.term if term.id == term_id), None)


def load_glossary(path: Path) -> Glossary:
    """Read and validate `glossary.toml`. Raises CatalogueError."""
    return load_toml(path, Glossary)
