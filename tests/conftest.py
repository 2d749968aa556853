"""What all tests share: where the originals are, a small made-up library, and the network kept out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from harbour_made_up import CATALOGUE, HARBOUR_TEXT
from hypothesis import settings as hypothesis_settings
from library_made_up import originals, write_sources

from ingest.pipeline import ingest_paths
from kb.settings import PROJECT_DIR, Settings

# How long an example takes on a busy machine is no finding; times are measured in evals/.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder with the originals and public data; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("POLICY_TEST_SHARED", PROJECT_DIR.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the originals and public data are not at hand ({folder.name}/ beside the project)")
    return folder


@pytest.fixture(scope="session")
def harbour_sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up sources folder: a catalogue with one record, no notes, and one original."""
    files = {"catalogue.toml": CATALOGUE, **originals({"harbour-2014": HARBOUR_TEXT})}
    return write_sources(tmp_path_factory.mktemp("harbour"), files).sources_dir


@pytest.fixture(scope="session")
def harbour_settings(harbour_sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a data folder into which the made-up library has been ingested; tests must not write to it."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), sources_dir=harbour_sources)
    report = ingest_paths(settings)
    assert [row.status for row in report.files] == ["added"], report
    return settings


@pytest.fixture(scope="session")
def notes_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a data folder that holds the project's notes and nothing else; tests must not write to it."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("notes-data"))
    report = ingest_paths(settings, [settings.notes_dir])
    assert {row.status for row in report.files} == {"added"}, report
    return settings
