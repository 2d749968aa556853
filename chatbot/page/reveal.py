"""How an answer that is ready at once comes onto the page: a few words at a time, quickly, without moving anything."""

from __future__ import annotations

# Gradio sends a whole component at every update; ten a second is what a phone redraws without stutter.
UPDATE_SECONDS = 0.1
_UPDATES = 8
_FEWEST_WORDS = 3


def reveal_steps(words: int) -> list[int]:
    """How many words are shown at each update: increasing, the last one `words`, eight at most (0.7 s in all)."""
    updates = max(1, min(_UPDATES, words // _FEWEST_WORDS))
    return [round(words * (step + 1) / updates) for step in range(updates)]
