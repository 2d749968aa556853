"""What an answer rests on and what a follow-up carried over, as the page shows them."""

from __future__ import annotations

import re

import pytest
from page_made_up import RECORD, cited, made_up_answer

from chatbot.answer import Segment
from chatbot.page.conversation import ask_again
from chatbot.page.render_answer import Turn, render_answer
from chatbot.page.render_basis import render_basis
from chatbot.page.render_carried import read_carry, render_carried
from chatbot.pipeline import Briefing
from chatbot.resolve_follow_up import CarriedTerm
from chatbot.rests_on.basis import DatedPlan, RestsOn, SourceBasis, StatedLimitation
from kb.settings import Settings


@pytest.fixture(scope="module")
def briefing(harbour_settings: Settings) -> Briefing:
    return Briefing.open(harbour_settings)


def _basis(**fields: object) -> RestsOn:
    source = SourceBasis(
        source_id=RECORD.source_id,
        reference="Okafor <b>& Lind</b> (2019)",
        year=2019,
        age_years=1,
        country=None,
        evidence_kind="case <i>studies</i>",
        studied=None,
        kind="original",
        abstract_only=True,
        section_roles=("results", "main_text"),
        marks=("hedged", "question"),
        carries_direct_answer=True,
        answered_without_it=False,
    )
    values: dict[str, object] = {
        "as_of_year": 2020,
        "independent_sources": 1,
        "sources": (source,),
        "limitations": (StatedLimitation(source_id=RECORD.source_id, citation=cited(2, 0).citation),),
        "silent_sources": tuple(f"silent-{i}" for i in range(9)),
        "searched_sources": 10,
        "tensions": (),
        "plans": (DatedPlan(marker=1, source_id=RECORD.source_id, as_of=2019),),
    }
    return RestsOn.model_validate(values | fields)


def _answer(**fields: object):  # type: ignore[no-untyped-def]
    return made_up_answer([Segment(text="A nurse chairs.", kind="quote", markers=(1,))], [cited(1, 2)], **fields)


def test_the_basis_is_folded_away_and_escaped(briefing: Briefing) -> None:
    page = render_basis(_answer(rests_on=_basis()), briefing.library)
    assert page.startswith("<details")
    assert " open" not in page.split(">")[0]
    assert "<script" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;" in page
    for words in (
        "country not known",
        "1 year old",
        "abstract only",
        "from its results",
        "leave it open",
        "as of 2019",
    ):
        assert words in page
    assert "9 of 10 sources searched" in page
    assert "and 3 more" in page


def test_nothing_is_shown_of_an_answer_without_a_basis(briefing: Briefing) -> None:
    assert render_basis(_answer(), briefing.library) == ""
    empty = _basis(sources=(), limitations=(), silent_sources=(), plans=(), independent_sources=0)
    assert render_basis(_answer(rests_on=empty), briefing.library) == ""


def test_a_note_of_ours_is_no_quotation(briefing: Briefing) -> None:
    note = StatedLimitation(source_id=RECORD.source_id, citation=cited(2, 1, kind="note").citation)
    page = render_basis(_answer(rests_on=_basis(limitations=(note,))), briefing.library)
    assert "blockquote" not in page
    assert "Our summary of section" in page


def test_each_carried_word_can_be_taken_away() -> None:
    terms = tuple(CarriedTerm(word=word, turn=1) for word in ("beds", '"nurses"'))
    page = render_carried(_answer(carried_terms=terms), edited=False, editable=True)
    choices = [read_carry(text.replace("&quot;", '"')) for text in re.findall(r'data-carry="([^"]*)"', page)]
    assert choices == [['"nurses"'], ["beds"]]
    assert page.count("<button") == 2
    assert "Ask again without “beds”" in page


def test_only_the_newest_turn_is_edited_and_an_edit_can_be_undone() -> None:
    answer = _answer(carried_terms=(CarriedTerm(word="beds", turn=1),))
    assert "data-carry" not in render_answer(Turn(1, "q", answer), [], "1 source", newest=False)
    assert "data-carry" in render_answer(Turn(1, "q", answer), [], "1 source")
    assert render_carried(_answer(), edited=False, editable=True) == ""
    undone = render_carried(_answer(), edited=True, editable=True)
    assert 'data-carry="null"' in undone
    assert "Nothing is carried over" in undone


@pytest.mark.parametrize("text", ["", "x", "{}", '["a", 1]', '"a"', "[" * 50, str(["a"] * 99).replace("'", '"')])
def test_what_is_no_choice_of_words_is_refused(text: str, briefing: Briefing) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_carry(text)
    assert list(ask_again(briefing, text, [Turn(1, "How many?", _answer())])) == []


def test_asking_again_takes_the_place_of_the_turn(briefing: Briefing) -> None:
    first = Turn(1, "Who founded the harbour clinics?", briefing.ask("Who founded the harbour clinics?"))
    second = Turn(2, "When?", briefing.ask("When?", [first.question]))
    frames = list(ask_again(briefing, '["clinics"]', [first, second]))
    kept = next(frame.conversation for frame in frames if frame.conversation)
    assert [turn.number for turn in kept] == [1, 2]
    assert kept[1].carry == ("clinics",)
    assert [term.word for term in kept[1].answer.carried_terms] == ["clinics"]
    assert all(frame.question is None for frame in frames), "what is being typed stays"
    assert list(ask_again(briefing, "null", [])) == []


def test_questions_that_can_be_asked_instead_are_buttons() -> None:
    answer = made_up_answer([Segment(text="No.", kind="connective")], [], follow_ups=("What is <b>capitation</b>?",))
    page = render_answer(Turn(1, "q", answer), [], "1 source")
    assert 'data-question="What is &lt;b&gt;capitation&lt;/b&gt;?"' in page
