"""The timeline of reforms: the picture, and every entry in words with the source that says so."""

from __future__ import annotations

from calendar import month_name

from chatbot.page.explore_links import go, heading, jump, nothing
from chatbot.page.markup import Content, Markup, join, tag
from chatbot.page.shelf import Shelf
from chatbot.page.timeline_picture import draw_timeline
from chatbot.page.wording import counted, section_words
from kb.timeline import Event, Timeline

_STATUS = {"happened": "", "announced": "Announced", "planned": "Planned when its source was written"}


def render_timeline(shelf: Shelf) -> Markup:
    """Earliest first; entries are numbered as in the picture."""
    timeline = shelf.timeline
    if not timeline.event:
        return join([heading("Timeline of reforms"), nothing("The library has no timeline (sources/timeline.toml).")])
    entries = (_entry(event, number, timeline, shelf) for number, event in enumerate(timeline.event, start=1))
    return join([
        heading("Timeline of reforms"),
        tag("p", f"{counted(len(timeline.event), 'entry') if len(timeline.event) == 1 else _entries(timeline)}, "
            "in our own words, each with the source that says so.", class_="explore-count"),
        tag("div", draw_timeline(timeline), _legend(), class_="timeline-figure", aria_hidden="true"),
        tag("ol", *entries, class_="timeline"),
    ])  # fmt: skip


def _entries(timeline: Timeline) -> str:
    years = [event.year for event in timeline.event]
    return f"{len(years)} entries from {min(years)} to {max(years)}"


def _legend() -> Markup:
    kinds = (("happened", "happened"), ("announced", "announced"), ("planned", "planned"))
    keys = (tag("span", tag("span", class_=f"key key-{kind}"), words) for kind, words in kinds)
    return tag("p", *keys, tag("span", tag("span", class_="key key-follows"), "what became of it"), class_="legend")


def _entry(event: Event, number: int, timeline: Timeline, shelf: Shelf) -> Markup:
    record = shelf.library.record(event.source_id)
    source: list[Content] = ["Source: ", go(record.short_reference, "source", source=event.source_id)]
    source += [f", {section_words(event.section)}"] if event.section else []
    status = _STATUS[event.status]
    earlier = [other for other in timeline.event if other.id in event.follows]
    return tag(
        "li",
        tag("span", str(number), class_="event-number", aria_hidden="true"),
        tag(
            "div",
            tag("h3", tag("span", _when(event), class_="event-year"), " ", tag("span", event.country, class_="chip")),
            tag("p", event.what),
            tag("p", status, class_="event-status") if status else "",
            _related("Follows", earlier),
            _related("What became of it", timeline.outcomes(event.id)),
            tag("p", *source, class_="pin-origin"),
        ),
        id=f"event-{event.id}",
        class_=f"event-{event.status}",
        tabindex="-1",
    )


def _related(label: str, events: list[Event] | tuple[Event, ...]) -> Markup:
    if not events:
        return Markup("")
    links = (jump(f"{_when(event)}, {event.country}: {event.what}", f"event-{event.id}") for event in events)
    return tag("div", tag("p", f"{label}:"), tag("ul", *(tag("li", link) for link in links)), class_="event-related")


def _when(event: Event) -> str:
    month = f"{month_name[event.month]} " if event.month else ""
    return f"{'about ' if event.approximate else ''}{month}{event.year}"
