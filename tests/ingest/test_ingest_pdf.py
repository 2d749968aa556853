"""PDFs made here: pages, labels, outlines, running heads, passwords, scans and damage."""

from __future__ import annotations

import io

import pypdf
import pytest
from fpdf import FPDF

from ingest.read import opening_text, read_document
from ingest.readers.pdf import PdfReader
from kb.documents import Document
from kb.errors import UnreadableFileError
from kb.settings import Settings


class _Report(FPDF):
    """Pages with a running head and a page number, as a publisher sets them."""

    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.cell(text="Okafor and Lind: Harbour clinics", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.cell(text=f"Page {self.page_no() + 20} of 40")


def _pdf(*pages: str, document: FPDF | None = None) -> bytes:
    made = document or FPDF()
    for page in pages:
        made.add_page()
        made.set_font("Helvetica", size=11)
        made.multi_cell(90, 5, page)
    return bytes(made.output())


def _rewritten(data: bytes, **changes: object) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    if "password" in changes:
        writer.encrypt(user_password=str(changes["password"]), owner_password="owner", algorithm="AES-256")
    if "labels" in changes:
        writer.set_page_label(0, len(writer.pages) - 1, style="/D", start=101)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _read(data: bytes, password: str | None = None) -> Document:
    return read_document(data, "x.pdf", source_id="x", kind="original", settings=Settings(), password=password)


_FIRST = (
    "Nurses in the harbour district share a budget with the hospital. They meet once a month and review what was "
    "spent on referrals. The board decides how savings are used, and the nurses who run the clinic"
)
_SECOND = (
    "decide how they are spent. Waiting times fell within a year of the change. The hospital lost some income, which "
    "the board had expected from the beginning of the scheme."
)
_THIRD = (
    "Inland clinics joined three years later. Their costs were higher at first, because patients lived far apart and "
    "nurses spent much of the day in cars."
)


def test_pages_are_ranges_and_a_sentence_runs_across_them() -> None:
    document = _read(_pdf(_FIRST, _SECOND))
    crossing = next(s for s in document.sentences if "run the clinic decide how" in document.slice(s))
    assert not crossing.damaged
    first, second = document.pages
    assert (first.page_number, second.page_number, first.page_label) == (1, 2, None)
    assert document.text[second.char_start :].startswith("decide how")
    assert document.page_at(crossing.char_start) == first


def test_page_labels_come_from_the_file() -> None:
    document = _read(_rewritten(_pdf(_FIRST, _SECOND), labels=True))
    assert [page.page_label for page in document.pages] == ["101", "102"]


def test_running_heads_go_and_their_numbers_become_labels() -> None:
    document = _read(_pdf(_FIRST, _SECOND, _THIRD, document=_Report()))
    assert "Okafor" not in document.text
    assert "of 40" not in document.text
    assert [page.page_label for page in document.pages] == ["21", "22", "23"]


def test_outline_entries_become_headings_where_a_line_spells_them() -> None:
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=11)
    for level, title in ((0, "How it began"), (1, "The first year"), (0, "What it cost")):
        made.start_section(title, level=level)
        made.multi_cell(90, 5, f"{title}\n{_SECOND}", new_x="LMARGIN", new_y="NEXT")
    document = _read(bytes(made.output()))
    assert [section.path for section in document.sections[1:]] == [
        ("How it began",),
        ("How it began", "The first year"),
        ("What it cost",),
    ]


def test_encrypted_files_need_their_password_unless_it_is_empty() -> None:
    locked = _rewritten(_pdf(_FIRST), password="harbour")
    assert "share a budget" in _read(locked, "harbour").text
    for password in (None, "wrong"):
        with pytest.raises(UnreadableFileError) as caught:
            _read(locked, password)
        assert "--password" in caught.value.hint
    with pytest.raises(UnreadableFileError):
        opening_text(locked, "x.pdf")
    assert "share a budget" in _read(_rewritten(_pdf(_FIRST), password="")).text


def test_pages_without_words_are_named_and_a_scan_is_refused() -> None:
    made = FPDF()
    made.add_page()
    made.rect(10, 10, 50, 50, style="F")
    scan = bytes(made.output())
    with pytest.raises(UnreadableFileError) as caught:
        _read(scan)
    assert "ocrmypdf" in caught.value.hint
    mixed = _read(_pdf(_FIRST, "", _SECOND))
    assert [warning[:6] for warning in mixed.warnings] == ["Page 2"]
    assert [page.page_number for page in mixed.pages] == [1, 3]


@pytest.mark.parametrize("cut", [12, 200, 600])
def test_broken_files_are_refused(cut: int) -> None:
    with pytest.raises(UnreadableFileError):
        _read(_pdf(_FIRST)[:cut])


def test_limits_are_held_inside_the_call() -> None:
    before = pypdf.get_configuration()
    PdfReader().read(_pdf(_FIRST), "x.pdf")
    assert pypdf.get_configuration() is before


def test_opening_text_is_that_of_the_first_pages() -> None:
    assert "third" not in opening_text(_pdf("first page", "second page", "third page"), "x.pdf")
