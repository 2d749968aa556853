"""One change of the library at a time, in a thread of its own: it goes on when the curator's browser has gone."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chatbot.authority.role import Visitor
from chatbot.current_briefing import CurrentBriefing
from chatbot.page.curate.curation import FileResult, IngestResult, LookUpStep
from kb.errors import BriefingError, DataFolderError

DEFECT = (
    "Something went wrong inside the program; what was stored before is not lost.",
    "Try again. If it happens again, report it to whoever runs the page.",
)
_log = logging.getLogger(__name__)


@dataclass
class Change:
    """What is being done, or was done last: written by its own thread, read by all."""

    number: int
    """From 1, since the page was started."""
    who: str
    what: str
    """Such as `adding 3 files`."""
    begun: datetime
    files: tuple[str, ...] = ()
    doing: str = ""
    """What goes on now, such as the name of the file that is read."""
    rows: list[FileResult] = field(default_factory=list)
    steps: list[LookUpStep] = field(default_factory=list)
    result: IngestResult | None = None
    said: str = ""
    """What was done, in a sentence."""
    problem: tuple[str, str] | None = None
    """What went wrong, and what to do."""
    finished: threading.Event = field(default_factory=threading.Event)


class WritingDesk:
    """Begins a change where none is under way. Shared by all visitors."""

    def __init__(self, current: CurrentBriefing) -> None:
        self._current = current
        self._lock = threading.Lock()
        self._change: Change | None = None
        self._begun = 0

    @property
    def last(self) -> Change | None:
        """The change that is being made, or was made last."""
        return self._change

    @property
    def under_way(self) -> Change | None:
        """The change that is being made now."""
        change = self._change
        return change if change is not None and not change.finished.is_set() else None

    def begin(
        self,
        visitor: Visitor,
        what: str,
        work: Callable[[Change], None],
        files: Sequence[str] = (),
        afterwards: Callable[[], None] = lambda: None,
    ) -> Change:
        """Start `work` and return at once; when it has ended, the library as it then is answers. `afterwards` runs in
        any case, also when nothing is begun. Raises DataFolderError that says who is changing the library."""
        with self._lock:
            if (other := self.under_way) is not None:
                afterwards()
                raise DataFolderError(
                    f"{other.who or 'Someone'} is {other.what}, since {other.begun:%H:%M}.",
                    "One change is made at a time: wait until it has ended, then try again.",
                    retry=True,
                )
            self._begun += 1
            change = Change(self._begun, visitor.name, what, datetime.now().astimezone(), tuple(files))
            self._change = change
            thread = threading.Thread(target=self._run, args=(change, work, afterwards), name="briefing-curate")
            thread.start()
        return change

    def _run(self, change: Change, work: Callable[[Change], None], afterwards: Callable[[], None]) -> None:
        try:
            try:
                with self._current.changing():
                    work(change)
                    change.doing = "opening the library again"
            finally:
                afterwards()
        except BriefingError as error:
            change.problem = (error.message, error.hint)
        except Exception as error:
            # The stack without the error's own words, which may hold a document's text.
            _log.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            change.problem = DEFECT
        finally:
            change.doing = ""
            change.finished.set()
