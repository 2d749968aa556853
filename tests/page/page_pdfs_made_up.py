"""Made-up PDFs whose pages are shown: columns, hyphens, ligatures, turned pages, a quote over two pages, a lock."""

from __future__ import annotations

import io

import pypdf
from fpdf import FPDF

from evals.reading.unseen import pdf_of

LEFT = (
    "The nurses of the quay district share",
    "one budget with their hospital and meet",
    "once a month. Every clinic is paid in ad-",
    "vance for 4,180 residents, and none may",
    "refuse a patient. The rest is kept for bad",
    "years and shown to the board each June.",
)
RIGHT = (
    "The council wanted the clinics to close at",
    "noon on Sundays. Visitors may not read the",
    "board that hangs in the hall of the ferry",
    "station, where 95 crowns were once found",
    "under a bench. Nobody has asked for them",
    "since the tide took the old timetable away.",
)
ACROSS_PAGES = (
    "The harbour clinics were founded by nurses. They hold 41 beds between them and lend none to the hospital, "
    "because the winter brings more",
    "patients than the wards can take. The hospital lost some of its income by it, and said so in its report.",
)


def columns_pdf() -> bytes:
    """Two columns, drawn row by row across both."""
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=18)
    made.text(20, 25, "How quay clinics share what they spend")
    made.set_font("Helvetica", size=10)
    for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        made.text(20, 45 + 5 * row, left)
        made.text(112, 45 + 5 * row, right)
    return bytes(made.output())


def across_pages_pdf() -> bytes:
    """A sentence that begins at the foot of one page and ends on the next."""
    made = FPDF()
    for text in ACROSS_PAGES:
        made.add_page()
        made.set_font("Helvetica", size=11)
        made.multi_cell(120, 6, text)
    return bytes(made.output())


def lines_pdf(*lines: str) -> bytes:
    """One page with these lines."""
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=11)
    for row, line in enumerate(lines):
        made.text(25, 40 + 7 * row, line)
    return bytes(made.output())


def turned_pdf(line: str, degrees: int) -> bytes:
    """One line on a page that is to be shown turned."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(lines_pdf(line)))
    writer.pages[0].rotate(degrees)
    return _written(writer)


def cropped_pdf(line: str) -> bytes:
    """One line on a page of which a part alone is shown."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(lines_pdf(line)))
    writer.pages[0].cropbox = pypdf.generic.RectangleObject((40, 600, 500, 800))
    return _written(writer)


def locked_pdf(line: str, password: str) -> bytes:
    """A page that opens with a password alone."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(lines_pdf(line)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    return _written(writer)


def ligature_pdf() -> bytes:
    """A line in which fi is one glyph wherever it stands."""
    text = rb"The of\201ce \201lled \201ve \201les for the nurses of the quay."
    return _raw_pdf(b"BT /F 12 Tf 60 700 Td (" + text + b") Tj ET")


def _raw_pdf(content: bytes) -> bytes:
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        b" /Encoding << /Type /Encoding /Differences [128 /fl /fi] >> >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    )
    return pdf_of(objects)


def _written(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def sized_pdf(width_points: float, height_points: float) -> bytes:
    """A page of this size with a word on it."""
    made = FPDF(unit="pt", format=(width_points, height_points))
    made.add_page()
    made.set_font("Helvetica", size=12)
    made.text(20, 40, "quay")
    return bytes(made.output())
