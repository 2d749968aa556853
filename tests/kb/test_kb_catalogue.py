from __future__ import annotations

from pathlib import Path

import pytest

from kb.catalogue import Catalogue, SourceRecord, load_catalogue
from kb.errors import CatalogueError
from kb.ids import sha256_file
from kb.notes import load_notes, parse_note
from kb.settings import Settings

CARD = """
source_id = "harbour-2014"
original_sha256 = "{sha}"

[[card]]
claim = "Three harbour clinics share a budget."
kind = "{kind}"
theme = "Budgets"
section = ["Summary"]
support = [[{start}, 20]]
"""


def test_the_catalogue_loads_and_every_note_has_a_record() -> None:
    settings = Settings()
    catalogue = load_catalogue(settings.catalogue_path)
    notes = load_notes(settings.notes_dir)
    assert len(catalogue.source) >= 5
    for note in notes:
        record = catalogue.get(note.source_id)
        assert record is not None
        assert note.original_sha256 is None or note.original_sha256 in record.original_sha256


def test_known_originals_are_recognised_by_their_hash(shared_dir: Path) -> None:
    catalogue = load_catalogue(Settings().catalogue_path)
    files = sorted((shared_dir / "originals").glob("*.txt"))
    found = {record.source_id for file in files if (record := catalogue.by_original(sha256_file(file)))}
    assert found == {"miller-2002", "wasson-2008", "chesluk-2017", "thorlby-2011", "berry-2006"}


def test_a_doi_is_found_whole_or_not_at_all() -> None:
    catalogue = Catalogue(source=(SourceRecord(source_id="a-1", title="A", doi="10.1000/abc.12"),))
    assert catalogue.by_doi("See https://example.org/10.1000/ABC.12.") is not None
    assert catalogue.by_doi("10.1000/abc.123") is None
    assert catalogue.by_doi("10.1000/abc.12.4") is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[[source]]\nsource_id = "A b"\ntitle = "T"', "source_id"),
        ('[[source]]\nsource_id = "a"\ntitle = "T"\nyaer = 2011', "yaer"),
        ('[[source]]\nsource_id = "a"\ntitle = "T"\n[[source]]\nsource_id = "a"\ntitle = "U"', "used twice"),
        ("[[source]\n", "TOML"),
    ],
)
def test_a_faulty_catalogue_names_what_is_wrong(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_catalogue(path)
    assert named in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize(
    ("kind", "start", "named"),
    [("opinion", 1, "speaker"), ("rumour", 1, "kind"), ("finding", 20, "empty")],
)
def test_a_faulty_card_names_what_is_wrong(kind: str, start: int, named: str) -> None:
    with pytest.raises(CatalogueError) as raised:
        parse_note(CARD.format(sha="0" * 64, kind=kind, start=start), "harbour-2014.toml")
    assert named in raised.value.message


def test_short_references_follow_the_number_of_authors() -> None:
    def names(*families: str) -> SourceRecord:
        return SourceRecord.model_validate(
            {"source_id": "x", "title": "Title", "year": 2002, "authors": [{"family": name} for name in families]}
        )

    assert names().short_reference == "Title (2002)"
    assert names("Ng").short_reference == "Ng (2002)"
    assert names("Ng", "Roy").short_reference == "Ng and Roy (2002)"
    assert names("Ng", "Roy", "Ito").short_reference == "Ng and others (2002)"
