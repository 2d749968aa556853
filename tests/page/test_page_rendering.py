"""Rendering is pure: what a document, a question or a note may do to the page, and what the page says about it."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_made_up import SENTENCES, cited, made_up_answer, quay_document, quoted_span

from chatbot.answer import Segment
from chatbot.page.cited_passage import quoted_stretches
from chatbot.page.markup import Markup, escape, tag
from chatbot.page.render_answer import Turn, render_answer
from chatbot.page.render_evidence import render_evidence
from chatbot.page.reveal import reveal_steps, split_by_step
from chatbot.page.wording import section_words, verdict_words
from kb.retractions import Notice, RetractionStatus


class _Outline(HTMLParser):
    """The tags, ids, link targets and words of a page, as a browser's parser sees them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.words = ""
        self.marked = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        assert not [name for name in values if name.startswith("on")]
        self.ids += [values["id"] or ""] if "id" in values else []
        self.targets += [values["href"] or ""] if "href" in values else []

    def handle_data(self, data: str) -> None:
        self.words += data
        if self.tags and self.tags[-1] == "mark":
            self.marked += data


def test_text_of_documents_stays_text() -> None:
    evidence = [cited(1, 0), cited(2, 1)]
    segments = [Segment(text=SENTENCES[i], kind="quote", markers=(i + 1,)) for i in (0, 1)]
    turn = Turn(1, "<img src=x onerror=alert(1)> & *what*?", made_up_answer(segments, evidence))
    page = _Outline(render_answer(turn, evidence, "<b>5</b> sources") + render_evidence(evidence, 1))
    assert not {"script", "img", "b", "i", "em"} & set(page.tags)
    for shown in (*SENTENCES[:2], turn.question, "Quay <b>clinics</b>", "Beds <i>and</i> boards"):
        assert shown in page.words


@given(st.text())
def test_any_text_comes_back_from_the_page_unchanged(text: str) -> None:
    escaped = escape(text)
    assert not set("<>\"'") & set(escaped)
    assert escape(escaped) is escaped
    assert tag("p", text, title=text).count("<") == 2
    assert isinstance(tag("p"), Markup)


def test_each_mark_leads_to_evidence_and_back() -> None:
    evidence = [cited(1, 0), cited(2, 1)]
    segments = [
        Segment(text="One.", kind="quote", markers=(1,)),
        Segment(text="Two.", kind="quote", markers=(2,)),
        Segment(text="One again.", kind="quote", markers=(1,)),
    ]
    answer = render_answer(Turn(3, "q", made_up_answer(segments, evidence)), evidence, "")
    page = _Outline(answer + render_evidence(evidence, 3))
    inner = [target.removeprefix("#") for target in page.targets if target.startswith("#")]
    assert len(inner) == 5  # three marks, two ways back
    assert set(inner) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert 'aria-label="Evidence 2: Okafor and Lind (2019)"' in answer


def test_the_quoted_words_and_nothing_else_are_marked() -> None:
    page = _Outline(render_evidence([cited(1, 1)], 1))
    assert page.marked == SENTENCES[1]
    assert SENTENCES[0] in page.words, "what stands before can be read"
    assert SENTENCES[2] in page.words, "what stands after can be read"


def test_quotes_far_apart_are_shown_in_their_own_passages() -> None:
    stretches = quoted_stretches(quay_document(), [quoted_span(2), quoted_span(0)])
    quoted = ["".join(part.text for part in stretch.parts if part.quoted) for stretch in stretches]
    assert quoted == [SENTENCES[0], SENTENCES[2]]


def test_a_quote_outside_every_passage_is_still_shown() -> None:
    document = quay_document().model_copy(update={"passages": ()})
    (stretch,) = quoted_stretches(document, [quoted_span(1)])
    assert [(part.text, part.quoted) for part in stretch.parts] == [(SENTENCES[1], True)]


def test_overlapping_spans_are_marked_once() -> None:
    span = quoted_span(1)
    inner = span.model_copy(update={"char_start": span.char_start + 3})
    (stretch,) = quoted_stretches(quay_document(), [span, inner])
    assert "".join(part.text for part in stretch.parts) == SENTENCES[1]


def test_a_note_never_stands_in_quotation_marks() -> None:
    evidence = [cited(1, 2, kind="note")]
    turn = Turn(1, "q", made_up_answer([Segment(text=SENTENCES[2], kind="note", markers=(1,))], evidence))
    answer, panel = render_answer(turn, evidence, ""), render_evidence(evidence, 1)
    assert not {"“", "”", "‘", "’", "&quot;"} & set(_Outline(answer + panel).words)
    assert "blockquote" not in _Outline(panel).tags
    assert "<q" not in answer
    assert "Our summary of section Findings › Beds" in _Outline(panel).words
    assert "In our own words" in answer


def test_the_sources_words_stand_in_quotation_marks_once() -> None:
    evidence = [cited(1, 2)]
    for text, shown in (("A nurse chairs.", "“A nurse chairs.”"), ("“We agreed.”", "“We agreed.”")):
        turn = Turn(1, "q", made_up_answer([Segment(text=text, kind="quote", markers=(1,))], evidence))
        words = _Outline(render_answer(turn, evidence, "")).words
        assert shown in words
        assert "““" not in words
    row = Turn(1, "q", made_up_answer([Segment(text="Beds: 41.", kind="table_row", markers=(1,))], evidence))
    words = _Outline(render_answer(row, evidence, "")).words
    assert "Beds: 41. (made from a table row)" in words
    assert words.count("“") == 1, "on the card alone, which shows the words of the row"


def test_notes_beside_quotes_are_said_to_be_both() -> None:
    evidence = [cited(1, 0), cited(2, 2, kind="note")]
    segments = [Segment(text="A.", kind="quote", markers=(1,)), Segment(text="B.", kind="note", markers=(2,))]
    words = _Outline(render_answer(Turn(1, "q", made_up_answer(segments, evidence)), evidence, "")).words
    assert "Words in quotation marks are the sources’ own" in words
    assert "“A.”" in words
    assert "“B.”" not in words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Verified: the source says exactly this"),
        ({"verdict": "repaired"}, "Repaired: only spacing or line-end hyphens differ"),
        ({"verdict": "altered"}, "Altered: the source’s words or figures differ"),
        ({"page_label": "iv", "page_number": 4}, "Page: iv"),
        ({"page_number": 4}, "Page: 4"),
        ({"speaker": "a senior nurse"}, "Words of: a senior nurse"),
        ({"damaged": True}, "Damaged text"),
        ({}, "Section: Findings › Beds <i>and</i> boards"),
        ({}, "Year: 2019"),
        ({"year": None}, "Year: not known"),
        ({}, "Kind of evidence: case studies"),
    ],
)
def test_evidence_says_where_it_is_from_and_how_far_it_holds(fields: dict[str, object], words: str) -> None:
    assert words in _Outline(render_evidence([cited(1, 0, **fields)], 1)).words


def test_what_is_not_known_is_not_shown() -> None:
    text = _Outline(render_evidence([cited(1, 0)], 1)).words
    assert not [label for label in ("Page:", "Words of:", "Damaged") if label in text]
    assert section_words(()) == "the text"
    assert verdict_words(cited(1, 0, kind="note", section=()).citation) == "Our summary of section the text"


def test_evidence_whose_document_is_gone_shows_the_words_as_cited() -> None:
    passage = cited(1, 0)
    gone = type(passage)(passage.citation, passage.record, ())
    page = _Outline(render_evidence([gone], 1))
    assert page.marked == SENTENCES[0]
    assert "no longer stored" in page.words


def test_an_abstention_gives_reason_search_and_topics() -> None:
    answer = made_up_answer([], [], reason="“Mars” does not occur in the sources.", suggestions=("Beds (Okafor 2019)",))
    page = render_answer(Turn(1, "Mars?", answer), [], "5 sources, in their original text")
    words = _Outline(page).words
    for expected in ("does not answer this", "“Mars” does not occur", "5 sources, in their", "Beds (Okafor 2019)"):
        assert expected in words
    assert 'class="abstention"' in page
    assert render_evidence([], 1) == ""


def test_warnings_of_an_answer_are_shown() -> None:
    evidence = [cited(1, 0)]
    segments = [Segment(text="A.", kind="quote", markers=(1,))]
    answer = made_up_answer(segments, evidence, warnings=("Searched <without> the model.",), status="corrected")
    words = _Outline(render_answer(Turn(1, "q", answer), evidence, "")).words
    assert "Searched <without> the model." in words
    assert "that the sources contradict" in words


def test_an_answer_comes_in_few_steps_and_keeps_its_room() -> None:
    evidence = [cited(1, 0), cited(2, 1)]
    segments = [Segment(text=SENTENCES[i], kind="quote", markers=(i + 1,)) for i in (0, 1)]
    turn = Turn(1, "q", made_up_answer(segments, evidence))
    whole = render_answer(turn, evidence, "")
    coming = render_answer(turn, evidence, "", coming=True)
    assert _squeezed(_Outline(coming).words) == _squeezed(_Outline(whole).words), "takes up the same room"
    steps = [int(step) for step in re.findall(r"--step: (\d+)", coming)]
    assert steps == sorted(steps)
    assert 2 < len(set(steps)) < 8
    assert steps[0] > 0, "the first words are there at once"
    assert coming.count('class="takeaway coming"') == 1
    assert "coming" not in whole
    assert "--step" not in whole


def _squeezed(text: str) -> str:
    return "".join(text.split())


@given(st.integers(min_value=0, max_value=2000))
def test_reveal_steps_grow_to_the_whole(words: int) -> None:
    steps = reveal_steps(words)
    assert steps[-1] == words
    assert steps == sorted(set(steps))
    assert len(steps) <= 8
    runs = list(split_by_step(["w"] * words, 0, steps))
    assert "".join(text for _, text in runs).count("w") == words
    assert [step for step, _ in runs] == list(range(len(steps) if words else 0))


def test_a_retraction_stands_with_its_evidence_and_stays_text() -> None:
    notice = Notice(source_id="quay-2019", kind="retraction", published_on=date(2020, 5, 3), reasons=("<b>Error</b>",))
    status = RetractionStatus(retracted="yes", as_of=date(2021, 1, 1), notices=(notice,))
    page = _Outline(render_evidence([cited(1, 0, retraction=status)], 1))
    assert "Retracted on 3 May 2020 (<b>Error</b>); as of 1 January 2021." in page.words
    assert "b" not in page.tags
    assert "Not checked for retraction" in _Outline(render_evidence([cited(1, 0)], 1)).words
