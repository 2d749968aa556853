"""The study views of Explore as HTML: cards, map and paths of a made-up library, and what a visitor's marks do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from page_explore_made_up import make_explore_library

from chatbot.page.explore_place import ExploreAction, ExplorePlace
from chatbot.page.explore_tab import REFERENCE_FILES, mark, reference_file
from chatbot.page.map_picture import legend_mark, look_of
from chatbot.page.render_explore import render_explore
from chatbot.page.shelf import Shelf
from chatbot.page.study_room import StudyRoom
from chatbot.study.study_marks import StudyMarks
from kb.library import Library


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> StudyRoom:
    return StudyRoom(Shelf(Library.open(make_explore_library(tmp_path_factory.mktemp("study")), with_model=False)))


def _show(place: ExplorePlace, room: StudyRoom, marks: StudyMarks | None = None) -> str:
    return render_explore(place, room, can_go_back=False, marks=marks)


def test_a_card_shows_its_back_and_leads_to_the_words_it_was_made_from(room: StudyRoom) -> None:
    card = next(card for card in room.cards if card.source_id == "quay-2019" and not card.quotes)
    page = _show(ExplorePlace(view="quiz", source="quay-2019", card=card.card_id), room)
    assert f"<strong>{card.answer}</strong>" in page
    at = re.search(r'data-view="words" data-source="quay-2019" data-at="([^"]+)"', page)
    assert at is not None
    there = _show(ExplorePlace(view="words", source="quay-2019", at=at[1]), room)
    assert f"<mark>{card.whole}</mark>" in there
    assert "Our summary of section Summary." in there


def test_without_originals_neither_cards_nor_words_show_them(room: StudyRoom) -> None:
    original = room.shelf.holdings["quay-2019"].original
    assert original is not None
    place = ExplorePlace(view="words", source="quay-2019", at=f"{original.document_id}:0-20")
    assert "The source’s own words." in _show(place, room)
    served = StudyRoom(Shelf(room.shelf.library, with_originals=False))
    assert "No such place" in _show(place, served)
    assert not [card for card in served.cards if card.quotes]
    assert served.passage_map is not None
    assert {document.kind for document, _ in served.passage_map.found} == {"note"}


@pytest.mark.parametrize("at", ["", "x", "x:1-2", "x:9-3", "{document}:5-5", "{document}:0-999999999"])
def test_a_place_that_is_not_there_is_said_to_be_none(at: str, room: StudyRoom) -> None:
    note = room.shelf.holdings["quay-2019"].note
    assert note is not None
    place = ExplorePlace(view="words", source="quay-2019", at=at.format(document=note.document_id))
    assert "No such place" in _show(place, room)


def test_marking_a_card_leads_to_the_next_and_all_known_ends_the_pack(room: StudyRoom) -> None:
    marks, place = StudyMarks(), ExplorePlace(view="quiz", theme="money")
    pack = [card for card in room.cards if "money" in card.theme_ids]
    assert pack
    for _ in pack:
        shown = _show(place, room, marks)
        card_id = re.search(r'data-explore="known"[^>]*data-card="([^"]+)"', shown)
        assert card_id is not None
        action = ExploreAction(act="known", view="quiz", theme="money", card=card_id[1])
        marks, place, focus, said = mark(action, room, marks)
        assert (focus, said) == ("explore-heading", "Marked as known.")
    assert "Every card of this pack is known." in _show(place, room, marks)
    marks, place, _, _ = mark(ExploreAction(act="restart", view="quiz", theme="money"), room, marks)
    assert not marks.known
    assert f"{len(pack)} not answered." in _show(place, room, marks)


def test_a_card_that_is_none_is_not_marked(room: StudyRoom) -> None:
    marks, _, _, _ = mark(ExploreAction(act="known", view="quiz", card="card-0000000000000000"), room, StudyMarks())
    assert marks == StudyMarks()


def test_a_theme_without_cards_says_so(room: StudyRoom) -> None:
    assert "There is no card" in _show(ExplorePlace(view="quiz", source="ferry-2004"), room)


def test_the_path_shows_what_is_done_and_a_step_what_to_read(room: StudyRoom) -> None:
    path = room.path("money")
    assert path.steps
    first = path.steps[0]
    assert f"0 of {len(path.steps)} done" in _show(ExplorePlace(view="path", theme="money"), room)
    action = ExploreAction(act="done", view="path", theme="money", step=first.step_id)
    marks, place, focus, said = mark(action, room, StudyMarks())
    assert (place.view, focus, said) == ("path", f"mark-{first.step_id}", "Marked as done.")
    shown = _show(place, room, marks)
    assert f"1 of {len(path.steps)} done" in shown
    assert f'id="{focus}"' in shown
    step = _show(ExplorePlace(view="step", theme="money", step=first.step_id), room)
    assert f"Step 1 of {len(path.steps)}" in step
    assert first.reading is not None
    assert step.count("Open at the words") == len(first.sentences)
    assert "Done: take the mark away" in _show(
        ExplorePlace(view="step", theme="money", step=first.step_id), room, marks
    )


def test_the_map_says_what_nearness_means_and_the_same_as_a_list(room: StudyRoom) -> None:
    page = _show(ExplorePlace(view="map"), room)
    made = room.passage_map
    assert made is not None
    assert "It does not mean that they agree" in page
    assert f"{len(made.found)} passages in the whole library." in page
    assert sum(int(n) for n in re.findall(r"<h4>[^<]*\((\d+)\)</h4>", page)) >= len(made.found)
    assert page.count('tabindex="0"') == 1
    labels = re.findall(r'class="map-mark"[^>]*aria-label="([^"]*)"', page)
    assert labels
    assert all(labels)
    for spot in set(re.findall(r'data-spot="([^"]+)"', page)):
        assert "explore-passages" in _show(ExplorePlace(view="spot", spot=spot), room)


def test_the_map_narrows_to_a_source_and_keeps_the_others_as_points(room: StudyRoom) -> None:
    page = _show(ExplorePlace(view="map", source="pier-2021"), room)
    assert "1 passage from Lind (2021), of " in page
    assert page.count('class="map-mark"') == 1
    assert 'class="faint"' in page
    assert "No such mark" in _show(ExplorePlace(view="spot", spot="35-23", source="ferry-2004"), room)


def test_marks_differ_in_shape_or_filling_and_not_in_colour_alone() -> None:
    drawn = [re.sub(r"mark-\d", "", legend_mark(look_of(index))) for index in range(24)]
    assert len(set(drawn)) == 24


@pytest.mark.parametrize("kind", REFERENCE_FILES)
def test_references_go_out_in_each_form(kind: str, room: StudyRoom) -> None:
    made = reference_file(kind, ExplorePlace(view="source", source="quay-2019"), room.shelf)
    assert made["name"] == f"quay-2019.{REFERENCE_FILES[kind][0]}"
    assert made["data"]
    assert reference_file(kind, ExplorePlace(), room.shelf)["name"].startswith("library.")


def test_cards_of_the_library_name_the_themes_of_a_source(room: StudyRoom) -> None:
    page = _show(ExplorePlace(layout="cards"), room)
    assert page.count("<h3>") == 3
    assert "Money &amp; &lt;b&gt;budgets&lt;/b&gt;" in page


def test_a_library_without_vectors_says_that_it_has_no_map(room: StudyRoom, tmp_path: Path) -> None:
    settings = make_explore_library(tmp_path)
    library = Library.open(settings, with_model=False)
    library.manifest = library.manifest.model_copy(update={"embedder": None})
    page = _show(ExplorePlace(view="map"), StudyRoom(Shelf(library)))
    assert "without the embedding model" in page
    assert "map-mark" not in page
