"""One run at a time beside the page: begun, watched and cancelled by whoever may, kept in the runs folder when done.

It runs in a thread of the page's process and takes turns with visitors' questions. A cancelled run leaves nothing.
A lock in the runs folder keeps a second page over the same data folder from running at the same time.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from evals.gold import GoldIndex
from evals.kept_runs import new_run_path
from evals.questions import Question
from evals.records import write_run
from evals.run import Filters, run_questions
from evals.system import System
from kb.errors import BriefingError, DataFolderError, RunError
from kb.settings import Settings

# Between two questions visitors get their turn: Python threads share one lock.
_PAUSE_SECONDS = 0.01
_log = logging.getLogger(__name__)
RunState = Literal["none", "running", "cancelling", "finished", "cancelled", "failed"]


@dataclass(frozen=True)
class RunProgress:
    """How the current or the last run stands. `run_name` is there when it has finished, `said` when it failed."""

    state: RunState = "none"
    corpus: str = ""
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    run_name: str = ""
    said: str = ""

    @property
    def is_going(self) -> bool:
        return self.state in ("running", "cancelling")


class _CancelledError(Exception):
    """Leaves a run between two questions."""


class BackgroundRun:
    """Runs evals over a data folder. Safe to share between threads."""

    def __init__(self, runs_folder: Path) -> None:
        self._folder = runs_folder
        self._lock = threading.Lock()
        self._progress = RunProgress()
        self._cancel = threading.Event()
        self._began = 0.0
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> RunProgress:
        """How it stands now."""
        with self._lock:
            seconds = time.monotonic() - self._began if self._progress.is_going else self._progress.seconds
            return replace(self._progress, seconds=seconds)

    def begin(
        self,
        questions: Sequence[Question],
        filters: Filters,
        settings: Settings,
        open_system: Callable[[], tuple[System, GoldIndex]],
    ) -> None:
        """Start in the background. `open_system` is called there: opening a library takes seconds.

        Raises RunError while another run is going, here or in another program over the same folder.
        """
        with self._lock:
            if self._progress.is_going:
                raise RunError("A run is going on already.", "Wait until it has finished, or cancel it.", retry=True)
            held = self._hold()
            self._cancel = threading.Event()
            self._began = time.monotonic()
            self._progress = RunProgress("running", settings.corpus, total=len(questions))
            self._thread = threading.Thread(
                target=self._run, args=(questions, filters, settings, open_system, held), name="eval-run", daemon=True
            )
            self._thread.start()

    def cancel(self) -> None:
        """Ask the run to stop after the question it is at; nothing happens without one."""
        with self._lock:
            if self._progress.state == "running":
                self._progress = replace(self._progress, state="cancelling")
                self._cancel.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the run to end; whether it has."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self.progress.is_going

    def _hold(self) -> FileLock:
        # Taken here and given back in the run's own thread.
        lock = FileLock(self._folder / ".running.lock", thread_local=False)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
        except Timeout as error:
            raise RunError(
                "Another program is running evals over this data folder.", "Wait until it has finished.", retry=True
            ) from error
        except OSError as error:
            raise DataFolderError(
                f"Runs cannot be kept in {self._folder} ({error.strerror}).", "Mend the permissions of the data folder."
            ) from error
        return lock

    def _run(
        self,
        questions: Sequence[Question],
        filters: Filters,
        settings: Settings,
        open_system: Callable[[], tuple[System, GoldIndex]],
        held: FileLock,
    ) -> None:
        try:
            system, gold = open_system()
            record = run_questions(system, questions, settings, gold, filters=filters, advance=self._advance)
            path = new_run_path(record, self._folder)
            write_run(record, path)
            self._end(RunProgress("finished", run_name=path.stem))
        except _CancelledError:
            self._end(RunProgress("cancelled"))
        except BriefingError as error:
            self._end(RunProgress("failed", said=f"{error.message} {error.hint}"))
        except Exception as error:
            # The stack without the error's own words, which may hold a question or a document's text.
            _log.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            self._end(RunProgress("failed", said="Something went wrong inside the program; the log says where."))
        finally:
            held.release()

    def _advance(self) -> None:
        with self._lock:
            self._progress = replace(self._progress, done=self._progress.done + 1)
        if self._cancel.is_set():
            raise _CancelledError
        time.sleep(_PAUSE_SECONDS)

    def _end(self, how: RunProgress) -> None:
        with self._lock:
            now = self._progress
            seconds = time.monotonic() - self._began
            self._progress = replace(how, corpus=now.corpus, done=now.done, total=now.total, seconds=seconds)
