"""Run an operation on copies of a data folder, each time in a process that dies at another of its writes.

Usage: die_at_each_step.py ingest|remove|restore BEFORE OUT SOURCES. OUT/<n> is what is left when the process is killed
just before its n-th write; the last folder is that of a process which got to its end. Nothing is cleaned up: the
process ends as if the power had gone.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chromadb.api.models.Collection import Collection

from ingest.pipeline import ingest_paths
from ingest.remove_source import remove_source
from ingest.restore_source import restore_source
from kb.settings import Settings

DIED = 77
_OPERATIONS: dict[str, Callable[[Settings], object]] = {
    "ingest": ingest_paths,
    "remove": lambda settings: remove_source(settings, "harbour-2014"),
    "restore": lambda settings: restore_source(settings, "harbour-2014"),
}


def die_before(owner: Any, name: str, countdown: list[int]) -> None:
    original = getattr(owner, name)

    def counted(*arguments: Any, **named: Any) -> Any:
        countdown[0] -= 1
        if countdown[0] == 0:
            os._exit(DIED)
        return original(*arguments, **named)

    setattr(owner, name, counted)


def main(operation: str, before: Path, out: Path, sources: Path) -> None:
    step = 0
    while True:
        step += 1
        folder = out / f"{step:02}"
        shutil.copytree(before, folder)
        child = os.fork()
        if child == 0:
            countdown = [step]
            die_before(Path, "replace", countdown)  # every file of the store takes its place by this
            for name in ("modify", "upsert", "delete"):
                die_before(Collection, name, countdown)
            _OPERATIONS[operation](Settings(data_dir=folder, sources_dir=sources))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code == 0:
            return
        if code != DIED:
            sys.exit(f"step {step} ended with {code}")


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:5]))
