"""Text that can be written to a file or sent on: what a shell, a form or a program hands over may not be."""

from __future__ import annotations


def writable_text(text: str) -> str:
    """The text with U+FFFD in the place of half a surrogate pair, which no encoding can hold.

    Python makes one of a byte of a command line that is not UTF-8; JSON may hold one as an escape.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
