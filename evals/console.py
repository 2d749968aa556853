"""How the eval commands print: results on stdout, progress on stderr where that is a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kb.console import messages, print_json, tables

_PIPE_WIDTH = 160


def print_result(result: Any, told: RenderableType, as_json: bool) -> None:
    """Print `result` as JSON, or what is told of it."""
    if as_json:
        print_json(result)
    else:
        # A file or a pipe has no width to fit: wide enough there that no line is broken.
        stdout = tables if tables.is_terminal else Console(width=_PIPE_WIDTH, highlight=False)
        stdout.print(told, markup=False, soft_wrap=isinstance(told, str))


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on stderr, silent where stderr is not a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal) as progress:
        yield progress
