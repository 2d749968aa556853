"""The briefing that answers now, for all visitors; swapped whole when the library has changed.

An answer under way keeps the briefing it began with, so take it once, at the start of whatever makes one answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from chatbot.pipeline import Briefing

T = TypeVar("T")


class CurrentBriefing:
    """Holds one opened briefing. Safe to share between threads."""

    def __init__(self, briefing: Briefing, reopen: Callable[[], Briefing] | None = None) -> None:
        """`reopen` opens the library anew; without it, from the settings that the briefing was opened with."""
        self._briefing = briefing
        self._reopen = reopen or (lambda: Briefing.open(briefing.library.settings))
        self._changing = threading.Lock()

    @property
    def briefing(self) -> Briefing:
        """The one that answers now."""
        return self._briefing

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Surrounds what writes to the library: afterwards, also after an error, the library as it then is answers.

        Meanwhile the old one goes on answering, without the index on disk that is being changed. Opening takes
        seconds. Raises what opening raises, and then the old one stays.
        """
        with self._changing:
            self._briefing.library.leave_index()
            try:
                yield
            finally:
                self._briefing = self._reopen()


class MadeOnce(Generic[T]):
    """Something made from a briefing, kept until another one answers."""

    def __init__(self, make: Callable[[Briefing], T]) -> None:
        self._make = make
        self._held: tuple[Briefing, T] | None = None
        self._lock = threading.Lock()

    def of(self, briefing: Briefing) -> T:
        """Made when first asked for."""
        with self._lock:
            if self._held is None or self._held[0] is not briefing:
                self._held = (briefing, self._make(briefing))
            return self._held[1]
