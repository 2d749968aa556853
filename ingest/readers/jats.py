"""Journal articles in JATS XML (and its forerunner NLM): the tree that publishers deposit, read with lxml.

The parser loads no DTD, resolves no entity and reaches no network.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ingest.extracted import ExtractedText
from ingest.readers.block_text import BlockText
from ingest.readers.table_grid import Cell, spread_cells, table_rows
from ingest.readers.xml_words import FORMULA, Element, child_words, element_words, local_name
from kb.documents import SectionKind
from kb.errors import UnreadableFileError

MEDIA_TYPE = "application/jats+xml"
# Blocks that stand inside a paragraph's element and not inside its text.
_FLOATS = frozenset(
    {"fig", "fig-group", "table-wrap", "table-wrap-group", "boxed-text", "supplementary-material", "media"}
)
_INTERRUPTING = frozenset({"list", "disp-quote", "def-list", "verse-group", "speech", "statement", "preformat"})
_FORMULAS = frozenset({"inline-formula", "disp-formula", "disp-formula-group", "math", "chem-struct"})
_SILENT = frozenset({"object-id", "graphic", "inline-graphic", "tex-math", "index-term", "fn", "label"})
_BACK_KINDS: dict[str, tuple[str, SectionKind]] = {
    "ack": ("Acknowledgements", "back_matter"),
    "app": ("Appendix", "appendix"),
    "glossary": ("Abbreviations", "back_matter"),
    "notes": ("Notes", "back_matter"),
    "bio": ("About the authors", "back_matter"),
    "fn-group": ("Notes", "back_matter"),
    "ref-list": ("References", "references"),
}


class JatsReader:
    """Reads an `article` element: title page, abstracts, the section tree, boxes, lists, tables, references."""

    def read(self, data: bytes, name: str, password: str | None = None) -> ExtractedText:
        """Raises UnreadableFileError for XML that is broken or no article."""
        root = parse_article(data, name)
        article = _Article()
        article.read(root)
        if article.text.is_empty:
            raise UnreadableFileError(f"{name} is an article without words.", "Download it again.")
        return article.text.finish(MEDIA_TYPE, article.title)


def parse_article(data: bytes, name: str) -> Element:
    """The article element. Raises UnreadableFileError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError(
            f"{name} is XML that cannot be read ({str(error)[:120].rstrip('.')}).", "Download it again."
        ) from error
    article = (
        root if local_name(root) == "article" else next((e for e in root.iter() if local_name(e) == "article"), None)
    )
    if article is None:
        raise UnreadableFileError(
            f"{name} is XML but no journal article (JATS).", "Save it as PDF, HTML or plain text."
        )
    return article


class _Article:
    def __init__(self) -> None:
        self.text = BlockText()
        self.title: str | None = None

    def read(self, root: Element) -> None:
        parts: dict[str, Element] = {local_name(child): child for child in root}
        front = parts.get("front", parts.get("front-stub"))
        if front is not None:
            self._front(front)
        if "body" in parts:
            self._contents(parts["body"], 1)
        for float_ in parts.get("floats-group", ()):
            self._block(float_, 1)
        if "back" in parts:
            self._back(parts["back"])

    def _front(self, front: Element) -> None:
        meta = _child(front, "article-meta")
        meta = front if meta is None else meta
        title = next(_descendants(meta, "article-title"), None)
        if title is not None:
            self.title = " ".join(_words(title).split())
            self.text.add("title_page", _words(title))
        self.text.add("title_page", ", ".join(_names(meta)))
        self.text.add("title_page", _imprint(front, meta))
        for abstract in (child for child in meta if local_name(child) in ("abstract", "trans-abstract")):
            self._abstract(abstract)
        for keywords in (child for child in meta if local_name(child) == "kwd-group"):
            words = [_words(keyword) for keyword in _descendants(keywords, "kwd")]
            if words:
                self.text.add("heading", "Keywords", level=1, section_kind="front_matter")
                self.text.add("paragraph", ", ".join(words))

    def _abstract(self, abstract: Element) -> None:
        title = _child(abstract, "title")
        named = _words(title) if title is not None else ""
        own = abstract.get("abstract-type")
        self.text.add("heading", named or ("Abstract" if own is None else "Summary"), level=1, section_kind="abstract")
        self._contents(abstract, 2)

    def _contents(self, parent: Element, level: int) -> None:
        """Everything in a section but its title, in order; `level` is that of headings below."""
        for child in parent:
            if local_name(child) not in ("title", "label", "sec-meta"):
                self._block(child, level)

    def _block(self, element: Element, level: int) -> None:
        name = local_name(element)
        if name == "sec":
            self._section(element, level, None)
        elif name == "p":
            self._paragraph(element, level)
        elif name in ("list", "def-list"):
            self._list(element, level)
        elif name in ("disp-quote", "verse-group", "speech"):
            self._quotation(element)
        elif name == "boxed-text":
            self._box(element, level)
        elif name in ("table-wrap", "table-wrap-group"):
            self._table(element)
        elif name in ("fig", "fig-group", "supplementary-material", "media"):
            self._caption(element)
        elif name in _BACK_KINDS:
            self._back_part(element, level)
        elif name in _FORMULAS:
            return
        elif name in ("app-group", "statement", "fn"):
            self._contents(element, level)
        elif name:
            self.text.add("paragraph", _words(element))

    def _section(self, element: Element, level: int, kind: SectionKind | None, default: str = "") -> None:
        title, label = _child(element, "title"), _child(element, "label")
        words = " ".join(_words(part).strip() for part in (label, title) if part is not None) or default
        self.text.add("heading", words, level=level, section_kind=kind)
        self._contents(element, level + 1 if words else level)

    def _paragraph(self, element: Element, level: int, role: str = "paragraph") -> None:
        """A paragraph whose lists and quotations are blocks of their own; figures and tables in it follow it."""
        piece = [element.text or ""]
        floats: list[Element] = []
        for child in element:
            name = local_name(child)
            if name in _FLOATS:
                floats.append(child)
            elif name in _INTERRUPTING:
                self.text.add("list_item" if role == "list_item" else "paragraph", "".join(piece))
                piece = []
                self._block(child, level)
            else:
                piece.append(child_words(child, _replace))
            piece.append(child.tail or "")
        self.text.add("list_item" if role == "list_item" else "paragraph", "".join(piece))
        for child in floats:
            self._block(child, level)

    def _list(self, element: Element, level: int) -> None:
        for item in element:
            name = local_name(item)
            if name == "def-item":
                parts = (_child(item, "term"), _child(item, "def"))
                self.text.add("list_item", ": ".join(_words(part).strip() for part in parts if part is not None))
            elif name == "list-item":
                for child in item:
                    if local_name(child) == "p":
                        self._paragraph(child, level, "list_item")
                    elif local_name(child) != "label":
                        self._block(child, level)

    def _quotation(self, element: Element) -> None:
        speaker = next(_descendants(element, "attrib"), None)
        speaker = next(_descendants(element, "speaker"), None) if speaker is None else speaker
        who = " ".join(_words(speaker).split()) if speaker is not None else None
        for child in element:
            if local_name(child) in ("p", "verse-line"):
                self.text.add("quotation", _words(child), speaker=who or None)

    def _box(self, element: Element, level: int) -> None:
        caption, label = _child(element, "caption"), _child(element, "label")
        title = _child(caption, "title") if caption is not None else _child(element, "title")
        section = _child(element, "sec")
        if title is None and section is not None:
            title = _child(section, "title")
        words = ". ".join(_words(part).strip(" .") for part in (label, title) if part is not None)
        self.text.add("heading", words or "Box", level=level, box="first")
        for child in element:
            if (local_name(child) == "sec" and _child(child, "title") is title) or local_name(child) == "caption":
                self._contents(child, level + 1)
            elif local_name(child) not in ("title", "label"):
                self._block(child, level + 1)
        self.text.end_box()

    def _caption(self, element: Element) -> None:
        label, caption = _child(element, "label"), _child(element, "caption")
        parts = [label] if label is not None else []
        parts += [] if caption is None else [e for e in caption if local_name(e) in ("title", "p")]
        self.text.add("caption", " ".join(_stopped(_words(part)) for part in parts))
        for child in element:
            if local_name(child) == "fig":
                self._caption(child)

    def _table(self, element: Element) -> None:
        self._caption(element)
        for table in _descendants(element, "table"):
            head = [row for part in _descendants(table, "thead") for row in _descendants(part, "tr")]
            in_head = set(head)
            body = [row for row in _descendants(table, "tr") if row not in in_head]
            spread = spread_cells([_cells(row) for row in (*head, *body)])
            self.text.table(table_rows(spread[: len(head)], spread[len(head) :]))
        for foot in _descendants(element, "table-wrap-foot"):
            self.text.add("caption", " ".join(_words(part) for part in foot.iter() if local_name(part) == "p"))

    def _back(self, back: Element) -> None:
        for child in back:
            self._back_part(child, 1)

    def _back_part(self, element: Element, level: int) -> None:
        name = local_name(element)
        if name == "app-group":
            for child in element:
                self._back_part(child, level)
        elif name == "ref-list":
            title = _child(element, "title")
            words = _words(title) if title is not None else "References"
            self.text.add("heading", words, level=level, section_kind="references")
            for reference in _descendants(element, "ref"):
                self.text.add("paragraph", _reference(reference))
        elif name in _BACK_KINDS:
            default, kind = _BACK_KINDS[name]
            self._section(element, level, kind, default)
        else:
            self._block(element, level)


def _words(element: Element) -> str:
    return element_words(element, _replace)


def _replace(child: Element) -> str | None:
    name = local_name(child)
    if name in _FORMULAS:
        return _formula(child)
    if name in _FLOATS or name in _SILENT:
        return ""
    if name == "break":
        return " "
    if name == "xref" and child.get("ref-type") in ("fn", "table-fn", "aff", "corresp"):
        return ""  # the mark of a footnote, glued to a word or a figure, would change it
    return None


def _formula(element: Element) -> str:
    """Formulas set as text or MathML in one line; a mark where there is only a picture."""
    parts = [part for part in element.iter() if local_name(part) == "math"]
    words = element_words(parts[0] if parts else element, lambda child: "" if local_name(child) in _SILENT else None)
    return " ".join(words.split()) or FORMULA


def _names(meta: Element) -> Iterator[str]:
    for contributor in _descendants(meta, "contrib"):
        if contributor.get("contrib-type", "author") != "author":
            continue
        family = next(_descendants(contributor, "surname"), None)
        given = next(_descendants(contributor, "given-names"), None)
        group = next(_descendants(contributor, "collab"), None)
        parts = (given, family) if family is not None else (group,)
        yield " ".join(_words(part).strip() for part in parts if part is not None)


def _imprint(front: Element, meta: Element) -> str:
    journal = next(_descendants(front, "journal-title"), None)
    year = next(_descendants(meta, "year"), None)
    doi = next((e for e in _descendants(meta, "article-id") if e.get("pub-id-type") == "doi"), None)
    parts = [_words(part).strip() for part in (journal, year) if part is not None]
    return ". ".join([*parts, *([f"doi:{_words(doi).strip()}"] if doi is not None else [])])


def _reference(reference: Element) -> str:
    """A reference in one line, as the file punctuates it; where it has fields alone, with commas between them."""
    kinds = ("mixed-citation", "citation", "nlm-citation", "element-citation")
    citation = next((child for child in reference.iter() if local_name(child) in kinds), None)
    label = _child(reference, "label")
    if citation is None:
        words = ""
    elif (citation.text or "").strip() or any((child.tail or "").strip() for child in citation):
        words = _words(citation)
    else:
        words = ", ".join(" ".join(" ".join(map(str, child.itertext())).split()) for child in citation)
    return f"{_words(label).strip(' .')}. {words}" if label is not None else words


def _cells(row: Element) -> list[Cell]:
    return [
        Cell(_words(cell), _number(cell.get("colspan")), _number(cell.get("rowspan")))
        for cell in row
        if local_name(cell) in ("td", "th")
    ]


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() else 1


def _stopped(words: str) -> str:
    words = " ".join(words.split())
    return words if words.endswith((".", "?", "!", ":")) or not words else f"{words}."


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local_name(child) == name), None)


def _descendants(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element.iter() if child is not element and local_name(child) == name)
