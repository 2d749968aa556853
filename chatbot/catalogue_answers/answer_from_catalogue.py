"""A bibliographic question answered in the catalogue's sentences, or None where the question is no such question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.answer import Segment
from chatbot.catalogue_answers.find_holding import Listed, find_holding
from chatbot.catalogue_answers.find_printed import find_printed
from chatbot.catalogue_answers.find_source import Meant, find_source, names_a_work
from chatbot.catalogue_answers.question_forms import FIELD_OF, CatalogueForm, Wanted, question_form
from chatbot.cite_units import cite_units
from chatbot.understand_question import Question
from chatbot.unit import Unit
from kb.catalogue import SourceRecord
from kb.citations import Citation
from kb.documents import Document
from kb.library import Library

_MOST_MEANT = 3
_WANTED_WORDS: dict[Wanted, str] = {
    "authors": "authors",
    "author_count": "full list of authors",
    "journal": "journal or publisher",
    "year": "year of publication",
    "volume": "volume",
    "pages": "pages",
    "doi": "DOI",
    "pmid": "PubMed identifier",
    "url": "web address",
    "licence": "licence",
    "evidence_kind": "kind of evidence",
    "country": "country",
    "cited_in": "source that cites it",
}


@dataclass(frozen=True)
class CatalogueAnswer:
    """Segments with citations; without any, `reason` says what the catalogue does not know."""

    segments: tuple[Segment, ...]
    citations: tuple[Citation, ...]
    match: float
    reason: str | None = None
    left: tuple[Question, ...] = ()
    """The parts of a double question that are no bibliographic questions."""


def answer_from_catalogue(question: Question, library: Library, max_words: int) -> CatalogueAnswer | None:
    """What the catalogue says to the question. Touches no disk but for kept documents; may embed a few titles."""
    parts = question.parts or (question,)
    forms = [(part, question_form(part.text)) for part in parts]
    if all(form is None for _, form in forms) and question.parts:
        parts, forms = (question,), [(question, question_form(question.text))]
    answered: list[CatalogueAnswer] = []
    left: list[Question] = []
    words = max_words
    for part, form in forms:
        found = None if form is None else _answer_part(part, form, library, words)
        if found is None:
            left.append(part)
            continue
        answered.append(found)
        words -= sum(len(segment.text.split()) + 1 for segment in found.segments)
    if not answered:
        return None
    return _joined(answered, tuple(left))


def _answer_part(question: Question, form: CatalogueForm, library: Library, words: int) -> CatalogueAnswer | None:
    if form.works:
        catalogue = library.catalogue_documents
        held = [record for record in catalogue.held if library.covers(record)]
        listed = find_holding(question.text, catalogue.holdings, held)
        return None if listed is None else _list(listed, library, words)
    about = question.search_text if question.carried_terms else question.text
    meant = find_source(about, library)
    if meant is not None:
        return _tell(form.wanted, meant, library, words)
    if form.is_only_in_records and names_a_work(about) and library.catalogue_documents.is_complete:
        return CatalogueAnswer((), (), 0.0, "No source in the library’s catalogue fits the words of the question.")
    return None


def _tell(wanted: Sequence[Wanted], meant: Meant, library: Library, words: int) -> CatalogueAnswer:
    """What the record of the source that is meant says; of several that may be meant, that they are several."""
    if len(meant.records) > _MOST_MEANT:
        named = "; ".join(record.short_reference for record in meant.records[:_MOST_MEANT])
        reason = f"{len(meant.records)} sources fit the words of the question, among them {named}. Name one of them."
        return CatalogueAnswer((), (), meant.match, reason)
    units: list[Unit] = []
    lacking: list[str] = []
    for record in meant.records:
        document = library.catalogue_documents.of_record(record)
        said = {sentence.claim_kind: index for index, sentence in enumerate(document.sentences)}
        known = [name for name in wanted if FIELD_OF[name] in said and _is_known(name, record)]
        units += [Unit(document, (said[field],), 1.0) for field in dict.fromkeys(FIELD_OF[name] for name in known)]
        if missing := [_WANTED_WORDS[name] for name in wanted if name not in known]:
            lacking.append(f"The catalogue’s record of {record.short_reference} holds no {' and no '.join(missing)}.")
    segments, citations = cite_units(_within(units, words), library)
    if not citations:
        return CatalogueAnswer((), (), meant.match, " ".join(lacking))
    segments, citations = _with_print(segments, citations, meant.records, wanted, library)
    segments += [Segment(text=sentence, kind="connective") for sentence in lacking]
    return CatalogueAnswer(tuple(segments), tuple(citations), meant.match)


def _is_known(wanted: Wanted, record: SourceRecord) -> bool:
    """Whether the record holds just what is asked, and not only something of the same field."""
    if wanted == "author_count":
        return bool(record.authors) and not record.more_authors
    field = {"journal": "published_in"}.get(wanted, wanted)
    return bool(getattr(record, field))


def _with_print(
    segments: list[Segment],
    citations: list[Citation],
    records: Sequence[SourceRecord],
    wanted: Sequence[Wanted],
    library: Library,
) -> tuple[list[Segment], list[Citation]]:
    """With a second citation where a source's own text prints the authors or the journal too."""
    if len(records) != 1 or len(segments) != 1:
        return segments, citations
    unit = find_printed(records[0], wanted, library)
    if unit is None:
        return segments, citations
    _, printed = cite_units([unit], library)
    if not printed:
        return segments, citations
    second = printed[0].model_copy(update={"marker": 2})
    return [segments[0].model_copy(update={"markers": (1, 2)})], [citations[0], second]


def _list(listed: Listed, library: Library, words: int) -> CatalogueAnswer:
    """The count with its sources; where several conditions are put together, the record of each source."""
    if not listed.records:
        reason = f"The library’s catalogue has no source that fits: {'; '.join(listed.labels)}."
        return CatalogueAnswer((), (), 0.0, reason)
    if listed.holding is not None and library.is_whole:
        document = library.catalogue_documents.of_holdings
        lines = set(listed.holding.lines)
        units = [Unit(document, (i,), 1.0) for i in range(len(document.sentences)) if _line(document, i) in lines]
        fitting = _within(units, words)
        together = (
            [replace(fitting[0], sentence_indices=tuple(unit.sentence_indices[0] for unit in fitting))]
            if fitting
            else []
        )
        segments, citations = cite_units(together, library)
        if len(fitting) < len(units):
            segments.append(Segment(text="Explore lists the others.", kind="connective"))
        return CatalogueAnswer(tuple(segments), tuple(citations), 1.0)
    number = len(listed.records)
    count = f"{number} {'source' if number == 1 else 'sources'} in the catalogue under {'; '.join(listed.labels)}:"
    lead = Segment(text=count, kind="connective")
    units = [Unit(library.catalogue_documents.of_record(record), (0,), 1.0) for record in listed.records]
    fitting = _within(units, words - len(lead.text.split()) - 4)
    segments, citations = cite_units(fitting, library)
    if len(fitting) < len(units):
        segments.append(Segment(text="Explore lists the others.", kind="connective"))
    return CatalogueAnswer((lead, *segments), tuple(citations), 1.0)


def _line(document: Document, index: int) -> str:
    return document.slice(document.sentences[index])


def _within(units: Sequence[Unit], words: int) -> list[Unit]:
    """The units that fit, in order; the first one always does."""
    fitting: list[Unit] = []
    for unit in units:
        words -= sum(len(_line(unit.document, index).split()) + 1 for index in unit.sentence_indices)
        if fitting and words < 0:
            break
        fitting.append(unit)
    return fitting


def _joined(answered: Sequence[CatalogueAnswer], left: tuple[Question, ...]) -> CatalogueAnswer:
    """The answers to several parts as one, its markers counted on."""
    segments: list[Segment] = []
    citations: list[Citation] = []
    for answer in answered:
        more_segments, more_citations = move_markers(answer.segments, answer.citations, len(citations))
        segments += more_segments
        citations += more_citations
        if answer.reason and len(answered) > 1:
            segments.append(Segment(text=answer.reason, kind="connective"))
    reason = " ".join(answer.reason for answer in answered if answer.reason) or None
    return CatalogueAnswer(
        tuple(segments), tuple(citations), min(a.match for a in answered), None if citations else reason, left
    )


def move_markers(
    segments: Sequence[Segment], citations: Sequence[Citation], by: int
) -> tuple[list[Segment], list[Citation]]:
    """The same with every marker raised by `by`."""
    return (
        [s.model_copy(update={"markers": tuple(marker + by for marker in s.markers)}) for s in segments],
        [citation.model_copy(update={"marker": citation.marker + by}) for citation in citations],
    )
