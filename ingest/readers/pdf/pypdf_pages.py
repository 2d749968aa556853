"""The characters of a PDF through pypdf: fragments with their place, font and size. The only file that knows pypdf.

Every exception that comes out of pypdf is translated here; its documentation says that broken files may cause others
than its own.
"""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from ingest.readers.pdf.lines import Fragment, Rect
from ingest.readers.pdf.outline import OutlineEntry
from kb.errors import PasswordNeededError, UnreadableFileError

# pypdf's own defaults let one stream grow to 75 MB; text pages of articles stay far below these. Held inside the call,
# because the configuration is a ContextVar that worker threads do not inherit (pypdf docs, user/security).
_LIMITS = pypdf.Configuration(
    zlib_maximum_output_length=30_000_000,
    lzw_maximum_output_length=30_000_000,
    run_length_maximum_output_length=30_000_000,
    array_based_stream_maximum_output_length=30_000_000,
    outline_maximum_entries=10_000,
    page_tree_maximum_entries=20_000,
    xform_maximum_invocations_per_extraction=2_000,
    jbig2dec_binary=None,
)
_DAMAGED_HINT = "Open it in a PDF program and save it anew, or download it again."
# What may draw unseen text: a rendering mode that sets no ink, or white. Looked for in the operators, which is cheap.
_MODE, _INKLESS_MODES = b"Tr", (3, 7)
_SHOW_OPERATORS = (b"Tj", b"TJ", b"'", b'"')
_FILL_OPERATORS = (b"g", b"rg", b"k", b"sc", b"scn")

logging.getLogger("pypdf").setLevel(logging.ERROR)  # its warnings on odd but readable files help no user


@dataclass(frozen=True, slots=True)
class PageFragments:
    """A page's fragments in the order of the file, and whether some may be unseen."""

    fragments: tuple[Fragment, ...]
    box: Rect
    may_hide: bool
    has_image: bool


class PypdfPages:
    """An opened file; use inside `open_file`."""

    def __init__(self, reader: pypdf.PdfReader, page_count: int) -> None:
        self._reader = reader
        self.page_count = page_count

    def read(self, page_index: int) -> PageFragments | None:
        """The page's fragments; None when pypdf cannot read the page."""
        try:
            page = self._reader.pages[page_index]
            box = page.cropbox
            gathered = _Gathered()
            page.extract_text(visitor_text=gathered.add_text, visitor_operand_before=gathered.see_operator)
            area = Rect(float(box.left), float(box.bottom), float(box.right), float(box.top))
            has_image = not gathered.fragments and _has_image(page)
        except Exception:  # see the module's docstring
            return None
        return PageFragments(tuple(gathered.fragments), area, gathered.may_hide, has_image)

    def labels(self) -> list[str] | None:
        """Printed page labels, where the file gives them."""
        try:
            return list(self._reader.page_labels) if "/PageLabels" in self._reader.root_object else None
        except Exception:  # a broken label tree must not cost the text
            return None

    def title(self) -> str | None:
        """The title in the file's metadata."""
        try:
            return self._reader.metadata.title if self._reader.metadata else None
        except Exception:  # likewise
            return None

    def outline(self) -> list[OutlineEntry]:
        """The file's outline, flattened, in its order."""
        try:
            return list(_flatten(self._reader, self._reader.outline, 1))
        except Exception:  # likewise
            return []


@contextmanager
def open_file(data: bytes, name: str, password: str | None) -> Iterator[PypdfPages]:
    """Open a file under the limits. Raises UnreadableFileError for broken and locked files."""
    with pypdf.apply_configuration(_LIMITS):
        reader = _open(data, name, password)
        try:
            page_count = len(reader.pages)
        except Exception as error:  # see the module's docstring
            raise UnreadableFileError(f"{name} is a broken PDF ({_cause(error)}).", _DAMAGED_HINT) from error
        yield PypdfPages(reader, page_count)


def refuse_unreadable(name: str) -> UnreadableFileError:
    """The error for a file none of whose pages can be read."""
    return UnreadableFileError(f"{name} is a broken PDF: none of its pages can be read.", _DAMAGED_HINT)


class _Gathered:
    """Collects what pypdf meets on a page."""

    def __init__(self) -> None:
        self.fragments: list[Fragment] = []
        self.may_hide = False
        self._inkless = self._pale = False
        self._saved: list[tuple[bool, bool]] = []

    def add_text(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if not text:
            return
        if any("\ud800" <= letter <= "\udfff" for letter in text):  # from broken font tables; no text may hold them
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        a = tm[0] * cm[0] + tm[1] * cm[2]
        b = tm[0] * cm[1] + tm[1] * cm[3]
        c = tm[2] * cm[0] + tm[3] * cm[2]
        d = tm[2] * cm[1] + tm[3] * cm[3]
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        name = str((font or {}).get("/BaseFont", "")).rsplit("+", 1)[-1].lstrip("/")
        upright = abs(b) <= 0.05 * max(abs(a), 1e-6) and a > 0
        self.fragments.append(Fragment(text.replace("\f", "\n"), x, y, abs(size) * math.hypot(c, d), name, upright))

    def see_operator(self, operator: bytes, operands: Any, cm: Any, tm: Any) -> None:
        if operator in _SHOW_OPERATORS:
            self.may_hide |= self._inkless or self._pale
        elif operator == b"q":
            self._saved.append((self._inkless, self._pale))
        elif operator == b"Q":
            if self._saved:
                self._inkless, self._pale = self._saved.pop()
        elif operator in _FILL_OPERATORS:
            self._pale = _may_be_pale(operands)
        elif operator == _MODE:
            self._inkless = bool(operands) and operands[0] in _INKLESS_MODES


def _may_be_pale(operands: Any) -> bool:
    """Whether a fill operator sets white."""
    try:
        values = [float(value) for value in operands]
    except (TypeError, ValueError):
        return True
    return bool(values) and (max(values) <= 0.03 if len(values) == 4 else min(values) >= 0.97)


def _has_image(page: pypdf.PageObject) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    return bool(objects) or "/Contents" in page


def _open(data: bytes, name: str, password: str | None) -> pypdf.PdfReader:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        unlocked = not reader.is_encrypted or any(reader.decrypt(word) for word in (password or "", ""))
    except DependencyError as error:
        raise UnreadableFileError(
            f"{name} is encrypted with AES, which needs a library that is not installed.",
            "Run `pip install cryptography`, or save the file without encryption.",
        ) from error
    except Exception as error:  # see the module's docstring
        raise UnreadableFileError(f"{name} is a broken PDF ({_cause(error)}).", _DAMAGED_HINT) from error
    if not unlocked:
        wrong = "and the password given does not open it" if password else "and needs a password"
        raise PasswordNeededError(f"{name} is encrypted {wrong}.", "Give it with --password, or save it unprotected.")
    return reader


def _flatten(reader: pypdf.PdfReader, entries: list[Any], level: int) -> Iterator[OutlineEntry]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _flatten(reader, entry, level + 1)
        else:
            page_index = reader.get_destination_page_number(entry)
            if page_index is not None and isinstance(entry.title, str):
                yield OutlineEntry(entry.title, page_index, level)


def _cause(error: Exception) -> str:
    return type(error).__name__ if not isinstance(error, PyPdfError) else str(error)[:120].rstrip(".")
