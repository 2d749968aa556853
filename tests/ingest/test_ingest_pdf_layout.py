"""Layout of PDF pages: columns, headings by their looks, tables, lost spaces, edges, titles; each on a made-up page."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from ingest.read import read_document
from ingest.readers.pdf.agreement import page_agreement
from ingest.readers.pdf.lines import Fragment, Line, Rect, build_lines
from ingest.readers.pdf.order import find_columns, reading_order
from ingest.readers.pdf.spacing import SecondSpacing
from kb.documents import Document
from kb.settings import Settings
from kb.tables import sentence_text

_PAGE = Rect(0, 0, 600, 800)
# fmt: off
_LEFT = ["the nurses of this", "district share one", "budget with", "the hospital and", "talk about", "what they spend",
         "on care and", "what is saved"]
_RIGHT = ["every clinic on", "the coast keeps", "books of its own", "and shows them", "to the board", "at the end",
          "of each year", "without fail"]
# fmt: on


def _read(made: FPDF) -> Document:
    return read_document(bytes(made.output()), "x.pdf", source_id="x", kind="original", settings=Settings())


def _columns(across: bool) -> FPDF:
    """Two columns of eight lines below a title; drawn row by row, or column by column."""
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=20)
    made.text(20, 25, "How clinics share what they spend")
    made.set_font("Helvetica", size=10)
    places = [(column, row) for column in (0, 1) for row in range(8)]
    for column, row in sorted(places, key=lambda place: place[::-1] if across else place):
        words = (_RIGHT if column else _LEFT)[row]
        made.text(20 + 90 * column, 45 + 6 * row, f"{'right' if column else 'left'}{row} {words} and {words[::-1]}")
    return made


@pytest.mark.parametrize("across", [False, True])
def test_columns_are_read_one_after_the_other_however_they_are_drawn(across: bool) -> None:
    document = _read(_columns(across))
    marks = [word for word in document.source_text.split() if word.rstrip("01234567") in ("left", "right")]
    assert marks == [f"left{row}" for row in range(8)] + [f"right{row}" for row in range(8)]
    assert [page.columns for page in document.quality.pages] == [2]


def test_columns_of_a_table_are_read_row_by_row() -> None:
    lines = [
        Line([f"{name} {row}"], x, x + 40, 700 - 12 * row, 10, "F", True, [x], [x + 40])
        for row in range(8)
        for name, x in (("name", 50), ("cost", 300))
    ]
    assert find_columns(lines, _PAGE) == (lines, 1)
    assert reading_order(lines, 1) == lines


def _article() -> FPDF:
    """A banner larger than anything but the title, a title of two lines, headings on two levels, a table."""
    made = FPDF()
    made.add_page()

    def put(text: str, size: float, style: str = "") -> None:
        made.set_font("Helvetica", style=style, size=size)
        made.multi_cell(170, size * 0.45, text, new_x="LMARGIN", new_y="NEXT")
        made.ln(2)

    prose = "Nurses share a budget with the hospital and meet once a month to talk about what they spend on referrals. "
    put("RESEARCH ARTICLE", 26, "B")
    put("How the clinics of a harbour district share what they spend on care and what became of it", 18, "B")
    put("N Okafor and P Lind", 10)
    put("Abstract", 13, "B")
    put(prose * 2, 10)
    put("Methods", 13, "B")
    put(prose * 2, 10)
    put("Who was asked", 11, "B")
    put(prose * 2, 10)
    put("Results", 13, "B")
    put("Table 1. Pay of clinics", 8)
    made.set_font("Helvetica", size=8)
    for row in (("Clinic", "Paid in 2013", "Paid in 2014"), ("Eastquay", "90", "95"), ("Northpier", "80", "85")):
        for cell in row:
            made.cell(50, 4, cell)
        made.ln()
    made.ln(3)
    put(prose * 2, 10)
    return made


def test_headings_are_told_by_their_looks_and_a_banner_is_no_title() -> None:
    document = _read(_article())
    assert document.title.startswith("How the clinics of a harbour district")
    assert document.title.endswith("became of it")
    assert [section.path for section in document.sections[1:]] == [
        ("Title page",),
        ("Abstract",),
        ("Methods",),
        ("Methods", "Who was asked"),
        ("Results",),
        ("Results", "Table 1. Pay of clinics"),
    ]


def test_rows_of_a_table_are_sentences_with_its_header() -> None:
    document = _read(_article())
    rows = [sentence_text(document, s) for s in document.sentences if s.kind == "table_row"]
    assert rows[1:] == [
        "Eastquay: Paid in 2013 90; Paid in 2014 95.", "Northpier: Paid in 2013 80; Paid in 2014 85."
    ]  # fmt: skip
    assert document.quality.tables == 1


def test_fragments_of_a_line_are_joined_as_they_stand() -> None:
    fragments = [
        Fragment("called ", 50, 700, 10, "F", True),
        Fragment("“", 80, 700, 10, "G", True),
        Fragment("fair", 84, 700, 10, "F", True),
        Fragment("”\n", 100, 700, 10, "G", True),
        Fragment("far away", 400, 700, 10, "F", True),
    ]
    rects = [Rect(50, 698, 78, 708), Rect(80, 704, 83, 708), Rect(84, 698, 99, 708), Rect(100, 704, 103, 708)]
    assert [line.cells for line in build_lines(fragments, rects, _PAGE)] == [["called “fair”"], ["far away"]]


@pytest.mark.parametrize(
    ("line", "second", "mended"),
    [
        ("groups wereconductedwith nurses", "groups were conducted with nurses", "groups were conducted with nurses"),
        ("groups wereconductedwith nurses", "groups werec onductedwith nurses", "groups werec onductedwith nurses"),
        ("a well-documented budgetplan", "a well- documented budget plan", "a well-documented budget plan"),
        ("ventionofDVTafter trauma", "the prevention of DVT after trauma", "vention of DVT after trauma"),
        ("organisation", "organi sation of organisation", "organisation"),
        ("wereconductedwith", "something else", "wereconductedwith"),
    ],
)
def test_lost_spaces_come_from_the_second_reading_alone(line: str, second: str, mended: str) -> None:
    assert SecondSpacing(second).mend(line) == mended


def test_agreement_counts_neighbouring_words() -> None:
    assert page_agreement("", " ") is None
    assert page_agreement("Costs fell in re-\nferrals", "costs fell in referrals") == 1.0
    assert page_agreement("costs fell of ﬁve", "costs fell of five") == 1.0
    across = page_agreement("one two three four five six", "one four two five three six")
    assert across is not None
    assert across < 0.5


def test_page_edges_are_found_wherever_the_file_draws_them() -> None:
    made = FPDF()
    for page in range(4):
        made.add_page()
        made.set_font("Helvetica", size=10)
        for row in range(10):
            made.text(20, 60 + 6 * row, f"{_LEFT[(row + page) % 8]} in {'abcd'[page]} and {_RIGHT[row % 8]} too")
        made.text(20, 15, "Okafor and Lind: Harbour clinics")
        made.text(100, 285, str(page + 31))
    document = _read(made)
    assert "Okafor" not in document.text
    assert [page.page_label for page in document.pages] == ["31", "32", "33", "34"]
