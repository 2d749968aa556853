"""An answer as HTML: its sentences with numbered marks, or an abstention with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from chatbot.answer import Answer, Segment
from chatbot.page.cited_passage import CitedPassage
from chatbot.page.markup import NOTHING, Content, Markup, join, tag
from chatbot.page.render_carried import render_carried
from chatbot.page.render_citation_card import render_citation_card
from chatbot.page.render_evidence import evidence_id, mark_id
from chatbot.page.render_takeaway import render_takeaway
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


def count_words(answer: Answer) -> int:
    """Words of the segments, as `render_answer` counts them while it reveals an answer."""
    return sum(len(segment.text.split()) for segment in answer.segments)


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
    shown_words: int | None = None,
    share_query: str | None = None,
    *,
    basis: Markup = NOTHING,
    newest: bool = True,
) -> Markup:
    """A turn's question and answer, and under them `basis`. With `shown_words` the rest keeps its room but is not
    seen yet; only the newest turn can be asked again with other words carried over."""
    answer = turn.answer
    body = _abstention(answer, searched) if answer.abstained else _sentences(turn, passages, shown_words)
    coming = shown_words is not None and shown_words < count_words(answer)
    filters = tag("p", f"Searched only: {turn.scope.describe()}.", class_="searched-only")
    return tag(
        "article",
        render_question(turn.number, turn.question),
        "" if turn.scope.is_everything else filters,
        *(tag("p", warning, class_="warning") for warning in answer.warnings),
        render_carried(answer, edited=turn.carry is not None, editable=newest),
        body,
        render_takeaway(turn.number, answer, passages, share_query, coming=coming),
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


def _sentences(turn: Turn, passages: Sequence[CitedPassage], shown_words: int | None) -> Markup:
    """One paragraph for each group of segments that rest on the same evidence, the direct answer first."""
    by_marker = {passage.citation.marker: passage for passage in passages}
    marked: list[int] = []
    paragraphs: list[Markup] = []
    left = count_words(turn.answer) if shown_words is None else shown_words
    for markers, group in groupby(turn.answer.segments, key=lambda segment: segment.markers):
        segments = list(group)
        words = [_segment(segment, shown) for segment, shown in _share_out(segments, left)]
        left -= sum(len(segment.text.split()) for segment in segments)
        marks = tag("span", *(_mark(turn.number, m, by_marker.get(m), marked) for m in markers), class_="marks")
        if left < 0:
            marks = _coming(marks)
        paragraphs.append(tag("p", join(words, separator=" "), marks if markers else ""))
    corrected = tag("p", FALSE_PREMISE, class_="warning") if turn.answer.status == "corrected" else ""
    whose = tag("p", _whose_words(turn.answer), class_="whose-words")
    return tag("div", corrected, whose, *paragraphs, class_="answer")


def _share_out(segments: Sequence[Segment], words: int) -> Iterator[tuple[Segment, int]]:
    """Each segment with how many of its words are shown."""
    for segment in segments:
        length = len(segment.text.split())
        yield segment, max(0, min(words, length))
        words -= length


def _segment(segment: Segment, shown: int) -> Markup:
    """The words of one segment; only the source's own are set in quotation marks."""
    words = segment.text.split()
    text: Content = join([" ".join(words[:shown]), " " if 0 < shown < len(words) else ""])
    if shown < len(words):
        text = join([text, _coming(" ".join(words[shown:]))])
    if segment.kind == "quote":
        if not segment.text.startswith(_OPENING_MARKS):
            text = join(["“", text, "”"])
        quoted = tag("span", text, class_="segment source-words")
        return quoted if shown else _coming(quoted)
    note = {"table_row": "made from a table row", "model": segment.agreement or "not checked"}.get(segment.kind)
    label = tag("span", f" ({note})", class_="segment-note") if note else ""
    return tag("span", text, label if shown == len(words) else _coming(label), class_=f"segment {segment.kind}")


def _coming(content: Content) -> Markup:
    return tag("span", content, class_="coming") if content else Markup("")


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
