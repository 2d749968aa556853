"""Re-check an exported brief from what its reader sees: each line is made again from the store and compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

from chatbot.brief.brief import SECTION_TITLES, Proof
from chatbot.brief.cite_proof import Cited, cite_proof
from chatbot.brief.lay_out_brief import checksum
from chatbot.brief.stored_sources import StoredSources
from chatbot.brief.visible_text import VisibleText
from chatbot.brief.wording import (
    AUDIENCE_LABEL,
    CHECKSUM_LABEL,
    GAP_LABEL,
    LEGENDS,
    METHODS_TITLE,
    NO_NOTES,
    NO_REFERENCES,
    NOTES_TITLE,
    NOTHING_CHOSEN,
    NOTHING_FITTED,
    OWN_TEXT_LABEL,
    REFERENCES_TITLE,
    footnote_runs,
    item_runs,
    line_text,
    read_proof,
    reference_line,
)
from chatbot.verify_answer import Finding
from kb.citations import Verdict
from kb.errors import BriefError
from kb.quotes import judge_quote
from kb.references import ReferenceStyle

_TITLES = (*SECTION_TITLES.values(), NOTES_TITLE, REFERENCES_TITLE, METHODS_TITLE)
_MARK_AT_END = re.compile(r" \[(\d{1,4})\]$")
_ENOUGH_TITLES = 4


@dataclass(frozen=True)
class _Outline:
    """The lines of a brief under its headings; `head` are those before the first."""

    head: Sequence[str]
    under: dict[str, Sequence[str]]


def verify_brief(shown: VisibleText, sources: StoredSources) -> list[Finding]:
    """One finding a footnote, then one for the text. Raises BriefError when the file is no brief at all."""
    outline = _outline(shown.lines)
    identity = f"brief {_stated_checksum(outline) or 'without checksum'}"
    cited: dict[int, Cited] = {}
    findings: list[Finding] = []
    for position, line in enumerate(outline.under[NOTES_TITLE], start=1):
        if line == NO_NOTES and len(outline.under[NOTES_TITLE]) == 1:
            continue
        verdict, problem, found = _check_footnote(position, line, sources)
        if found is not None:
            cited[position] = found
        findings.append(Finding(answer_id=identity, marker=position, verdict=verdict, problem=problem))
    problems = dict.fromkeys([*shown.problems, *_text_problems(outline, shown.lines, cited, sources)])
    return [
        *findings,
        Finding(answer_id=identity, marker=None, verdict=None, problem="; ".join(problems) or None),
    ]


def _outline(lines: Sequence[str]) -> _Outline:
    places: list[int] = []
    missing: list[str] = []
    for title in _TITLES:
        start = places[-1] + 1 if places else 1
        place = next((i for i in range(start, len(lines)) if lines[i] == title), None)
        if place is None:
            missing.append(title)
        else:
            places.append(place)
    if len(places) < _ENOUGH_TITLES:
        raise BriefError(
            "The file is not a brief as `briefing brief` writes it.",
            "Name a Markdown, HTML or DOCX export of a brief, or the output of `briefing ask --json`.",
        )
    under: dict[str, Sequence[str]] = dict.fromkeys(_TITLES, ())
    for start, end in pairwise([*places, len(lines)]):
        under[lines[start]] = lines[start + 1 : end]
    head = lines[: places[0]]
    return _Outline(head if not missing else (*head, *(f"(no heading “{title}”)" for title in missing)), under)


def _stated_checksum(outline: _Outline) -> str | None:
    last = outline.under[METHODS_TITLE][-1:]
    return last[0].removeprefix(CHECKSUM_LABEL) if last and last[0].startswith(CHECKSUM_LABEL) else None


def _check_footnote(
    position: int, line: str, sources: StoredSources
) -> tuple[Verdict | None, str | None, Cited | None]:
    """The verdict on a footnote's words, what is wrong with it, and what the store says it stands for."""
    proof = read_proof(line)
    if proof is None:
        return None, "it does not say where its words are stored", None
    try:
        cited = cite_proof(proof, sources)
    except BriefError as error:
        return "absent", error.message, None
    expected = line_text(footnote_runs(cited, position))
    if line == expected:
        return cited.verdict, None, cited
    words = " … ".join(cited.words)
    before, after = expected.split(words, 1)
    if line.startswith(before) and line.endswith(after):
        verdict = _judge(line[len(before) : len(line) - len(after)], proof, cited, sources)
        return verdict, f"the words are {verdict}", cited
    return None, "number, source, section, page or verdict is not what is stored", cited


def _judge(words: str, proof: Proof, cited: Cited, sources: StoredSources) -> Verdict:
    document = sources.document(proof.source_id, proof.kind, proof.version, cited.proof.document_sha256)
    quoted = words.split(" … ")
    if document is None or len(quoted) != len(proof.spans):
        return "altered"
    verdicts = [judge_quote(quote, span, document) for quote, span in zip(quoted, proof.spans, strict=True)]
    return next((v for v in verdicts if v not in ("verified", "repaired")), "altered")


def _text_problems(
    outline: _Outline, lines: Sequence[str], cited: dict[int, Cited], sources: StoredSources
) -> Iterator[str]:
    yield from _head_problems(outline.head)
    used: set[int] = set()
    for title in SECTION_TITLES.values():
        entries = outline.under[title]
        for entry in entries:
            if problem := _entry_problem(entry, cited, used, alone=len(entries) == 1):
                yield f"“{_beginning(entry)}” under {title}: {problem}"
    if unused := sorted(set(cited) - used):
        yield f"note [{unused[0]}] proves nothing in the brief"
    yield from _reference_problems(outline.under[REFERENCES_TITLE], cited.values(), sources)
    stated = _stated_checksum(outline)
    if stated is None:
        yield "the checksum is missing or is not the last line"
    elif stated != checksum(lines[:-1]):
        yield "the text was changed after it was exported (the checksum differs)"


def _head_problems(head: Sequence[str]) -> Iterator[str]:
    rest = [line for line in head[1:] if line not in LEGENDS]
    if len(head) - len(rest) != 2:
        yield "the line that says whose words are whose is missing"
    allowed = 1 if rest and rest[0].startswith(AUDIENCE_LABEL) and head[1] == rest[0] else 0
    yield from (f"“{_beginning(line)}” is not part of a brief" for line in rest[allowed:])


def _entry_problem(entry: str, cited: dict[int, Cited], used: set[int], *, alone: bool) -> str | None:
    if entry.startswith((OWN_TEXT_LABEL, GAP_LABEL)) or (entry in (NOTHING_CHOSEN, NOTHING_FITTED) and alone):
        return None
    mark = _MARK_AT_END.search(entry)
    if mark is None:
        return "neither a quotation, a note nor marked as the author’s"
    number = int(mark[1])
    if number not in cited:
        return f"note [{number}] does not prove it"
    used.add(number)
    if entry not in {line_text(item_runs(cited[number], number, as_written=written)) for written in (False, True)}:
        return f"it is not what note [{number}] stands for"
    return None


def _reference_problems(references: Sequence[str], cited: Iterable[Cited], sources: StoredSources) -> Iterator[str]:
    """Against the references as the catalogue gives them, in the style that most of the lines agree with."""
    by_source: dict[str, list[Cited]] = {}
    for one in cited:
        by_source.setdefault(one.record.source_id, []).append(one)
    notices = {source_id: sources.notices(source_id) for source_id in by_source}

    def written(style: ReferenceStyle, *, noticed: bool) -> list[str]:
        return [
            reference_line(group[0].record, [one.proof for one in group], style, notices[source_id] if noticed else "")
            for source_id, group in by_source.items()
        ]

    def agreeing(style: ReferenceStyle) -> int:
        return len({*written(style, noticed=True), *written(style, noticed=False)} & set(references))

    style = max(get_args(ReferenceStyle), key=agreeing)
    expected = written(style, noticed=True)
    for bare, full, known in zip(written(style, noticed=False), expected, notices.values(), strict=True):
        if bare != full and bare in references:
            yield f"the reference “{_beginning(bare)}” does not say what is known of the source: {known}"
    for reference in references:
        if reference not in (expected or [NO_REFERENCES]):
            yield f"the reference “{_beginning(reference)}” is not the catalogue’s"
    if missing := [reference for reference in expected if reference not in references]:
        yield f"the reference “{_beginning(missing[0])}” is missing"


def _beginning(line: str) -> str:
    return line if len(line) <= 60 else f"{line[:60].rstrip()} …"
