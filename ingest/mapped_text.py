"""Text that remembers which characters of the source text it was copied from.

Cleaning cuts and joins such texts only, so that the offset map of the finished document is right by construction.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Run(NamedTuple):
    """`length` characters at `start` of the text, copied from `source_start` on."""

    start: int
    source_start: int
    length: int


@dataclass(frozen=True)
class MappedText:
    """A text and the runs of it that are copies, in the order of the text; what lies in no run was inserted."""

    text: str
    runs: tuple[Run, ...] = ()

    @classmethod
    def whole(cls, source_text: str) -> MappedText:
        """The source text itself."""
        return cls(source_text, (Run(0, 0, len(source_text)),) if source_text else ())

    @cached_property
    def _starts(self) -> list[int]:
        return [run.start for run in self.runs]

    def slice(self, start: int, end: int) -> MappedText:
        """The characters from `start` up to `end`, which must lie in the text."""
        runs: list[Run] = []
        for index in range(max(0, bisect_right(self._starts, start) - 1), len(self.runs)):
            run = self.runs[index]
            if run.start >= end:
                break
            first, last = max(run.start, start), min(run.start + run.length, end)
            if first < last:
                runs.append(Run(first - start, run.source_start + first - run.start, last - first))
        return MappedText(self.text[start:end], tuple(runs))

    def source_position(self, position: int) -> int | None:
        """Where the first copied character at or after `position` stands in the source text; None after the last."""
        for index in range(max(0, bisect_right(self._starts, position) - 1), len(self.runs)):
            run = self.runs[index]
            if run.start + run.length > position:
                return run.source_start + max(0, position - run.start)
        return None


def join_mapped(parts: Iterable[MappedText | str]) -> MappedText:
    """The parts one after another; a plain string is an insertion. Runs that touch in text and source become one."""
    texts: list[str] = []
    runs: list[Run] = []
    length = 0
    for part in parts:
        if isinstance(part, MappedText):
            for run in part.runs:
                start = run.start + length
                last = runs[-1] if runs else None
                if last and last.start + last.length == start and last.source_start + last.length == run.source_start:
                    runs[-1] = Run(last.start, last.source_start, last.length + run.length)
                else:
                    runs.append(Run(start, run.source_start, run.length))
            texts.append(part.text)
            length += len(part.text)
        else:
            texts.append(part)
            length += len(part)
    return MappedText("".join(texts), tuple(runs))
