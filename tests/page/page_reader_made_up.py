"""A made-up library of PDFs, for the tests of the source reader."""

from __future__ import annotations

from pathlib import Path

from page_pdfs_made_up import across_pages_pdf, columns_pdf

from ingest.pipeline import ingest_paths
from kb.library import Library
from kb.settings import Settings

_CATALOGUE = """
[[source]]
source_id = "quay-2019"
title = "How quay clinics share what they spend"
authors = [{ family = "Okafor", given = "N" }]
year = 2019
country = "Norland"
evidence_kind = "case studies"

[[source]]
source_id = "pier-2021"
title = "Beds of the <b>harbour</b> clinics"
authors = [{ family = "Lind", given = "P" }]
year = 2021
country = "Norland"
evidence_kind = "survey"

[[source]]
source_id = "plain-2020"
title = "Ferries and their timetable"
authors = [{ family = "Brandt", given = "A" }]
year = 2020
country = "Norland"
evidence_kind = "survey"
"""
_PLAIN = "Ferries and their timetable\n\nFerries leave the pier at seven in the morning on every day of the week.\n"
ASKED_COLUMNS = "For how many residents is every clinic paid in advance?"
ASKED_ACROSS = "Why do the harbour clinics lend no beds to the hospital?"
ASKED_PLAIN = "When do ferries leave the pier in the morning?"


def make_reader_library(folder: Path, **settings: object) -> Settings:
    """Write the files into `folder` and ingest them: two PDFs and a text."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    (sources / "catalogue.toml").write_text(_CATALOGUE, encoding="utf-8")
    (sources / "quay-2019.pdf").write_bytes(columns_pdf())
    (sources / "pier-2021.pdf").write_bytes(across_pages_pdf())
    (sources / "plain-2020.txt").write_text(_PLAIN, encoding="utf-8")
    made = Settings(data_dir=folder / "data", sources_dir=sources, **settings)  # type: ignore[arg-type]
    report = ingest_paths(made, sorted(sources.glob("*-20*.*")))
    assert {(row.status, row.source_id) for row in report.files} == {
        ("added", "quay-2019"), ("added", "pier-2021"), ("added", "plain-2020"),
    }, report  # fmt: skip
    return made


def words_address(library: Library, source_id: str, words: str) -> str:
    """The address of the view of these words."""
    from chatbot.page.page_view_link import view_address
    from kb.documents import Span

    document = next(d for d in library.documents.values() if d.source_id == source_id)
    start = document.text.index(words)
    return view_address(document, [Span(char_start=start, char_end=start + len(words))])
