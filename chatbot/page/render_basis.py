"""What an answer rests on, folded away under it: opened with a click or a key, every quote with its place."""

from __future__ import annotations

from chatbot.answer import Answer
from chatbot.page.markup import Markup, join, tag
from chatbot.page.page_view_link import pages_as_printed, render_page_link
from chatbot.page.wording import RESTS_ON, section_words, verdict_words
from chatbot.rests_on.describe_basis import Line, Part, describe_basis
from kb.citations import Citation
from kb.library import Library


def render_basis(answer: Answer, library: Library) -> Markup:
    """The disclosure, or nothing for an answer whose basis is not known or empty."""
    if answer.rests_on is None:
        return Markup("")
    parts = describe_basis(answer.rests_on, library)
    if not parts:
        return Markup("")
    return tag("details", tag("summary", RESTS_ON), *(_part(part, library) for part in parts), class_="basis")


def _part(part: Part, library: Library) -> Markup:
    return tag("section", tag("h3", part.heading), tag("ul", *(tag("li", _line(line, library)) for line in part.lines)))


def _line(line: Line, library: Library) -> Markup:
    return join([tag("p", line.text), *(_proof(proof, library) for proof in line.proofs)])


def _proof(proof: Citation, library: Library) -> Markup:
    """A note's text is ours, so it is no block quotation."""
    if proof.kind == "note":
        words = tag("div", tag("p", proof.quote), class_="proof")
    else:
        words = tag("blockquote", tag("p", "“", proof.quote, "”", class_="source-words"), class_="proof")
    page = f", page {proof.page_label or proof.page_number}" if proof.page_number else ""
    where = verdict_words(proof) if proof.kind == "note" else f"{section_words(proof.section)}{page}"
    document = library.document(proof.document_sha256, proof.source_id, proof.spans)
    pages = render_page_link(pages_as_printed(document, proof.spans, library))
    return join([words, tag("p", where, class_="proof-place"), pages])
