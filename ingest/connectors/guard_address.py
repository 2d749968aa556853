"""Keeps requests on the public internet: every address is looked up, and every number it stands for is checked.

An address that a service names, or that a redirect leads to, must not reach this machine or its network. Only the
base addresses that the user set may be private. The request then goes to the number that was checked, not to the
name, so that a name cannot change its meaning in between.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable

import httpx

from kb.errors import FetchError

Resolve = Callable[[str, int], list[str]]
"""Host and port to the numeric addresses it stands for; raises OSError."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def resolve_host(host: str, port: int) -> list[str]:
    """All addresses that the system's resolver gives for a host, in its order."""
    return list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class AddressGuard:
    """Checks one address at a time. `trusted_urls` are base addresses from the user's own settings."""

    def __init__(self, trusted_urls: Iterable[str], resolve: Resolve = resolve_host) -> None:
        self._trusted = {_origin(httpx.URL(url)) for url in trusted_urls}
        self._resolve = resolve

    def address_of(self, url: httpx.URL) -> str:
        """The numeric address to connect to. Raises FetchError `refused_address` or `unreachable`."""
        if url.scheme not in _DEFAULT_PORTS or not url.host or url.userinfo:
            raise _refused(url, "it is not a plain web address")
        scheme, host, port = _origin(url)
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchError(
                "unreachable", f"{host} cannot be found.", "Check the network connection.", retry=False
            ) from error
        if not addresses:
            raise FetchError("unreachable", f"{host} cannot be found.", "Check the network connection.")
        if (scheme, host, port) not in self._trusted:
            private = next((address for address in addresses if not is_public(address)), None)
            if private is not None:
                raise _refused(url, f"{host} leads to {private}, which is not on the public internet")
        return addresses[0]


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public internet; addresses wrapped in IPv6 are unwrapped."""
    number = ipaddress.ip_address(address.split("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        teredo = number.teredo
        inner = number.ipv4_mapped or number.sixtofour or (teredo[1] if teredo else None)
        if inner is None and number in _NAT64:
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return number.is_global and not number.is_multicast and not number.is_reserved


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host.lower(), url.port or _DEFAULT_PORTS.get(url.scheme, 0)


def _refused(url: httpx.URL, why: str) -> FetchError:
    shown = f"{url.scheme}://{url.host}"
    return FetchError(
        "refused_address", f"The address {shown} was refused: {why}.", "Get the file by hand if you trust it."
    )
