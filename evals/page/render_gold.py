"""What stands where gold points, as far as it may be shown."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.page.markup import Markup, join, tag
from evals.page.controls import listed
from evals.place_gold import Standing
from evals.questions import GoldSpan

_SHOWN = 6
_CLAIMS_SHOWN = 2


def render_gold(stands: Sequence[tuple[GoldSpan, Standing]], *, with_originals: bool) -> Markup:
    """Each place with the original's words, where they may be shown, and with the claims of our note; empty without
    any place."""
    if not stands:
        return Markup("")
    left_out = len(stands) - _SHOWN
    shown = [_place(span, standing, with_originals=with_originals) for span, standing in stands[:_SHOWN]]
    more = tag("p", f"and {left_out} further places", class_="field-hint") if left_out > 0 else ""
    return join([listed(shown, "gold"), more])


def _place(span: GoldSpan, standing: Standing, *, with_originals: bool) -> Markup:
    words = standing.words if with_originals else None
    return join(
        [
            tag("span", f"{span.source_id}, characters {span.start} to {span.end}", class_="field-hint"),
            tag("blockquote", "“", words, "”") if words else "",
            *(tag("p", "Our note: ", claim, class_="note-claim") for claim in standing.claims[:_CLAIMS_SHOWN]),
        ]
    )
