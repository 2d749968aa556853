"""`briefing sources list|show|history|remove|restore` as others call them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from harbour_made_up import HARBOUR_TEXT
from test_command_line import run

from kb.settings import Settings


@pytest.fixture
def settings(harbour_settings: Settings, tmp_path: Path) -> Settings:
    """A copy of the made-up library, to be written to."""
    shutil.copytree(harbour_settings.data_dir, tmp_path / "data")
    shutil.copytree(harbour_settings.sources_dir, tmp_path / "sources")
    return Settings(data_dir=tmp_path / "data", sources_dir=tmp_path / "sources")


def test_a_source_goes_and_comes_back(settings: Settings) -> None:
    listed = json.loads(run("sources", "list", "--json", settings=settings).stdout)
    assert [(s["source_id"], s["answers"]) for s in listed["sources"]] == [("harbour-2014", "original")]
    removed = run("sources", "remove", "harbour-2014", "--json", settings=settings)
    assert removed.returncode == 0, removed.stderr
    assert [(v["kind"], v["version"]) for v in json.loads(removed.stdout)["removed"]] == [("original", 1)]
    assert "briefing sources restore harbour-2014" in removed.stderr
    ingested = run("ingest", settings=settings)
    assert ingested.returncode == 0
    assert "has been removed" in ingested.stderr
    asked = run("ask", "How large is the bonus?", settings=settings)
    assert asked.returncode == 2
    assert "restore harbour-2014" in asked.stderr
    restored = run("sources", "restore", "harbour-2014", settings=settings)
    assert restored.returncode == 0, restored.stderr
    assert run("ask", "How large is the bonus?", settings=settings).returncode == 0


def test_a_source_is_shown_with_its_sections_and_its_history(settings: Settings) -> None:
    path = settings.originals_dir / "harbour-2014.txt"
    path.write_text(HARBOUR_TEXT.replace("95 crowns", "97 crowns"), encoding="utf-8")
    ingested = run("ingest", settings=settings)
    assert "0 sentences came, 0 went, 1 reworded" in ingested.stderr
    assert "97 crowns" in ingested.stderr
    shown = json.loads(run("sources", "show", "harbour-2014", "--json", settings=settings).stdout)
    assert (shown["kind"], shown["version"], shown["state"]) == ("original", 2, "current")
    assert ["Limitations"] in [section["path"] for section in shown["outline"]]
    assert set(shown) >= {"record", "warnings", "quality", "pages", "characters", "passages"}
    assert "Limitations" in run("sources", "show", "harbour-2014", settings=settings).stdout
    history = json.loads(run("sources", "history", "harbour-2014", "--json", settings=settings).stdout)
    assert [(v["version"], v["state"]) for v in history["versions"]] == [(1, "superseded"), (2, "current")]
    assert history["versions"][1]["changes"]["sentences"][0]["change"] == "reworded"
    assert "95 crowns" in run("sources", "history", "harbour-2014", settings=settings).stdout


@pytest.mark.parametrize("command", ["show", "history", "remove", "restore"])
def test_an_unknown_source_is_two_with_a_way_out(command: str, harbour_settings: Settings) -> None:
    result = run("sources", command, "harbor-2014", settings=harbour_settings)
    assert result.returncode == 2
    assert "harbour-2014" in result.stderr
    assert "Traceback" not in result.stderr
