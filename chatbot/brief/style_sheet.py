"""The style sheet inside an exported HTML brief. Sizes come from `page_size.py`, so that the estimate measures this."""

from __future__ import annotations

from chatbot.brief.brief import PageCount
from chatbot.brief.lay_out_brief import Role
from chatbot.brief.page_size import (
    COLUMN_GAP_MM,
    LINE_HEIGHT,
    PAGE_SIZES,
    PAGE_WIDTH_MM,
    SPACING_EM,
    PageSize,
    type_points,
)

_SELECTORS: dict[Role, str] = {
    "title": "h1", "audience": ".audience", "legend": ".legend", "heading": "h2", "item": "li", "empty": ".empty",
    "small_heading": ".small h2", "footnote": ".footnote", "small": ".small p",
}  # fmt: skip


def style_sheet(pages: PageCount) -> str:
    """One of two fixed texts; a file with another style sheet is not a brief as exported."""
    size = PAGE_SIZES[pages]
    return "\n".join([_COMMON, *(_rule(role, selector, size) for role, selector in _SELECTORS.items()), _frame(size)])


def _rule(role: Role, selector: str, size: PageSize) -> str:
    before, after = SPACING_EM[role]
    return f"{selector} {{ font-size: {type_points(role, size):g}pt; margin: {before}em 0 {after}em; }}"


def _frame(size: PageSize) -> str:
    margin = f"{size.margin_mm:g}mm"
    return f"""main {{ box-sizing: border-box; max-width: {PAGE_WIDTH_MM:g}mm; margin: 0 auto; padding: {margin}; }}
@page {{ size: A4; margin: {margin}; }}
@media print {{ main {{ max-width: none; padding: 0; }} .small {{ columns: 2; }} a {{ color: inherit; }} }}
@media screen and (max-width: 40rem) {{ main {{ padding: 1rem; }} .small {{ columns: 1; }} }}"""


_COMMON = f"""html {{ color-scheme: light; background: #fff; }}
body {{ margin: 0; color: #1d2226; font-family: Arial, "Liberation Sans", Helvetica, sans-serif;
  line-height: {LINE_HEIGHT}; overflow-wrap: anywhere; }}
h1, h2 {{ line-height: {LINE_HEIGHT}; break-after: avoid; color: #0e4252; }}
ul {{ margin: 0; padding: 0 0 0 1.2em; }}
li {{ break-inside: avoid; }}
.legend, .empty, .label {{ color: #565e66; }}
a {{ color: #17586b; text-underline-offset: 0.15em; }}
.small {{ columns: 2; column-gap: {COLUMN_GAP_MM:g}mm; border-top: 0.5pt solid #767e85; }}
:target {{ background: #fbe8a3; }}"""
