"""Few guesses at a password: after some failures for a name, or from an address, the next ones wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

WINDOW_SECONDS = 300.0
MOST_FOR_NAME = 5
MOST_FROM_ADDRESS = 20  # behind a proxy a whole team has one address
_MOST_REMEMBERED = 10_000


class AttemptLimit:
    """Failures of the last minutes. Safe to share between threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._failures: dict[tuple[str, str], list[float]] = {}

    def wait_seconds(self, name: str, address: str) -> float:
        """How long until the next attempt is looked at; 0 when it is now."""
        with self._lock:
            return max(
                self._wait(("name", name.casefold()), MOST_FOR_NAME), self._wait(("from", address), MOST_FROM_ADDRESS)
            )

    def failed(self, name: str, address: str) -> None:
        """Count a failure."""
        now = self._now()
        with self._lock:
            for key in (("name", name.casefold()), ("from", address)):
                recent = [*self._recent(key), now]
                self._failures.pop(key, None)
                while len(self._failures) >= _MOST_REMEMBERED:
                    del self._failures[next(iter(self._failures))]
                self._failures[key] = recent

    def succeeded(self, name: str) -> None:
        """The name's failures are forgotten; the address's are not, or one account would pay for guessing at others."""
        with self._lock:
            self._failures.pop(("name", name.casefold()), None)

    def _recent(self, key: tuple[str, str]) -> list[float]:
        earliest = self._now() - WINDOW_SECONDS
        return [at for at in self._failures.get(key, ()) if at > earliest]

    def _wait(self, key: tuple[str, str], most: int) -> float:
        recent = self._recent(key)
        return 0.0 if len(recent) < most else recent[-most] + WINDOW_SECONDS - self._now()
