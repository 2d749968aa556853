"""What may leave this machine, decided before anything is sent.

A note is our own and may be sent. An original's words may be sent where its record says so (`share_with_model`), or to
an endpoint on this machine: a loopback address written as such, or `localhost` while that resolves to nothing but
loopback addresses. Any other name counts as another machine, whatever it resolves to now: where a name points is
decided elsewhere, and may change between this look and the connection.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from kb.citations import Citation
from kb.library import Library


def is_loopback_endpoint(base_url: str) -> bool:
    """Whether what is sent there stays on this machine. Looks up `localhost` and no other name."""
    host = urlsplit(base_url).hostname or ""
    if host == "localhost":
        try:
            found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
        except OSError:
            return False
        return bool(found) and all(_is_loopback_address(address) for address in found)
    return _is_loopback_address(host)


def _is_loopback_address(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def shareable(citations: Iterable[Citation], library: Library, base_url: str) -> tuple[Citation, ...]:
    """The citations whose words may be sent to the endpoint, in order."""
    stays_here = is_loopback_endpoint(base_url)
    return tuple(
        citation
        for citation in citations
        if stays_here or citation.kind == "note" or library.record(citation.source_id).share_with_model
    )
