"""What an answer rests on, in words for readers: the same lines on the command line and on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from chatbot.rests_on.basis import DatedPlan, RestsOn, SourceBasis
from kb.citations import Citation
from kb.documents import MarkName
from kb.library import Library

_WORTH: dict[MarkName, str] = {
    "hedged": "the words leave it open whether it is so",
    "second_hand": "hands on what other works found",
    "reported": "hands on what somebody said",
    "quotation": "somebody’s own words",
    "limitation": "speaks of the limits of the work",
    "taken_back": "qualified by what follows it in the source",
    "plan": "speaks of what was to come",
    "damaged": "the text is damaged there",
}
_SILENT_NAMED = 6


@dataclass(frozen=True)
class Line:
    """A statement, and the quotes that prove it: each with its source, its words, and whether they are the source's."""

    text: str
    proofs: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Part:
    """Lines under a heading."""

    heading: str
    lines: tuple[Line, ...]


def describe_basis(basis: RestsOn, library: Library) -> tuple[Part, ...]:
    """The parts that have something to say, in a fixed order."""
    parts = [
        Part("Sources", tuple(_source_lines(basis))),
        Part(
            "Limitations that the sources state",
            tuple(_limitation_lines(basis, library)),
        ),
        Part(
            "Possible tensions",
            tuple(Line(f"On {', '.join(item.about)}:", (item.first, item.second)) for item in basis.tensions),
        ),
        Part("Plans", tuple(Line(_plan(item), item.outcomes) for item in basis.plans)),
        Part("Sources that say nothing close", tuple(_silence(basis, library))),
    ]
    return tuple(part for part in parts if part.lines)


def _source_lines(basis: RestsOn) -> list[Line]:
    if not basis.sources:
        return []
    count = basis.independent_sources
    if count > 1:
        carried = f"The direct answer is carried by {count} sources; it would still be given without any one of them."
    else:
        carried = "The direct answer rests on one source; without it, it would not be given."
    return [Line(carried), *(Line(_source(source)) for source in basis.sources)]


def _source(source: SourceBasis) -> str:
    age = "no year known" if source.age_years is None else _counted(source.age_years, "year") + " old"
    facts = [source.evidence_kind, source.country or "country not known", age]
    if source.abstract_only:
        facts.append("abstract only")
    if source.kind == "note":
        facts.append("read in our notes")
    roles = [role.replace("_", " ") for role in source.section_roles if role != "main_text"]
    if roles:
        facts.append(f"quoted from its {', '.join(roles)}")
    facts += [_WORTH[mark] for mark in source.marks if mark in _WORTH]
    return f"{source.reference}: {'; '.join(facts)}."


def _limitation_lines(basis: RestsOn, library: Library) -> Iterator[Line]:
    for source_id, stated in groupby(basis.limitations, key=lambda item: item.source_id):
        yield Line(library.record(source_id).short_reference, tuple(item.citation for item in stated))


def _plan(plan: DatedPlan) -> str:
    written = f"as of {plan.as_of}" if plan.as_of else "of an unknown year"
    return f"[{plan.marker}] speaks of a plan {written}{'. Since then:' if plan.outcomes else '.'}"


def _silence(basis: RestsOn, library: Library) -> list[Line]:
    if not basis.silent_sources:
        return []
    named = [library.record(source_id).short_reference for source_id in basis.silent_sources[:_SILENT_NAMED]]
    more = len(basis.silent_sources) - len(named)
    names = "; ".join(named) + (f"; and {more} more" if more else "")
    searched = _counted(basis.searched_sources, "source")
    return [Line(f"{len(basis.silent_sources)} of {searched} searched: {names}.")]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
