"""What is drawn on a page, and boxes on it, in shares of the page as it is shown: from 0 at its upper left to 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on the page."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class PageGlyphs:
    """A page's characters in the order in which they are drawn, each with its place."""

    characters: str
    boxes: tuple[Box, ...]
    """As high as the line, as wide as the character and the room after it."""
    middles: tuple[tuple[float, float], ...]
    """The middle of the ink, from the left and from the top."""
    width_points: float
    height_points: float
    """As shown: a page that is turned is as wide as it is high unturned."""
    page_count: int
