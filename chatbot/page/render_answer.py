"""An answer as HTML: its sentences with numbered marks, or an abstention with its reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from chatbot.answer import Answer, Segment
from chatbot.page.cited_passage import CitedPassage
from chatbot.page.markup import NOTHING, Content, Markup, join, tag
from chatbot.page.render_carried import render_carried
from chatbot.page.render_citation_card import render_citation_card
from chatbot.page.render_evidence import evidence_id, mark_id
from chatbot.page.render_feedback import render_feedback
from chatbot.page.render_takeaway import render_takeaway
from chatbot.page.reveal import reveal_steps, split_by_step
from chatbot.page.wording import (
    CATALOGUE_WORDS,
    FALSE_PREMISE,
    FOLLOW_UPS,
    MIXED_WORDS,
    MODEL_WORDS,
    OWN_WORDS,
    SOURCE_WORDS,
)
from kb.catalogue_documents import is_catalogue_section
from kb.scope import EVERYTHING, SearchScope

_OPENING_MARKS = ("“", '"', "‘", "'", "«")
_SHOWN_QUESTION_CHARS = 600


@dataclass(frozen=True)
class Turn:
    """A question of this visitor's conversation and its answer. `number` counts from 1."""

    number: int
    question: str
    answer: Answer
    scope: SearchScope = EVERYTHING
    """What the question was asked of."""
    carry: tuple[str, ...] | None = None
    """Words that the visitor chose to carry over; None where the rules chose."""


def render_question(number: int, question: str) -> Markup:
    """The question as the heading of its turn; a very long one is cut on the page, not in the search."""
    shown = " ".join(question.split())
    if len(shown) > _SHOWN_QUESTION_CHARS:
        shown = f"{shown[:_SHOWN_QUESTION_CHARS].rstrip()} …"
    label = tag("span", f"Question {number}: ", class_="visually-hidden")
    return tag("h2", label, shown, class_="question", id=f"t{number}-question")


def render_answer(
    turn: Turn,
    passages: Sequence[CitedPassage],
    searched: str,
    share_query: str | None = None,
    *,
    basis: Markup = NOTHING,
    newest: bool = True,
    coming: bool = False,
) -> Markup:
    """A turn's question and answer, and under them `basis`. The words of a `coming` answer appear one after another,
    in room kept for them; only the newest turn can be asked again with other words carried over."""
    answer = turn.answer
    body = _abstention(answer, searched) if answer.abstained else _sentences(turn, passages, coming=coming)
    filters = tag("p", f"Searched only: {turn.scope.describe()}.", class_="searched-only")
    return tag(
        "article",
        render_question(turn.number, turn.question),
        "" if turn.scope.is_everything else filters,
        *(tag("p", warning, class_="warning") for warning in answer.warnings),
        render_carried(answer, edited=turn.carry is not None, editable=newest),
        body,
        render_takeaway(turn.number, answer, passages, share_query, coming=coming),
        render_feedback(turn.number, answer.id, coming=coming),
        basis,
        class_="turn",
        data_turn=str(turn.number),
        aria_labelledby=f"t{turn.number}-question",
    )


def _abstention(answer: Answer, searched: str) -> Markup:
    facts = [tag("div", tag("dt", "Searched"), tag("dd", searched))]
    if answer.suggestions:
        topics = tag("ul", *(tag("li", topic) for topic in answer.suggestions))
        facts.append(tag("div", tag("dt", "Nearest topics it does cover"), tag("dd", topics)))
    if answer.follow_ups:
        asks = (
            tag("li", tag("button", question, type="button", class_="example", data_question=question))
            for question in answer.follow_ups
        )
        facts.append(tag("div", tag("dt", FOLLOW_UPS), tag("dd", tag("ul", *asks, class_="follow-ups"))))
    return tag(
        "div",
        tag("h3", "The library does not answer this"),
        tag("p", answer.reason) if answer.reason else "",
        tag("dl", *facts),
        class_="abstention",
    )


def _sentences(turn: Turn, passages: Sequence[CitedPassage], *, coming: bool) -> Markup:
    """One paragraph for each group of segments that rest on the same evidence, the direct answer first."""
    by_marker = {passage.citation.marker: passage for passage in passages}
    marked: list[int] = []
    paragraphs: list[Markup] = []
    steps = reveal_steps(sum(len(segment.text.split()) for segment in turn.answer.segments)) if coming else []
    place = 0  # in the words of the answer
    for markers, group in groupby(turn.answer.segments, key=lambda segment: segment.markers):
        words = []
        for segment in group:
            words.append(_segment(segment, place, steps))
            place += len(segment.text.split())
        marks = tag("span", *(_mark(turn.number, m, by_marker.get(m), marked) for m in markers), class_="marks")
        paragraphs.append(tag("p", join(words, separator=" "), _at_word(marks, place - 1, steps) if markers else ""))
    corrected = tag("p", FALSE_PREMISE, class_="warning") if turn.answer.status == "corrected" else ""
    whose = tag("p", _whose_words(turn.answer), class_="whose-words")
    return tag("div", corrected, whose, *paragraphs, class_="answer")


def _segment(segment: Segment, place: int, steps: Sequence[int]) -> Markup:
    """The words of one segment; only the source's own are set in quotation marks."""
    words = segment.text.split()
    if segment.kind == "quote" and words and not segment.text.startswith(_OPENING_MARKS):
        words = [f"“{words[0]}", *words[1:]]
        words[-1] += "”"
    runs = split_by_step(words, place, steps) if steps else [(0, " ".join(words))]
    text = join([_at_step(run, step) for step, run in runs], separator=" ")
    if segment.kind == "quote":
        return tag("span", text, class_="segment source-words")
    note = {"table_row": "made from a table row", "model": segment.agreement or "not checked"}.get(segment.kind)
    label = tag("span", f" ({note})", class_="segment-note") if note else ""
    return tag("span", text, _at_word(label, place + len(words) - 1, steps), class_=f"segment {segment.kind}")


def _at_word(content: Content, place: int, steps: Sequence[int]) -> Content:
    """What comes together with a word of the answer."""
    return _at_step(content, bisect_right(steps, place)) if content and steps else content


def _at_step(content: Content, step: int) -> Content:
    """What comes at a step; what belongs to the first is there from the beginning."""
    return tag("span", content, class_="coming", style=f"--step: {step}") if step else content


def _mark(turn_number: int, marker: int, passage: CitedPassage | None, marked: list[int]) -> Markup:
    """A numbered link to the evidence, which names its source; the first one of a number is what leads back."""
    first = marker not in marked
    marked.append(marker)
    reference = passage.record.short_reference if passage else ""
    card_id = f"t{turn_number}-card-{len(marked)}"
    return tag(
        "a",
        tag("span", "[", class_="bracket"), str(marker), tag("span", "]", class_="bracket"),
        render_citation_card(passage, card_id) if passage else "",
        href=f"#{evidence_id(turn_number, marker)}",
        class_="mark",
        id=mark_id(turn_number, marker) if first else None,
        aria_label=f"Evidence {marker}: {reference}",
        aria_describedby=card_id if passage else None,
    )  # fmt: skip


def _whose_words(answer: Answer) -> str:
    """Whose words the reader is about to read."""
    if answer.citations and all(is_catalogue_section(citation.section) for citation in answer.citations):
        return CATALOGUE_WORDS
    kinds = {segment.kind for segment in answer.segments}
    if "model" in kinds:
        return MODEL_WORDS
    if "note" not in kinds:
        return SOURCE_WORDS
    return MIXED_WORDS if kinds & {"quote", "table_row"} else OWN_WORDS
