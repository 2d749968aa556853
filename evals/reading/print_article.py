"""A journal article printed to PDF by Chromium, in two columns or in one, as a publisher would set it."""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from pathlib import Path

from ingest.extracted import ExtractedText
from kb.tables import CELL_SEPARATOR

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 120
_STYLE = """
body { font: 10pt serif; text-align: justify } h1 { font: bold 18pt sans-serif; text-align: left }
h2 { font: bold 13pt sans-serif } h3 { font: bold 11pt sans-serif } h4 { font: italic bold 10pt sans-serif }
h5, h6 { font: italic 10pt sans-serif } .caption, table { font-size: 8pt } p { text-indent: 1em; margin: 0 }
h2, h3, h4, h5, h6 { margin: 1em 0 0.4em; text-align: left } td { padding: 0 1.5em 0 0 } .front { text-indent: 0 }
"""


def find_browser() -> str | None:
    """A browser that prints, or None."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def print_article(extracted: ExtractedText, browser: str, columns: int) -> bytes:
    """The article as PDF bytes. Raises CalledProcessError or TimeoutExpired when the browser fails."""
    with tempfile.TemporaryDirectory() as folder:
        page, result = Path(folder) / "article.html", Path(folder) / "article.pdf"
        page.write_text(_page(extracted, columns), encoding="utf-8")
        subprocess.run(
            [
                browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer", f"--print-to-pdf={result}", page.as_uri(),
            ],
            check=True, capture_output=True, timeout=_SECONDS,
        )  # fmt: skip
        return result.read_bytes()


def _page(extracted: ExtractedText, columns: int) -> str:
    parts: list[str] = []
    table: int | None = None
    titled = False
    for block in extracted.blocks:
        words = html.escape(extracted.source_text[block.start : block.end])
        if block.table != table:
            parts.append("</table>" if table is not None else "")
            parts.append("<table>" if block.table is not None else "")
            table = block.table
        if block.role == "table_row":
            parts.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in words.split(CELL_SEPARATOR)) + "</tr>")
        elif block.role == "heading":
            level = min(6, (block.level or 1) + 1)
            parts.append(f"<h{level}>{words}</h{level}>")
        elif block.role == "title_page":
            parts.append(f'<p class="front">{words}</p>' if titled else f"<h1>{words}</h1>")
            titled = True
        elif block.role == "list_item":
            parts.append(f"<ul><li>{words}</li></ul>")
        else:
            parts.append(f'<p class="{"caption" if block.role == "caption" else "text"}">{words}</p>')
    body = "\n".join(parts)
    style = f"{_STYLE} .columns {{ column-count: {columns}; column-gap: 2em }}"
    return f'<!doctype html><meta charset="utf-8"><style>{style}</style><div class="columns">{body}</div>'
