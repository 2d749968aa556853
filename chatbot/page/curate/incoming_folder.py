"""The folder that a page's process keeps arriving files in, its own, so that two over one data folder leave each
other's files alone.

`incoming/<name>/` is held by a lock on `incoming/<name>.lock` for as long as the process lives. Whatever nobody holds
was left behind by one that was killed.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import DataFolderError

_WAIT_SECONDS = 10


class IncomingFolder:
    """One a process. Safe to share between threads; nothing is written before a folder is asked for."""

    def __init__(self, data_dir: Path) -> None:
        """What earlier processes left behind is deleted, where it can be."""
        self._root = data_dir / "incoming"
        self._name = secrets.token_hex(8)
        self._lock = _lock_of(self._root, self._name)
        if self._root.is_dir():
            try:
                with self._alone():
                    self._sweep()
            except (OSError, Timeout):
                return  # a data folder that cannot be written still serves the page

    def make_folder(self, name: str) -> Path:
        """A new folder in it that only this program can open. Raises DataFolderError."""
        try:
            if not self._lock.is_locked:
                self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
                with self._alone():
                    self._lock.acquire(timeout=0)
            folder = self._root / self._name / name
            folder.mkdir(mode=0o700, parents=True)
        except (OSError, Timeout) as error:
            raise DataFolderError(
                "No file can be taken in: the data folder cannot be written.", "Mend its permissions.", retry=True
            ) from error
        return folder

    def _alone(self) -> FileLock:
        """Held while folders are claimed or swept, so that none is swept between its making and its lock."""
        return FileLock(self._root / ".lock", timeout=_WAIT_SECONDS)

    def _sweep(self) -> None:
        for left in [path for path in self._root.iterdir() if path.is_dir()]:
            lock = _lock_of(self._root, left.name)
            try:
                with lock.acquire(timeout=0):
                    shutil.rmtree(left, ignore_errors=True)
            except Timeout:
                continue
            Path(lock.lock_file).unlink(missing_ok=True)


def _lock_of(root: Path, name: str) -> FileLock:
    return FileLock(root / f"{name}.lock", thread_local=False)
