"""Every line of a brief that is not the author's: made here, both when a brief is built and when one is checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from chatbot.brief.brief import Proof, Run
from chatbot.brief.cite_proof import Cited, Part
from chatbot.brief.visible_text import visible
from kb.catalogue import SourceRecord
from kb.catalogue_documents import is_catalogue_section
from kb.documents import Span
from kb.references import ReferenceStyle, format_reference

NOTES_TITLE = "Notes"
REFERENCES_TITLE = "References"
METHODS_TITLE = "Methods"
AUDIENCE_LABEL = "For: "
OWN_TEXT_LABEL = "The author writes: "
NOTE_LABEL = "Our summary: "
ROW_LABEL = "From a table row: "
GAP_LABEL = "Asked, and not answered by the library: "
CHECKSUM_LABEL = "Checksum of this brief: "
NOTHING_CHOSEN = "Nothing was chosen for this section."
NOTHING_FITTED = "What was chosen for this section did not fit."
NO_NOTES = "No source is quoted."
NO_REFERENCES = "No source is referred to."
LEGEND = (
    "Words in quotation marks that a number follows are the sources’ own; “Our summary” is a note in our words on a "
    "section of a source. The number leads to the proof. Title, audience and what “The author writes” are the "
    "author’s, and not checked."
)
LEGENDS = (
    LEGEND,
    # Briefs that are out say it so.
    "Words in quotation marks are the sources’ own. “Our summary” is a note in our words on a section of a source. "
    "Title, audience and what “The author writes” are the author’s, and not checked. Numbers lead to the proof.",
)
HASH_SHOWN_CHARS = 12
_QUESTION_SHOWN_CHARS = 300

_OPENING, _CLOSING = "“\"‘'«", "”\"’'»"
_PROOF = re.compile(
    r"Proof: (?P<source>\S+), (?P<kind>original|note), version (?P<version>\d+), SHA-256 (?P<sha>[0-9a-f]+), "
    r"characters (?P<spans>\d+–\d+(?:, \d+–\d+)*)\.$"
)


def item_runs(cited: Cited, number: int, *, as_written: bool = False) -> tuple[Run, ...]:
    """The entry as the section shows it: each part with whose words it is, then the number of its proof.

    `as_written` keeps the source's own reference marks, as briefs did before they were left out.
    """
    runs: list[Run] = []
    parts = [replace(part, text=part.written) for part in cited.parts] if as_written else cited.parts
    for part in parts:
        runs += [*_part_runs(part), Run(text=" ")]
    return (*runs, Run(text=f"[{number}]", style="mark"))


def _part_runs(part: Part) -> list[Run]:
    if part.kind == "note":
        return [Run(text=NOTE_LABEL, style="label"), Run(text=part.text)]
    if part.kind == "table_row":
        return [Run(text=ROW_LABEL, style="label"), Run(text=part.text)]
    speaker = [Run(text=f"Words of {visible(part.speaker)}: ", style="label")] if part.speaker else []
    return [*speaker, Run(text=_quoted(part.text), style="quote")]


def _quoted(text: str) -> str:
    """In quotation marks, once: a quotation that brings its own keeps them."""
    return text if text[:1] in _OPENING and text[-1:] in _CLOSING else f"“{text}”"


def footnote_runs(cited: Cited, number: int) -> tuple[Run, ...]:
    """Source, place, the stored words, verdict, and where they are stored."""
    proof = cited.proof
    about = [cited.record.short_reference, cited.record.country, cited.record.evidence_kind]
    place = " › ".join(cited.section) or "the text"
    words = " … ".join(cited.words)
    if is_catalogue_section(cited.section):
        said = [Run(text=f"{visible(place)}, in our own words: {words} ")]
    elif proof.kind == "note":
        said = [Run(text=f"Our summary of section {visible(place)}: {words} ")]
    else:
        page = f", page {cited.page}" if cited.page else ""
        said = [Run(text=f"Section {visible(place)}{visible(page)}: "), Run(text=f"“{words}”", style="quote")]
        said.append(Run(text=" "))
    damaged = " The text is damaged here." if cited.damaged else ""
    spans = ", ".join(f"{span.char_start}–{span.char_end}" for span in proof.spans)
    return (
        Run(text=f"[{number}]", style="mark"),
        Run(text=f" {visible('; '.join(part for part in about if part))}. "),
        *said,
        Run(text=f"Verdict: {cited.verdict}.{damaged} "),
        Run(
            text=f"Proof: {proof.source_id}, {proof.kind}, version {proof.version}, "
            f"SHA-256 {proof.document_sha256[:HASH_SHOWN_CHARS]}, characters {spans}.",
            style="label",
        ),
    )


def read_proof(line: str) -> Proof | None:
    """The proof that a footnote's line ends with, its hash as far as shown; None when there is none."""
    found = _PROOF.search(line)
    if found is None or len(found["sha"]) != HASH_SHOWN_CHARS:
        return None
    pairs = [pair.split("–") for pair in found["spans"].split(", ")]
    if any(int(end) <= int(start) for start, end in pairs):
        return None
    return Proof(
        source_id=found["source"],
        kind="note" if found["kind"] == "note" else "original",
        version=int(found["version"]),
        document_sha256=found["sha"],
        spans=tuple(Span(char_start=int(start), char_end=int(end)) for start, end in pairs),
    )


def reference_line(record: SourceRecord, proofs: Sequence[Proof], style: ReferenceStyle, notices: str) -> str:
    """The source as a formatted reference, which of its files were read, and the `notices` about it, if any."""
    files = dict.fromkeys(f"{p.kind}, version {p.version}, SHA-256 {p.document_sha256}" for p in proofs)
    remark = f" {notices}." if notices else ""
    return visible(f"{_formatted(record, style)} Read: {'; '.join(files)}.{remark}")


@lru_cache(maxsize=1024)
def _formatted(record: SourceRecord, style: ReferenceStyle) -> str:
    return format_reference(record, style)


def own_text_runs(text: str) -> tuple[Run, ...]:
    """The author's words, marked as theirs."""
    return Run(text=OWN_TEXT_LABEL, style="label"), Run(text=visible(text))


def gap_runs(question: str, reason: str) -> tuple[Run, ...]:
    """A question without an answer, and why."""
    return Run(text=GAP_LABEL, style="label"), Run(text=f"{shown_question(question)} Reason: {visible(reason)}")


def shown_question(question: str) -> str:
    """A question as a brief names it: its beginning when it is very long."""
    shown = visible(question)
    return shown if len(shown) <= _QUESTION_SHOWN_CHARS else f"{shown[:_QUESTION_SHOWN_CHARS].rstrip()} …"


def line_text(runs: Sequence[Run]) -> str:
    """The line as its reader sees it."""
    return visible("".join(run.text for run in runs))
