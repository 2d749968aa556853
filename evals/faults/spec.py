"""What a fault is, and how it gets into the pipeline: by wrapping a system or a library, never by editing code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from chatbot.answer import Answer
from chatbot.pipeline import Briefing
from evals.system import SearchableLibrary, SearchMode, System
from kb.embedding import Embedder
from kb.library import Library, SearchHit

SearchFault = Callable[[Library, str, int, SearchMode, NDArray[np.float32] | None], list[SearchHit]]


class Recalled:
    """A system that answers each question once and recalls the answer afterwards."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._answers: dict[tuple[str, ...], Answer] = {}

    @property
    def library(self) -> SearchableLibrary:
        return self._system.library

    def ask(self, question: str, history: Sequence[str] = (), length: Literal["short", "long"] = "short") -> Answer:
        key = (length, question, *history)
        if key not in self._answers:
            self._answers[key] = self._system.ask(question, history, length)
        return self._answers[key]


class AlteredAnswers:
    """A system whose answers are altered on their way out."""

    def __init__(self, system: System, alter: Callable[[Answer], Answer]) -> None:
        self._system = system
        self._alter = alter

    @property
    def library(self) -> SearchableLibrary:
        return self._system.library

    def ask(self, question: str, history: Sequence[str] = (), length: Literal["short", "long"] = "short") -> Answer:
        return self._alter(self._system.ask(question, history, length))


class AlteredLibrary:
    """A library whose search goes wrong; everything else is the library's own."""

    def __init__(self, library: Library, search: SearchFault, embedder: Embedder | None = None) -> None:
        self._library = library
        self._search = search
        self.embedder = embedder or library.embedder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    def search(
        self, query: str, k: int, *, mode: SearchMode = "hybrid", query_vector: NDArray[np.float32] | None = None
    ) -> list[SearchHit]:
        return self._search(self._library, query, k, mode, query_vector)


def with_search(briefing: Briefing, search: SearchFault, embedder: Embedder | None = None) -> Briefing:
    """The pipeline over a library whose search is `search`."""
    return Briefing(cast(Library, AlteredLibrary(briefing.library, search, embedder)))


@dataclass(frozen=True)
class Healthy:
    """The pipeline as it is, and the same with its answers recalled, for faults that only alter answers."""

    briefing: Briefing
    recalled: Recalled


@dataclass(frozen=True)
class Fault:
    """A fault by name, what it does, and the faulty system."""

    name: str
    says: str
    put_into: Callable[[Healthy], System]
    about_time: bool = False
    """Whether it shows in seconds alone: it is then held against the healthy pipeline timed next to it, since a machine
    may have grown slower or faster since the run began."""


def answer_fault(name: str, says: str, alter: Callable[[Answer], Answer]) -> Fault:
    """A fault that alters finished answers."""
    return Fault(name, says, lambda healthy: AlteredAnswers(healthy.recalled, alter))
