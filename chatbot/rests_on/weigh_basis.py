"""The whole of what an answer rests on, from the answer's citations and what was found for the question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chatbot.cite_units import cite_unit
from chatbot.rests_on.basis import DatedPlan, RestsOn, SourceBasis, StatedLimitation, Tension
from chatbot.rests_on.find_tensions import find_tensions
from chatbot.rests_on.independent_sources import carrying_sources
from chatbot.rests_on.leave_out import Answers, keep_only
from chatbot.rests_on.place import Place, cited_places
from chatbot.rests_on.plan_outcomes import plan_outcomes
from chatbot.rests_on.stated_limitations import stated_limitations
from chatbot.select_evidence import Retrieved
from chatbot.unit import Unit
from kb.citations import Citation
from kb.documents import Document
from kb.library import Library
from kb.section_roles import section_role
from kb.terms import content_terms

_PROVED = ("verified", "repaired", "note")
_EVIDENCE_FOR_TENSIONS = 60


def weigh_basis(
    citations: Sequence[Citation],
    found: Retrieved,
    answers: Answers,
    library: Library,
    as_of_year: int,
    *,
    figure: bool,
) -> RestsOn:
    """What `citations` rest on. Deterministic; embeds nothing; an answer without citations rests on no source.

    `answers` decides whether a part of what was found would still be answered from; `figure` says that the question
    asks for a number.
    """
    places = {citation.marker: cited_places(citation, library) for citation in citations}
    carrying = carrying_sources(
        places[citations[0].marker] if citations else (), found, answers, library, figure=figure
    )
    marker = max(places, default=0)
    limitations: list[StatedLimitation] = []
    for document in _cited_documents(places.values()):
        for unit in stated_limitations(document):
            proof = cite_unit(unit, marker + 1, library)
            if proof.verdict in _PROVED:
                limitations.append(StatedLimitation(source_id=document.source_id, citation=proof))
                marker += 1
    cited = [place for marked in places.values() for place in marked]
    evidence = [Place(item.document, item.sentence_index) for item in found.evidence.items[:_EVIDENCE_FOR_TENSIONS]]
    tensions: list[Tension] = []
    for opposed in find_tensions(cited, evidence, library):
        first, second = (
            cite_unit(Unit(p.document, (p.sentence_index,), 0.0), marker + number, library)
            for number, p in enumerate((opposed.first, opposed.second), start=1)
        )
        if {first.verdict, second.verdict} <= set(_PROVED):
            about = _as_written(opposed.first.text, opposed.shared)
            tensions.append(Tension(rule=opposed.rule, about=about, first=first, second=second))
            marker += 2
    plans: list[DatedPlan] = []
    told: set[tuple[str, int]] = set()
    for citation in citations:
        planned = [place for place in places[citation.marker] if place.sentence.has_mark("plan")]
        if not planned:
            continue
        proofs: list[Citation] = []
        for outcome in (o for p in planned for o in plan_outcomes(p, citation.year, library.timeline, library)):
            unit = Unit(outcome.place.document, (outcome.place.sentence_index,), 0.0)
            proof = cite_unit(unit, marker + 1, library)
            if outcome.place.key not in told and proof.verdict in _PROVED:
                told.add(outcome.place.key)
                proofs.append(proof)
                marker += 1
        plans.append(
            DatedPlan(marker=citation.marker, source_id=citation.source_id, as_of=citation.year, outcomes=tuple(proofs))
        )
    return RestsOn(
        as_of_year=as_of_year,
        independent_sources=len(carrying),
        sources=tuple(_source(sid, citations, places, carrying, library, as_of_year) for sid in _source_ids(citations)),
        limitations=tuple(limitations),
        silent_sources=silent_sources(found, answers, library, _source_ids(citations)),
        searched_sources=len({document.source_id for document in library.documents.values()}),
        tensions=tuple(tensions),
        plans=tuple(plans),
    )


def weigh_catalogue(citations: Sequence[Citation], library: Library, as_of_year: int) -> RestsOn:
    """What an answer from the catalogue rests on: the records it cites. No other source is asked, so none is silent."""
    basis = weigh_basis(citations, Retrieved(), lambda found: False, library, as_of_year, figure=False)
    return basis.model_copy(update={"silent_sources": (), "limitations": ()})


def silent_sources(found: Retrieved, answers: Answers, library: Library, cited: Iterable[str]) -> tuple[str, ...]:
    """Ids, sorted, of the sources in which nothing was found, or nothing that alone would be answered from."""
    heard = set(cited)
    for source_id in sorted({item.document.source_id for item in found.evidence.items} - heard):
        if answers(keep_only(found, source_id)):
            heard.add(source_id)
    return tuple(sorted({document.source_id for document in library.documents.values()} - heard))


def _source(
    source_id: str,
    citations: Sequence[Citation],
    places: dict[int, list[Place]],
    carrying: Sequence[str],
    library: Library,
    as_of_year: int,
) -> SourceBasis:
    record = library.record(source_id)
    ours = [citation for citation in citations if citation.source_id == source_id]
    quoted = [place for citation in ours for place in places[citation.marker]]
    roles = (
        section_role(p.document.sections[p.sentence.section_index]) for p in quoted if p.document.kind == "original"
    )
    return SourceBasis(
        source_id=source_id,
        reference=record.short_reference,
        year=record.year,
        age_years=None if record.year is None else max(0, as_of_year - record.year),
        country=record.country,
        evidence_kind=record.evidence_kind,
        studied=record.studied,
        kind=ours[0].kind,
        abstract_only=record.access == "abstract",
        section_roles=tuple(dict.fromkeys(roles)),
        marks=tuple(dict.fromkeys(mark.name for place in quoted for mark in place.sentence.marks)),
        carries_direct_answer=source_id in carrying,
        answered_without_it=source_id not in carrying or len(carrying) > 1,
    )


def _source_ids(citations: Iterable[Citation]) -> list[str]:
    return list(dict.fromkeys(citation.source_id for citation in citations))


def _cited_documents(places: Iterable[Sequence[Place]]) -> list[Document]:
    return list({p.document.document_id: p.document for marked in places for p in marked}.values())


def _as_written(text: str, stems: frozenset[str]) -> tuple[str, ...]:
    written = {term.stem: term.word.lower() for term in reversed(content_terms(text)) if term.stem in stems}
    return tuple(reversed(written.values()))
