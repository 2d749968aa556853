"""`briefing sources export` and `import`, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sources_made_up import made_up_sources
from typer.testing import CliRunner

from ingest.sources_cli import sources_app
from kb.catalogue import load_catalogue
from kb.errors import BriefingError

runner = CliRunner()


@pytest.fixture
def sources_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return made_up_sources(tmp_path, monkeypatch)


@pytest.mark.parametrize("style", ["bibtex", "ris", "csl-json", "vancouver", "harvard", "apa"])
def test_every_format_is_printed(sources_dir: Path, style: str) -> None:
    result = runner.invoke(sources_app, ["export", "--format", style, "harbour-2014"])
    assert result.exit_code == 0, result.output
    assert "Harbour clinics" in result.stdout
    assert "Okafor" in result.stdout


def test_an_answer_gives_the_references_it_cites_in_its_order(sources_dir: Path, tmp_path: Path) -> None:
    cited = [
        {"source_id": "gone", "title": "Not in the catalogue", "year": 1999, "marker": 1},
        {"source_id": "harbour-2014", "title": "Harbour clinics", "year": 2014, "marker": 2},
        {"source_id": "gone", "title": "Not in the catalogue", "year": 1999, "marker": 3},
    ]
    saved = tmp_path / "answer.json"
    saved.write_text(json.dumps({"id": "a", "citations": cited}), encoding="utf-8")
    result = runner.invoke(sources_app, ["export", "--answer", str(saved), "--format", "vancouver"])
    lines = result.stdout.splitlines()
    assert lines[0] == "1. Not in the catalogue. 1999."
    assert lines[1].startswith("2. Okafor N, Lind P. Harbour clinics: how shared budgets work.")
    assert len(lines) == 2
    saved.write_text("{}\n[]\n", encoding="utf-8")
    broken = runner.invoke(sources_app, ["export", "--answer", str(saved)])
    assert isinstance(broken.exception, BriefingError)
    assert "line 1" in broken.exception.message


def test_a_work_that_was_not_read_says_so(sources_dir: Path) -> None:
    with (sources_dir / "catalogue.toml").open("a", encoding="utf-8") as stream:
        stream.write(
            '\n[[source]]\nsource_id = "board"\ntitle = "A plan"\naccess = "not read"\ncited_in = ["harbour-2014"]\n'
        )
    shown = runner.invoke(sources_app, ["export", "board", "harbour-2014", "--format", "apa"]).stdout.splitlines()
    assert shown[0].endswith("[Not read; as cited in Okafor and Lind (2014).]")
    assert "Not read" not in shown[1]


def test_an_unknown_source_and_two_selections_are_refused(sources_dir: Path) -> None:
    result = runner.invoke(sources_app, ["export", "no-such-source"])
    assert isinstance(result.exception, BriefingError)
    assert runner.invoke(sources_app, ["export", "harbour-2014", "--answer", "x.json"]).exit_code == 2


def test_import_adds_once_and_says_what_was_refused(sources_dir: Path, tmp_path: Path) -> None:
    bib = tmp_path / "zotero.bib"
    bib.write_text(
        "@book{lind, title = {Quays}, author = {Lind, P}, year = 2001}\n@book{x, year = 3}\n", encoding="utf-8"
    )
    tried = runner.invoke(sources_app, ["import", str(bib), "--dry-run"])
    assert tried.exit_code == 2
    assert load_catalogue(sources_dir / "catalogue.toml").get("lind") is None
    first = runner.invoke(sources_app, ["import", str(bib), "--json"])
    assert first.exit_code == 2
    assert [row["status"] for row in json.loads(first.stdout)["rows"]] == ["added", "refused"]
    record = load_catalogue(sources_dir / "catalogue.toml").get("lind")
    assert record is not None
    assert record.title == "Quays"
    again = json.loads(runner.invoke(sources_app, ["import", str(bib), "--json"]).stdout)
    assert [row["status"] for row in again["rows"]] == ["known", "refused"]
    assert not again["written"]
