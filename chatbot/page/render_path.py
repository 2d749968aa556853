"""Reading paths: the list of themes with their paths, a path step by step, and what a step has one read."""

from __future__ import annotations

from itertools import groupby

from chatbot.page.explore_links import go, heading, nothing
from chatbot.page.explore_place import ExplorePlace
from chatbot.page.markup import Content, Markup, join, tag
from chatbot.page.render_passage import held_words
from chatbot.page.render_words import words_at
from chatbot.page.study_room import StudyRoom
from chatbot.page.wording import counted, section_words
from chatbot.study.reading_path import WORDS_A_MINUTE, PathStep, ReadingPath
from chatbot.study.stages import STAGE_NAMES
from chatbot.study.study_marks import StudyMarks
from kb.documents import Document
from kb.themes import Theme
from kb.timeline import Event


def render_paths(_: ExplorePlace, room: StudyRoom, marks: StudyMarks) -> Markup:
    """Every theme that has a path, with its length and how far the visitor has come."""
    entries = [(theme, path) for theme in room.shelf.themes.theme if (path := room.path(theme.id)).steps]
    if not entries:
        return join([heading("Reading paths"), nothing("No theme has anything to read yet (sources/themes.toml).")])
    items = (tag("li", *_entry(theme, path, marks)) for theme, path in entries)
    return join([
        heading("Reading paths"),
        tag("p", "For each theme, what to read first to last: words, setting, findings, conclusions, limits, and the "
            "newest standing last. What you mark as done is kept in this browser alone.", class_="explore-count"),
        tag("ul", *items, class_="paths"),
    ])  # fmt: skip


def _entry(theme: Theme, path: ReadingPath, marks: StudyMarks) -> list[Markup]:
    return [
        tag("h3", go(theme.name, "path", theme=theme.id)),
        tag("p", theme.description),
        tag("p", f"{_length(path)}, {_done(path, marks)} done.", class_="pin-origin"),
    ]


def _length(path: ReadingPath) -> str:
    return f"{counted(len(path.steps), 'step')}, about {counted(path.minutes, 'minute')}"


def _done(path: ReadingPath, marks: StudyMarks) -> int:
    return len({step.step_id for step in path.steps} & set(marks.done))


def render_path(place: ExplorePlace, room: StudyRoom, marks: StudyMarks) -> Markup:
    """The steps by stage, each with why it stands there, how long it takes, and its mark."""
    theme = next((theme for theme in room.shelf.themes.theme if theme.id == place.theme), None)
    if theme is None:
        return join([heading("No such path"), nothing("The library has no such theme (any more).")])
    path = room.path(theme.id)
    parts: list[Content] = [heading(f"Reading path: {theme.name}"), tag("p", theme.description, class_="explore-title")]
    if not path.steps:
        return join([*parts, nothing("Nothing that is held is on this theme.")])
    said = (f"{_length(path)} at {WORDS_A_MINUTE} words a minute; {_done(path, marks)} of {len(path.steps)} done. "
            "Chosen and ordered by rule from the catalogue, the kinds of our claims, themes, references and the "
            "timeline; what the rules cannot see, such as how good an argument is, plays no part.")  # fmt: skip
    parts.append(tag("p", said, class_="explore-count"))
    numbers = {step.step_id: number for number, step in enumerate(path.steps, start=1)}
    for stage, steps in groupby(path.steps, key=lambda step: step.stage):
        items = (_step(step, numbers[step.step_id], place, room, marks) for step in steps)
        parts.append(tag("section", tag("h3", STAGE_NAMES[stage]), tag("ul", *items, class_="path-steps")))
    onward = [go("Quiz cards on this theme", "quiz", theme=theme.id), go("It on the map", "map", theme=theme.id)]
    return join([*parts, _left_out(path), tag("p", *onward, class_="takeaway")])


def _step(step: PathStep, number: int, place: ExplorePlace, room: StudyRoom, marks: StudyMarks) -> Markup:
    return tag(
        "li",
        tag("span", str(number), class_="event-number"),
        tag(
            "div",
            tag("h4", go(_name(step, room), "step", theme=place.theme, step=step.step_id, hint=f"step {number}")),
            tag("p", step.why),
            tag("p", f"About {counted(step.minutes, 'minute')} · ", _mark(step, place, marks, "path", f"step {number}"),
                class_="pin-origin"),
        ),
        class_="is-done" if step.step_id in marks.done else None,
    )  # fmt: skip


def _name(step: PathStep, room: StudyRoom) -> str:
    if step.reading is None:
        return "The timeline on this theme"
    return room.shelf.library.record(step.reading.record.source_id).short_reference


def _mark(step: PathStep, place: ExplorePlace, marks: StudyMarks, view: str, hint: str) -> Markup:
    """The button that marks a step; it says what the mark is now."""
    done = step.step_id in marks.done
    return tag(
        "button",
        "Done: take the mark away" if done else "Mark as done",
        tag("span", f", {hint}", class_="visually-hidden"),
        type="button",
        class_="plain",
        id=f"mark-{step.step_id}",
        data_explore="undone" if done else "done",
        data_view=view,
        data_theme=place.theme,
        data_step=step.step_id,
    )


def _left_out(path: ReadingPath) -> Markup:
    if not path.left_out:
        return Markup("")
    items = (tag("li", go(record.short_reference, "source", source=record.source_id)) for record in path.left_out)
    summary = tag("summary", f"Also on this theme: {counted(len(path.left_out), 'source')} that the path leaves out")
    return tag("details", summary, tag("ul", *items, class_="left-out"), class_="explore-part")


def render_step(place: ExplorePlace, room: StudyRoom, marks: StudyMarks) -> Markup:
    """What a step has one read, each claim with the way to its words."""
    path = room.path(place.theme)
    number = next((n for n, step in enumerate(path.steps) if step.step_id == place.step), None)
    if number is None:
        return join([heading("No such step"), nothing("The path has changed: the library holds other sources now.")])
    step = path.steps[number]
    after = path.steps[number + 1] if number + 1 < len(path.steps) else None
    onward: list[Content] = [_mark(step, place, marks, "step", f"step {number + 1}")]
    if after is not None:
        onward.append(go("Next step", "step", theme=place.theme, step=after.step_id, hint=_name(after, room)))
    onward.append(go("The whole path", "path", theme=place.theme))
    return join([
        heading(_name(step, room)),
        tag("p", f"Step {number + 1} of {len(path.steps)} · {STAGE_NAMES[step.stage]} · about "
            f"{counted(step.minutes, 'minute')}", class_="pin-origin"),
        tag("p", step.why, class_="explore-title"),
        _claims(step.reading.document, step.sentences) if step.reading else _events(step.events, room),
        tag("p", *onward, class_="takeaway"),
    ])  # fmt: skip


def _claims(document: Document, indexes: tuple[int, ...]) -> Markup:
    items = []
    for index in indexes:
        sentence = document.sentences[index]
        path = sentence.summarises or document.sections[sentence.section_index].path
        where = f"{section_words(path)} · {held_words(document.kind)} · "
        at = words_at(document, sentence.char_start, sentence.char_end)
        spoken = [f"{sentence.speaker}: "] if sentence.speaker else []
        items.append(
            tag("li", tag("p", *spoken, document.slice(sentence), class_="stretch"),
                tag("p", where, go("Open at the words", "words", source=document.source_id, at=at),
                    class_="pin-origin"))
        )  # fmt: skip
    return tag("ol", *items, class_="explore-passages")


def _events(events: tuple[Event, ...], room: StudyRoom) -> Markup:
    items = (
        tag("li", tag("p", tag("strong", f"{event.year} · {event.country} "), event.what),
            tag("p", "Source: ", go(room.shelf.library.record(event.source_id).short_reference, "source",
                                    source=event.source_id), class_="pin-origin"))
        for event in events
    )  # fmt: skip
    return join([tag("ol", *items, class_="explore-passages"), tag("p", go("The whole timeline", "timeline"))])
