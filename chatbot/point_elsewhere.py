"""Sentences that say where something stands and nothing of it: captions read as text, and what announces a section."""

from __future__ import annotations

import re

_THING = r"(?:figure|fig\.|table|box|chart|exhibit|appendix|panel)"
_PART = r"(?:section|chapter|part|appendix|annex)"
_SHOWS = r"(?:shows?|sets? out|lists?|presents?|summari[sz]es?|describes?|illustrates?|provides?|depicts?|gives?)"
_POINTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # no figure and no second clause that would say what is shown there
        rf"^\(?{_THING} [A-Z]?\d*[a-z]?\b[^.,;:]{{0,40}}\b{_SHOWS}\b[^,;:\d]{{0,110}}\.?\)?$",
        rf"^{_THING} \d+[a-z]?[.:]",
        rf"^\(?see (?:also )?(?:the )?(?:\w+ )?(?:{_THING}|{_PART})\b[^,;]{{0,60}}$",
        rf"^in (?:this|the (?:next|following|previous|final|last)) {_PART},? (?:we|I)\b",
        rf"^(?:this|the (?:next|following|final|last)) {_PART} {_SHOWS}\b",
        r"^we (?:then|next|now) (?:describe|discuss|highlight|outline|present|set out|summari[sz]e|turn to)\b",
        r"^this is followed by (?:a|an|the) (?:description|discussion|exploration|overview|section|summary)\b",
    )
)


def points_elsewhere(text: str) -> bool:
    """Whether a sentence only says where in its source something is shown or will be said."""
    return any(pattern.match(text.strip()) for pattern in _POINTS)
