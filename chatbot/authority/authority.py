"""The check that every handler begins with which changes anything: who sent this request, and may they?"""

from __future__ import annotations

import hmac
import logging
import threading
from collections.abc import Mapping

from starlette.requests import cookie_parser

from chatbot.authority.limit_attempts import AttemptLimit
from chatbot.authority.password_hash import PasswordHash, is_password
from chatbot.authority.role import ANONYMOUS, Role, Visitor
from chatbot.authority.sessions import Sessions
from chatbot.authority.users_file import User, UsersFile
from chatbot.loopback import is_served_here_alone
from kb.errors import NotAllowedError, SettingsError, SignInError
from kb.ids import sha256_bytes
from kb.settings import Settings

SESSION_COOKIE = "briefing-session"
_log = logging.getLogger(__name__)
_OWNER = Visitor("", Role.CURATOR)
# Whoever sends one of these is not at this machine: a proxy passes the request on from somewhere else.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
# Hashed against where there is no such user, so that a wrong name takes as long as a wrong password.
_NOBODY = PasswordHash(salt="0" * 32, hash="0" * 64)


class Authority:
    """Reads the users file and knows who is signed in. Safe to share between threads.

    With nobody in the file, whoever reaches a page that listens on loopback alone is its owner and may do everything
    (one-person mode); whoever reaches any other may read.
    """

    def __init__(self, settings: Settings, sessions: Sessions | None = None, limit: AttemptLimit | None = None) -> None:
        """Raises SettingsError when the users file cannot be used, or reading needs a sign-in that nobody has."""
        self._users_file = UsersFile(settings.users_path)
        self._sessions = sessions or Sessions()
        self._limit = limit or AttemptLimit()
        self._hashing = threading.Lock()  # one at a time: each takes 32 megabytes
        self._had_users = bool(self._users_file.users().users)
        self._is_local = is_served_here_alone(settings)
        self.readers_sign_in = settings.readers_sign_in
        if settings.readers_sign_in and not self._had_users:
            raise SettingsError(
                "Reading needs a sign-in (readers_sign_in), but nobody is in the users file.",
                "Add someone: briefing sign-in add NAME --role curator",
            )

    @property
    def has_users(self) -> bool:
        """Whether anyone can sign in."""
        try:
            found = bool(self._users_file.users().users)
            self._had_users = self._had_users or found
            return found
        except SettingsError:
            return True  # it could say anything: nobody is let in, and nobody becomes the owner

    @property
    def is_one_person(self) -> bool:
        """Whether everyone who reaches the page may do everything. Emptying the file does not lead back to it."""
        return self._is_local and not self.has_users and not self._had_users

    def visitor(self, headers: Mapping[str, str]) -> Visitor | None:
        """Who sent a request with these headers; None when they have to sign in first.

        A session's cookie or a bearer token says who. Anything else that stands there is as if it did not: chat
        clients send made-up keys.
        """
        user = self._user(headers)
        if user is not None:
            return Visitor(user.name, user.rights)
        if self.is_one_person and not any(name in headers for name in _FORWARDED):
            return _OWNER
        return None if self.readers_sign_in else ANONYMOUS

    def require(self, headers: Mapping[str, str], role: Role) -> Visitor:
        """The visitor, where they may do what `role` may. Raises NotAllowedError before anything has been done."""
        visitor = self.visitor(headers)
        if visitor is None:
            raise NotAllowedError("This needs a sign-in.", "Sign in and try again.")
        if not visitor.may(role):
            if visitor.name:
                raise NotAllowedError(
                    f"{visitor.name} is a {visitor.role.label} here; this needs the role {role.label}.",
                    "Ask whoever looks after this page for the role.",
                )
            hint = (
                "Sign in and try again."
                if self.has_users
                else "Nobody can sign in yet: run `briefing sign-in add NAME --role curator` where the page runs."
            )
            raise NotAllowedError(f"This needs the role {role.label}.", hint)
        return visitor

    def sign_in(self, name: str, password: str, address: str) -> str:
        """A session's token. `address` is where the attempt comes from. Raises SignInError, the same for a wrong name
        and a wrong password; about a tenth of a second."""
        wait = self._limit.wait_seconds(name, address)
        if wait > 0:
            minutes = int(wait // 60) + 1
            raise SignInError(
                "There were too many attempts.",
                f"Try again in {minutes} minute{'s' if minutes > 1 else ''}.",
                retry=True,
            )
        user = self._users_file.users().get(name)
        with self._hashing:
            if self._limit.wait_seconds(name, address) > 0:  # others of a burst have failed meanwhile
                raise SignInError("There were too many attempts.", "Try again in some minutes.", retry=True)
            is_right = is_password(password, user.password if user else _NOBODY) and user is not None
            if not is_right:
                self._limit.failed(name, address)
        if user is None or not is_right:
            raise SignInError("Name or password is wrong.", "Check both and try again.")
        self._limit.succeeded(name)
        return self._sessions.begin(user.name, user.password.salt)

    def sign_out(self, headers: Mapping[str, str]) -> None:
        """End the session that the request belongs to."""
        self._sessions.end(_cookie(headers))

    def _user(self, headers: Mapping[str, str]) -> User | None:
        try:
            users = self._users_file.users()
        except SettingsError as error:
            _log.error("%s %s", error.message, error.hint)
            return None
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token.strip():
            hashed = sha256_bytes(token.strip().encode())
            for user in users.users:
                if user.token_sha256 is not None and hmac.compare_digest(user.token_sha256, hashed):
                    return user
        held = self._sessions.user_of(_cookie(headers))
        user_of_session = users.get(held[0]) if held else None
        if held and user_of_session and user_of_session.password.salt == held[1]:
            return user_of_session
        return None


def _cookie(headers: Mapping[str, str]) -> str:
    """The session's token that a browser sent; empty for none."""
    return cookie_parser(headers.get("cookie", "")).get(SESSION_COOKIE, "")
