"""Whether the page is served to this machine alone: what may be shown there may not be shown to a network."""

from __future__ import annotations

import ipaddress

from kb.settings import Settings


def is_served_here_alone(settings: Settings) -> bool:
    """Whether the page listens on loopback and goes by no further name: a proxy's says it is reached from elsewhere."""
    return is_loopback(settings.host) and not settings.allowed_hosts


def is_loopback(host: str) -> bool:
    """True for `localhost` and the loopback addresses; false for any other name or address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
