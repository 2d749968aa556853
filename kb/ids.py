"""Ids made from content: the same input gives the same id on every machine."""

from __future__ import annotations

import hashlib
from pathlib import Path

import orjson


def sha256_bytes(data: bytes) -> str:
    """Hexadecimal SHA-256 of `data` (64 characters)."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """Hexadecimal SHA-256 of a file, read in 1 MiB blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def content_id(prefix: str, *parts: object) -> str:
    """`prefix-` and the first 16 hexadecimal characters of the SHA-256 over the parts as canonical JSON."""
    return f"{prefix}-{sha256_bytes(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS))[:16]}"
