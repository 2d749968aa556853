"""What every service gives: the fields of a work as the service states them, and where its full text is said to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from ingest.connectors.web import Web
from kb.settings import Settings

FullTextType = Literal["application/pdf", "application/jats+xml"]


@dataclass(frozen=True)
class FullTextLink:
    """An address said to hold the full text, and the licence said to apply (an id, words, or None)."""

    url: str
    media_type: FullTextType
    licence: str | None


@dataclass(frozen=True)
class FoundWork:
    """Raw fields named as in SourceRecord, not yet checked."""

    service: str
    page: str | None
    """Public address that states the record; None where the service only points to copies."""
    fields: Mapping[str, Any]
    links: tuple[FullTextLink, ...] = ()
    warnings: tuple[str, ...] = field(default=(), kw_only=True)


class Connector(Protocol):
    """A service that is asked by DOI."""

    name: str

    def __init__(self, settings: Settings, web: Web) -> None: ...

    @property
    def not_asked(self) -> str | None:
        """Why the service cannot be asked with these settings; None when it can."""

    def find(self, doi: str) -> FoundWork | None:
        """The work with this very DOI, or None where the service has none. Raises FetchError; touches the network."""


def text_at(value: Any, *path: str | int) -> str | None:
    """The text at a path of keys and positions in a reply, or None where the reply is built otherwise."""
    found = value_at(value, *path)
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else None


def value_at(value: Any, *path: str | int) -> Any:
    """What stands at a path of keys and positions in a reply, or None."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and -len(value) <= step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def list_at(value: Any, *path: str | int) -> list[Any]:
    """The list at a path; empty where there is none."""
    found = value_at(value, *path)
    return found if isinstance(found, list) else []
