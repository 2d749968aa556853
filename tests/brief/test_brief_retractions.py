"""A brief says that a source was retracted or corrected, and one that does not say so fails."""

from __future__ import annotations

from datetime import date

import pytest
from brief_made_up import plan_of, sources_of

from chatbot.brief.brief_file import FORMATS, BriefFormat, export_brief, read_visible_text
from chatbot.brief.build_brief import build_brief
from chatbot.brief.stored_sources import StoredSources
from chatbot.brief.verify_brief import verify_brief
from kb.catalogue import load_catalogue
from kb.references import ReferenceStyle
from kb.retractions import CheckedSource, Notice, RetractionSnapshot
from kb.settings import Settings

_SOURCE = "harbour-2014"
_NOTICES = (
    Notice(source_id=_SOURCE, kind="retraction", published_on=date(2019, 12, 31), reasons=("<b>Error</b> in Data",)),
    Notice(source_id=_SOURCE, kind="correction", published_on=date(2018, 1, 5)),
)
_SAID = "Corrected on 5 January 2018; Retracted on 31 December 2019 (<b>Error</b> in Data)"


def _sources(settings: Settings, notices: tuple[Notice, ...], as_of: date = date(2026, 3, 1)) -> StoredSources:
    record = load_catalogue(settings.catalogue_path).get(_SOURCE)
    assert record is not None
    checked = (CheckedSource(source_id=_SOURCE, doi=record.doi, pmid=record.pmid),)
    snapshot = RetractionSnapshot(snapshot_date=as_of, file_sha256="0" * 64, checked=checked, notice=notices)
    return sources_of(settings, snapshot)


def _export(sources: StoredSources, file_format: BriefFormat, style: ReferenceStyle = "vancouver") -> bytes:
    plan = plan_of(sources, limit=6, pages="three", reference_style=style)
    return export_brief(build_brief(plan, sources, "auto"), file_format)


def _problems(data: bytes, sources: StoredSources) -> str:
    shown = read_visible_text(data)
    assert shown is not None
    return "; ".join(finding.problem for finding in verify_brief(shown, sources) if finding.problem)


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_reference_says_so_and_verifies_under_a_later_snapshot(
    harbour_settings: Settings, file_format: BriefFormat
) -> None:
    sources = _sources(harbour_settings, _NOTICES)
    data = _export(sources, file_format)
    shown = read_visible_text(data)
    assert shown is not None
    (reference,) = [line for line in shown.lines if line.endswith(f" {_SAID}.")]
    assert "Read: original, version 1" in reference
    assert _problems(data, sources) == ""
    assert _problems(data, _sources(harbour_settings, _NOTICES, date(2027, 1, 1))) == ""


@pytest.mark.parametrize("style", ["vancouver", "harvard", "apa"])
def test_a_brief_from_before_the_notices_fails_and_says_why(harbour_settings: Settings, style: ReferenceStyle) -> None:
    before = _sources(harbour_settings, ())
    data = _export(before, "md", style)
    assert b"etracted" not in data
    assert _problems(data, before) == ""
    assert f"does not say what is known of the source: {_SAID}" in _problems(data, _sources(harbour_settings, _NOTICES))


def test_a_notice_that_is_made_up_or_left_out_fails(harbour_settings: Settings) -> None:
    noticed = _sources(harbour_settings, _NOTICES)
    data = _export(noticed, "html")
    assert "is not the catalogue’s" in _problems(data, _sources(harbour_settings, ()))
    softened = data.replace(b"Retracted on 31", b"Corrected on 31")
    assert softened != data
    assert "is not the catalogue’s" in _problems(softened, noticed)
