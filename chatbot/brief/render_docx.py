"""A brief as a Word document, through python-docx: real headings and list, links between numbers and proofs.

The file is the same on every day and machine: the dates that python-docx puts into it are replaced by fixed ones.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from chatbot.brief.brief import PageCount, Run
from chatbot.brief.lay_out_brief import Line
from chatbot.brief.page_size import (
    COLUMN_GAP_MM,
    LINE_HEIGHT,
    PAGE_HEIGHT_MM,
    PAGE_SIZES,
    PAGE_WIDTH_MM,
    SMALL,
    SPACING_EM,
    PageSize,
    type_points,
)

_FIXED_DATE = datetime(2000, 1, 1)
_ZIP_DATE = (2000, 1, 1, 0, 0, 0)
_INK, _SOFT, _ACCENT = RGBColor(0x1D, 0x22, 0x26), RGBColor(0x56, 0x5E, 0x66), RGBColor(0x0E, 0x42, 0x52)
_STYLES = {"title": "Title", "heading": "Heading 1", "small_heading": "Heading 2", "item": "List Bullet"}


def render_docx(lines: Sequence[Line], pages: PageCount) -> bytes:
    """The bytes of the file."""
    size = PAGE_SIZES[pages]
    document = Document()
    _set_up(document, size, lines[0].text)
    marked: set[int] = set()
    in_columns = False
    for line in lines:
        if line.role in SMALL and not in_columns:
            in_columns = True
            _columns(document.add_section(WD_SECTION.CONTINUOUS))
        _add(document, line, size, marked)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_clock(buffer.getvalue())


def _set_up(document: Any, size: PageSize, title: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_WIDTH_MM), Mm(PAGE_HEIGHT_MM)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(size.margin_mm))
    section.header_distance = section.footer_distance = Mm(size.margin_mm / 2)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet"):
        style = document.styles[name]
        style.font.name = "Arial"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):  # a theme font would win over the name
            if attribute.endswith("Theme"):
                del fonts.attrib[attribute]
        fonts.set(qn("w:ascii"), "Arial")
        fonts.set(qn("w:hAnsi"), "Arial")
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = _FIXED_DATE


def _add(document: Any, line: Line, size: PageSize, marked: set[int]) -> None:
    paragraph = document.add_paragraph(style=_STYLES.get(line.role, "Normal"))
    points = type_points(line.role, size)
    before, after = SPACING_EM[line.role]
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before * points), Pt(after * points)
    shape.line_spacing = LINE_HEIGHT / 1.15  # Word counts lines of 1.15 times the type size
    if line.role == "footnote":
        _bookmark(paragraph, f"note_{line.number}", line.number or 0)
    elif line.role == "item" and line.number is not None and line.number not in marked:
        marked.add(line.number)
        _bookmark(paragraph, f"entry_{line.number}", 10_000 + line.number)
    for run in line.runs:
        _add_run(paragraph, run, line, points)


def _add_run(paragraph: Any, run: Run, line: Line, points: float) -> None:
    written = paragraph.add_run(run.text)
    written.font.size = Pt(points)
    soft = run.style == "label" or line.role in ("legend", "empty")
    heading = line.role in ("title", "heading", "small_heading")
    written.font.bold = heading
    written.font.color.rgb = _ACCENT if heading or run.style == "mark" else _SOFT if soft else _INK
    if run.style == "mark":
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), f"{'entry' if line.role == 'footnote' else 'note'}_{line.number}")
        paragraph._p.append(link)
        link.append(written._r)


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
        element = OxmlElement(kind)
        element.set(qn("w:id"), str(number))
        if kind == "w:bookmarkStart":
            element.set(qn("w:name"), name)
        paragraph._p.append(element)


def _columns(section: Any) -> None:
    columns = section._sectPr.find(qn("w:cols"))
    if columns is None:
        columns = OxmlElement("w:cols")
        section._sectPr.append(columns)
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), str(int(Mm(COLUMN_GAP_MM).twips)))


def _without_clock(data: bytes) -> bytes:
    """The same archive with the members' dates fixed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return buffer.getvalue()
