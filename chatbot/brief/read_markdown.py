"""The lines that a Markdown file shows, as a CommonMark program renders it."""

from __future__ import annotations

from markdown_it import MarkdownIt

from chatbot.brief.visible_text import VisibleText, visible

_LAID_OUT = frozenset({
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "bullet_list_open", "bullet_list_close",
    "list_item_open", "list_item_close", "blockquote_open", "blockquote_close",
})  # fmt: skip
_WORDS = {"text", "text_special", "code_inline"}
_BREAKS = {"softbreak", "hardbreak"}
_EMPHASIS = {"em_open", "em_close", "strong_open", "strong_close"}


def read_markdown(data: bytes) -> VisibleText:
    """Visible lines; markup that can hide words, or show what is not text, is a problem."""
    lines: list[str] = []
    problems: list[str] = []
    for token in MarkdownIt("commonmark").parse(data.decode("utf-8", "replace").removeprefix("\ufeff")):
        if token.type == "inline":
            words: list[str] = []
            for child in token.children or []:
                if child.type in _WORDS:
                    words.append(child.content)
                elif child.type in _BREAKS:
                    words.append(" ")
                elif child.type not in _EMPHASIS:
                    problems.append(f"markup that a brief does not hold ({child.type})")
            lines.append(visible("".join(words)))
        elif token.type not in _LAID_OUT:
            problems.append(f"markup that a brief does not hold ({token.type})")
    return VisibleText(tuple(line for line in lines if line), tuple(dict.fromkeys(problems)))
