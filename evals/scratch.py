"""A pipeline over chosen files in a folder of its own, for evals that must not touch the user's data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chatbot.pipeline import Briefing
from ingest.pipeline import ingest_paths
from kb.errors import DataFolderError
from kb.settings import Settings


def ingested(settings: Settings, files: Sequence[Path], data_dir: Path) -> Briefing:
    """The pipeline after an ingest of `files` into `data_dir` (new or empty). Raises DataFolderError on a refusal."""
    settings = settings.model_copy(update={"data_dir": data_dir})
    report = ingest_paths(settings, files)
    if report.refused:
        row = report.refused[0]
        raise DataFolderError(f"{row.path} could not be read: {row.reason}", "Mend the file and run again.")
    return Briefing.open(settings)
