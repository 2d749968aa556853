"""JSON replies of web services, kept in the data folder so that nobody is asked twice for the same."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from kb.ids import content_id


class ReplyCache:
    """One file a reply, named by address and query. `days` 0 reads none of them."""

    def __init__(self, folder: Path, days: int) -> None:
        self._folder = folder
        self._days = days

    def get(self, url: str, query: Mapping[str, str]) -> tuple[dict[str, Any], date] | None:
        """The kept reply and the day it was given, or None when there is none, it is too old, or it cannot be read."""
        path = self._path(url, query)
        try:
            given = path.stat().st_mtime
            if time.time() - given > self._days * 86_400:
                return None
            kept = orjson.loads(path.read_bytes())
        except (OSError, orjson.JSONDecodeError):
            return None
        return (kept, date.fromtimestamp(given)) if isinstance(kept, dict) else None

    def put(self, url: str, query: Mapping[str, str], reply: Mapping[str, Any]) -> None:
        """Keep a reply in one step."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(url, query)
        new = path.with_suffix(".new")
        new.write_bytes(orjson.dumps(reply))
        new.replace(path)

    def _path(self, url: str, query: Mapping[str, str]) -> Path:
        return self._folder / f"{content_id('w', url, dict(query))}.json"
