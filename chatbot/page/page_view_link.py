"""Where the reader opens pages of an original: the address of the view, and the disclosure that asks for it.

The pages are asked for when the disclosure is opened (page_view.js); nothing is drawn for what nobody looks at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from chatbot.loopback import is_served_here_alone
from chatbot.page.markup import NOTHING, Markup, tag
from kb.documents import Document, Span
from kb.ids import sha256_bytes
from kb.library import Library

VIEW_PATH = "source-page/view"
PICTURE_PATH = "source-page/picture"
PDF_TYPE = "application/pdf"
MOST_SPANS = 40
_HASH_CHARS = 16


def pages_may_be_shown(library: Library) -> bool:
    """Pages of originals are shown where originals can be read from end to end: on this machine alone."""
    return is_served_here_alone(library.settings)


@dataclass(frozen=True)
class PagesAsPrinted:
    """The pages of an original on which words stand, as a reader names them, and where they are shown."""

    labels: tuple[str, ...]
    address: str


def pages_as_printed(document: Document | None, spans: Sequence[Span], library: Library) -> PagesAsPrinted | None:
    """The pages on which the spans stand; None for a file without pages, and where originals may not be shown."""
    if document is None or document.media_type != PDF_TYPE or not pages_may_be_shown(library):
        return None
    pages = [page for page in document.pages if any(_meets(page, span) for span in spans)]
    labels = tuple(dict.fromkeys(page.page_label or str(page.page_number) for page in pages))
    return PagesAsPrinted(labels, view_address(document, spans)) if labels and len(spans) <= MOST_SPANS else None


def render_page_link(pages: PagesAsPrinted | None) -> Markup:
    """The disclosure in which the pages appear once it is opened; nothing without pages."""
    if pages is None:
        return NOTHING
    first, last = pages.labels[0], pages.labels[-1]
    named = f"page {first}" if first == last else f"pages {first} to {last}"
    waiting = tag("p", f"Opening {named} …", class_="page-said")
    return tag(
        "details",
        tag("summary", f"{named.capitalize()} as printed, with these words boxed"),
        tag("div", waiting, class_="page-view-body"),
        class_="page-view",
        data_view=pages.address,
    )


def view_address(document: Document, spans: Sequence[Span]) -> str:
    """The view's address, relative to the page's. It says what words are meant, in case the file is read anew."""
    pairs = [("source", document.source_id), ("sha256", document.document_sha256)]
    pairs += [("span", f"{span.char_start}-{span.char_end}-{words_hash(document, span)}") for span in spans]
    return f"{VIEW_PATH}?{urlencode(pairs)}"


def words_hash(document: Document, span: Span) -> str:
    """Tells the words at a span from others, and says nothing of them."""
    return sha256_bytes(document.slice(span).encode())[:_HASH_CHARS]


def picture_address(document: Document, page_index: int) -> str:
    """The address of a page's picture, relative to the page's."""
    pairs = {"source": document.source_id, "sha256": document.document_sha256, "page": page_index}
    return f"{PICTURE_PATH}?{urlencode(pairs)}"


def _meets(page: Span, span: Span) -> bool:
    return max(page.char_start, span.char_start) < min(page.char_end, span.char_end)
