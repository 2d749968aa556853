"""HTML from words: the only place where text becomes markup, so that nothing from a document is ever taken for it."""

from __future__ import annotations

import html
from collections.abc import Iterable


class Markup(str):
    """HTML that is safe to show. Plain `str` is text: `tag` escapes it."""

    __slots__ = ()


Content = str | Markup
NOTHING = Markup("")


def escape(text: Content) -> Markup:
    """Text as HTML that shows it character for character; Markup is returned as it is."""
    return text if isinstance(text, Markup) else Markup(html.escape(text, quote=True))


def join(parts: Iterable[Content], separator: Content = "") -> Markup:
    """The parts one after another, text among them escaped."""
    return Markup(escape(separator).join(escape(part) for part in parts))


def tag(name: str, /, *children: Content, **attributes: str | bool | None) -> Markup:
    """An element. `class_` gives class, `aria_label` gives aria-label; None and False leave an attribute out."""
    written = [f"<{name}"]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        attribute = key.rstrip("_").replace("_", "-")
        written.append(f" {attribute}" if value is True else f' {attribute}="{html.escape(str(value), quote=True)}"')
    return Markup(f"{''.join(written)}>{join(children)}</{name}>")
