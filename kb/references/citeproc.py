"""Formatted references through citeproc-py. Nothing else in the project imports it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from kb.catalogue import SourceRecord
from kb.references.csl import csl_item, spaced_initials

ReferenceStyle = Literal["vancouver", "harvard", "apa"]
Markup = Literal["plain", "html"]

_STYLES_DIR = Path(__file__).parent / "styles"
_FORMATTERS = {"plain": formatter.plain, "html": formatter.html}
_DOUBLED_STOP = re.compile(r"([?!]|\.(?=</i>|’))(</i>|’)?\.")


@lru_cache(maxsize=4096)
def format_reference(record: SourceRecord, style: ReferenceStyle, markup: Markup = "plain") -> str:
    """One reference without its number, such as `Miller RH, Bovbjerg RR. Efforts ... 2002;27(3):401–40.`

    `markup` "html" sets titles in `<i>` and escapes everything else; "plain" is text. Touches no network. Kept, since a
    style takes milliseconds and an answer shows the same few sources again and again.
    """
    return format_references([record], style, markup)[0]


def format_references(records: Iterable[SourceRecord], style: ReferenceStyle, markup: Markup = "plain") -> list[str]:
    """References in the order of the records, one string each."""
    others = "et al" if style == "vancouver" else "others"
    items = [_item(csl_item(record, others), markup) for record in records]
    if not items:
        return []
    bibliography = CitationStylesBibliography(_style(style), CiteProcJSON(items), _FORMATTERS[markup])
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    return [_DOUBLED_STOP.sub(r"\1\2", str(entry)) for entry in bibliography.bibliography()]


@cache
def _style(style: ReferenceStyle) -> CitationStylesStyle:
    return CitationStylesStyle(str(_STYLES_DIR / f"{style}.csl"), validate=False)


def _item(item: dict[str, Any], markup: Markup) -> dict[str, Any]:
    """The item with initials as styles expect them and, for HTML, everything escaped (citeproc-py escapes nothing)."""
    if "author" in item:
        item["author"] = [
            name if "literal" in name else name | {"given": spaced_initials(name["given"])} for name in item["author"]
        ]
    item.pop("PMID", None)  # no style prints it, and citeproc-py warns of variables it does not know
    return (
        {name: _escaped(value) if name != "id" else value for name, value in item.items()} if markup == "html" else item
    )


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return html.escape(value, quote=False)
    if isinstance(value, list):
        return [_escaped(part) for part in value]
    if isinstance(value, dict):
        return {name: _escaped(part) for name, part in value.items()}
    return value
