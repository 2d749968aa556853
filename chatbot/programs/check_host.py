"""Refuses requests that were not meant for this server, before anything else looks at them.

A page on another site can make a browser send requests to 127.0.0.1, and by pointing its own name there even read the
replies. Its name then stands in `Host`, and its address in `Origin`: the first has to be one that this server goes by
(else 421), the second, where there is one, this very server (else 403).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


class HostCheck:
    """ASGI middleware. `host` is the address listened on; `allowed` are further names, such as a proxy's."""

    def __init__(self, app: ASGIApp, host: str, allowed: Collection[str] = ()) -> None:
        self._app = app
        self._names = LOOPBACK_NAMES | {name.lower() for name in (host, *allowed)}
        # Listening on every address, the server goes by each of them. An address cannot be pointed elsewhere.
        self._any_address = host in ("", "0.0.0.0", "::")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] in ("http", "websocket") and (refusal := self._refusal(Headers(scope=scope))):
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refusal(self, headers: Headers) -> PlainTextResponse | None:
        hosts = headers.getlist("host")
        host = _split(f"//{hosts[0]}") if len(hosts) == 1 else None
        if host is None or not self._goes_by(host[0]):
            return PlainTextResponse("This server does not go by that name (see allowed_hosts).\n", status_code=421)
        origins = headers.getlist("origin")
        if any(not _is_same(origin, host) for origin in origins):
            return PlainTextResponse("Requests from other sites are not taken.\n", status_code=403)
        return None

    def _goes_by(self, name: str) -> bool:
        return name in self._names or (self._any_address and _is_address(name))


def _split(address: str) -> tuple[str, int | None] | None:
    """Host in lower case and port of `//host:port`; None for anything that is more or less than that."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    extra: Iterable[str | None] = (parts.path, parts.query, parts.fragment, parts.username, parts.password)
    return None if not parts.hostname or any(extra) else (parts.hostname, port)


def _is_same(origin: str, host: tuple[str, int | None]) -> bool:
    """Whether a page of this origin came from the server that `Host` names. The origin `null` is nobody's."""
    scheme = origin.partition("://")[0]
    found = _split(origin)
    if found is None or scheme not in _DEFAULT_PORTS:
        return False
    default = _DEFAULT_PORTS[scheme]
    return (found[0], found[1] or default) == (host[0], host[1] or default)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
