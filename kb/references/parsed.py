"""A reference as read from a file, before its fields are checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ParsedReference:
    """Raw fields named as in SourceRecord; with a `problem`, nothing of the reference could be read."""

    key: str | None
    where: str
    """Where it stands in the file, for messages."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    problem: str | None = None
    remark: str | None = None
