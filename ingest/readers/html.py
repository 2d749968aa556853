"""Web pages: the main content, block by block, read with lxml.

A general extractor (trafilatura) was tried and not taken: it turns 10³ into 103 and loses captions and spans of tables.
Here the tree of the page stays as it is; what surrounds the content is left out by what the page says it is.
"""

from __future__ import annotations

import re

from lxml import etree

from ingest.detect import decode_text
from ingest.extracted import ExtractedText
from ingest.readers.block_text import BlockText
from ingest.readers.table_grid import Cell, spread_cells, table_rows
from ingest.readers.xml_words import Element, child_words, element_words, local_name
from kb.errors import UnreadableFileError
from kb.quality import HiddenReason, HiddenText

MEDIA_TYPE = "text/html"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SURROUNDINGS = frozenset({"nav", "aside", "footer", "form", "button", "dialog", "menu", "search"})
_SILENT = frozenset({
    "script", "style", "noscript", "template", "head", "svg", "canvas", "iframe", "object", "audio", "video", "select",
    "option", "input", "textarea", "img", "link", "meta",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "header", "hgroup", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "ul", "caption",
    *_HEADINGS,
})  # fmt: skip
_SURROUNDING_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu"})
_SURROUNDING_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|nav|navbar|navigation|breadcrumbs?|menu|sidebar|share|sharing|social|related"
    r"|comments?|advert\w*|banner|skip|pagination|newsletter|subscribe|feedback)(?:$|[\s_-])",
    re.IGNORECASE,
)
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
)
_LINKS_ONLY_SHARE = 0.7
_LEAST_LINKS = 3
_LEAST_CONTENT_SHARE = 0.4
_EXCERPT_CHARS = 200
_LEAST_HIDDEN_WORDS = 3


class HtmlReader:
    """Reads HTML and XHTML."""

    def read(self, data: bytes, name: str, password: str | None = None) -> ExtractedText:
        """Raises UnreadableFileError for a page without content."""
        text, warnings = decode_text(data, name)
        parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(text.encode("utf-8"), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise UnreadableFileError(f"{name} is a broken web page.", "Save it again, or save it as PDF.") from error
        page = _Page()
        if root is not None:
            page.read(root)
        if page.text.is_empty:
            raise UnreadableFileError(
                f"{name} is a web page without text.", "Pages that a program fills in: save them as PDF from a browser."
            )
        return page.text.finish(MEDIA_TYPE, page.title, warnings, page.hidden)


class _Page:
    def __init__(self) -> None:
        self.text = BlockText()
        self.title: str | None = None
        self.hidden: list[HiddenText] = []
        self._level_of_title: int | None = None

    def read(self, root: Element) -> None:
        facts = _meta(root)
        self._collect_hidden(root)
        content = _main_content(root)
        first = next((e for e in content.iter("h1") if _is_seen(e)), None)
        heading = first if first is not None else next((e for e in root.iter("h1") if _is_seen(e)), None)
        named = facts.get("citation_title") or (_words(heading) if heading is not None else None)
        self.title = named or next((_words(e) for e in root.iter("title")), None)
        if self.title:
            self.text.add("title_page", self.title)
        self.text.add("title_page", facts.get("citation_author") or facts.get("author") or "")
        if doi := facts.get("citation_doi"):
            self.text.add("title_page", f"doi:{doi.removeprefix('doi:')}")
        self._children(content, skip=heading if heading is not None and _words(heading) == self.title else None)

    def _children(self, parent: Element, skip: Element | None = None, role: str = "paragraph") -> None:
        """The blocks in an element; text between them is a paragraph of its own."""
        piece = [parent.text or ""]

        def close() -> None:
            words = "".join(piece)
            piece.clear()
            if role == "list_item":
                self.text.add("list_item", words)
            else:
                self.text.add("paragraph", words)

        for child in parent:
            if child is skip:
                piece.append(child.tail or "")
            elif _is_block(child):
                close()
                self._block(child, skip)
                piece.append(child.tail or "")
            else:
                piece += [_inline(child), child.tail or ""]
        close()

    def _block(self, element: Element, skip: Element | None) -> None:
        name = local_name(element)
        if _is_left_out(element):
            return
        if name in _HEADINGS:
            self.text.add("heading", _words(element), level=_HEADINGS[name])
        elif name in ("ul", "ol"):
            for item in element:
                if local_name(item) == "li" and _is_seen(item):
                    self._children(item, skip, "list_item")
        elif name == "dl":
            self._definitions(element)
        elif name == "blockquote":
            self._quotation(element)
        elif name in ("figcaption", "caption"):
            self.text.add("caption", _words(element))
        elif name == "table" and _is_data(element):
            self._table(element)
        else:
            self._children(element, skip)

    def _definitions(self, element: Element) -> None:
        term = ""
        for child in element.iter("dt", "dd"):
            if local_name(child) == "dt":
                term = " ".join(_words(child).split()).rstrip(":")
            elif term:
                self.text.add("list_item", f"{term}: {_words(child)}")
            else:
                self.text.add("list_item", _words(child))

    def _quotation(self, element: Element) -> None:
        source = next(element.iter("cite", "footer"), None)
        speaker = " ".join(_words(source).split()).lstrip("–—- ") if source is not None else None
        paragraphs = [child for child in element.iter("p") if source is None or child is not source.getparent()]
        for paragraph in paragraphs or [element]:
            words = element_words(
                paragraph, lambda child: "" if local_name(child) in ("cite", "footer") else _replace(child)
            )
            self.text.add("quotation", words, speaker=speaker or None)

    def _table(self, element: Element) -> None:
        for caption in element.iter("caption"):
            self.text.add("caption", _words(caption))
        head: list[list[Cell]] = []
        body: list[list[Cell]] = []
        for row in element.iter("tr"):
            cells = [cell for cell in row if local_name(cell) in ("td", "th")]
            parent = row.getparent()
            in_head = parent is not None and local_name(parent) == "thead"
            heads = not body and cells and all(local_name(cell) == "th" for cell in cells)
            (head if in_head or heads else body).append([_cell(cell) for cell in cells])
        spread = spread_cells([*head, *body])
        self.text.table(table_rows(spread[: len(head)], spread[len(head) :]))

    def _collect_hidden(self, root: Element) -> None:
        for element in root.iter():
            if local_name(element) and local_name(element) not in _SILENT and (reason := _unseen_reason(element)):
                words = " ".join(element_words(element, lambda c: "" if local_name(c) in _SILENT else None).split())
                above = element.iterancestors()
                if len(words.split()) >= _LEAST_HIDDEN_WORDS and not any(_unseen_reason(parent) for parent in above):
                    self.hidden.append(HiddenText(reason=reason, words=words[:_EXCERPT_CHARS]))


def _main_content(root: Element) -> Element:
    """What the page declares its main part, if most of its text stands there; else its body."""
    body = next(root.iter("body"), root)
    whole = len(_words(body))
    for candidates in (
        list(root.iter("main")),
        [e for e in root.iter() if isinstance(e.tag, str) and e.get("role") == "main"],
        list(root.iter("article")),
    ):
        best = max(candidates, key=lambda element: len(_words(element)), default=None)
        if best is not None and len(_words(best)) >= _LEAST_CONTENT_SHARE * whole:
            return best
    return body


def _meta(root: Element) -> dict[str, str]:
    """The page's own record; several authors are joined."""
    facts: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name, content = (element.get("name") or "").lower(), (element.get("content") or "").strip()
        if name in ("author", "citation_title", "citation_author", "citation_doi") and content:
            facts.setdefault(name, []).append(content)
    return {name: ", ".join(values) for name, values in facts.items()}


def _is_block(element: Element) -> bool:
    """Whether an element is a block, or holds one."""
    name = local_name(element)
    if name in _BLOCKS or name in _SURROUNDINGS:
        return True
    return name not in _SILENT and any(local_name(child) in _BLOCKS for child in element.iterdescendants())


def _is_left_out(element: Element) -> bool:
    """Whether an element surrounds the content, is not seen, or is nothing but links."""
    name = local_name(element)
    if name in _SURROUNDINGS or name in _SILENT or not _is_seen(element):
        return True
    if (element.get("role") or "") in _SURROUNDING_ROLES:
        return True
    if name in ("div", "section", "ul", "ol", "header"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        words = len(" ".join(_words(element).split()))
        links = list(element.iter("a"))
        linked = sum(len(" ".join(_words(link).split())) for link in links)
        if len(links) >= _LEAST_LINKS and linked > _LINKS_ONLY_SHARE * max(words, 1):
            return True
        return bool(_SURROUNDING_NAMES.search(names)) and words < 2000
    return False


def _is_seen(element: Element) -> bool:
    return _unseen_reason(element) is None


def _unseen_reason(element: Element) -> HiddenReason | None:
    if element.get("hidden") is not None or _UNSEEN_STYLE.search((element.get("style") or "").lower()):
        return "hidden by markup"
    return None


def _is_data(table: Element) -> bool:
    """Whether a table holds data and is not there for the looks of the page."""
    if table.get("role") in ("presentation", "none") or any(local_name(e) in _HEADINGS for e in table.iter()):
        return False
    rows = [sum(local_name(cell) in ("td", "th") for cell in row) for row in table.iter("tr")]
    return len(rows) >= 2 and max(rows, default=0) >= 2 and not any(True for _ in table.iterdescendants("table"))


def _cell(cell: Element) -> Cell:
    return Cell(_words(cell), _number(cell.get("colspan")), _number(cell.get("rowspan")))


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() else 1


def _inline(child: Element) -> str:
    return child_words(child, _replace)


def _words(element: Element) -> str:
    return " ".join(element_words(element, _replace).split())


def _replace(child: Element) -> str | None:
    name = local_name(child)
    if name in _SILENT or not _is_seen(child):
        return ""
    if name == "br":
        return " "
    return f" {element_words(child, _replace)} " if name in _BLOCKS else None
