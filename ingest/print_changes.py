"""Sentences that came, went and were reworded, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape

from ingest.compare_versions import ChangedSentence, SentenceChanges

_SHOWN = 20


def print_changes(console: Console, changes: SentenceChanges, *, shown: int | None = _SHOWN) -> None:
    """One line a sentence, two for one reworded; no more than `shown` sentences, None for all, the rest counted."""
    for sentence in changes.sentences[:shown]:
        for line in _lines(sentence):
            console.print(line, soft_wrap=True)
    left = len(changes.sentences) - (shown if shown is not None else len(changes.sentences))
    if left > 0:
        console.print(f"  ... and {left} more")


def count_changes(changes: SentenceChanges) -> str:
    """`2 sentences came, 1 went, 3 were reworded`, or that none did."""
    if not changes.sentences:
        return "no sentence changed"
    noun = "sentence" if changes.came == 1 else "sentences"
    return f"{changes.came} {noun} came, {changes.went} went, {changes.reworded} reworded"


def _lines(sentence: ChangedSentence) -> Iterator[str]:
    if sentence.before is not None:
        yield f"  [red]-[/] {escape(sentence.before)}"
    mark = "[red]-[/]" if sentence.change == "went" else "[green]+[/]"
    yield f"  {mark} {escape(sentence.text)}"
