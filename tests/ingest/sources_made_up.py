"""A made-up sources folder that the commands take for their own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CATALOGUE = """# looked after by hand
[[source]]
source_id = "harbour-2014"
title = "Harbour clinics: how shared budgets work"
authors = [{ family = "Okafor", given = "N" }, { family = "Lind", given = "P" }]
year = 2014
published_in = "Journal of Harbours"
volume = "12"
doi = "10.1234/harbour.2014"
pmid = "18714745"
"""


def made_up_sources(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of one record, set as the commands' sources and data folder."""
    for name in [name for name in os.environ if name.startswith("BRIEFING_")]:
        monkeypatch.delenv(name)
    sources = folder / "sources"
    (sources / "notes").mkdir(parents=True)
    (sources / "catalogue.toml").write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setenv("BRIEFING_SOURCES_DIR", str(sources))
    monkeypatch.setenv("BRIEFING_DATA_DIR", str(folder / "data"))
    return sources
