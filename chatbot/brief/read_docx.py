"""The lines that a Word document shows. Reads the XML itself, so that nothing between the paragraphs is overlooked."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

from chatbot.brief.visible_text import VisibleText, visible

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_PART_MAX_BYTES = 20_000_000
_BLANKS = {"tab", "br", "cr", "noBreakHyphen", "softHyphen", "sym"}
# What is on the page and is not text, or is text that is not on the page.
_NOT_TEXT = {
    "drawing", "pict", "object", "altChunk", "del", "ins", "moveFrom", "moveTo", "fldSimple", "instrText", "vanish",
    "webHidden", "footnoteReference", "endnoteReference", "commentReference", "tbl", "sdt", "sym", "ruby",
}  # fmt: skip
_OTHER_PARTS = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml")


def read_docx(data: bytes) -> VisibleText:
    """Visible lines, and what could show a reader something else than these lines."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(_BODY).file_size > _PART_MAX_BYTES:
                return VisibleText((), ("the document is larger than any brief",))
            body = ElementTree.fromstring(archive.read(_BODY))
            problems = [
                f"{name} holds text outside the brief"
                for name in archive.namelist()
                if _OTHER_PARTS.fullmatch(name) and _has_text(archive.read(name))
            ]
            if "word/styles.xml" in archive.namelist() and b"<w:vanish" in archive.read("word/styles.xml"):
                problems.append("a style hides text")
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, NotImplementedError, RuntimeError):
        return VisibleText((), ("it is not a readable Word document",))
    found = {element.tag.removeprefix(_WORD) for element in body.iter()} & _NOT_TEXT
    problems += [f"it holds {name} elements, which no exported brief does" for name in sorted(found)]
    lines = (_text(paragraph) for paragraph in body.iter(f"{_WORD}p"))
    return VisibleText(tuple(line for line in lines if line), tuple(problems))


def _text(paragraph: ElementTree.Element) -> str:
    parts: list[str] = []
    for element in paragraph.iter():
        name = element.tag.removeprefix(_WORD)
        if name == "t":
            parts.append(element.text or "")
        elif name in _BLANKS:
            parts.append(" ")
    return visible("".join(parts))


def _has_text(data: bytes) -> bool:
    try:
        return any((element.text or "").strip() for element in ElementTree.fromstring(data).iter(f"{_WORD}t"))
    except ElementTree.ParseError:
        return True
