"""The Explore tab's HTML: what sources may do to it, where its links lead, its counts, and what it says when empty."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from page_explore_made_up import make_explore_library
from pydantic import ValidationError

from chatbot.loopback import is_loopback, is_served_here_alone
from chatbot.page.explore_place import EXPLORE_TEXT_LIMIT_CHARS, ExploreAction, ExplorePlace, View
from chatbot.page.explore_tab import follow, reference_file
from chatbot.page.markup import Markup
from chatbot.page.render_explore import render_explore
from chatbot.page.render_library import retraction_words
from chatbot.page.render_passage import mark_words, marked_text
from chatbot.page.shelf import Shelf
from chatbot.page.study_room import StudyRoom
from chatbot.page.timeline_picture import place_events
from kb.glossary import Glossary
from kb.library import Library
from kb.retractions import RetractionStatus
from kb.settings import Settings
from kb.timeline import Event, Timeline

_OWN_TAGS = {
    "div", "nav", "ul", "ol", "li", "button", "span", "h2", "h3", "h4", "p", "form", "label", "input", "select",
    "option", "table", "caption", "thead", "tbody", "tr", "th", "td", "article", "section", "aside", "dl", "dt", "dd",
    "details", "summary", "a", "strong", "mark", "blockquote", "svg", "g", "line", "text", "path", "rect", "circle",
    "title", "polygon", "figure",
}  # fmt: skip
_PLACES = [
    ExplorePlace(),
    ExplorePlace(view="source", source="quay-2019"),
    ExplorePlace(view="source", source="pier-2021"),
    ExplorePlace(view="source", source="ferry-2004"),
    ExplorePlace(view="search", q="<img src=x onerror=alert(1)> nurses wrote"),
    ExplorePlace(view="themes"),
    ExplorePlace(view="cell", source="quay-2019", theme="boards"),
    ExplorePlace(view="glossary", q=""),
    ExplorePlace(view="term", term="shared-budget"),
    ExplorePlace(view="timeline"),
    ExplorePlace(layout="cards"),
    ExplorePlace(view="words", source="quay-2019", at="nothing:0-9"),
    ExplorePlace(view="map"),
    ExplorePlace(view="map", by="source", source="pier-2021"),
    ExplorePlace(view="paths"),
    ExplorePlace(view="path", theme="money"),
    ExplorePlace(view="quiz"),
    ExplorePlace(view="quiz", theme="money"),
]


class _Parts(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.goes: list[dict[str, str]] = []
        self.words = ""
        self.marked: list[str] = []
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        assert not [name for name in values if name.startswith("on")]
        self.tags.append(tag)
        self._open.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.targets += [values["href"][1:]] if values.get("href", "").startswith("#") else []
        if values.get("data-explore") == "go":
            self.goes.append({name[5:]: value for name, value in values.items() if name.startswith("data-")})

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._open and self._open[-1] == "mark":
            self.marked.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(Library.open(make_explore_library(tmp_path_factory.mktemp("explore")), with_model=False))


def _show(place: ExplorePlace, shelf: Shelf) -> _Parts:
    return _Parts(render_explore(place, StudyRoom(shelf), can_go_back=True, focus="explore-heading"))


@pytest.mark.parametrize("place", _PLACES, ids=lambda place: f"{place.view}-{place.source or place.term}")
def test_every_view_is_our_markup_alone_and_all_its_links_lead_somewhere(place: ExplorePlace, shelf: Shelf) -> None:
    page = _show(place, shelf)
    assert set(page.tags) <= _OWN_TAGS
    assert "explore-heading" in page.ids
    assert len(page.ids) == len(set(page.ids))
    assert set(page.targets) <= set(page.ids)
    for button in page.goes:
        there = _show(ExplorePlace.model_validate(button), shelf)
        assert "No such" not in there.words, button


def test_hostile_words_are_shown_as_they_are(shelf: Shelf) -> None:
    shown = "".join(_show(place, shelf).words for place in _PLACES)
    for hostile in (
        "Quay clinics <script>window.pwned = 'title'</script>", "Harbour <i>Review</i>", "Money & <b>budgets</b>",
        "<script>window.pwned = 'text'</script>", "told visitors <b>everything</b>", "Pay <u>of keepers</u>",
        "crown <i>coin</i>", "one pot <b>of money</b>", "<script>window.pwned = 'term'</script>",
        "<script>window.pwned = 'event'</script>",
    ):  # fmt: skip
        assert hostile in shown, hostile


def test_the_library_names_what_is_held_and_what_was_read(shelf: Shelf) -> None:
    page = render_explore(ExplorePlace(), StudyRoom(shelf), can_go_back=False)
    rows = [_Parts(row).words for row in re.findall(r"<tr.*?</tr>", page)[1:]]
    assert [row.split(" (")[0] for row in rows] == ["Brandt", "Lind", "Okafor"]
    assert "record alone" in rows[0]
    assert "not read; as cited in Okafor (2019)" in rows[0]
    assert "note" in rows[1]
    assert "abstract" in rows[1]
    assert "original and note" in rows[2]
    assert all("not checked" in row for row in rows)
    assert "3 sources." in _Parts(page).words
    assert "data-focus" not in page


@pytest.mark.parametrize(
    ("q", "theme", "left"),
    [
        ("norland", "", 2),
        ("NORLAND okafor", "", 1),
        ("", "money", 2),
        ("ferries", "boards", 1),
        ("ferries", "money", 0),
    ],
)
def test_the_filter_keeps_the_sources_that_match(q: str, theme: str, left: int, shelf: Shelf) -> None:
    page = render_explore(ExplorePlace(q=q, theme=theme), StudyRoom(shelf), can_go_back=False)
    words = _Parts(page).words
    assert page.count('scope="row"') == left
    assert f"{left} of 3 sources." in words
    assert ("No source matches" in words) == (left == 0)


def test_a_source_shows_the_note_beside_the_section_that_it_summarises(shelf: Shelf) -> None:
    page = render_explore(ExplorePlace(view="source", source="quay-2019"), StudyRoom(shelf), can_go_back=False)
    section = re.search(r"<details><summary>What the nurses wrote.*?</details>", page)
    assert section is not None
    inside = _Parts(section.group()).words
    assert "The board hangs in the hall" in inside
    assert "told visitors <b>everything</b> on a board." in inside
    assert "95 crowns" not in inside
    words = _Parts(page).words
    assert "Cites, of works known through it alone: Brandt (2004)." in words
    assert "Original text, version 1:" in words
    assert "Our note, version 1:" in words
    assert "Okafor N. Quay clinics <script>" in words  # the reference


@pytest.mark.parametrize(
    ("section", "claim"),
    [("Limitations", "Nothing follows from three clinics"), ("Summary", "It was in 1987 that nurses opened")],
    ids=["same innermost heading", "nearest section around"],
)
def test_a_claim_on_a_heading_that_the_file_lost_stands_at_the_nearest(section: str, claim: str, shelf: Shelf) -> None:
    page = render_explore(ExplorePlace(view="source", source="quay-2019"), StudyRoom(shelf), can_go_back=False)
    found = re.search(rf"<details><summary>{section}.*?</details>", page)
    assert found is not None
    assert claim in _Parts(found.group()).words


def test_a_source_that_was_not_read_says_so(shelf: Shelf) -> None:
    words = _show(ExplorePlace(view="source", source="ferry-2004"), shelf).words
    assert "Cited in: Okafor (2019)." in words
    assert "Nothing of this source’s text is held" in words


def test_the_matrix_counts_the_passages_that_its_cells_open(shelf: Shelf) -> None:
    buttons = re.findall(r'<button[^>]*class="cell [^>]*>(\d+)<', _raw("themes", shelf))
    cells = [go for go in _show(ExplorePlace(view="themes"), shelf).goes if go["view"] == "cell"]
    assert len(cells) == len(buttons) == 3
    assert {(cell["source"], cell["theme"]) for cell in cells} == set(shelf.matrix)
    for cell, count in zip(cells, buttons, strict=True):
        page = _show(ExplorePlace.model_validate(cell), shelf)
        assert page.tags.count("h3") == int(count)
        assert re.search(rf"\b{count} passages?\.", page.words)
    assert "on this theme, no passage held" in _show(ExplorePlace(view="themes"), shelf).words


def _raw(view: View, shelf: Shelf) -> str:
    return render_explore(ExplorePlace(view=view), StudyRoom(shelf), can_go_back=False)


def test_a_term_opens_the_passages_that_use_it_in_any_form(shelf: Shelf) -> None:
    page = _show(ExplorePlace(view="term", term="shared-budget"), shelf)
    uses = len(shelf.passages_using(shelf.glossary.term[0]))
    assert f"{uses} passages use it" in page.words
    assert uses >= 3
    assert page.marked
    assert {words.lower() for words in page.marked} == {"shared budget"}
    unused = _show(ExplorePlace(view="term", term="crown"), shelf)
    assert "No passage that is held uses this term." in unused.words


def test_search_marks_its_words_and_names_the_section(shelf: Shelf) -> None:
    page = _show(ExplorePlace(view="search", q="nurses writing boards"), shelf)
    assert {"nurses", "Nurses", "board"} >= set(page.marked)
    assert "board" in page.marked
    assert "What the nurses wrote · original text" in page.words
    assert "No passage was found" in _show(ExplorePlace(view="search", q="zzzz"), shelf).words


def test_the_timeline_has_every_entry_with_its_source_and_outcome(shelf: Shelf) -> None:
    page = _show(ExplorePlace(view="timeline"), shelf)
    assert [name for name in page.ids if name.startswith("event-")] == ["event-plan", "event-founding", "event-halves"]
    assert "Planned when its source was written" in page.words
    assert "What became of it:May 1987, Norland: Three clinics" in page.words
    assert "about June 1987" in page.words
    assert page.words.count("Source: Okafor (2019)") == 2


def test_no_two_entries_of_the_picture_cover_each_other() -> None:
    events = tuple(
        Event(id=f"e-{i}", year=1990 + i // 3, country=("A", "B")[i % 2], what="Something was reformed.", source_id="s")
        for i in range(30)
    )
    spots, _, height = place_events(Timeline(event=events))
    placed = list(spots.values())
    assert len(placed) == 30
    assert all(0 < spot.y < height for spot in placed)
    apart = [max(abs(a.x - b.x), abs(a.y - b.y)) for i, a in enumerate(placed) for b in placed[:i]]
    assert min(apart) >= 26


def test_an_empty_library_says_what_is_missing(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("bare")
    settings = make_explore_library(folder)
    for name in ("glossary", "themes", "timeline"):
        (settings.sources_dir / f"{name}.toml").unlink()
    bare = Shelf(Library.open(Settings(data_dir=folder / "data", sources_dir=settings.sources_dir), with_model=False))
    assert bare.glossary == Glossary()
    assert "no glossary" in _show(ExplorePlace(view="glossary"), bare).words
    assert "No source has a theme yet" in _show(ExplorePlace(view="themes"), bare).words
    assert "no timeline" in _show(ExplorePlace(view="timeline"), bare).words
    source = _show(ExplorePlace(view="source", source="quay-2019"), bare).words
    assert "No theme is given." in source
    assert "uses no term of the glossary" in source


def test_a_mistake_in_a_file_is_named_and_the_other_views_stand(tmp_path: Path) -> None:
    settings = make_explore_library(tmp_path)
    settings.timeline_path.write_text("[[event]]\nid = 3", encoding="utf-8")
    broken = Shelf(Library.open(settings, with_model=False))
    assert "timeline.toml" in _show(ExplorePlace(view="timeline"), broken).words
    assert "3 sources." in _show(ExplorePlace(), broken).words


@pytest.mark.parametrize("view", ["source", "cell", "term"])
def test_a_name_that_stands_for_nothing_is_answered_in_words(view: View, shelf: Shelf) -> None:
    page = _show(ExplorePlace(view=view, source="<b>none</b>", term="none", theme="none"), shelf)
    assert "No such" in page.words


def test_what_a_browser_sends_is_checked() -> None:
    for wrong in ({"view": "secrets"}, {"act": "delete"}, {"q": "x" * (EXPLORE_TEXT_LIMIT_CHARS + 1)}, {"q": ["x"]}):
        with pytest.raises(ValidationError):
            ExploreAction.model_validate(wrong)


def test_back_leads_through_the_places_one_by_one() -> None:
    start = (ExplorePlace(),)
    there = follow(start, ExploreAction(view="source", source="quay-2019"))
    assert follow(there, ExploreAction(view="source", source="quay-2019")) == there
    assert there[-1] == ExplorePlace(view="source", source="quay-2019")
    assert follow(there, ExploreAction(act="back")) == start
    assert follow(start, ExploreAction(act="back")) == start
    long = start
    for number in range(100):
        long = follow(long, ExploreAction(view="search", q=str(number)))
    assert len(long) <= 30
    assert long[-1].q == "99"


def test_references_are_taken_away_one_or_as_filtered(shelf: Shelf) -> None:
    one = reference_file("bibtex", ExplorePlace(view="source", source="quay-2019"), shelf)
    assert one["name"] == "quay-2019.bib"
    assert "10.1234/quay.2019" in base64.b64decode(one["data"]).decode()
    some = base64.b64decode(reference_file("bibtex", ExplorePlace(q="norland"), shelf)["data"]).decode()
    assert re.findall(r"\{([a-z]+-\d{4}),", some) == ["ferry-2004", "quay-2019"]


def test_words_are_marked_in_any_inflection_and_nothing_else_changes() -> None:
    shown = marked_text("Nurses & a nurse's <b>board</b>.", mark_words("nurse boards"))
    assert isinstance(shown, Markup)
    assert _Parts(shown).marked == ["Nurses", "nurse's", "board"]
    assert _Parts(shown).words == "Nurses & a nurse's <b>board</b>."


def test_the_worst_that_is_known_of_a_source_is_named() -> None:
    day = "2026-01-01"
    assert retraction_words(RetractionStatus()) == "not checked"
    assert retraction_words(RetractionStatus.model_validate({"as_of": day, "retracted": "no"})) == "none known"
    both = {"as_of": day, "retracted": "yes", "corrected": "yes"}
    assert retraction_words(RetractionStatus.model_validate(both)) == "retracted, corrected"


def test_away_from_this_machine_originals_are_not_read_from_end_to_end(shelf: Shelf) -> None:
    assert any(holding.original for holding in shelf.holdings.values())
    served = Shelf(shelf.library, with_originals=False)
    assert not any(holding.original for holding in served.holdings.values())
    assert all(document.kind == "note" for cell in served.matrix.values() for document, _ in cell)


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("library.example", False)],
)
def test_which_addresses_are_this_machine_alone(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone
    assert is_served_here_alone(Settings(host=host)) is alone
    assert not is_served_here_alone(Settings(host=host, allowed_hosts=("briefing.example",)))
