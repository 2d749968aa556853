"""A brief as one HTML file: no script, nothing from another place, its own style for screen and paper."""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import groupby

from chatbot.brief.brief import PageCount, Run
from chatbot.brief.lay_out_brief import Line
from chatbot.brief.page_size import SMALL
from chatbot.brief.style_sheet import style_sheet

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_TAGS = {"title": "h1", "heading": "h2", "small_heading": "h2", "item": "li"}
_CLASSES = {"audience": "audience", "legend": "legend", "empty": "empty", "footnote": "footnote"}


def render_html(lines: Sequence[Line], pages: PageCount) -> bytes:
    """UTF-8. Every character of a source, a title or an author's text is escaped."""
    marked: set[int] = set()
    body = "\n".join(_group(role, list(group), marked) for role, group in groupby(lines, key=_part))
    title = html.escape(lines[0].text)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{html.escape(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style_sheet(pages)}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
""".encode()


def _part(line: Line) -> str:
    return "small" if line.role in SMALL else "items" if line.role == "item" else "text"


def _group(part: str, lines: list[Line], marked: set[int]) -> str:
    inner = "\n".join(_line(line, marked) for line in lines)
    return {"items": f"<ul>\n{inner}\n</ul>", "small": f'<div class="small">\n{inner}\n</div>'}.get(part, inner)


def _line(line: Line, marked: set[int]) -> str:
    tag = _TAGS.get(line.role, "p")
    identity = ""
    if line.role == "footnote":
        identity = f' id="note-{line.number}"'
    elif line.role == "item" and line.number is not None and line.number not in marked:
        marked.add(line.number)
        identity = f' id="entry-{line.number}"'
    class_ = f' class="{_CLASSES[line.role]}"' if line.role in _CLASSES else ""
    return f"<{tag}{identity}{class_}>{''.join(_run(run, line) for run in line.runs)}</{tag}>"


def _run(run: Run, line: Line) -> str:
    text = html.escape(run.text)
    if run.style == "mark":
        target = f"#entry-{line.number}" if line.role == "footnote" else f"#note-{line.number}"
        return f'<a href="{target}">{text}</a>'
    return f'<span class="label">{text}</span>' if run.style == "label" else text
