"""Which sentences can be evidence at all."""

from __future__ import annotations

from pathlib import Path

from evals.scratch import ingested
from kb.settings import Settings

PAGE = """<!doctype html><html><head><title>Ferries of Norland</title></head><body><h1>Ferries of Norland</h1>
<h2>How length was measured</h2>
<p>The length of a ferry was read from photographs. The true length of a ferry can then be expressed as</p>
<p>The first factor is the height of the mast of the ferry.</p>
<table><thead><tr><th>Ferry</th><th>Year</th><th>Length in metres</th></tr></thead>
<tbody><tr><td>Gannet</td><td>2001</td><td>41</td></tr>
<tr><td>–</td><td>2009</td><td>44</td></tr>
<tr><td>Puffin</td><td>2001</td><td>38 with its mast.</td></tr></tbody></table>
</body></html>
"""


def test_a_row_without_a_name_and_a_sentence_before_a_lost_formula_are_no_evidence(tmp_path: Path) -> None:
    file = tmp_path / "ferries-2010.html"
    file.write_text(PAGE)
    briefing = ingested(Settings(corpus="originals"), [file], tmp_path / "data")
    found = briefing.retrieve(briefing.understand("What is the true length of a ferry?")).evidence.items
    texts = [item.text for item in found]
    assert "Gannet: Year 2001; Length in metres 41." in texts
    assert "Puffin: Year 2001; Length in metres 38 with its mast." in texts
    assert "The length of a ferry was read from photographs." in texts
    assert not [text for text in texts if "44" in text or text.endswith("expressed as")]
