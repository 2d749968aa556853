"""The whole of reading a PDF, page by page: fragments -> lines -> reading order -> headings -> text, and how well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.extracted import ExtractedText, SourceHeading
from ingest.odd_characters import odd_character_share
from ingest.readers.pdf.agreement import page_agreement
from ingest.readers.pdf.assemble import PAGE_SEPARATOR, AssembledText, assemble
from ingest.readers.pdf.edges import move_edges
from ingest.readers.pdf.headings import body_style, find_headings, find_title
from ingest.readers.pdf.lines import Line, Rect, build_lines
from ingest.readers.pdf.order import find_columns, reading_order
from ingest.readers.pdf.outline import match_outline
from ingest.readers.pdf.pdfium_pages import PdfiumPages, SecondReading, open_pages
from ingest.readers.pdf.pypdf_pages import PageFragments, PypdfPages, open_file, refuse_unreadable
from ingest.readers.pdf.set_apart import set_apart
from ingest.readers.pdf.spacing import SecondSpacing
from kb.errors import ScannedFileError
from kb.quality import HiddenReason, HiddenText, PageQuality

MEDIA_TYPE = "application/pdf"
_LEAST_OUTLINE_HEADINGS = 3
_RECOGNISED_SHARE = 0.8  # of a page's characters without ink, from which they are the words under a scanned image
_LEAST_AGREEMENT = 0.75
_MOST_ODD = 0.02
_EXCERPT_CHARS = 200
_LEAST_TITLE_LETTERS = 10
_OCR_HINT = "Run OCR first: `ocrmypdf in.pdf out.pdf`. Where ocrmypdf is installed, ingest runs it by itself."


@dataclass
class _Page:
    lines: list[Line] = field(default_factory=list)
    columns: int | None = None
    agreement: float | None = None
    readable: bool = True
    recognised: bool = False
    """Its text has no ink: words that text recognition put under the image of a page."""


class PdfReader:
    """Reads text PDFs, encrypted ones with their password. Pages are joined by form feeds."""

    def read(self, data: bytes, name: str, password: str | None = None) -> ExtractedText:
        """Raises UnreadableFileError for broken files, PasswordNeededError for locked, ScannedFileError for scans."""
        with open_file(data, name, password) as file, open_pages(data, password) as second:
            pages = [_read_page(file, second, index) for index in range(file.page_count)]
            labels, title, outline = file.labels(), file.title(), file.outline()
        if pages and not any(page.readable for page in pages):
            raise refuse_unreadable(name)
        if not any(line.hidden is None for page in pages for line in page.lines):
            raise ScannedFileError(f"{name} has no text: its pages are scanned or drawn.", _OCR_HINT)
        ordered = move_edges([page.lines for page in pages])
        body = body_style(ordered)
        titled = find_title(ordered[0], body[1]) if ordered else None
        apart = [set_apart(lines, body) for lines in ordered]
        assembled = assemble(ordered, apart, find_headings(ordered, apart, titled), labels)
        outlined = match_outline(assembled.text, assembled.pages, outline)
        quality = [_page_quality(index, page, assembled) for index, page in enumerate(pages)]
        printed = " ".join(line.text for line in ordered[0][titled[0] : titled[1] + 1]) if titled else None
        return ExtractedText(
            source_text=assembled.text,
            media_type=MEDIA_TYPE,
            title=_trusted_title(title, ordered[:2]) or printed,
            pages=tuple(assembled.pages),
            headings=_choose_headings(outlined, assembled.headings),
            marks=tuple(assembled.marks),
            hidden=tuple(_hidden_text(pages)),
            page_quality=tuple(quality),
            recognised=any(page.recognised for page in pages),
            warnings=tuple(_warnings(quality, pages)),
        )

    def read_opening(self, data: bytes, name: str, password: str | None = None, page_count: int = 2) -> str:
        """The text of the first pages. Raises UnreadableFileError for broken and locked files."""
        with open_file(data, name, password) as file:
            pages = [file.read(index) for index in range(min(page_count, file.page_count))]
            return PAGE_SEPARATOR.join("".join(part.text for part in page.fragments) if page else "" for page in pages)


def _read_page(file: PypdfPages, second: PdfiumPages | None, index: int) -> _Page:
    own = file.read(index)
    if own is None:
        return _Page(readable=False)
    other = second.read(index, look_for_unseen=own.may_hide) if second else None
    lines = build_lines(own.fragments, other.rects if other else (), own.box)
    page = _Page(lines)
    if other is not None:
        page.recognised = _mark_unseen(lines, other.unseen)
        spacing = SecondSpacing(other.text)
        for line in lines:
            line.cells = [spacing.mend(cell) for cell in line.cells]
    if lines:
        pieces, page.columns = find_columns(lines, own.box)
        page.lines = reading_order(pieces, page.columns)
    page.agreement = _agreement(own, other, lines)
    return page


def _agreement(own: PageFragments, other: SecondReading | None, lines: Sequence[Line]) -> float | None:
    if other is None:
        return None
    return page_agreement("\n".join(line.text for line in lines) if own.fragments else "", other.text)


def _mark_unseen(lines: Sequence[Line], unseen: Sequence[tuple[Rect, HiddenReason]]) -> bool:
    """Mark lines that nobody sees; True, and none marked, where all of the page's text is such: a recognised scan."""
    found = [
        (line, reason)
        for line in lines
        for rect, reason in unseen
        if rect.left - 2 <= line.x0 <= rect.right + 2 and rect.bottom - 2 <= line.y + 0.3 * line.size <= rect.top + 2
    ]
    inkless = {id(line): len(line.text) for line, reason in found if reason == "invisible"}
    if sum(inkless.values()) >= _RECOGNISED_SHARE * sum(len(line.text) for line in lines) > 0:
        return True
    for line, reason in found:
        line.hidden = line.hidden or reason
    return False


def _choose_headings(
    outlined: tuple[SourceHeading, ...], by_looks: Sequence[SourceHeading]
) -> tuple[SourceHeading, ...]:
    """The outline's headings where it is one; else those told by their looks."""
    if len(outlined) >= max(_LEAST_OUTLINE_HEADINGS, len(by_looks) // 2):
        return outlined
    return tuple(by_looks) if by_looks else outlined


def _page_quality(index: int, page: _Page, assembled: AssembledText) -> PageQuality:
    place = assembled.pages[index]
    text = assembled.text[place.start : place.end]
    odd = odd_character_share(text)
    doubts = []
    if not page.readable:
        doubts.append("This page could not be read.")
    elif not text.strip():
        doubts.append("This page has no text, only an image or nothing: run OCR (ocrmypdf) if words stand on it.")
    if odd is not None and odd > _MOST_ODD:
        doubts.append(f"{odd:.0%} of this page's characters come out as signs that no font explains.")
    if page.agreement is not None and page.agreement < _LEAST_AGREEMENT and text.strip():
        doubts.append(
            f"Two readers of this page agree on only {page.agreement:.0%} of it: check words against the page."
        )
    if page.recognised:
        doubts.append("The words of this page come from text recognition: check them against the page.")
    return PageQuality(
        page_index=index,
        characters=len(text),
        odd_character_share=odd,
        columns=page.columns,
        extractor_agreement=page.agreement,
        has_text=bool(text.strip()),
        doubts=tuple(doubts),
    )


def _hidden_text(pages: Sequence[_Page]) -> Iterable[HiddenText]:
    for index, page in enumerate(pages):
        for line in page.lines:
            if line.hidden:
                yield HiddenText(reason=line.hidden, words=line.text[:_EXCERPT_CHARS], page_index=index)


def _warnings(quality: Sequence[PageQuality], pages: Sequence[_Page]) -> Iterable[str]:
    for record in quality:
        for doubt in record.doubts:
            yield doubt.replace("This page", f"Page {record.page_index + 1}").replace(
                "this page", f"page {record.page_index + 1}"
            )
    hidden = sum(line.hidden is not None for page in pages for line in page.lines)
    if hidden:
        yield f"Text that no reader of the page sees was kept out ({hidden} line{'s' if hidden > 1 else ''})."


def _trusted_title(title: str | None, pages: Sequence[Sequence[Line]]) -> str | None:
    """The metadata's title if it stands on one of the first pages: programs fill the field with anything."""
    words = "".join(filter(str.isalnum, (title or "").casefold()))
    if len(words) < _LEAST_TITLE_LETTERS:
        return None
    opening = "".join(filter(str.isalnum, "".join(line.text for page in pages for line in page).casefold()))
    return " ".join((title or "").split()) if words in opening else None
