"""Documents made from the catalogue: what they say, where it stands, and that what was cited stays to be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.pipeline import ingest_paths
from kb.catalogue import HOLDINGS_ID, Author, Catalogue, SourceRecord
from kb.catalogue_documents import CatalogueDocuments, is_catalogue_section, keep_documents
from kb.describe_holdings import countries_of, describe_holdings
from kb.describe_record import describe_record
from kb.library import Library
from kb.settings import Settings
from kb.store import DocumentStore, Manifest
from kb.themes import SourceThemes, Theme, Themes

TIDES = SourceRecord(
    source_id="moe-2001",
    title="Tides and wages",
    authors=(Author(family="Moe", given="A"), Author(family="Berg", given="Kari"), Author(family="Lie")),
    year=2001,
    published_in="Journal of Harbours",
    volume="4",
    pages="10-19",
    doi="10.1234/tides",
    country="Norland and Suland, with lessons for Westland",
    evidence_kind="cross-sectional survey",
)
UNREAD = SourceRecord(source_id="lie-1999", title="Early tides", access="not read", cited_in=("moe-2001",))
CATALOGUE = Catalogue(source=(TIDES, UNREAD))


def test_a_field_without_a_value_has_no_sentence() -> None:
    said = dict(describe_record(TIDES, CATALOGUE))
    assert said["authors"] == "“Tides and wages” (2001) was written by 3 authors: A Moe, Kari Berg and Lie."
    assert said["published"] == "“Tides and wages” was published in Journal of Harbours in 2001, volume 4, pages 10-19."
    assert not {"pmid", "licence", "url", "studied", "cited_in"} & set(said)
    unread = dict(describe_record(UNREAD, CATALOGUE))
    assert "authors" not in unread
    assert "published" not in unread
    assert "Moe and others (2001)" in unread["cited_in"]


def test_more_authors_than_are_known_are_not_counted() -> None:
    some = TIDES.model_copy(update={"more_authors": True})
    assert "3 authors" not in dict(describe_record(some, CATALOGUE))["authors"]
    assert "and others, whom the catalogue does not name" in dict(describe_record(some, CATALOGUE))["authors"]


def test_spans_are_the_sentences_of_their_fields() -> None:
    document = CatalogueDocuments(CATALOGUE, Manifest()).of_record(TIDES)
    said = [(sentence.claim_kind, document.slice(sentence)) for sentence in document.sentences]
    assert said == list(describe_record(TIDES, CATALOGUE))
    assert document.source_text == document.text
    assert is_catalogue_section(document.sections[1].path)


def test_the_evidence_is_from_a_country_and_not_from_one_that_may_learn_from_it() -> None:
    assert countries_of(TIDES) == ("Norland", "Suland")


def test_what_is_counted_is_what_is_listed() -> None:
    many = [TIDES.model_copy(update={"source_id": f"s-{n}", "year": 2001 + n % 2}) for n in range(30)]
    themes = Themes(
        theme=(Theme(id="tides", name="Tides", description="The sea that comes and goes."),),
        source=(SourceThemes(source_id="s-3", themes=("tides",)),),
    )
    for holding in describe_holdings(many, themes):
        text = " ".join(holding.lines)
        assert str(len(holding.records)) in holding.lines[0]
        if holding.facet != "all":
            assert text.count("Moe and others") == len(holding.records)
    assert [h.records[0].source_id for h in describe_holdings(many, themes) if h.facet == "theme"] == ["s-3"]


def test_a_record_that_was_cited_is_found_after_the_catalogue_changed(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path)
    before = CatalogueDocuments(CATALOGUE, Manifest(), store=store)
    manifest = keep_documents(before, Manifest(), store)
    cited = before.of_record(TIDES)
    changed = Catalogue(source=(TIDES.model_copy(update={"volume": "5"}), UNREAD))
    after = CatalogueDocuments(changed, manifest, store=store)
    now = after.of_record(changed.source[0])
    assert now.document_sha256 != cited.document_sha256
    assert after.document(cited.document_sha256, "moe-2001") == cited
    assert after.by_version("moe-2001", 1, cited.document_sha256[:12]) == cited
    assert after.by_version("moe-2001", 2, now.document_sha256) == now
    assert after.by_version("moe-2001", 2, cited.document_sha256) is None
    assert after.version_of(now).version == 2
    assert keep_documents(before, manifest, store) == manifest


def test_an_ingest_keeps_the_records_once(tmp_path: Path, harbour_sources: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", sources_dir=harbour_sources)
    ingest_paths(settings)
    first = DocumentStore(settings.data_dir).manifest()
    assert {row.source_id for row in first.records} == {"harbour-2014", HOLDINGS_ID}
    assert not any(row.current for row in first.records)
    ingest_paths(settings)
    assert DocumentStore(settings.data_dir).manifest() == first


def test_the_catalogue_is_never_searched(harbour_settings: Settings) -> None:
    library = Library.open(harbour_settings)
    assert all(hit.document.source_id != HOLDINGS_ID for hit in library.search("sources in the library", 20))


@pytest.mark.parametrize("source_id", ["moe-2001", "this-library"])
def test_another_hash_is_no_document(source_id: str) -> None:
    assert CatalogueDocuments(CATALOGUE, Manifest()).document("0" * 64, source_id) is None
