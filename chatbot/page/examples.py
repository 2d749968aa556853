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
            "Which four medical groups in California were visited?",
            "What is a hospitalist?",
            "How do medical groups review the performance of their doctors?",
        ),
    ),
    Theme(
        "Capitation",
        (
            "What is a capitated budget?",
            "What are the challenges for GP commissioners in managing financial risk?",
            "How did the medical groups keep patients out of hospital?",
        ),
    ),
    Theme(
        "Safety lessons",
        (
            "What are the most commonly targeted safety problems in medical groups?",
            "Why is patients' demand for safety weak?",
            "What would bring the biggest improvement in the safety of medical groups?",
        ),
    ),
)
