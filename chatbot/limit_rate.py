"""How often one visitor may do something: at most so many times within so many seconds, counted in memory."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

_MOST_VISITORS = 10_000


class RateLimit:
    """Counts by key, such as a session or an address. Safe to share between threads."""

    def __init__(self, most: int, within_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._within_seconds = within_seconds
        self._clock = clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def allows(self, key: str) -> bool:
        """Whether once more is within the limit; counts it when it is. The longest-quiet keys are forgotten first."""
        now = self._clock()
        with self._lock:
            times = self._times.setdefault(key, deque())
            self._times.move_to_end(key)
            while times and times[0] <= now - self._within_seconds:
                times.popleft()
            allowed = len(times) < self._most
            if allowed:
                times.append(now)
            while len(self._times) > _MOST_VISITORS:
                self._times.popitem(last=False)
            return allowed
