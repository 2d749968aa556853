"""Are the catalogue's records complete? What is missing is a fault or a doubt by one rule.

A fault keeps a reader from finding the work, or an answer from saying how old it is: no year, no place of publication,
nothing to find it by. Where the record says on which page it was checked, or through which source it is known, a
missing year or place is a doubt: what could not be checked has to stay empty. A doubt is also what a reference or a
reader would miss: authors, country, kind of evidence, licence, what was read, volume and pages of an article; and a
notice of retraction or concern, which wants a person's eye.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from kb.catalogue import Catalogue, SourceRecord
from kb.notes import Note
from kb.references.csl import work_type
from kb.retractions import RetractionSnapshot, describe_status, retraction_status

Severity = Literal["fault", "doubt"]


class RecordFinding(BaseModel):
    """Something about one record, or about its note as a whole."""

    model_config = ConfigDict(frozen=True)

    source_id: str
    severity: Severity
    problem: str


def check_records(
    catalogue: Catalogue, notes: Iterable[Note], retractions: RetractionSnapshot | None = None
) -> list[RecordFinding]:
    """Findings in the order of the catalogue, then those on notes. Ids are unique, or the catalogue had not loaded."""
    found = [
        RecordFinding(source_id=record.source_id, severity=severity, problem=problem)
        for record in catalogue
        for severity, problem in (*_missing(record), *_notices(record, retractions))
    ]
    for note in notes:
        blank = [number for number, card in enumerate(note.card, 1) if not all(map(str.strip, card.section))]
        if blank:
            cards = ", ".join(map(str, blank))
            problem = f"cards without a section: {cards}"
            found.append(RecordFinding(source_id=note.source_id, severity="fault", problem=problem))
    return found


def _missing(record: SourceRecord) -> Iterator[tuple[Severity, str]]:
    was_checked = bool(record.checked_at or record.cited_in)
    severity: Severity = "doubt" if was_checked else "fault"
    if record.year is None:
        yield severity, "it has no year"
    if record.published_in is None:
        yield severity, "it does not say where it was published"
    by = (record.doi, record.pmid, record.url, record.volume and record.pages, record.original_sha256)
    if not was_checked and not any(by):
        yield "fault", "nothing to find it by: no DOI, PMID, URL, volume with pages, nor the hash of a file"
    if not record.authors:
        yield "doubt", "it has no authors"
    elif record.more_authors:
        yield "doubt", "it has more authors than it names"
    if record.country is None:
        yield "doubt", "it has no country"
    if record.evidence_kind == "unclassified":
        yield "doubt", "its kind of evidence is not said"
    if record.licence is None:
        yield "doubt", "its licence is not known"
    if record.access == "unknown":
        yield "doubt", "it does not say what of it was read"
    if work_type(record) == "article-journal" and not (record.volume and record.pages):
        yield "doubt", "an article without volume or pages"


def _notices(record: SourceRecord, retractions: RetractionSnapshot | None) -> Iterator[tuple[Severity, str]]:
    status = retraction_status(record, retractions)
    if "yes" in (status.retracted, status.concern):
        yield "doubt", describe_status(status).removesuffix(".")
