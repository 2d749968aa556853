"""`briefing sources add` and `fetch` against the local server, as a user runs them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fpdf import FPDF
from local_services import DOI, JATS, LOGIN, PDF, LocalServices, Reply, as_json, local_services
from sources_made_up import CATALOGUE, made_up_sources
from typer.testing import CliRunner, Result

from ingest.connectors.licences import lets_copy, licence_id
from ingest.sources_cli import sources_app
from kb.catalogue import load_catalogue
from kb.errors import BriefingError


@pytest.fixture
def server() -> Iterator[LocalServices]:
    with local_services() as services:
        services.speak()
        yield services


@pytest.fixture
def sources(server: LocalServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty catalogue, and settings that point at the local server."""
    folder = made_up_sources(tmp_path, monkeypatch)
    (folder / "catalogue.toml").write_text("# looked after by hand\n", encoding="utf-8")
    for name, part in (
        ("CROSSREF", "crossref"), ("OPENALEX", "openalex"), ("EUROPE_PMC", "epmc"), ("PUBMED", "pubmed"),
        ("UNPAYWALL", "unpaywall"),
    ):  # fmt: skip
        monkeypatch.setenv(f"BRIEFING_{name}_URL", f"{server.url}/{part}")
    monkeypatch.setenv("BRIEFING_CONTACT_EMAIL", "curator@example.org")
    monkeypatch.setenv("BRIEFING_OPENALEX_API_KEY", "a-secret-key")
    monkeypatch.setenv("BRIEFING_FETCH_INTERVAL_SECONDS", "0")
    monkeypatch.setenv("BRIEFING_FETCH_ATTEMPTS", "1")
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(sources_app, [*map(str, arguments)])


def rows(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.stdout)["rows"]
    return found


def test_a_doi_becomes_a_record_with_its_full_text(sources: Path, server: LocalServices) -> None:
    result = run("add", "--doi", f"https://doi.org/{DOI.upper()}", "--json")
    assert result.exit_code == 0, result.output
    assert [(row["step"], row["status"]) for row in rows(result)][-2:] == [
        ("record", "added"),
        ("full text", "fetched"),
    ]
    text = (sources / "catalogue.toml").read_text(encoding="utf-8")
    assert text.startswith("# looked after by hand\n")
    record = load_catalogue(sources / "catalogue.toml").get("okafor-2014")
    assert record is not None
    assert (record.doi, record.licence, record.share_with_model) == (DOI, "CC-BY-4.0", False)
    assert record.checked_on == date.today()
    assert [urlsplit(page).hostname for page in record.checked_at] == [
        "127.0.0.1", "pubmed.ncbi.nlm.nih.gov", "europepmc.org", "openalex.org",
    ]  # fmt: skip
    assert "example.org" not in str(record.checked_at)
    assert (sources / "originals" / "okafor-2014.xml").read_bytes() == JATS
    assert "a-secret-key" not in result.stdout


def test_adding_again_changes_nothing(sources: Path, server: LocalServices) -> None:
    run("add", "--doi", DOI)
    before = (sources / "catalogue.toml").read_bytes()
    asked = len(server.asked)
    result = run("add", "--doi", DOI, "--json")
    assert result.exit_code == 0
    assert [row["status"] for row in rows(result)][-2:] == ["known", "present"]
    assert (sources / "catalogue.toml").read_bytes() == before
    assert len(server.asked) == asked
    run("add", "--doi", DOI, "--refresh")
    assert len(server.asked) > asked


def test_the_next_place_is_tried_when_one_fails(sources: Path, server: LocalServices) -> None:
    server.routes["/epmc/PMC123456/fullTextXML"] = Reply(body=LOGIN)
    result = run("add", "--doi", DOI, "--json")
    assert result.exit_code == 0
    last = [(row["status"], row["outcome"]) for row in rows(result)][-2:]
    assert last == [("failed", "web_page"), ("fetched", None)]
    assert (sources / "originals" / "okafor-2014.pdf").read_bytes() == PDF


@pytest.mark.parametrize("licence", [None, "implied-oa", "publisher-specific-oa"])
def test_free_to_read_is_not_free_to_copy(sources: Path, server: LocalServices, licence: str | None) -> None:
    server.speak(pdf_licence=licence, in_europe_pmc=False)
    message = server.crossref()
    message["message"]["license"] = []
    server.routes["/crossref/works/10.1234%2Fharbour.2014"] = as_json(message)
    found = server.europe_pmc(False)
    found["resultList"]["result"][0]["license"] = None
    server.routes["/epmc/search"] = as_json(found)
    result = run("add", "--doi", DOI, "--json")
    assert result.exit_code == 0
    assert rows(result)[-1]["status"] == "not_open"
    assert "/files/harbour.pdf" not in server.paths()
    assert not (sources / "originals").exists()


def test_a_full_text_that_fails_everywhere_keeps_the_record(sources: Path, server: LocalServices) -> None:
    server.routes["/epmc/PMC123456/fullTextXML"] = Reply(status=404)
    server.routes["/files/harbour.pdf"] = Reply(body=PDF[:9000])
    result = run("add", "--doi", DOI, "--json")
    assert result.exit_code == 2
    assert [row["outcome"] for row in rows(result)][-2:] == ["not_found", "incomplete"]
    assert load_catalogue(sources / "catalogue.toml").get("okafor-2014") is not None
    assert list((sources / "originals").iterdir()) == []
    server.routes["/files/harbour.pdf"] = Reply(body=PDF)
    again = run("fetch", "--json")
    assert again.exit_code == 0, again.output
    assert (sources / "originals" / "okafor-2014.pdf").read_bytes() == PDF


def test_an_unknown_doi_and_a_wrong_one_are_said(sources: Path, server: LocalServices) -> None:
    server.routes["/pubmed/esearch.fcgi"] = as_json({"esearchresult": {"idlist": []}})
    result = run("add", "--doi", "10.1234/unknown", "--json")
    assert result.exit_code == 2
    assert rows(result)[-1]["status"] == "refused"
    assert (sources / "catalogue.toml").read_text(encoding="utf-8") == "# looked after by hand\n"
    assert isinstance(run("add", "--doi", "not a doi").exception, BriefingError)
    assert run("add").exit_code == 2


def test_services_that_do_not_answer_are_not_taken_for_no(sources: Path, server: LocalServices) -> None:
    (sources / "catalogue.toml").write_text(CATALOGUE, encoding="utf-8")
    server.routes.clear()
    server.routes["/unpaywall/10.1234/harbour.2014"] = Reply(status=500)
    server.routes["/pubmed/esearch.fcgi"] = as_json({"esearchresult": {"idlist": []}})
    result = run("fetch", "--json")
    assert result.exit_code == 2
    assert "Unpaywall did not answer" in rows(result)[-1]["reason"]


def test_fetch_says_something_of_every_source(sources: Path, server: LocalServices) -> None:
    bare = '\n[[source]]\nsource_id = "bare"\ntitle = "No DOI"\n'
    (sources / "catalogue.toml").write_text(CATALOGUE + bare, encoding="utf-8")
    first = run("fetch", "--json")
    assert first.exit_code == 0, first.output
    status = {row["source_id"]: row["status"] for row in rows(first) if row["step"] == "full text"}
    assert status == {"harbour-2014": "fetched", "bare": "not_asked"}
    second = run("fetch", "harbour-2014", "--json")
    assert [row["status"] for row in rows(second)] == ["present"]
    assert isinstance(run("fetch", "no-such-source").exception, BriefingError)
    assert "Run `briefing ingest`" not in run("fetch").output


def test_a_source_with_a_pmid_alone_is_fetched_by_the_doi_that_pubmed_states(
    sources: Path, server: LocalServices
) -> None:
    (sources / "catalogue.toml").write_text(CATALOGUE.replace('doi = "10.1234/harbour.2014"\n', ""), encoding="utf-8")
    server.routes["/pubmed/esummary.fcgi"] = Reply(status=500)
    failed = run("fetch", "--json")
    assert failed.exit_code == 2
    assert rows(failed)[-1]["outcome"] == "server_error"
    server.routes["/pubmed/esummary.fcgi"] = as_json({"result": {"18714745": {"articleids": []}}})
    assert "PubMed states none" in rows(run("fetch", "--refresh", "--json"))[-1]["reason"]
    server.speak()
    result = run("fetch", "--refresh", "--json")
    assert result.exit_code == 0, result.output
    assert rows(result)[-1]["status"] == "fetched"


def test_a_known_work_without_its_doi_is_not_doubled(sources: Path, server: LocalServices) -> None:
    known = CATALOGUE.replace('doi = "10.1234/harbour.2014"\n', "").replace('pmid = "18714745"\n', "")
    (sources / "catalogue.toml").write_text(known, encoding="utf-8")
    result = run("add", "--doi", DOI, "--no-full-text", "--json")
    assert result.exit_code == 0
    assert (rows(result)[-1]["status"], rows(result)[-1]["source_id"]) == ("known", "harbour-2014")
    assert (sources / "catalogue.toml").read_text(encoding="utf-8") == known


def paper(path: Path, *lines: str) -> Path:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    for line in lines:
        pdf.multi_cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(path))
    return path


@pytest.mark.parametrize(
    ("lines", "by"),
    [
        (("Some words", "https://doi.org/10.1234/HARBOUR.2014"), "the DOI"),
        (("Research", "Harbour Clinics: How Shared", "Budgets Work", "N Okafor"), "its title"),
    ],
)
def test_a_file_is_matched_to_its_record(sources: Path, tmp_path: Path, lines: tuple[str, ...], by: str) -> None:
    (sources / "catalogue.toml").write_text(CATALOGUE, encoding="utf-8")
    file = paper(tmp_path / "download (3).PDF", *lines)
    result = run("add", "--file", file, "--json")
    assert result.exit_code == 0, result.output
    (row,) = rows(result)
    assert (row["status"], row["source_id"]) == ("copied", "harbour-2014")
    assert by in row["reason"]
    assert (sources / "originals" / "harbour-2014.pdf").read_bytes() == file.read_bytes()
    assert [row["status"] for row in rows(run("add", "--file", file, "--json"))] == ["present"]
    other = run("add", "--file", paper(tmp_path / "other.pdf", *lines, "A second printing"))
    assert isinstance(other.exception, BriefingError)
    assert "Another file" in other.exception.message


def test_a_file_that_fits_no_record_or_several_is_said(sources: Path, tmp_path: Path) -> None:
    twin = '\n[[source]]\nsource_id = "twin"\ntitle = "A second report on quays"\n'
    (sources / "catalogue.toml").write_text(CATALOGUE + twin, encoding="utf-8")
    stray = tmp_path / "stray.txt"
    stray.write_text("Something else. doi:10.9999/other.1\n", encoding="utf-8")
    result = run("add", "--file", stray)
    assert isinstance(result.exception, BriefingError)
    assert "10.9999/other.1" in result.exception.hint
    both = tmp_path / "both.txt"
    both.write_text("A second report on quays\nHarbour clinics: how shared budgets work\n", encoding="utf-8")
    result = run("add", "--file", both)
    assert isinstance(result.exception, BriefingError)
    assert "several" in result.exception.message
    assert isinstance(run("add", "--file", tmp_path / "none.pdf").exception, BriefingError)


def test_a_doi_and_a_file_together_make_record_and_original(sources: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("No DOI and no title in here, but it is mine.\n", encoding="utf-8")
    result = run("add", "--doi", DOI, "--file", file, "--json")
    assert result.exit_code == 0, result.output
    assert [row["status"] for row in rows(result)][-2:] == ["added", "copied"]
    assert (sources / "originals" / "okafor-2014.txt").read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("stated", "licence", "copy"),
    [
        ("http://creativecommons.org/licenses/by-nc/4.0/", "CC-BY-NC-4.0", True),
        ("https://creativecommons.org/licenses/by-nc-nd/3.0/igo/", "CC-BY-NC-ND-3.0", True),
        ("cc by-nc", "CC-BY-NC", True),
        ("cc-by-sa", "CC-BY-SA", True),
        ("CC-BY-4.0", "CC-BY-4.0", True),
        ("CC0", "CC0-1.0", True),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0", True),
        ("http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/", "OGL-UK-3.0", True),
        ("implied-oa", None, False),
        ("publisher-specific, author manuscript", None, False),
        ("https://www.example.org/terms?x=cc-by", None, False),
        (None, None, False),
        ("", None, False),
    ],
)
def test_licences_are_told_apart(stated: str | None, licence: str | None, copy: bool) -> None:
    assert licence_id(stated) == licence
    assert lets_copy(licence_id(stated)) is copy
