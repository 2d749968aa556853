"""A reading path for a theme: what to read first to last, why each step stands where it does, and how long it takes.

Order: words, setting, findings from the oldest on, conclusions, limits, and last the newest source and the newest
entries of the timeline. By rule alone: the same library gives the same path.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chatbot.study.stages import STAGES, Stage, stage_of
from kb.catalogue import SourceRecord
from kb.documents import Document
from kb.ids import content_id
from kb.timeline import Event

WORDS_A_MINUTE = 200
_MOST_STEPS: dict[Stage, int] = {"terms": 2, "setting": 2, "findings": 6, "conclusions": 2, "limits": 2, "now": 1}
_MOST_EVENTS = 4
_ACCESS_RANK = {"full text": 0, "opening": 1, "abstract": 2, "summary": 3, "unknown": 4, "not read": 5}


@dataclass(frozen=True)
class Reading:
    """What one source holds on the theme."""

    record: SourceRecord
    document: Document
    sentences: tuple[int, ...]
    """Indexes into the document's sentences, in order."""
    cited_by: int
    """How many other records of the catalogue are known through this one's references."""
    doubts: tuple[str, ...] = ()
    """What was doubtful when it was read."""
    retracted: bool = False


@dataclass(frozen=True)
class PathStep:
    """One step: sentences of one source, or entries of the timeline."""

    step_id: str
    stage: Stage
    why: str
    minutes: int
    reading: Reading | None
    sentences: tuple[int, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class ReadingPath:
    """The steps in order, and what the path leaves out."""

    steps: tuple[PathStep, ...]
    left_out: tuple[SourceRecord, ...] = field(default=())
    """Sources on the theme that no step is about, by reference."""

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


def plan_path(theme_id: str, readings: Sequence[Reading], events: Sequence[Event]) -> ReadingPath:
    """`events` are those on the theme, earliest first. Retracted sources are left out."""
    usable = sorted((r for r in readings if not r.retracted), key=lambda r: r.record.source_id)
    newest = max((r for r in usable if r.record.year), key=lambda r: (r.record.year or 0, _rank(r)), default=None)
    steps = [step for stage in STAGES if stage != "now" for step in _stage_steps(theme_id, stage, usable, newest)]
    steps += _newest_steps(theme_id, newest, events)
    read = {step.reading.record.source_id for step in steps if step.reading}
    left = (reading.record for reading in readings if reading.record.source_id not in read)
    return ReadingPath(tuple(steps), tuple(sorted(left, key=lambda record: record.short_reference.casefold())))


def _rank(reading: Reading) -> tuple[int, int, int, str]:
    """The larger, the better: read in full, widely read from, with more on the theme."""
    access = _ACCESS_RANK[reading.record.access] if reading.document.kind == "note" else 0
    return -access, len(reading.sentences), reading.cited_by, reading.record.source_id


def _in_stage(reading: Reading, stage: Stage) -> tuple[int, ...]:
    document = reading.document
    return tuple(i for i in reading.sentences if stage_of(document, document.sentences[i]) == stage)


def _stage_steps(
    theme_id: str, stage: Stage, readings: Sequence[Reading], newest: Reading | None
) -> Iterator[PathStep]:
    """The sources that hold most for the stage: words and setting the fullest first, the others the oldest first."""
    found = {r.record.source_id: held for r in readings if (held := _in_stage(r, stage))}
    # The newest source comes last with all it holds, but may explain words before.
    candidates = [r for r in readings if r.record.source_id in found and (r is not newest or stage == "terms")]
    fullest = sorted(candidates, key=lambda r: (-len(found[r.record.source_id]), _ACCESS_RANK[r.record.access]))
    chosen = fullest[: _MOST_STEPS[stage]]
    if stage not in ("terms", "setting"):
        chosen = sorted(chosen, key=lambda r: (r.record.year or 9999, r.record.source_id))
    for place, reading in enumerate(chosen):
        held = found[reading.record.source_id]
        why = " ".join([_why(stage, place, held, reading, chosen), *_remarks(reading)])
        yield _step(theme_id, stage, why, reading, held)


def _newest_steps(theme_id: str, newest: Reading | None, events: Sequence[Event]) -> Iterator[PathStep]:
    if newest is not None:
        held = tuple(i for i in newest.sentences if stage_of(newest.document, newest.document.sentences[i]))
        why = (
            f"The newest source on this theme ({newest.record.year}): read last, to see what of the above still holds."
        )
        if held:
            yield _step(theme_id, "now", " ".join([why, *_remarks(newest)]), newest, held)
    latest = tuple(events[-_MOST_EVENTS:])
    if latest:
        words = sum(len(event.what.split()) for event in latest)
        why = "The latest entries of the timeline on this theme: what was carried out, changed or given up since."
        step_id = content_id("step", theme_id, "timeline")
        yield PathStep(step_id, "now", why, _minutes(words), None, events=latest)


def _step(theme_id: str, stage: Stage, why: str, reading: Reading, held: tuple[int, ...]) -> PathStep:
    document = reading.document
    words = sum(len(document.slice(document.sentences[index]).split()) for index in held)
    step_id = content_id("step", theme_id, stage, reading.record.source_id)
    return PathStep(step_id, stage, why, _minutes(words), reading, held)


def _minutes(words: int) -> int:
    """Whole minutes, at least one."""
    return max(1, -(-words // WORDS_A_MINUTE))


def _why(stage: Stage, place: int, held: tuple[int, ...], reading: Reading, chosen: Sequence[Reading]) -> str:
    """Why this source stands here, in a sentence that says what it was chosen by."""
    count = len(held)
    own = reading.document.kind == "note"
    things = {
        "terms": "definition" if own else "sentence that defines",
        "setting": "claim on background and method" if own else "sentence on background and method",
        "findings": "finding or figure" if own else "sentence of what was found",
        "conclusions": "lesson or reported opinion" if own else "sentence of conclusion",
        "limits": "limitation",
        "now": "claim",
    }[stage]
    counted = f"{count} {things}" if count == 1 else f"{count} {_plural(things)}"
    most = "the most of all sources on this theme" if place == 0 else "among the most of all sources on this theme"
    if stage == "terms":
        return f"Explains words that the rest uses: {counted}, {most}."
    if stage == "setting":
        return f"Tells where and how it came about: {counted}, {most}."
    year = reading.record.year
    earlier = chosen[place - 1].record.year if place else None
    if place == 0:
        order = "the earliest of those chosen" if len(chosen) > 1 and year else "the one that holds most"
    elif year and earlier:
        gap = year - earlier
        order = f"{gap} {'year' if gap == 1 else 'years'} after the one before" if gap else "of the same year"
    else:
        order = "its year is not known, so it comes last"
    lead = {"findings": "Holds", "conclusions": "Says what to make of it:", "limits": "Says how far it goes:"}
    return f"{lead[stage]} {counted}; {order}."


def _plural(things: str) -> str:
    words = things.split(" ")
    singular_ends = {"definition": "definitions", "claim": "claims", "sentence": "sentences", "finding": "findings",
                     "figure": "figures", "lesson": "lessons", "opinion": "opinions", "limitation": "limitations",
                     "defines": "define"}  # fmt: skip
    return " ".join(singular_ends.get(word, word) for word in words)


def _remarks(reading: Reading) -> Iterator[str]:
    """What else a reader should know of the source before they start."""
    if reading.cited_by:
        works = "1 work is" if reading.cited_by == 1 else f"{reading.cited_by} works are"
        yield f"{works} known here through its references."
    if reading.document.kind == "note" and reading.record.access in ("abstract", "summary", "opening"):
        yield f"Of it only the {reading.record.access} was read."
    if reading.doubts:
        yield "Something was doubtful when it was read."
