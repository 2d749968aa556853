"""Section recovery: an article's XML gives its tree; printed to PDF and read back, how much of the tree is left?

The tree is taken from the XML here and not by the reader that is measured: titles of `sec` elements with those above
them, abstract and reference list included. A section counts as found when a section of the same path stands in the
reading; F1 is over all sections of an article, and the mean over articles is reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from kb.documents import Document

SectionPath = tuple[str, ...]
_TITLE_PAGE = "titlepage"
_SET_APART = re.compile(r"(?:table|figure|fig|box)\d")
_BACK = {"ack": "Acknowledgements", "app": "Appendix", "glossary": "Abbreviations", "notes": "Notes"}
"""Parts of the back matter, and what print calls those without a title."""


@dataclass(frozen=True)
class Recovery:
    """Of one article: F1 of section titles, and of whole paths."""

    titles_f1: float
    paths_f1: float
    missing: tuple[SectionPath, ...]
    added: tuple[SectionPath, ...]


def xml_sections(data: bytes) -> list[SectionPath]:
    """Paths of all titled sections, in order, as letters alone."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(data, parser)
    paths: list[SectionPath] = []
    for abstract in root.iterfind("./front/article-meta/abstract"):
        default = "Abstract" if abstract.get("abstract-type") is None else "Summary"
        paths += _tree(abstract, (_letters(abstract.findtext("title") or default),))
    for body in root.iterfind("./body"):
        paths += _below(body, ())
    for part in root.iterfind("./back/*"):
        if part.tag == "ref-list":
            paths.append((_letters(part.findtext("title") or "References"),))
        elif part.tag == "sec" or part.tag in _BACK:
            paths += _tree(part, (_letters(_text(part.find("title")) or _BACK.get(part.tag, "")),))
    return [path for path in paths if path[-1]]


def read_sections(document: Document) -> list[SectionPath]:
    """The same of a document as read; title page, tables and boxes are no sections of the text."""
    paths = [tuple(_letters(title) for title in section.path) for section in document.sections[1:]]
    return [path for path in paths if path[0] != _TITLE_PAGE and not any(map(_SET_APART.match, path))]


def compare_sections(wanted: list[SectionPath], found: list[SectionPath]) -> Recovery:
    """F1 of the two lists, as titles and as paths; each entry counts once for each time it stands there."""
    missing, added = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    return Recovery(
        titles_f1=_f1(Counter(path[-1] for path in wanted), Counter(path[-1] for path in found)),
        paths_f1=_f1(Counter(wanted), Counter(found)),
        missing=tuple(missing.elements()),
        added=tuple(added.elements()),
    )


def _f1(wanted: Counter[str] | Counter[SectionPath], found: Counter[str] | Counter[SectionPath]) -> float:
    shared = (wanted & found).total()  # type: ignore[operator]
    total = wanted.total() + found.total()
    return round(2 * shared / total, 4) if total else 1.0


def _tree(element: etree._Element, path: SectionPath) -> Iterator[SectionPath]:
    yield path
    yield from _below(element, path)


def _below(element: etree._Element, path: SectionPath) -> Iterator[SectionPath]:
    for section in element.iterfind("./sec"):
        words = " ".join(_text(part) for part in (section.find("label"), section.find("title")) if part is not None)
        yield from _tree(section, (*path, _letters(words))) if words else _below(section, path)


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(str(part) for part in element.itertext())


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
