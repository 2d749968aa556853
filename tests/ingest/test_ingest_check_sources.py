"""Records that are not complete, and our words against every original at hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sources_made_up import made_up_sources
from typer.testing import CliRunner

from ingest.check_catalogue import check_records
from ingest.check_copied_words import find_copied_words
from ingest.check_data_files import find_broken_links
from ingest.check_notes import OriginalTexts
from ingest.sources_cli import sources_app
from kb.catalogue import Author, Catalogue, SourceRecord, load_catalogue
from kb.ids import sha256_bytes
from kb.notes import Note, load_notes
from kb.retractions import CheckedSource, Notice, RetractionSnapshot
from kb.settings import Settings

COMPLETE = SourceRecord(
    source_id="harbour-2014",
    title="Harbour clinics: how shared budgets work in the towns of the north",
    authors=(Author(family="Okafor", given="N"),),
    year=2014,
    published_in="Journal of Harbours",
    volume="12",
    pages="1-10",
    doi="10.1234/harbour.2014",
    licence="CC-BY-4.0",
    country="Norland",
    evidence_kind="case studies",
    access="full text",
)
WORDS = "Each of the three clinics receives a monthly payment of ninety-five crowns for every resident of the town."
NOTE = """source_id = "{source_id}"
original_sha256 = "{sha256}"

[[card]]
claim = "{claim}"
kind = "finding"
theme = "Payment"
section = ["Each of the three clinics receives a monthly payment of ninety-five crowns"]
support = [[0, 40]]
"""


def problems(record: SourceRecord, **fields: object) -> list[tuple[str, str]]:
    changed = SourceRecord.model_validate(record.model_dump() | fields)
    citing = record.model_copy(update={"source_id": "harbour-2013", "doi": None})
    found = check_records(Catalogue(source=(changed, citing)), [])
    return [(finding.severity, finding.problem) for finding in found if finding.source_id == "harbour-2014"]


def test_a_complete_record_has_no_findings() -> None:
    assert problems(COMPLETE) == []


@pytest.mark.parametrize(
    ("fields", "severity", "named"),
    [
        ({"year": None}, "fault", "no year"),
        ({"published_in": None}, "fault", "where it was published"),
        ({"doi": None, "volume": None}, "fault", "nothing to find it by"),
        ({"year": None, "checked_at": ("https://example.org/",), "checked_on": "2026-11-01"}, "doubt", "no year"),
        ({"year": None, "cited_in": ("harbour-2013",), "access": "not read"}, "doubt", "no year"),
        ({"more_authors": True}, "doubt", "more authors"),
        ({"authors": ()}, "doubt", "no authors"),
        ({"country": None}, "doubt", "no country"),
        ({"evidence_kind": "unclassified"}, "doubt", "kind of evidence"),
        ({"licence": None}, "doubt", "licence"),
        ({"access": "unknown"}, "doubt", "was read"),
        ({"pages": None}, "doubt", "volume or pages"),
    ],
)
def test_what_is_missing_is_listed_by_the_rule(fields: dict[str, object], severity: str, named: str) -> None:
    assert any(level == severity and named in problem for level, problem in problems(COMPLETE, **fields))


def test_a_retraction_wants_an_eye_and_a_correction_does_not() -> None:
    checked = CheckedSource(source_id="harbour-2014", doi=COMPLETE.doi)

    def found(kind: str) -> list[str]:
        notice = Notice.model_validate({"source_id": "harbour-2014", "kind": kind})
        snapshot = RetractionSnapshot(
            snapshot_date=date(2026, 1, 1), file_sha256="0" * 64, checked=(checked,), notice=(notice,)
        )
        return [finding.problem for finding in check_records(Catalogue(source=(COMPLETE,)), [], snapshot)]

    assert found("retraction") == ["Retracted; as of 1 January 2026"]
    assert found("expression of concern") == ["Expression of concern; as of 1 January 2026"]
    assert found("correction") == found("reinstatement") == []


def test_a_card_without_a_section_is_a_fault() -> None:
    card = {"claim": "Three clinics share it.", "kind": "finding", "theme": "t", "section": [" "], "support": [[0, 3]]}
    note = Note.model_validate({"source_id": "harbour-2014", "original_sha256": "0" * 64, "card": [card]})
    found = check_records(Catalogue(source=(COMPLETE,)), [note])
    assert [(finding.severity, finding.problem) for finding in found] == [("fault", "cards without a section: 1")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two originals; the note of the one copies from the other."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "originals").mkdir()
    (tmp_path / "originals" / "one.txt").write_text(f"Payment\n\n{WORDS}\n", encoding="utf-8")
    (tmp_path / "originals" / "two.txt").write_text("Nurses meet in the harbour on Mondays.\n", encoding="utf-8")
    return tmp_path


def write_note(folder: Path, claim: str, original: str) -> None:
    sha256 = sha256_bytes((folder / "originals" / original).read_bytes())
    text = NOTE.format(source_id="harbour-2014", sha256=sha256, claim=claim)
    (folder / "notes" / "harbour-2014.toml").write_text(text, encoding="utf-8")


def copied(folder: Path, *more: Path) -> list[tuple[str, str]]:
    originals = OriginalTexts([folder / "originals", *more])
    found = find_copied_words(folder, Catalogue(source=(COMPLETE,)), originals)
    return [(finding.file, finding.place) for finding in found]


def test_words_of_another_original_are_found(folder: Path) -> None:
    write_note(folder, "Clinics there receive a monthly payment of ninety-five crowns for every head.", "two.txt")
    assert copied(folder) == [("notes/harbour-2014.toml", "card 1 claim")]
    write_note(folder, "Clinics there are paid ninety-five crowns for every head.", "two.txt")
    assert copied(folder) == []


def test_the_own_original_is_the_other_checks_concern_and_notes_are_no_originals(folder: Path) -> None:
    write_note(folder, "Clinics there receive a monthly payment of ninety-five crowns for every head.", "one.txt")
    assert copied(folder, folder / "notes") == []


def test_every_data_file_is_compared_and_titles_are_not(folder: Path) -> None:
    glossary = f'[[term]]\nid = "payment"\nterm = "{WORDS}"\ndefinition = "It means: {WORDS}"\n'
    (folder / "glossary.toml").write_text(glossary, encoding="utf-8")
    (folder / "broken.toml").write_text("[[", encoding="utf-8")
    (folder / "originals" / "three.txt").write_text(COMPLETE.title + "\n", encoding="utf-8")
    titled = f'[[event]]\nwhat = "{COMPLETE.title}"\n'
    (folder / "timeline.toml").write_text(titled, encoding="utf-8")
    assert copied(folder) == [("glossary.toml", "term 1 definition")]


def test_links_of_data_files_that_lead_nowhere_are_found(folder: Path) -> None:
    write_note(folder, "Clinics there are paid ninety-five crowns for every head.", "two.txt")
    catalogue, notes = Catalogue(source=(COMPLETE,)), load_notes(folder / "notes")
    assert find_broken_links(folder, catalogue, notes) == []
    term = (
        '[[term]]\nid = "{id}"\nterm = "{id}"\ndefinition = "What a clinic is paid for each head."\nsee_also = ["b"]\n'
    )
    (folder / "glossary.toml").write_text(term.format(id="a"), encoding="utf-8")
    assert "see_also names no term: b" in find_broken_links(folder, catalogue, notes)[0]
    (folder / "glossary.toml").write_text(term.format(id="a") + term.format(id="b"), encoding="utf-8")
    assert find_broken_links(folder, catalogue, notes) == []
    (folder / "themes.toml").write_text("", encoding="utf-8")
    assert find_broken_links(folder, catalogue, notes)[0] == "harbour-2014 has no themes."
    assert "no record" in find_broken_links(folder, Catalogue(), notes)[0]


def test_the_command_lists_what_it_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = made_up_sources(tmp_path, monkeypatch)
    runner = CliRunner()
    fine = runner.invoke(sources_app, ["check", "--json"])
    assert fine.exit_code == 0, fine.output
    assert {finding["severity"] for finding in json.loads(fine.stdout)["records"]} == {"doubt"}
    with (sources / "catalogue.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[[source]]\nsource_id = "bare"\ntitle = "Bare"\n')
    (sources / "originals").mkdir()
    (sources / "originals" / "one.txt").write_text(WORDS, encoding="utf-8")
    (sources / "glossary.toml").write_text(f'definition = "{WORDS}"\n', encoding="utf-8")
    faulty = runner.invoke(sources_app, ["check", "--json"])
    assert faulty.exit_code == 1
    printed = json.loads(faulty.stdout)
    faults = [finding["source_id"] for finding in printed["records"] if finding["severity"] == "fault"]
    assert faults == ["bare"] * 3
    assert [place["file"] for place in printed["copied"]] == ["glossary.toml"]
    shown = runner.invoke(sources_app, ["check", "--doubts"])
    assert "it has no country" in shown.stdout
    assert "glossary.toml" in shown.stdout


def test_the_committed_records_are_complete_and_nothing_is_copied(shared_dir: Path) -> None:
    settings = Settings()
    catalogue = load_catalogue(settings.catalogue_path)
    found = check_records(catalogue, load_notes(settings.notes_dir))
    assert [finding for finding in found if finding.severity == "fault"] == []
    assert find_broken_links(settings.sources_dir, catalogue, load_notes(settings.notes_dir)) == []
    assert find_copied_words(settings.sources_dir, catalogue, OriginalTexts([shared_dir / "originals"])) == []
