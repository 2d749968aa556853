"""What the evals ask of the system under evaluation: protocols, so that baselines and fakes can stand in for it.

`chatbot.pipeline.Briefing` and `kb.library.Library` satisfy them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from chatbot.answer import Answer
from kb.catalogue import SourceRecord
from kb.documents import Document, Passage
from kb.settings import Settings
from kb.spelling import Speller

SearchMode = Literal["hybrid", "bm25", "dense"]
SEARCH_MODES: tuple[SearchMode, ...] = ("hybrid", "bm25", "dense")


class Hit(Protocol):
    """A passage that a search returned."""

    @property
    def passage(self) -> Passage: ...

    @property
    def document(self) -> Document: ...


class SearchableLibrary(Protocol):
    """What is stored, and its search."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that answer under the chosen corpus."""
        ...

    @property
    def corpus_hash(self) -> str: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def speller(self) -> Speller | None:
        """Mends the spelling of a question before it is searched for."""
        ...

    def document(self, document_sha256: str, source_id: str) -> Document | None: ...

    def record(self, source_id: str) -> SourceRecord: ...

    def search(self, query: str, k: int, *, mode: SearchMode = "hybrid") -> Sequence[Hit]: ...


class System(Protocol):
    """Answers questions from a library."""

    @property
    def library(self) -> SearchableLibrary: ...

    def ask(self, question: str, history: Sequence[str] = (), length: Literal["short", "long"] = "short") -> Answer: ...
