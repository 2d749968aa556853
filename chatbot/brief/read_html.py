"""The lines that an HTML file shows. Only what an exported brief is made of is let through: nothing can be hidden."""

from __future__ import annotations

from html.parser import HTMLParser

from chatbot.brief.style_sheet import EXPORTED_STYLE_SHEETS, style_sheet_hash
from chatbot.brief.visible_text import VisibleText, visible

_BLOCKS = frozenset({"h1", "h2", "p", "li"})
_CONTAINERS = frozenset({"html", "head", "body", "main", "ul", "div"})
_INLINE = frozenset({"a", "span"})
_VOID = frozenset({"meta"})
_OTHER = frozenset({"title", "style"})
_ATTRIBUTES = {
    "html": {"lang"}, "meta": {"charset", "http-equiv", "content", "name"}, "a": {"href"}, "span": {"class"},
    "div": {"class"}, "p": {"class", "id"}, "li": {"id"},
}  # fmt: skip


def read_html(data: bytes) -> VisibleText:
    """Visible lines, and what could show a reader something else than these lines."""
    reader = _Reader()
    reader.feed(data.decode("utf-8", "replace").removeprefix("\ufeff"))
    reader.close()
    return reader.result()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self._lines: list[str] = []
        self._words: list[str] = []
        self._title = ""
        self._style = ""
        self._problems: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _BLOCKS | _CONTAINERS | _INLINE | _VOID | _OTHER:
            self._problem(f"a <{tag}> element")
        names = [name for name, _ in attrs]
        unknown = sorted(set(names) - _ATTRIBUTES.get(tag, set())) or [n for n in names if names.count(n) > 1]
        if unknown:
            self._problem(f"the attribute {unknown[0]} on <{tag}>")
        if tag == "a" and not (dict(attrs).get("href") or "").startswith("#"):
            self._problem("a link out of the brief")
        if tag == "meta" and (dict(attrs).get("http-equiv") or "").lower() not in ("", "content-security-policy"):
            self._problem("a <meta> instruction")
        if tag not in _INLINE:
            self._end_line()
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self._problem("elements that are not closed in order")
        if tag not in _INLINE:
            self._end_line()

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["title"]:
            self._title += data
        elif self._open[-1:] == ["style"]:
            self._style += data
        else:
            self._words.append(data)

    def handle_pi(self, data: str) -> None:
        self._problem("a processing instruction")

    def unknown_decl(self, data: str) -> None:
        self._problem("a declaration")

    def result(self) -> VisibleText:
        """What was read."""
        self._end_line()
        if visible(self._title) != next(iter(self._lines), ""):
            self._problem("a window title other than its heading")
        if style_sheet_hash(self._style) not in EXPORTED_STYLE_SHEETS:
            self._problem("another style sheet")
        return VisibleText(tuple(self._lines), tuple(self._problems))

    def _end_line(self) -> None:
        if line := visible("".join(self._words)):
            self._lines.append(line)
        self._words.clear()

    def _problem(self, what: str) -> None:
        self._problems.setdefault(f"it holds {what}, which no exported brief does")
