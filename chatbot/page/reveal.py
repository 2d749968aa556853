"""How an answer that is ready at once comes onto the page: a few words at a time, quickly, without moving anything.

The answer is sent once and whole; the style sheet shows its parts one after another (`.coming` in page.css).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

_STEPS = 8
_FEWEST_WORDS = 3


def reveal_steps(words: int) -> list[int]:
    """How many words are shown at each step: increasing, the last one `words`, eight steps at most."""
    steps = max(1, min(_STEPS, words // _FEWEST_WORDS))
    return [round(words * (step + 1) / steps) for step in range(steps)]


def split_by_step(words: Sequence[str], first: int, steps: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Runs of words that come at one step, with its number from 0. `first` is the place of words[0] in the answer."""
    numbered = enumerate(words, start=first)
    for step, run in groupby(numbered, key=lambda word: bisect_right(steps, word[0])):
        yield step, " ".join(word for _, word in run)
