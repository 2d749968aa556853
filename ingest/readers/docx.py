"""Word files (DOCX) through python-docx: headings, lists, tables, quotations and captions by their styles.

python-docx leaves out what was inserted with changes tracked, so the words of a paragraph are gathered from its XML:
insertions count, deletions do not.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from ingest.extracted import ExtractedText
from ingest.readers.block_text import BlockText
from ingest.readers.table_grid import table_rows
from ingest.readers.xml_words import Element, raised
from kb.errors import UnreadableFileError
from kb.quality import HiddenReason, HiddenText

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEADING_STYLE = re.compile(r"heading\s*(\d)", re.IGNORECASE)
_MOST_UNPACKED_BYTES = 300_000_000
_LEAST_HALF_POINTS = 5  # a size of 2.5 points cannot be read
_EXCERPT_CHARS = 200
_LEFT_OUT = {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_APART = {qn("w:txbxContent")}
_BROKEN_HINT = "Open it in a word processor and save it anew, or save it as PDF."


class DocxReader:
    """Reads DOCX. Footnotes, comments, headers and footers are left out."""

    def read(self, data: bytes, name: str, password: str | None = None) -> ExtractedText:
        """Raises UnreadableFileError for broken files and for those without words."""
        document = _open(data, name)
        reading = _Reading(document)
        try:
            reading.run()
        except (KeyError, ValueError, AttributeError, IndexError, TypeError) as error:  # parts that do not belong
            raise UnreadableFileError(f"{name} is a broken Word file ({error}).", _BROKEN_HINT) from error
        if reading.text.is_empty:
            raise UnreadableFileError(f"{name} is a Word file without words.", "If it holds images of pages, run OCR.")
        return reading.text.finish(MEDIA_TYPE, reading.title, (), reading.hidden)


def _open(data: bytes, name: str) -> DocxDocument:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED_BYTES:
                raise UnreadableFileError(
                    f"{name} unpacks to more than 300 MB.", "Take the pictures out and save it anew."
                )
        return docx.Document(io.BytesIO(data))
    except UnreadableFileError:
        raise
    except Exception as error:  # python-docx lets errors of zipfile, lxml and its own through
        raise UnreadableFileError(f"{name} is a broken Word file ({type(error).__name__}).", _BROKEN_HINT) from error


class _Reading:
    def __init__(self, document: DocxDocument) -> None:
        self._document = document
        self.text = BlockText()
        self.title: str | None = None
        self.hidden: list[HiddenText] = []

    def run(self) -> None:
        for block in self._document.iter_inner_content():
            if isinstance(block, Table):
                self._table(block)
            else:
                self._paragraph(block)
        stated = (self._document.core_properties.title or "").strip()
        if not self.title and len(stated) >= 10:
            self.title = stated

    def _paragraph(self, paragraph: Paragraph) -> None:
        words = self._words(paragraph._p)
        style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
        found = _HEADING_STYLE.match(style)
        if found:
            self.text.add("heading", words, level=min(6, int(found[1])))
        elif style == "title":
            self.title = self.title or words
            self.text.add("title_page", words)
        elif style == "subtitle":
            self.text.add("title_page", words)
        elif "caption" in style:
            self.text.add("caption", words)
        elif "quote" in style:
            self.text.add("quotation", words)
        elif style.startswith("list") or _is_numbered(paragraph):
            self.text.add("list_item", words)
        else:
            self.text.add("paragraph", words)
        for box in paragraph._p.iter(*_APART):
            if not any(parent.tag in _LEFT_OUT or parent.tag in _APART for parent in box.iterancestors()):
                for inner in box.iter(qn("w:p")):
                    self.text.add("paragraph", self._words(inner))

    def _table(self, table: Table) -> None:
        rows = [[self._cell(cell._tc) for cell in row.cells] for row in table.rows]
        if len(rows) < 2 or max(map(len, rows)) < 2:
            for row in rows:
                for words in dict.fromkeys(row):
                    self.text.add("paragraph", words)
            return
        marked = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        heads = next((index for index, is_head in enumerate(marked) if not is_head), len(rows)) or 1
        self.text.table(table_rows(rows[:heads], rows[heads:]))

    def _cell(self, cell: Element) -> str:
        return " ".join(self._words(paragraph) for paragraph in cell.iter(qn("w:p"))).strip()

    def _words(self, paragraph: Element) -> str:
        """The words of a paragraph that are seen; others are listed."""
        parts: list[str] = []
        unseen: dict[HiddenReason, list[str]] = {}
        for run in _runs(paragraph):
            words = "".join(_characters(run))
            if reason := _unseen_reason(run):
                unseen.setdefault(reason, []).append(words)
            else:
                is_raised = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}[@{qn('w:val')}='superscript']") is not None
                parts.append(raised(words) if is_raised else words)
        for reason, pieces in unseen.items():
            if words := " ".join("".join(pieces).split()):
                self.hidden.append(HiddenText(reason=reason, words=words[:_EXCERPT_CHARS]))
        return "".join(parts)


def _runs(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag in _LEFT_OUT or child.tag in _APART or not isinstance(child.tag, str):
            continue
        if child.tag == qn("w:r"):
            yield child
        elif child.tag != qn("w:p"):
            yield from _runs(child)


def _characters(run: Element) -> Iterator[str]:
    for child in run:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in (qn("w:tab"), qn("w:br"), qn("w:cr")):
            yield " "
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"


def _unseen_reason(run: Element) -> HiddenReason | None:
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return None
    vanish = properties.find(qn("w:vanish"))
    if vanish is not None and vanish.get(qn("w:val")) not in ("0", "false"):
        return "hidden by markup"
    size = _value(properties, "w:sz")
    if size is not None and size.isdigit() and int(size) < _LEAST_HALF_POINTS:
        return "tiny"
    shaded = properties.find(qn("w:shd")) is not None or properties.find(qn("w:highlight")) is not None
    in_cell = any(parent.tag == qn("w:tc") for parent in run.iterancestors())  # cells may be dark
    if (_value(properties, "w:color") or "").upper() == "FFFFFF" and not shaded and not in_cell:
        return "in the page's colour"
    return None


def _value(properties: Element, name: str) -> str | None:
    found = properties.find(qn(name))
    return found.get(qn("w:val")) if found is not None else None


def _is_numbered(paragraph: Paragraph) -> bool:
    number = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    return number is not None and number.get(qn("w:val")) != "0"
