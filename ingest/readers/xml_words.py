"""The words of an XML element as print has them: superscripts stay superscripts, so that 10³ is not read as 103."""

from __future__ import annotations

import html
from collections.abc import Callable

from lxml import etree

Element = etree._Element

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()nabcde", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿᵃᵇᶜᵈᵉ")
_STAY_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿᵃᵇᶜᵈᵉ,–;*†‡§ ")
FORMULA = "[formula]"


def local_name(element: Element) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return etree.QName(tag).localname if isinstance(tag, str) else ""


def element_words(element: Element, replace: Callable[[Element], str | None] = lambda child: None) -> str:
    """All words in an element. `replace` may give other words for a child (an empty string leaves it out)."""
    parts = [element.text or ""]
    for child in element:
        parts += [child_words(child, replace), child.tail or ""]
    return "".join(parts)


def child_words(child: Element, replace: Callable[[Element], str | None]) -> str:
    """The words of one child of an element, its tail not among them."""
    if isinstance(child, etree._Entity):
        return html.unescape(child.text or "")
    name = local_name(child)
    if not name:
        return ""
    instead = replace(child)
    if instead is not None:
        return instead
    words = element_words(child, replace)
    return raised(words) if name == "sup" else words


def raised(words: str) -> str:
    """The words as superscript characters where there are such for all of them."""
    lifted = words.translate(_SUPERSCRIPTS)
    return lifted if set(lifted) <= _STAY_RAISED else words
