"""Who is signed in: a random token a browser, kept in memory as its hash, forgotten after hours without a request.

A session belongs to a name and to the salt of the password it was opened with: with a new password, or for another
person under an old name, it is over.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from kb.ids import sha256_bytes

IDLE_SECONDS = 8 * 3600  # a working day at the desk
LONGEST_SECONDS = 24 * 3600
_MOST_SESSIONS = 10_000


@dataclass(frozen=True)
class _Session:
    name: str
    salt: str
    begun: float
    used: float

    def is_over(self, now: float) -> bool:
        return now - self.used > IDLE_SECONDS or now - self.begun > LONGEST_SECONDS


class Sessions:
    """Sessions by the hash of their token. A restart ends them all. Safe to share between threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._sessions: dict[str, _Session] = {}

    def begin(self, name: str, salt: str) -> str:
        """A new token for the user of this name, whose password has this salt."""
        token = secrets.token_urlsafe(32)
        now = self._now()
        with self._lock:
            self._sessions = {key: held for key, held in self._sessions.items() if not held.is_over(now)}
            while len(self._sessions) >= _MOST_SESSIONS:
                del self._sessions[next(iter(self._sessions))]
            self._sessions[_key(token)] = _Session(name, salt, now, now)
        return token

    def user_of(self, token: str) -> tuple[str, str] | None:
        """Name and salt of a session, which goes on from now; None when there is none, or it is over."""
        key, now = _key(token), self._now()
        with self._lock:
            held = self._sessions.get(key)
            if held is None:
                return None
            if held.is_over(now):
                del self._sessions[key]
                return None
            self._sessions[key] = replace(held, used=now)
            return held.name, held.salt

    def end(self, token: str) -> None:
        """Sign out; nothing happens for a token that is none."""
        with self._lock:
            self._sessions.pop(_key(token), None)


def _key(token: str) -> str:
    return sha256_bytes(token.encode())
