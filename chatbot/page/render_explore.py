"""The Explore tab's HTML for a place: the ways between the views, and the view."""

from __future__ import annotations

from collections.abc import Callable

from chatbot.page.explore_links import go, heading
from chatbot.page.explore_place import ExplorePlace, View
from chatbot.page.markup import Markup, join, tag
from chatbot.page.render_brief import render_problem
from chatbot.page.render_glossary import render_glossary, render_term
from chatbot.page.render_library import render_library
from chatbot.page.render_map import render_map, render_spot
from chatbot.page.render_path import render_path, render_paths, render_step
from chatbot.page.render_quiz import render_quiz
from chatbot.page.render_search import render_search
from chatbot.page.render_source import render_source
from chatbot.page.render_theme_matrix import render_cell, render_theme_matrix
from chatbot.page.render_timeline import render_timeline
from chatbot.page.render_words import render_words
from chatbot.page.shelf import Shelf
from chatbot.page.study_room import StudyRoom
from chatbot.study.study_marks import StudyMarks
from kb.errors import BriefingError

_WAYS: tuple[tuple[View, str], ...] = (
    ("library", "Library"), ("search", "Search"), ("themes", "Themes"), ("glossary", "Glossary"),
    ("timeline", "Timeline"), ("map", "Map"), ("paths", "Reading paths"), ("quiz", "Quiz"),
)  # fmt: skip
_WITHIN: dict[View, View] = {
    "source": "library", "cell": "themes", "term": "glossary", "words": "library", "spot": "map", "path": "paths",
    "step": "paths",
}  # fmt: skip

_VIEWS: dict[View, Callable[[ExplorePlace, Shelf], Markup]] = {
    "library": render_library,
    "source": lambda place, shelf: render_source(place.source, shelf),
    "search": render_search,
    "themes": lambda _, shelf: render_theme_matrix(shelf),
    "cell": render_cell,
    "glossary": render_glossary,
    "term": render_term,
    "timeline": lambda _, shelf: render_timeline(shelf),
    "words": render_words,
}
_STUDY_VIEWS: dict[View, Callable[[ExplorePlace, StudyRoom, StudyMarks], Markup]] = {
    "map": render_map,
    "spot": render_spot,
    "paths": render_paths,
    "path": render_path,
    "step": render_step,
    "quiz": render_quiz,
}


def render_explore(
    place: ExplorePlace,
    room: StudyRoom,
    *,
    can_go_back: bool,
    focus: str | None = None,
    marks: StudyMarks | None = None,
) -> Markup:
    """The whole tab. `focus` is the id of what the browser puts the keyboard on."""
    return tag(
        "div",
        _ways(place, can_go_back),
        tag("div", _view(place, room, marks or StudyMarks()), class_=f"explore-view view-{place.view}"),
        class_="explore",
        data_focus=focus,
    )


def _view(place: ExplorePlace, room: StudyRoom, marks: StudyMarks) -> Markup:
    """The view, or what keeps it from being shown, such as a mistake in a file of `sources/`."""
    try:
        if study := _STUDY_VIEWS.get(place.view):
            return study(place, room, marks)
        return _VIEWS[place.view](place, room.shelf)
    except BriefingError as error:
        return join([heading("This cannot be shown"), render_problem(error.message, error.hint)])


def _ways(place: ExplorePlace, can_go_back: bool) -> Markup:
    here = _WITHIN.get(place.view, place.view)
    buttons = [
        tag("li", go(label, view, class_="way is-here" if view == here else "way", hint="shown now" if view == here
                     else "")) for view, label in _WAYS
    ]  # fmt: skip
    back = tag("button", "Back", type="button", class_="plain", data_explore="back") if can_go_back else ""
    return tag("nav", tag("ul", *buttons), back, aria_label="Explore", class_="explore-ways")
