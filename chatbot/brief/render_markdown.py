"""A brief as CommonMark. Whatever stands in a source shows as itself: no character of it becomes markup."""

from __future__ import annotations

import re

from chatbot.brief.brief import Run
from chatbot.brief.lay_out_brief import Line, Role

_MARKUP = re.compile(r"([\\`*_\[\]<>&#~|!$])")
_LIST_START = re.compile(r"^(\d+)([.)])|^([-+=])")
_BEFORE: dict[Role, str] = {
    "title": "# ", "heading": "## ", "small_heading": "## ", "item": "- ", "legend": "> ",
}  # fmt: skip


def render_markdown(lines: list[Line]) -> bytes:
    """UTF-8, one paragraph, heading or list item a line."""
    parts: list[str] = []
    for index, line in enumerate(lines):
        parts.append(f"{_BEFORE.get(line.role, '')}{_inline(line.runs)}\n")
        following = lines[index + 1].role if index + 1 < len(lines) else None
        if not line.role == following == "item":
            parts.append("\n")
    return ("".join(parts).rstrip("\n") + "\n").encode()


def _inline(runs: tuple[Run, ...]) -> str:
    return escape_markdown(" ".join("".join(run.text for run in runs).split()))


def escape_markdown(line: str) -> str:
    """One line of text as Markdown that shows it character for character."""
    text = _MARKUP.sub(r"\\\1", line)
    return _LIST_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", text)
