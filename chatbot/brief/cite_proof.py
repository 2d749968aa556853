"""A proof looked up: the words that stand there now, where they stand, whose they are, and the verdict on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chatbot.brief.brief import Proof
from chatbot.brief.stored_sources import StoredSources
from chatbot.brief.visible_text import visible
from chatbot.show_sentence import show_sentence
from kb.catalogue import SourceRecord
from kb.citations import Verdict
from kb.documents import Document, Sentence, Span
from kb.errors import BriefError
from kb.quotes import judge_quote
from kb.tables import sentence_text

PartKind = Literal["quote", "note", "table_row"]
_RUNNING = frozenset({"prose", "quotation", "card"})  # what reads on from one sentence to the next; lists do not


@dataclass(frozen=True)
class Part:
    """Words shown as one: a run of neighbouring sentences of one speaker, a card of a note, or a table row."""

    kind: PartKind
    text: str
    speaker: str | None
    written: str
    """The same with the source's own reference marks, as briefs showed it before they were left out."""


@dataclass(frozen=True)
class Cited:
    """Everything a brief says about one proof."""

    proof: Proof
    record: SourceRecord
    parts: tuple[Part, ...]
    words: tuple[str, ...]
    """The stored words of each span."""
    section: tuple[str, ...]
    page: str | None
    verdict: Verdict
    damaged: bool


def cite_proof(proof: Proof, sources: StoredSources) -> Cited:
    """Read a proof's words from the store. Raises BriefError when the document or the place is not there."""
    document = sources.document(proof.source_id, proof.kind, proof.version, proof.document_sha256)
    if document is None:
        raise BriefError(
            f"No stored {proof.kind} of {proof.source_id} has version {proof.version} and the hash "
            f"{proof.document_sha256[:12]}.",
            "Ingest that file again, or pin the passage anew.",
        )
    if any(span.char_end > len(document.text) or span.char_start == span.char_end for span in proof.spans):
        raise BriefError(f"{proof.source_id} holds no such characters.", "Pin the passage anew.")
    sentences = [_sentence(document, span) for span in proof.spans]
    first = sentences[0]
    page = document.page_at(first.char_start)
    verdicts = {judge_quote(document.slice(span), span, document) for span in proof.spans}
    return Cited(
        proof=proof.model_copy(update={"document_sha256": document.document_sha256}),
        record=sources.record(proof.source_id),
        parts=tuple(_parts(document, _shown(document, sentences))),
        words=tuple(visible(document.slice(span)) for span in proof.spans),
        section=first.summarises or document.sections[first.section_index].path,
        page=(page.page_label or str(page.page_number)) if page else None,
        verdict="note" if document.kind == "note" else "repaired" if "repaired" in verdicts else "verified",
        damaged=any(sentence.damaged for sentence in sentences),
    )


def _sentence(document: Document, span: Span) -> Sentence:
    """The sentence at a span; where only part of one is quoted, that part with what is known of the whole."""
    around = next(
        (s for s in document.sentences if s.char_start <= span.char_start and span.char_end <= s.char_end), None
    )
    if around is None:
        section = max(
            (
                i
                for i, section in enumerate(document.sections)
                if section.char_start <= span.char_start < section.char_end
            ),
            default=0,
        )
        return Sentence(char_start=span.char_start, char_end=span.char_end, section_index=section)
    if (around.char_start, around.char_end) == (span.char_start, span.char_end):
        return around
    kind = "prose" if around.kind == "table_row" else around.kind
    return around.model_copy(update={"char_start": span.char_start, "char_end": span.char_end, "kind": kind})


def _shown(document: Document, sentences: list[Sentence]) -> list[Sentence]:
    """Without header rows, whose words are in the sentences made from their rows."""
    headers = {document.sentences[s.table_header] for s in sentences if s.table_header is not None}
    return [sentence for sentence in sentences if sentence not in headers] or sentences


def _parts(document: Document, sentences: list[Sentence]) -> list[Part]:
    parts: list[Part] = []
    previous: Sentence | None = None
    for sentence in sentences:
        kind: PartKind = "note" if document.kind == "note" else "table_row" if sentence.kind == "table_row" else "quote"
        speaker = sentence.speaker if kind == "quote" else None
        shown, written = show_sentence(document, sentence), sentence_text(document, sentence)
        part = Part(kind, visible(shown), speaker, visible(written))
        joined = (
            previous is not None
            and kind == parts[-1].kind
            and {previous.kind, sentence.kind} <= _RUNNING
            and part.speaker == parts[-1].speaker
            and previous.char_end <= sentence.char_start
            and not document.text[previous.char_end : sentence.char_start].strip()
        )
        if joined:
            before = parts[-1]
            parts[-1] = Part(kind, f"{before.text} {part.text}", speaker, f"{before.written} {part.written}")
        else:
            parts.append(part)
        previous = sentence
    return parts
