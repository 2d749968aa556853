"""A made-up library for the Explore tab: two sources that are held, one that is only cited, all trying to be markup."""

from __future__ import annotations

from pathlib import Path

from library_made_up import make_library

from kb.settings import Settings

_CATALOGUE = """
[[source]]
source_id = "quay-2019"
title = "Quay clinics <script>window.pwned = 'title'</script>"
authors = [{ family = "Okafor", given = "N" }]
year = 2019
published_in = "Harbour <i>Review</i>"
country = "Norland"
evidence_kind = "case studies"
access = "full text"
doi = "10.1234/quay.2019"

[[source]]
source_id = "pier-2021"
title = "Piers & pay"
authors = [{ family = "Lind", given = "P" }]
year = 2021
country = "Sudland"
evidence_kind = "survey"
access = "abstract"

[[source]]
source_id = "ferry-2004"
title = "Ferries before bridges"
authors = [{ family = "Brandt", given = "A" }]
year = 2004
country = "Norland"
access = "not read"
cited_in = ["quay-2019"]
"""
_QUAY = """Quay clinics and their shared budget

Summary

Three quay clinics in Norland were founded in 1987 by nurses. They hold a shared budget of 95 crowns per resident.

What the nurses wrote

The board hangs in the hall of the ferry station. Nurses wrote <script>window.pwned = 'text'</script> on it in chalk.

Limitations

The study covers three clinics and may not apply to inland areas.
"""
_QUAY_NOTE = """
source_id = "quay-2019"
read_from = "full text"
read_at = ["https://example.org/quay"]

[[card]]
claim = "Nurses of the quay clinics told visitors <b>everything</b> on a board."
kind = "finding"
theme = "The board"
section = ["What the nurses wrote"]

[[card]]
claim = "The shared budget of the quay clinics is 95 crowns per resident."
kind = "figure"
theme = "Money"
section = ["Summary"]

[[card]]
claim = "Nothing follows from three clinics for places inland."
kind = "limitation"
theme = "Money"
section = ["Part 2", "Limitations"]

[[card]]
claim = "It was in 1987 that nurses opened the first clinics."
kind = "context"
theme = "Money"
section = ["Summary", "Founding"]
"""
_PIER_NOTE = """
source_id = "pier-2021"
read_from = "abstract"
read_at = ["https://example.org/pier"]

[[card]]
claim = "Pier keepers are paid a shared budget in two halves."
kind = "finding"
theme = "Pay <u>of keepers</u>"
section = ["Abstract"]
"""
_GLOSSARY = """
[[term]]
id = "shared-budget"
term = "shared budget"
abbreviation = "SB"
equivalents = ["common purse"]
everyday = ["one pot <b>of money</b>"]
definition = "Money that several bodies spend together <script>window.pwned = 'term'</script>."
country = "Norland"
see_also = ["crown"]

[[term]]
id = "crown"
term = "crown <i>coin</i>"
definition = "The money of Norland, of which few coins are left."
see_also = ["shared-budget"]
"""
_THEMES = """
[[theme]]
id = "money"
name = "Money & <b>budgets</b>"
description = "How money reaches the clinics and piers."

[[theme]]
id = "boards"
name = "Boards"
description = "What is written on boards, and by whom."

[[source]]
source_id = "quay-2019"
[source.cards]
"The board" = ["boards"]
"Money" = ["money"]

[[source]]
source_id = "pier-2021"
[source.cards]
"Pay <u>of keepers</u>" = ["money"]

[[source]]
source_id = "ferry-2004"
themes = ["boards"]
"""
_TIMELINE = """
[[event]]
id = "plan"
year = 1985
country = "Norland"
what = "The council planned <script>window.pwned = 'event'</script> clinics on the quay."
status = "planned"
source_id = "quay-2019"
section = ["Summary"]

[[event]]
id = "founding"
year = 1987
month = 5
country = "Norland"
what = "Three clinics were founded by nurses on the quay."
source_id = "quay-2019"
follows = ["plan"]

[[event]]
id = "halves"
year = 1987
month = 6
approximate = true
country = "Sudland"
what = "Keepers of piers began to be paid in two halves."
source_id = "pier-2021"
"""
_FILES = {
    "catalogue.toml": _CATALOGUE, "originals/quay-2019.txt": _QUAY, "notes/quay-2019.toml": _QUAY_NOTE,
    "notes/pier-2021.toml": _PIER_NOTE, "glossary.toml": _GLOSSARY, "themes.toml": _THEMES, "timeline.toml": _TIMELINE,
}  # fmt: skip


def make_explore_library(folder: Path) -> Settings:
    """Write the sources into `folder` and ingest them: quay-2019 as original and note, pier-2021 as a note."""
    return make_library(folder, _FILES)
