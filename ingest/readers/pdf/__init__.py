"""PDF: characters from pypdf, geometry and a second opinion from pypdfium2, reading order and headings from both.

pypdf (pypdf_pages.py) -> fragments -> lines (lines.py) -> reading order (order.py) -> headings (headings.py) -> text
pypdfium2 (pdfium_pages.py) -> where lines end, spaces that pypdf lost, text that nobody sees, agreement
"""

from ingest.readers.pdf.reader import PdfReader

__all__ = ["PdfReader"]
