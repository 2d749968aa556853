"""Briefs as files: which format a name asks for, the bytes of an export, and the visible lines of a file read back."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from chatbot.brief.brief import Brief
from chatbot.brief.lay_out_brief import lay_out_brief
from chatbot.brief.visible_text import VisibleText

BriefFormat = Literal["md", "html", "docx"]
FORMATS: tuple[BriefFormat, ...] = get_args(BriefFormat)
MEDIA_TYPES: dict[BriefFormat, str] = {
    "md": "text/markdown",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def export_brief(brief: Brief, file_format: BriefFormat) -> bytes:
    """The file's bytes; the same brief gives the same bytes."""
    lines = lay_out_brief(brief)
    if file_format == "md":
        from chatbot.brief.render_markdown import render_markdown

        return render_markdown(lines)
    if file_format == "html":
        from chatbot.brief.render_html import render_html

        return render_html(lines, brief.pages)
    from chatbot.brief.render_docx import render_docx  # python-docx takes a fifth of a second to import

    return render_docx(lines, brief.pages)


def format_of(path: Path) -> BriefFormat | None:
    """The format that a file's name ends in."""
    ending = path.suffix.lower().removeprefix(".")
    return next((name for name in FORMATS if ending in (name, {"md": "markdown", "html": "htm"}.get(name))), None)


def read_visible_text(data: bytes) -> VisibleText | None:
    """The lines that a brief's file shows, by its content; None for a file that is JSON or empty."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start or start[:1] in b"{[":
        return None
    if data.startswith(b"PK\x03\x04"):
        from chatbot.brief.read_docx import read_docx

        return read_docx(data)
    if start[:1] == b"<":
        from chatbot.brief.read_html import read_html

        return read_html(data)
    from chatbot.brief.read_markdown import read_markdown

    return read_markdown(data)
