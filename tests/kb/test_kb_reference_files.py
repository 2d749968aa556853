"""BibTeX and RIS: what goes out comes back, and what others wrote is read or said to be broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalogue import Author, Catalogue, SourceRecord, load_catalogue
from kb.catalogue_file import append_records
from kb.errors import CatalogueError, ReferenceFileError
from kb.references.bibtex import dump_bibtex, parse_bibtex
from kb.references.checked_fields import check_fields, normalise_doi, normalise_pmid
from kb.references.csl import work_type
from kb.references.import_references import ImportRow, import_references
from kb.references.ris import dump_ris
from kb.references.source_ids import new_source_id
from kb.settings import Settings

RECORDS = (
    SourceRecord(
        source_id="muller-2014",
        title="Shared budgets in Łódź: 50% of café & clinic costs, NHS_style #1 {sic} x^2",
        authors=(
            Author(family="Müller", given="Jörg"),
            Author(family="van den Berg", given="M. J."),
            Author(family="Department of Harbours and Quays"),
            Author(family="Bloom", given="Frederick J., Jr"),
            Author(family="Ó Briain", given="Seán"),
        ),
        year=2014,
        published_in="Journal of Harbours & Quays",
        volume="12",
        issue="3",
        pages="101-110",
        doi="10.1234/Har_bour(2014)5",
        pmid="12345678",
        url="https://example.org/a_b?c=1&d=%20",
    ),
    SourceRecord(source_id="many", title="Many hands", authors=(Author(family="Ng", given="A"),), more_authors=True),
    SourceRecord(source_id="board", title="A plan", published_in="Norland Press", work_type="book"),
    SourceRecord(source_id="part", title="On quays", published_in="A Book of Ports", work_type="chapter", pages="7"),
    SourceRecord(source_id="site", title="A page", published_in="A Body", work_type="webpage", year=1999),
)


def write(tmp_path: Path, text: str, name: str = "library.bib") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def read(tmp_path: Path, text: str, catalogue: Catalogue | None = None) -> tuple[list[SourceRecord], list[ImportRow]]:
    return import_references(write(tmp_path, text), catalogue or Catalogue())


def compared(record: SourceRecord) -> SourceRecord:
    return record.model_copy(update={"work_type": work_type(record)})


@pytest.mark.parametrize("dump", [dump_bibtex, dump_ris])
def test_what_goes_out_comes_back(dump: object, tmp_path: Path) -> None:
    assert callable(dump)
    records, rows = read(tmp_path, dump(RECORDS))
    assert [row.status for row in rows] == ["added"] * len(RECORDS)
    assert records == [compared(record) for record in RECORDS]


# BibTeX writes some characters with the signs of others: quotation marks, dashes, marks that open a question.
_TOKENS = st.text(
    st.characters(
        min_codepoint=33, max_codepoint=0x24F, categories=("L", "N", "P", "S"), exclude_characters="`'<>-!?\"|"
    ),
    min_size=1,
    max_size=9,
)


@given(st.lists(_TOKENS, min_size=1, max_size=6))
def test_any_latin_title_survives_bibtex(tokens: list[str]) -> None:
    checked = check_fields({"title": "A " + " ".join(tokens)}, ())
    assert checked.record is not None
    (parsed,) = parse_bibtex(dump_bibtex([checked.record]))
    assert parsed.fields["title"] == checked.record.title


def test_a_zotero_export_makes_a_catalogue(tmp_path: Path) -> None:
    bib = r"""
@comment{jabref-meta: databaseType:bibtex;}
@string{joh = {Journal of Harbours}}
@article{okafor_shared_2014,
  title = {Shared {NHS} budgets: {A} study of caf{\'e}s},
  volume = {12}, number = {3}, pages = {101--110},
  journal = joh, year = {2014},
  author = {Okafor, Ng{\~o}zi and Lind, P. and {Department of Harbours} and others},
  note = {{PMID}: 18714745},
  doi = {https://doi.org/10.1234/HARBOUR.2014},
}
@book{nodate, author = {Roy, A}, title = {Undated}, publisher = {Press}}
"""
    records, rows = read(tmp_path, bib)
    assert [row.status for row in rows] == ["added", "added"]
    first = records[0]
    assert first.source_id == "okafor-shared-2014"
    assert first.title == "Shared NHS budgets: A study of cafés"
    assert [author.family for author in first.authors] == ["Okafor", "Lind", "Department of Harbours"]
    assert (first.published_in, first.pages, first.pmid) == ("Journal of Harbours", "101-110", "18714745")
    assert first.doi == "10.1234/HARBOUR.2014"
    assert [row.remarks for row in rows] == [(), ("it has no year",)]
    assert [record.more_authors for record in records] == [True, False]
    path = tmp_path / "sources" / "catalogue.toml"
    append_records(path, records)
    assert load_catalogue(path).source == tuple(records)


def test_one_broken_entry_loses_no_other(tmp_path: Path) -> None:
    bib = """@article{a, title = {First}, year = 2011}
@article{broken, title = {Never closed, year = 2012
@article{a, title = {Second with the same key}, year = 2013}
@article{b, year = 2014}
@article{c, title = {Twice}, title = {Thrice}, year = 2015}
"""
    records, rows = read(tmp_path, bib)
    assert [record.title for record in records] == ["First", "Second with the same key", "Twice"]
    assert [record.source_id for record in records] == ["a", "a-b", "c"]
    assert [row.status for row in rows] == ["added", "refused", "added", "refused", "added"]
    assert "line 2" in rows[1].where
    assert rows[2].remarks[0] == "the key a is used twice"
    assert rows[3].remarks == ("it has no title",)


def test_ris_of_other_programs_is_read(tmp_path: Path) -> None:
    ris = """\ufeffTY  - JOUR
A1  - Okafor, N.
A1  - Department of Harbours
T1  - Shared budgets
JF  - Journal of Harbours
Y1  - 2014/03/01/
SP  - 101
EP  - 110
N1  - PMID: 18714745
DO  - doi:10.1234/harbour.2014
ZZ  - unknown to anyone
TY  - RPRT
TI  - No end
PB  - Norland Press
"""
    records, rows = read(tmp_path, ris)
    assert [record.title for record in records] == ["Shared budgets", "No end"]
    assert (records[0].year, records[0].pages, records[0].pmid) == (2014, "101-110", "18714745")
    assert records[0].authors[1] == Author(family="Department of Harbours")
    assert records[1].published_in == "Norland Press"
    assert all("its closing ER line is missing" in row.remarks for row in rows)


def test_known_works_are_not_added_again(tmp_path: Path) -> None:
    catalogue = Catalogue(source=RECORDS)
    records, rows = read(tmp_path, dump_bibtex(RECORDS), catalogue)
    assert records == []
    assert [(row.status, row.source_id) for row in rows] == [("known", record.source_id) for record in RECORDS]


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "neither"),
        (b"A letter to a friend.", "neither"),
        (b"%PDF-1.7\0\0", "not a text"),
        (b"@comment{nothing here}", "no reference"),
    ],
)
def test_what_is_no_reference_file_is_said(tmp_path: Path, data: bytes, named: str) -> None:
    path = tmp_path / "file.bib"
    path.write_bytes(data)
    with pytest.raises(ReferenceFileError) as raised:
        import_references(path, Catalogue())
    assert named in raised.value.message
    with pytest.raises(ReferenceFileError):
        import_references(tmp_path / "none.bib", Catalogue())


def test_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "old.bib"
    path.write_bytes("@book{x, title = {Café life}, year = 2001, author = {Lind, P}}".encode("cp1252"))
    (record,), (row,) = import_references(path, Catalogue())
    assert record.title == "Café life"
    assert "Windows-1252" in row.remarks[0]


def test_appending_leaves_the_catalogue_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    before = '# kept\n[[source]]\nsource_id   =  "old"  # so is this\ntitle = "Old"\n\n\n# a last word'
    path.write_text(before, encoding="utf-8")
    catalogue = append_records(path, RECORDS)
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert catalogue.source[1:] == RECORDS
    assert load_catalogue(path) == catalogue
    with pytest.raises(CatalogueError):
        append_records(path, RECORDS[:1])
    assert path.read_text(encoding="utf-8") == after
    assert [file.name for file in tmp_path.iterdir()] == ["catalogue.toml"]


def test_a_broken_catalogue_is_not_written_to(tmp_path: Path) -> None:
    path = write(tmp_path, "[[source]\n", "catalogue.toml")
    with pytest.raises(CatalogueError):
        append_records(path, RECORDS)
    assert path.read_text(encoding="utf-8") == "[[source]\n"


@pytest.mark.parametrize(
    ("raw", "doi"),
    [
        ("https://doi.org/10.1234/ABC(1)2", "10.1234/abc(1)2"),
        ("doi: 10.1234/abc.", "10.1234/abc"),
        ("10.1234/a%2Fb", "10.1234/a/b"),
        ("(10.1234/abc", None),
        ("10.1234/<script>", None),
        ("about 10 percent", None),
        (None, None),
    ],
)
def test_dois_in_any_common_form(raw: str | None, doi: str | None) -> None:
    assert normalise_doi(raw) == doi


def test_fields_that_do_not_hold_are_left_out_and_said() -> None:
    checked = check_fields(
        {
            "title": "Beds &amp; <i>boards</i>\u200b\n here",
            "authors": [("Lind", "P"), ("", "nobody")],
            "year": "in print",
            "pages": "101 – 110",
            "doi": "none",
            "pmid": "0",
            "url": "javascript:alert(1)",
            "volume": "v" * 41,
        },
        (),
    )
    assert checked.record is not None
    assert (checked.record.title, checked.record.pages) == ("Beds & boards here", "101-110")
    assert checked.record.source_id == "lind"
    assert [remark.split()[0] for remark in checked.remarks] == ["year", "doi", "pmid", "url", "volume"]
    assert check_fields({"title": " <i></i> "}, ()).record is None
    assert normalise_pmid("PMID: 123") == "123"


def test_new_ids_are_free_and_readable() -> None:
    assert new_source_id(None, ["Łødź"], 2011, "T", []) == "lodz-2011"
    assert new_source_id(None, ["Ng"], 2011, "T", ["ng-2011", "ng-2011b"]) == "ng-2011c"
    assert new_source_id(None, ["王"], None, "Der große Plan von allem", []) == "der-grosse-plan"
    assert new_source_id("Zot:Key_1", ["Ng"], 2011, "T", []) == "zot-key-1"
    taken = {new_source_id(None, ["Ng"], None, "T", [])}
    for _ in range(40):
        taken.add(new_source_id(None, ["Ng"], None, "T", taken))
    assert len(taken) == 41


@pytest.mark.parametrize("dump", [dump_bibtex, dump_ris])
def test_the_committed_catalogue_survives_both_formats(dump: object, tmp_path: Path) -> None:
    assert callable(dump)
    kept = {"source_id", "title", "authors", "more_authors", "year", "published_in", "volume", "issue", "pages", "doi",
            "pmid", "url"}  # fmt: skip
    catalogue = load_catalogue(Settings().catalogue_path)
    records, rows = read(tmp_path, dump(catalogue))
    assert {row.status for row in rows} == {"added"}
    assert [record.model_dump(include=kept) for record in records] == [r.model_dump(include=kept) for r in catalogue]
    assert [work_type(record) for record in records] == [work_type(record) for record in catalogue]
