"""A library made of texts that a test brings along."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ingest.pipeline import ingest_paths
from kb.settings import Settings


def write_sources(folder: Path, files: Mapping[str, str]) -> Settings:
    """A sources folder in `folder` with these files, by their path in it, and settings that name it: nothing is
    ingested yet."""
    sources = folder / "sources"
    for name in ("notes", "originals"):
        (sources / name).mkdir(parents=True)
    for name, text in files.items():
        (sources / name).write_text(text, encoding="utf-8")
    return Settings(data_dir=folder / "data", sources_dir=sources)


def make_library(folder: Path, files: Mapping[str, str]) -> Settings:
    """The same, with every note and original among the files ingested: each became the source that its name says."""
    settings = write_sources(folder, files)
    report = ingest_paths(settings)
    named = sorted(Path(name).stem for name in files if name.startswith(("notes/", "originals/")))
    assert sorted((row.status, row.source_id) for row in report.files) == [("added", name) for name in named], report
    return settings


def originals(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts by source id as the files they are."""
    return {f"originals/{source_id}.txt": text for source_id, text in texts.items()}


class Paper(NamedTuple):
    """A paper and its record; its file begins with the title."""

    title: str
    author: str
    year: int
    country: str
    text: str


_RECORD = """
[[source]]
source_id = "{source_id}"
title = "{paper.title}"
authors = [{{ family = "{paper.author}" }}]
year = {paper.year}
country = "{paper.country}"
evidence_kind = "case studies"
access = "full text"
"""


def papers(by_source_id: Mapping[str, Paper]) -> dict[str, str]:
    """Papers as the files they are, with the catalogue of their records."""
    records = [_RECORD.format(source_id=source_id, paper=paper) for source_id, paper in by_source_id.items()]
    texts = {source_id: f"{paper.title}\n\n{paper.text}" for source_id, paper in by_source_id.items()}
    return {"catalogue.toml": "".join(records), **originals(texts)}
