"""Themes and timeline: what they accept, and that the committed files agree with catalogue and notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.catalogue import Catalogue, load_catalogue
from kb.check_links import link_problems
from kb.errors import CatalogueError
from kb.notes import Note, load_notes
from kb.settings import PROJECT_DIR, Settings
from kb.themes import Themes, load_themes
from kb.timeline import Timeline, load_timeline

NOTE = Note.model_validate(
    {
        "source_id": "harbour-2014",
        "read_from": "abstract",
        "read_at": ["https://example.org/harbour"],
        "card": [
            {
                "claim": "Three harbour clinics share a budget.",
                "kind": "finding",
                "theme": "Budgets",
                "section": ["Abstract", "Results"],
            },
            {
                "claim": "Nurses founded the harbour clinics.",
                "kind": "context",
                "theme": "History",
                "section": ["Abstract", "Background"],
            },
        ],
    }
)
CATALOGUE = Catalogue.model_validate(
    {
        "source": [
            {"source_id": "harbour-2014", "title": "Harbour clinics", "access": "abstract"},
            {"source_id": "quay-1990", "title": "Quays", "access": "not read", "cited_in": ["harbour-2014"]},
        ]
    }
)
THEMES = {
    "theme": [
        {"id": "money", "name": "Money", "description": "Budgets and what they do."},
        {"id": "past", "name": "The past", "description": "How things came about."},
    ],
    "source": [
        {"source_id": "harbour-2014", "cards": {"Budgets": ["money"], "History": ["past", "money"]}},
        {"source_id": "quay-1990", "themes": ["past"]},
    ],
}
EVENT = {
    "id": "clinics-founded",
    "year": 1987,
    "country": "Norland",
    "what": "Nurses founded the harbour clinics.",
    "source_id": "harbour-2014",
    "section": ["Abstract", "Background"],
}


def test_the_committed_files_agree_with_each_other() -> None:
    settings = Settings()
    themes = load_themes(settings.themes_path)
    assert 12 <= len(themes.theme) <= 16
    assert all(themes.sources_on(theme.id) for theme in themes.theme)
    timeline = load_timeline(settings.timeline_path)
    catalogue, notes = load_catalogue(settings.catalogue_path), load_notes(settings.notes_dir)
    assert link_problems(catalogue, notes, themes, timeline) == []
    assert all(outcome.year >= event.year for event in timeline.event for outcome in timeline.outcomes(event.id))


def test_the_readme_counts_the_cards() -> None:
    notes = load_notes(Settings().notes_dir)
    counted = f"{sum(len(note.card) for note in notes)} claim cards on {len(notes)} sources"
    assert counted in (PROJECT_DIR / "README.md").read_text(encoding="utf-8")


def test_cards_sections_and_sources_have_their_themes() -> None:
    themes = Themes.model_validate(THEMES)
    assert [theme.id for theme in themes.of_card("harbour-2014", "History")] == ["money", "past"]
    assert [theme.id for theme in themes.of_section(NOTE, ("Abstract", "Results"))] == ["money"]
    assert [theme.id for theme in themes.of_section(NOTE, ("Abstract",))] == ["money", "past"]
    assert themes.of_section(NOTE, ("Appendix",)) == ()
    assert [theme.id for theme in themes.of_source("quay-1990")] == ["past"]
    assert themes.sources_on("past") == ("harbour-2014", "quay-1990")


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ({"source_id": "a", "themes": ["weather"]}, "weather"),
        ({"source_id": "harbour-2014", "themes": ["money"]}, "harbour-2014"),
        ({"source_id": "a", "themes": ["money"], "cards": {"x": ["money"]}}, "not both"),
        ({"source_id": "a", "cards": {"x": []}}, "not both"),
    ],
)
def test_a_faulty_mapping_names_what_is_wrong(source: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Themes.model_validate({**THEMES, "source": [*THEMES["source"], source]})


@pytest.mark.parametrize(
    ("second", "named"),
    [
        ({**EVENT, "year": 1999}, "used twice"),
        ({**EVENT, "id": "b", "year": 1960}, "order of time"),
        ({**EVENT, "id": "b", "follows": ["flood"]}, "flood"),
        ({**EVENT, "id": "b", "follows": ["b"]}, "not earlier"),
    ],
)
def test_a_faulty_timeline_names_what_is_wrong(second: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Timeline.model_validate({"event": [EVENT, second]})


def test_links_that_lead_nowhere_are_said() -> None:
    timeline = Timeline.model_validate(
        {
            "event": [
                EVENT,
                {**EVENT, "id": "b", "section": ["Summary"]},
                {**EVENT, "id": "c", "source_id": "quay-1990"},
                {**EVENT, "id": "d", "source_id": "nowhere-2000"},
            ]
        }
    )
    themes = Themes.model_validate(
        {**THEMES, "source": [{"source_id": "harbour-2014", "cards": {"Budgets": ["money"], "Weather": ["past"]}}]}
    )
    problems = link_problems(CATALOGUE, [NOTE], themes, timeline)
    for words in ("Summary", "not read", "nowhere-2000", "“History”", "“Weather”", "quay-1990 has no themes"):
        assert any(words in problem for problem in problems), words
    assert len(problems) == 6


def test_a_note_and_its_record_agree_on_what_was_read() -> None:
    other = NOTE.model_copy(update={"read_from": "summary"})
    unread = NOTE.model_copy(update={"source_id": "quay-1990"})
    unknown = NOTE.model_copy(update={"source_id": "nowhere-2000"})
    problems = link_problems(CATALOGUE, [other, unread, unknown], Themes(), Timeline())
    assert [problem for problem in problems if "note" in problem][:3] == [
        "The note harbour-2014 is from the summary, its record says abstract.",
        "quay-1990 has a note, but its record says that it was not read.",
        "The note nowhere-2000 has no record in the catalogue.",
    ]


@pytest.mark.parametrize(
    ("text", "named"), [("[[theme]\n", "TOML"), ('[[theme]]\nid = "a"\nnane = "A"', "name"), (None, "There is no")]
)
def test_an_unreadable_data_file_is_said_with_a_hint(tmp_path: Path, text: str | None, named: str) -> None:
    path = tmp_path / "themes.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_themes(path)
    assert named in raised.value.message
    assert "themes.toml" in raised.value.message
    assert raised.value.hint
