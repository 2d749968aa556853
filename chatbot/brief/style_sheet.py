"""The style sheet inside an exported HTML brief. Sizes come from `page_size.py`, so that the estimate measures this.

A style sheet can hide words and write others (`display: none`, `content: "…"`), so `briefing verify` lets only those
pass that were ever exported, told by their hashes. Whoever changes the style adds two hashes and keeps the rest.
"""

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
from kb.ids import sha256_bytes

EXPORTED_STYLE_SHEETS = frozenset({  # `style_sheet_hash` of briefs of one page and of three
    "96cd6a889823fab4c466266e85ed2f2096e85a7de46a8f27ddb0d2baf806401b",  # links without a line below them
    "b0acdebf63a820ad332c3e4c2ef1205b1b95710fb3135b70379ec48c79614f7c",
    "db639f593677e9691d564d7e2204c3501b050f9d057591e71143f3e067a231ec",  # links underlined: those of today
    "18f6e7b98c9eaf89eb7dbc31012bd87b8627c2a1e30b75107306e7f69d1f89d8",
})  # fmt: skip

_SELECTORS: dict[Role, str] = {
    "title": "h1", "audience": ".audience", "legend": ".legend", "heading": "h2", "item": "li", "empty": ".empty",
    "small_heading": ".small h2", "footnote": ".footnote", "small": ".small p",
}  # fmt: skip


def style_sheet(pages: PageCount) -> str:
    """One of two fixed texts, both in `EXPORTED_STYLE_SHEETS`."""
    size = PAGE_SIZES[pages]
    return "\n".join([_COMMON, *(_rule(role, selector, size) for role, selector in _SELECTORS.items()), _frame(size)])


def style_sheet_hash(style: str) -> str:
    """SHA-256 of a style sheet as it stands in a file, however the file ends its lines."""
    return sha256_bytes(style.replace("\r\n", "\n").encode())


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
