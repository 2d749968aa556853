"""What a baseline system is."""

from __future__ import annotations

from typing import Protocol

from evals.system import SearchMode, System


class Rival(System, Protocol):
    """A system that answers by pasting. `search_mode` is the library's search that its answers come from; None where
    they come from elsewhere, so that nothing can be said of its retrieval."""

    @property
    def search_mode(self) -> SearchMode | None: ...
