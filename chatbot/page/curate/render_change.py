"""A change of the library while it is made and when it has ended: a row a file, a row a service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePath

from chatbot.page.curate.curation import Changes, FileResult, LookUpStep
from chatbot.page.curate.writing_desk import Change
from chatbot.page.markup import NOTHING, Content, Markup, tag
from kb.quality import FileQuality

DescribeQuality = Callable[[FileQuality], str]
_STATUS = {
    "added": ("✓", "Added"),
    "new_version": ("✓", "New version"),
    "unchanged": ("=", "Already there, unchanged"),
    "refused": ("✗", "Refused"),
}
_STEP = {
    "found": "has a record of it", "not_found": "does not know it", "not_asked": "was not asked",
    "failed": "did not give it", "added": "Added to the catalogue", "known": "The catalogue has it already",
    "refused": "Not added to the catalogue", "fetched": "Full text fetched", "present": "The full text is here already",
    "not_open": "No open full text", "copied": "Copied",
}  # fmt: skip
_SENTENCES_SHOWN = 20


def render_change(change: Change, describe_quality: DescribeQuality) -> Markup:
    """Heading, what goes on, the rows so far, and at the end what was done or went wrong."""
    is_over = change.finished.is_set()  # asked once: it may end in between
    heading = "Last change" if is_over else "Now"
    parts: list[Content] = [
        tag("h3", heading),
        tag("p", _what(change), class_="hint"),
        _problem(change),
        tag("p", change.said, class_="said") if change.said and is_over else NOTHING,
        _steps(change.steps),
        _files(change, describe_quality),
        *_remarks(change),
        tag("p", f"Working: {change.doing or 'starting'} …", class_="working") if not is_over else NOTHING,
    ]
    busy = "false" if is_over else "true"
    return tag("section", *parts, class_="change", aria_busy=busy, data_number=str(change.number))


def describe_change(change: Change) -> str:
    """What is read out: where it stands, or how it ended."""
    if change.problem is not None:
        return " ".join(change.problem)
    if not change.finished.is_set():
        return f"{len(change.rows)} of {len(change.files)} files done." if change.files else ""
    counts = [(sum(row.status == status for row in change.rows), words) for status, (_, words) in _STATUS.items()]
    files = "; ".join(f"{words}: {count}" for count, words in counts if count)
    return " ".join(part for part in (change.said, files and f"{files}.") if part)


def counted(number: int, noun: str) -> str:
    """`1 page`, `1,200 pages`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def render_changes(changes: Changes, earlier: str) -> Markup:
    """How many sentences came, went and were reworded, with the first of them to open."""
    if not changes.sentences:
        return tag("p", f"No sentence differs from {earlier}.")
    count = f"{changes.came} came, {changes.went} went, {changes.reworded} reworded"
    shown = changes.sentences[:_SENTENCES_SHOWN]
    left = len(changes.sentences) - len(shown)
    items = [
        tag(
            "li",
            tag("span", _CHANGE_WORDS.get(sentence.change, sentence.change), class_="change-kind"),
            tag("del", sentence.before) if sentence.before else NOTHING,
            " ",
            tag("del", sentence.text) if sentence.change == "went" else tag("ins", sentence.text),
        )
        for sentence in shown
    ]
    more = tag("p", f"and {left} more.", class_="hint") if left else NOTHING
    summary = tag("summary", f"Sentences changed since {earlier}: {count}")
    return tag("details", summary, tag("ul", *items, class_="sentences"), more, class_="changes")


_CHANGE_WORDS = {"came": "New: ", "went": "Gone: ", "reworded": "Reworded: "}


def _what(change: Change) -> str:
    """`Ada is adding 3 files, since 10:42`, or what was begun then."""
    if change.finished.is_set():
        return f"{change.who or 'You'}, {change.what}, begun at {change.begun:%H:%M}."
    return f"{change.who + ' is' if change.who else 'You are'} {change.what}, since {change.begun:%H:%M}."


def _problem(change: Change) -> Markup:
    if change.problem is None:
        return NOTHING
    return tag("p", tag("strong", change.problem[0]), " ", change.problem[1], class_="warning")


def _files(change: Change, describe_quality: DescribeQuality) -> Markup:
    """A row for every file, those done first; of an archive, one for each of its members."""
    done = {PurePath(row.path).name for row in change.rows}
    items = [_file(row, describe_quality) for row in change.rows]
    if not change.finished.is_set():
        waiting = [name for name in change.files if name not in done]
        for name in waiting:
            state = ("…", "Being read") if name == change.doing else ("·", "Waiting")
            items.append(tag("li", _state(*state), tag("span", name, class_="file-name")))
    return tag("ul", *items, class_="file-rows") if items else NOTHING


def _file(row: FileResult, describe_quality: DescribeQuality) -> Markup:
    numbers = [
        counted(row.pages, "page") if row.pages else "",
        counted(row.passages, "passage") if row.passages else "",
    ]
    measured = describe_quality(row.quality) if row.quality else ""
    facts = ", ".join(part for part in (*numbers, measured) if part)
    name: Content = PurePath(row.path).name
    opens = (
        tag(
            "button",
            f"Open {row.source_id}",
            type="button",
            class_="plain",
            data_curate="show",
            data_source=row.source_id,
        )
        if row.source_id and row.status != "refused"
        else NOTHING
    )
    return tag(
        "li",
        _state(*_STATUS.get(row.status, ("·", row.status))),
        tag("span", name, class_="file-name"),
        tag("p", _for_page(row.reason), class_="reason") if row.reason else NOTHING,
        tag("p", f"Read: {facts}.", class_="hint") if facts else NOTHING,
        render_changes(row.changes, "the version before") if row.changes is not None else NOTHING,
        opens,
        class_=f"file-row is-{row.status.replace('_', '-')}",
    )


def _state(mark: str, words: str) -> Markup:
    return tag("span", tag("span", mark, aria_hidden="true"), f" {words} ", class_="file-state")


def _steps(steps: Iterable[LookUpStep]) -> Markup:
    items = [
        tag(
            "li",
            f"{step.service} {_STEP.get(step.status, step.status)}"
            if step.service and step.step == "record"
            else " ".join(
                filter(None, (_STEP.get(step.status, step.status), f"({step.service})" if step.service else ""))
            ),
            tag("p", step.reason, class_="reason") if step.reason else NOTHING,
        )
        for step in steps
    ]
    return tag("ul", *items, class_="look-up-rows") if items else NOTHING


def _remarks(change: Change) -> list[Markup]:
    if change.result is None:
        return []
    left = [f"Left out: {PurePath(file.path).name} ({file.reason})." for file in change.result.ignored]
    again = (
        [f"Read again because settings, readers or the model changed: {', '.join(change.result.remade)}."]
        if change.result.remade
        else []
    )
    return [tag("p", remark, class_="reason") for remark in (*left, *again, *change.result.warnings)]


def _for_page(reason: str) -> str:
    """A hint that names an option of the command line names the field of the form instead."""
    return reason.replace("Give it with --password,", "Give it under “Password” above,")
