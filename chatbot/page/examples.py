"""Questions to start from, by theme. Each is answered by the notes alone and by the originals (tests ask them all)."""

from __future__ import annotations

from typing import NamedTuple


class Theme(NamedTuple):
    """A theme of the library and questions about it."""

    name: str
    questions: tuple[str, ...]


EXAMPLES = (
    Theme(
        "GP commissioning",
        (
            "Which medical groups in California were visited?",
            "What lessons do US medical groups offer GP commissioning consortia?",
            "Why does clinical leadership matter in medical groups?",
        ),
    ),
    Theme(
        "Capitation",
        (
            "What is capitation?",
            "How do medical groups manage financial risk under capitation?",
            "What skills do physicians need in an integrated delivery system?",
        ),
    ),
    Theme(
        "Safety lessons",
        (
            "Which safety problems do large medical groups target most often?",
            "What discourages medical groups from investing in patient safety?",
            "What policies would help medical groups improve safety?",
        ),
    ),
)
