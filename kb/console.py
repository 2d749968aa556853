"""What the commands share: the --data-dir and --json options, data on stdout, words for people on stderr."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, TextIO

import orjson
import typer
from rich.console import Console

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of documents and index [default: BRIEFING_DATA_DIR or .briefing]"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout")]

_WIDE_CHARS = 200  # a log or a pipe has no width of its own, and tables should not be folded to 80 columns


def _console(stream: TextIO, *, stderr: bool) -> Console:
    return Console(stderr=stderr, highlight=False, width=None if stream.isatty() else _WIDE_CHARS)


messages = _console(sys.stderr, stderr=True)
tables = _console(sys.stdout, stderr=False)


def print_json(value: Any) -> None:
    """One JSON value on one line of stdout, UTF-8 whatever the locale."""
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()
