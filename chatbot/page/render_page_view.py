"""Pages of an original as HTML: the picture of each, boxes over the quoted words, and what could not be done in words.

Boxes are parts of the page and not of the picture, placed in per cent, so that they follow every zoom.
"""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.page.markup import Markup, join, tag
from chatbot.page.page_view_link import picture_address
from chatbot.source_pages.glyphs import Box, PageGlyphs
from chatbot.source_pages.page_pictures import PagePictures
from chatbot.source_pages.quote_boxes import box_quote
from chatbot.source_pages.quoted_lines import SourceLine, quoted_pages
from kb.documents import Document, Span
from kb.errors import PageImageError
from kb.library import Library

_MOST_PAGES = 4
_RIM_SHARE = 0.08
_ALT_CHARS = 160
_REFERENCE_CHARS = 80  # a source without authors goes by its title
BOXED = "The words are boxed."
NOT_BOXED = (
    "The words stand on this page, but could not be matched with what is drawn on it letter for letter, "
    "so none is boxed. Look for them in the text."
)


def render_page_view(document: Document, spans: Sequence[Span], library: Library, pictures: PagePictures) -> Markup:
    """The pages on which the spans stand, at most four, with zoom buttons above."""
    found = quoted_pages(document, spans)
    words = " … ".join(" ".join(document.slice(span).split()) for span in spans)
    reference = _shortened(library.record(document.source_id).short_reference, _REFERENCE_CHARS)
    figures = [
        _page(document, index, lines, words, reference, pictures) for index, lines in list(found.items())[:_MOST_PAGES]
    ]
    if len(found) > _MOST_PAGES:
        figures.append(tag("p", f"These words go on over {len(found) - _MOST_PAGES} more pages.", class_="page-said"))
    return join([_zoom(), *figures])


def _page(
    document: Document,
    index: int,
    lines: tuple[SourceLine, ...] | None,
    words: str,
    reference: str,
    pictures: PagePictures,
) -> Markup:
    name = f"Page {_label(document, index)} of {reference}"
    try:
        page = pictures.glyphs(document.document_sha256, index)
    except PageImageError as error:
        return tag("p", f"{name} cannot be shown. {error.message} {error.hint}", class_="page-said page-failed")
    boxes = box_quote(lines, page) if lines else None
    said = BOXED if boxes else NOT_BOXED
    alt = f"{name}, as printed. {f'{BOXED} They read' if boxes else 'The words'}: {_shortened(words, _ALT_CHARS)}"
    return tag(
        "figure",
        tag("figcaption", tag("strong", name), f" ({index + 1} of {page.page_count} in the file). ", said),
        tag(
            "div",
            _sheet(document, index, page, boxes or (), alt),
            class_="page-window",
            tabindex="0",
            role="group",
            aria_label=f"{name}: arrow keys move, plus and minus zoom, 0 fits the width",
        ),
        class_="page-figure",
    )


def _sheet(document: Document, index: int, page: PageGlyphs, boxes: Sequence[Box], alt: str) -> Markup:
    picture = tag(
        "img",
        src=picture_address(document, index),
        alt=alt,
        width=str(round(page.width_points)),
        height=str(round(page.height_points)),
        decoding="async",
    )
    return tag("div", picture, *map(_box, boxes), class_="page-sheet",
               style=f"aspect-ratio: {page.width_points:.2f} / {page.height_points:.2f}")  # fmt: skip


def _box(box: Box) -> Markup:
    """A little higher than the letters' own box, which in many fonts cuts off what hangs below the line."""
    rim = _RIM_SHARE * (box.bottom - box.top)
    size = f"width: {box.right - box.left:.3%}; height: {box.bottom - box.top + 2 * rim:.3%}"
    return tag("span", class_="page-box", aria_hidden="true",
               style=f"left: {box.left:.3%}; top: {box.top - rim:.3%}; {size}")  # fmt: skip


def _shortened(text: str, most_chars: int) -> str:
    return text if len(text) <= most_chars else f"{text[:most_chars].rstrip()} …"


def _label(document: Document, index: int) -> str:
    page = next(page for page in document.pages if page.page_index == index)
    return page.page_label or str(page.page_number)


def _zoom() -> Markup:
    """Buttons for all pages of the view; page_view.js counts in per cent of the width there is."""
    buttons = (
        tag("button", sign, type="button", class_="page-zoom", data_zoom=step, aria_label=label)
        for sign, step, label in (
            ("−", "out", "Zoom out"), ("+", "in", "Zoom in"), ("Fit the width", "fit", "Fit the width")
        )
    )  # fmt: skip
    size = tag("output", "100%", class_="page-zoom-size", aria_live="polite")
    return tag("div", *buttons, size, class_="page-zooms", role="group", aria_label="Size of the page")
