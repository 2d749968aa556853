from __future__ import annotations

from pathlib import Path

import pytest

from ingest.check_notes import OriginalTexts, check_note, check_notes
from kb.catalogue import SourceRecord, load_catalogue
from kb.notes import Note, load_notes
from kb.settings import Settings

ORIGINAL = (
    "Payment\nEach clinic in Eastquay receives 95 crowns per resi-\ndent and three nurses. "
    "Bonuses never depend on the number of referrals that a clinic makes."
)
RECORD = SourceRecord(source_id="harbour-2014", title="Harbour clinics", year=2014)


def problems(claim: str, start: int = 0, end: int = len(ORIGINAL), section: str = "Payment") -> list[tuple[str, str]]:
    card = {"claim": claim, "kind": "finding", "theme": "t", "section": [section], "support": [[start, end]]}
    note = Note.model_validate({"source_id": "harbour-2014", "original_sha256": "0" * 64, "card": [card]})
    return [(finding.severity, finding.problem) for finding in check_note(note, RECORD, ORIGINAL)]


def test_a_true_card_has_no_findings() -> None:
    assert (
        problems(
            "In the 2014 study, Eastquay paid clinics 95 crowns a head, with 3 nurses; referrals never earned a bonus."
        )
        == []
    )


@pytest.mark.parametrize(
    ("claim", "severity", "named"),
    [
        ("Every clinic of the town was paid 59 crowns for a resident, never by referral.", "fault", "59"),
        ("Every clinic in Westquay was never paid by referral.", "fault", "Westquay"),
        ("A bonus there depended on how many referrals a clinic made.", "doubt", "negated"),
        ("There, bonuses never depend on the number of referrals that were counted.", "fault", "in a row"),
    ],
)
def test_what_does_not_agree_is_found(claim: str, severity: str, named: str) -> None:
    assert any(level == severity and named in problem for level, problem in problems(claim))


def test_a_negation_that_the_support_lacks_is_doubted() -> None:
    found = problems("Clinics were not given 95 crowns a head.", 0, ORIGINAL.index("Bonuses"))
    assert ("doubt", "the claim is negated and the supporting words are not") in found


def test_ranges_and_sections_outside_the_original_are_faults() -> None:
    assert problems("A bonus never follows referrals.", 0, 10_000)[0][0] == "fault"
    assert any("heading" in problem for _, problem in problems("A bonus never follows referrals.", section="Costs"))


def test_notes_without_an_original_at_hand_are_named(tmp_path: Path) -> None:
    settings = Settings()
    notes = load_notes(settings.notes_dir)
    findings, unchecked = check_notes(notes, load_catalogue(settings.catalogue_path), OriginalTexts([tmp_path]))
    assert findings == []
    assert unchecked == [note.source_id for note in notes]


def test_the_committed_notes_agree_with_the_originals(shared_dir: Path) -> None:
    settings = Settings()
    originals = OriginalTexts([shared_dir / "originals"])
    notes = load_notes(settings.notes_dir)
    findings, unchecked = check_notes(notes, load_catalogue(settings.catalogue_path), originals)
    assert unchecked == [note.source_id for note in notes if note.original_sha256 is None]
    assert len(notes) - len(unchecked) >= 5
    assert [finding for finding in findings if finding.severity == "fault"] == []
