"""The small card that shows at a citation mark: whose words, from where, what they are, and how far they hold.

It stands within its mark: pointing at it keeps it open, clicking on it follows the mark. reader.js places it.
"""

from __future__ import annotations

from chatbot.page.cited_passage import CitedPassage
from chatbot.page.markup import Content, Markup, join, tag
from chatbot.page.render_evidence import verdict_class
from chatbot.page.wording import section_words, verdict_words
from kb.citations import Citation
from kb.retractions import describe_status
from kb.tables import CELL_SEPARATOR

_QUOTE_CHARS = 260


def render_citation_card(passage: CitedPassage, element_id: str) -> Markup:
    """Spans alone, since it stands in a link in a paragraph. Screen readers hear it as the mark's description."""
    citation = passage.citation
    retracted = describe_status(citation.retraction) if citation.retraction.notices else ""
    return tag(
        "span",
        tag("span", passage.record.short_reference, class_="tip-reference"),
        _line("" if passage.record.short_reference.startswith(citation.title) else citation.title, "tip-title"),
        _line(_place(citation), "tip-place"),
        _line(_quoted(citation), "tip-quote"),
        _line(retracted, "tip-caution"),
        tag("span", verdict_words(citation), class_=verdict_class(citation)),
        _line("The text is damaged here." if citation.damaged else "", "tip-caution"),
        class_="tip",
        id=element_id,
        aria_hidden="true",
    )


def _line(content: Content, class_: str) -> Content:
    return join([" ", tag("span", content, class_=class_)]) if content else ""


def _place(citation: Citation) -> str:
    """Section, page and speaker, as far as they are known; a note's section stands in its verdict."""
    parts = [] if citation.verdict == "note" else [f"Section: {section_words(citation.section)}"]
    parts += [f"Page: {citation.page_label or citation.page_number}"] if citation.page_number else []
    parts += [f"Words of: {citation.speaker}"] if citation.speaker else []
    return " · ".join(parts)


def _quoted(citation: Citation) -> Markup:
    """The quoted words, cut where they are long; a note's are ours and stand in no quotation marks."""
    words = " ".join(citation.quote.replace(CELL_SEPARATOR, " | ").split())
    shown = words if len(words) <= _QUOTE_CHARS else f"{words[:_QUOTE_CHARS].rstrip()} …"
    return join([shown]) if citation.kind == "note" else join(["“", shown.strip("“”"), "”"])
