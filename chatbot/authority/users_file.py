"""The file of those who may sign in: names, roles, password hashes, hashes of tokens. Written by `briefing sign-in`.

It is read again whenever it has changed, so that a right taken away is gone at once, and it must be nobody else's to
read: hashes can be guessed at.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from chatbot.authority.password_hash import PasswordHash
from chatbot.authority.role import Role
from kb.errors import SettingsError

NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$"
RoleName = Literal["reader", "evaluator", "curator"]
_LOCK_WAIT_SECONDS = 10


class User(BaseModel):
    """One person, or one program. Without `token_sha256` there is no token."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=NAME_PATTERN)
    role: RoleName
    password: PasswordHash
    token_sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")

    @property
    def rights(self) -> Role:
        return Role[self.role.upper()]


class Users(BaseModel):
    """All of them, each name once; `Ada` and `ada` are one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: Literal[1] = 1
    users: tuple[User, ...] = ()

    @field_validator("users")
    @classmethod
    def _once(cls, users: tuple[User, ...]) -> tuple[User, ...]:
        names = [user.name.casefold() for user in users]
        if len(set(names)) < len(names):
            raise ValueError("a name stands there twice")
        return users

    def get(self, name: str) -> User | None:
        """By name, in any case of letters."""
        return next((user for user in self.users if user.name.casefold() == name.casefold()), None)

    def with_user(self, user: User) -> Users:
        """With this user instead of any of the same name."""
        others = tuple(other for other in self.users if other.name.casefold() != user.name.casefold())
        return Users(users=(*others, user))

    def without(self, name: str) -> Users:
        return Users(users=tuple(user for user in self.users if user.name.casefold() != name.casefold()))


def load_users(path: Path) -> Users:
    """What the file holds; nobody when there is none. Raises SettingsError when it is damaged or others can read it."""
    try:
        with path.open("rb") as stream:
            if os.name == "posix" and stat.S_IMODE(os.fstat(stream.fileno()).st_mode) & 0o077:
                raise SettingsError(f"Others can read the users file {path}.", f"Run: chmod 600 {path}")
            return Users.model_validate_json(stream.read())
    except FileNotFoundError:
        return Users()
    except OSError as error:
        raise SettingsError(
            f"The users file {path} cannot be read ({error.strerror}).", "Mend its permissions."
        ) from error
    except ValidationError as error:
        raise SettingsError(
            f"The users file {path} is damaged.", "Move it away and add the users again with `briefing sign-in add`."
        ) from error


@contextmanager
def changing_users(path: Path) -> Iterator[list[Users]]:
    """A list with what the file holds; the last of it is written when the block ends. One writer at a time, mode 0600.

    Raises SettingsError as `load_users` does, and when the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}.lock"), timeout=_LOCK_WAIT_SECONDS):
            states = [load_users(path)]
            yield states
            temporary = path.with_name(f".{path.name}.part")
            temporary.unlink(missing_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(states[-1].model_dump_json(indent=1).encode() + b"\n")
                os.fsync(stream.fileno())
            temporary.replace(path)
    except OSError as error:  # a lock that is not given is one as well
        raise SettingsError(
            f"The users file {path} cannot be written ({error.strerror or 'another program holds it'}).",
            "Mend its permissions, or name another with BRIEFING_USERS_FILE.",
        ) from error


class UsersFile:
    """The users as the file says now. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._users = load_users(path)

    def users(self) -> Users:
        """Read again where the file has changed. Raises SettingsError: a file that cannot be read lets nobody in."""
        try:
            found = self._path.stat()
            seen = (found.st_mtime_ns, found.st_size, found.st_ino)
        except FileNotFoundError:
            seen = (0, 0, 0)
        with self._lock:
            if seen != self._seen:
                self._users = load_users(self._path)
                self._seen = seen
            return self._users
