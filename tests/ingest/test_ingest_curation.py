"""What the page's Curate tab is given: a work by its DOI against the local services, and how held sources read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from local_services import DOI, LocalServices, local_services

from ingest.curation import LibraryCuration
from ingest.report import FileRow
from kb.errors import CatalogueError, SettingsError, SourceError
from kb.settings import Settings


@pytest.fixture
def server() -> Iterator[LocalServices]:
    with local_services() as services:
        services.speak()
        yield services


def _settings(folder: Path, url: str) -> Settings:
    (folder / "catalogue.toml").write_text("", encoding="utf-8")
    return Settings(
        data_dir=folder / "data", sources_dir=folder, contact_email="curator@example.org", fetch_interval_seconds=0,
        fetch_attempts=1, crossref_url=f"{url}/crossref", openalex_url=f"{url}/openalex",
        europe_pmc_url=f"{url}/epmc", pubmed_url=f"{url}/pubmed", unpaywall_url=f"{url}/unpaywall",
    )  # fmt: skip


def _add(curation: LibraryCuration, path: Path, source_id: str | None = None) -> list[FileRow]:
    rows: list[FileRow] = []
    report = curation.ingest([path], None, source_id, lambda what, done, total: None, rows.append)
    assert tuple(rows) == report.files
    return rows


def test_a_doi_becomes_a_source_that_answers(server: LocalServices, tmp_path: Path) -> None:
    curation = LibraryCuration(_settings(tmp_path, server.url))
    steps = list(curation.add_doi(f"https://doi.org/{DOI}"))
    assert ("record", "added") in [(step.step, step.status) for step in steps]
    assert steps[-1].status == "fetched"
    assert steps[-1].path is not None
    (row,) = _add(curation, Path(steps[-1].path))
    assert (row.status, row.source_id) == ("added", steps[-1].source_id)
    (source,) = curation.sources()
    assert (source.original, source.answers) == ("held", "original")
    (reading,) = curation.readings(source.source_id)
    assert reading.version == 1


def test_services_that_cannot_be_reached_say_what_to_do(tmp_path: Path) -> None:
    curation = LibraryCuration(_settings(tmp_path, "http://127.0.0.1:9"))
    steps = list(curation.add_doi(DOI))
    asked = [step for step in steps if step.status == "failed"]
    assert len(asked) >= 4
    assert all(step.reason and "." in step.reason for step in asked)
    assert (steps[-1].step, steps[-1].status) == ("record", "refused")


def test_no_doi_and_no_contact_address_are_said(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="is not a DOI"):
        list(LibraryCuration(_settings(tmp_path, "http://127.0.0.1:9")).add_doi("half a doi"))
    with pytest.raises(SettingsError, match="contact address"):
        list(LibraryCuration(Settings(data_dir=tmp_path / "data", sources_dir=tmp_path)).add_doi(DOI))


def test_a_file_is_the_version_of_the_source_that_was_named(tmp_path: Path) -> None:
    curation = LibraryCuration(_settings(tmp_path, "http://127.0.0.1:9"))
    first, second = tmp_path / "herons.txt", tmp_path / "corrected.txt"
    first.write_text("Herons\n\nSummary\n\nThe wardens counted 73 herons in 2011.\n", encoding="utf-8")
    second.write_text("Herons\n\nSummary\n\nThe wardens counted 75 herons in 2011.\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no source herons"):
        _add(curation, second, "herons")
    assert curation.sources() == []
    assert _add(curation, first)[0].source_id == "herons"
    (row,) = _add(curation, second, "herons")
    assert (row.status, row.source_id) == ("new_version", "herons")
    assert row.changes is not None
    assert row.changes.reworded == 1
    assert [version.state for version in curation.history("herons")] == ["superseded", "current"]
    assert _add(curation, second, "herons")[0].status == "unchanged"
