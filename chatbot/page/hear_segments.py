"""Asks, and tells of the answer's segments while it is still being made: a language model takes seconds to speak."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence

from chatbot.answer import Answer, Segment
from chatbot.pipeline import Briefing


def hear_segments(
    briefing: Briefing, question: str, history: Sequence[str], carry: Sequence[str] | None = None
) -> Iterator[Segment | Answer]:
    """Segments as they have been checked, then the answer, which may hold others. Raises what `Briefing.ask` raises."""
    heard: queue.SimpleQueue[Segment | Answer | BaseException] = queue.SimpleQueue()

    def ask() -> None:
        try:
            heard.put(briefing.ask(question, history, on_segment=heard.put, carry=carry))
        except BaseException as error:
            heard.put(error)

    threading.Thread(target=ask, name="answer", daemon=True).start()
    while True:
        said = heard.get()
        if isinstance(said, BaseException):
            raise said
        yield said
        if isinstance(said, Answer):
            return
