"""Pages a second, beside pypdf alone: processor time of this process, the two measured in turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from evals.reading.similarity import pypdf_text
from ingest.readers.pdf import PdfReader


@dataclass(frozen=True)
class Speed:
    """Medians over the rounds."""

    pages: int
    pages_per_second: float
    pypdf_pages_per_second: float
    times_of_pypdf: float
    """Our time over pypdf's, the median of the rounds' own ratios."""


def measure_speed(files: Sequence[bytes], rounds: int) -> Speed | None:
    """None without a file."""
    if not files:
        return None
    reader = PdfReader()
    pages = sum(len(reader.read(data, "file").pages) for data in files)  # warms up both
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(_seconds(lambda: [pypdf_text(data) for data in files]))
        ours.append(_seconds(lambda: [reader.read(data, "file") for data in files]))
    return Speed(
        pages=pages,
        pages_per_second=round(pages / median(ours), 1),
        pypdf_pages_per_second=round(pages / median(theirs), 1),
        times_of_pypdf=round(median(a / b for a, b in zip(ours, theirs, strict=True)), 2),
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
