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
    many = names("Ng").model_copy(update={"more_authors": True})
    assert many.short_reference == "Ng and others (2002)"


def test_a_secondary_citation_says_through_whom_it_is_known() -> None:
    catalogue = Catalogue.model_validate(
        {
            "source": [
                {"source_id": "ng-2002", "title": "A", "year": 2002, "authors": [{"family": "Ng"}]},
                {
                    "source_id": "roy-1990",
                    "title": "B",
                    "year": 1990,
                    "authors": [{"family": "Roy"}],
                    "access": "not read",
                    "cited_in": ["ng-2002"],
                },
            ]
        }
    )
    primary, secondary = catalogue.source
    assert catalogue.secondary_reference(secondary) == "Roy (1990), as cited in Ng (2002)"
    assert catalogue.secondary_reference(primary) == "Ng (2002)"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"cited_in": ["a-1"]}, "secondary citation"),
        ({"access": "not read"}, "secondary citation"),
        ({"access": "not read", "cited_in": ["b-2"]}, "no source that was read"),
        ({"checked_at": ["https://example.org"]}, "belong together"),
        ({"more_authors": True}, "more_authors"),
        ({"pmid": "123"}, "used twice"),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(fields: dict[str, object], named: str) -> None:
    record = {"source_id": "b-2", "title": "B"} | fields
    with pytest.raises(ValueError, match=named):
        Catalogue.model_validate({"source": [{"source_id": "a-1", "title": "A", "pmid": "123"}, record]})


PAGE_NOTE = """
source_id = "harbour-2014"
{head}

[[card]]
claim = "Three harbour clinics share a budget."
kind = "finding"
theme = "Budgets"
section = ["Summary"]
{card}
"""
PAGE = 'read_from = "abstract"\nread_at = ["https://example.org"]'
FILE = f'original_sha256 = "{"0" * 64}"'


def test_a_note_rests_on_a_file_or_on_pages() -> None:
    from_page = parse_note(PAGE_NOTE.format(head=PAGE, card=""), "harbour-2014.toml")
    assert from_page.original_sha256 is None
    assert from_page.card[0].support == ()
    assert parse_note(PAGE_NOTE.format(head=FILE, card="support = [[0, 9]]"), "harbour-2014.toml").original_sha256


@pytest.mark.parametrize(
    ("head", "card", "named"),
    [
        ("", "", "read_from"),
        ('read_from = "abstract"', "", "read_at"),
        (PAGE, "support = [[0, 9]]", "no original_sha256"),
        (FILE, "", "no support range"),
        (PAGE.replace("abstract", "rumour"), "", "read_from"),
    ],
)
def test_a_note_that_rests_on_neither_is_refused(head: str, card: str, named: str) -> None:
    with pytest.raises(CatalogueError) as raised:
        parse_note(PAGE_NOTE.format(head=head, card=card), "harbour-2014.toml")
    assert named in raised.value.message
