"""The three roles, each with the rights of those before it, and who a request comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """READER asks and reads; EVALUATOR also runs evals and edits questions; CURATOR also changes the library."""

    READER = 0
    EVALUATOR = 1
    CURATOR = 2

    @property
    def label(self) -> str:
        """As it is written in the users file and said to people: `curator`."""
        return self.name.lower()


@dataclass(frozen=True)
class Visitor:
    """Whoever sent a request. `name` is empty for someone who has not signed in."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether the visitor has the rights of `role`."""
        return self.role >= role


ANONYMOUS = Visitor("", Role.READER)
