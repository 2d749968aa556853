from __future__ import annotations

import pytest

from chatbot.answer import Answer
from chatbot.pipeline import Briefing
from chatbot.verify_answer import AnswerVerifier
from kb.catalogue import load_catalogue
from kb.settings import Settings
from kb.store import DocumentStore


@pytest.fixture(scope="module")
def briefing(harbour_settings: Settings) -> Briefing:
    return Briefing.open(harbour_settings)


@pytest.fixture(scope="module")
def notes_briefing(notes_settings: Settings) -> Briefing:
    return Briefing.open(notes_settings)


def without_timings(answer: Answer) -> dict[str, object]:
    return answer.model_dump(mode="json", exclude={"timings_ms"})


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many residents do the harbour clinics serve?", "41,000"),
        ("Why were shared budgets tried?", "emergency admissions had doubled"),
        ("How large a bonus can a clinic earn?", "4 per cent"),
        ("What are the limitations of the clinic study?", "only three clinics"),
        ("Could the study of the clinics be biased?", "only three clinics"),
        ("How far can the study of the clinics be trusted?", "only three clinics"),
        ("What were the aims of the scheme?", "shorter waits for physiotherapy"),
    ],
)
def test_the_answer_is_in_the_sources_words_with_proof(briefing: Briefing, question: str, expected: str) -> None:
    answer = briefing.ask(question)
    assert answer.status == "answered"
    assert expected in answer.answer
    document = next(iter(briefing.library.documents.values()))
    for citation in answer.citations:
        assert citation.verdict in ("verified", "repaired")
        assert citation.year == 2014
        for span in citation.spans:
            assert document.text[span.char_start : span.char_end] == span.quote


def test_a_list_comes_whole_with_its_lead_in(briefing: Briefing) -> None:
    text = briefing.ask("What were the aims of the scheme?").answer
    assert "The aims of the scheme were:" in text
    assert "one telephone number for all patients" in text


def test_a_sentence_that_starts_with_they_brings_what_they_are(briefing: Briefing) -> None:
    text = briefing.ask("How often do the clinics review the cost of referrals?").answer
    if "They meet every month" in text:
        assert text.index("founded in 1987") < text.index("They meet every month")


def test_a_quotation_names_its_speaker(briefing: Briefing) -> None:
    answer = briefing.ask("What did a nurse say about counting referrals?")
    quoted = [citation for citation in answer.citations if "stopped counting" in citation.quote]
    assert [citation.speaker for citation in quoted] == ["Senior nurse, Eastquay clinic"]
    assert "Senior nurse, Eastquay clinic:" in answer.answer


@pytest.mark.parametrize(
    "question",
    ["How do I bake sourdough bread?", "Who won the football league final in Lisbon?", "asdf qwer zxcv"],
)
def test_what_the_library_does_not_hold_is_withheld_with_a_reason(briefing: Briefing, question: str) -> None:
    answer = briefing.ask(question)
    assert (answer.status, answer.abstained, answer.citations) == ("abstained", True, ())
    assert answer.reason
    assert "does not answer" in answer.answer


def test_half_a_surrogate_pair_is_an_unknown_character(briefing: Briefing) -> None:
    answer = briefing.ask("How large a bonus \ud83d can a clinic earn?", ["\udcff?"])
    assert answer.question == "How large a bonus \ufffd can a clinic earn?"
    assert "4 per cent" in answer.answer
    assert briefing.ask("A whole pair \ud83d\ude00?").question == "A whole pair \U0001f600?"


@pytest.mark.parametrize("question", ["", "  \n", "?", "\x00"])
def test_an_empty_question_abstains(briefing: Briefing, question: str) -> None:
    answer = briefing.ask(question)
    assert answer.abstained
    assert "no words to search for" in (answer.reason or "")


def test_odd_questions_do_not_break_it(briefing: Briefing) -> None:
    for question in (
        "bonus " * 3000,
        "How\x07 large\u202e is the bonus?",
        "<script>alert(1)</script> bonus",
        "🚢" * 50,
    ):
        assert isinstance(briefing.ask(question), Answer)
    assert any("characters" in warning for warning in briefing.ask("bonus " * 3000).warnings)


def test_answers_are_identical_on_repeat(briefing: Briefing, harbour_settings: Settings) -> None:
    again = Briefing.open(harbour_settings)
    for question in ("How are the clinics paid?", "Who owns the moon?"):
        assert without_timings(briefing.ask(question)) == without_timings(again.ask(question))


def test_answers_keep_to_the_word_limit(notes_briefing: Briefing) -> None:
    for question in ("What are the lessons for the NHS?", "How do medical groups pay specialists?", "What is an IPA?"):
        answer = notes_briefing.ask(question)
        assert not answer.abstained
        assert len(answer.answer.split()) <= 150
        longer = notes_briefing.ask(question, length="long")
        assert len(longer.answer.split()) >= len(answer.answer.split())


def test_notes_are_marked_as_ours(notes_briefing: Briefing) -> None:
    answer = notes_briefing.ask("How many capitated patients does Monarch HealthCare have?")
    assert "170,000" in answer.answer
    assert {segment.kind for segment in answer.segments} <= {"note", "connective"}
    assert {citation.verdict for citation in answer.citations} == {"note"}
    assert all(citation.section for citation in answer.citations)
    assert not set("“”") & set(answer.answer)


def test_no_sentence_is_said_twice(notes_briefing: Briefing) -> None:
    for question in ("What do hospitalists do?", "Who owns the medical groups?", "What is capitation?"):
        texts = [segment.text for segment in notes_briefing.ask(question).segments]
        assert len(texts) == len(set(texts))


def test_a_follow_up_is_understood_from_what_went_before(notes_briefing: Briefing) -> None:
    answer = notes_briefing.ask("And how are they paid?", ["What do the medical groups contract specialists for?"])
    assert "specialist" in answer.answer.lower()


def test_without_the_model_bm25_answers_and_says_so(
    harbour_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.minilm._WHEEL_PACKAGE", "no_such_package_here")
    answer = Briefing.open(harbour_settings).ask("What does the bonus of a clinic depend on?")
    assert "patient experience" in answer.answer
    assert any("BM25" in warning for warning in answer.warnings)


def test_an_answer_without_words_or_with_a_marker_twice_does_not_verify(
    briefing: Briefing, harbour_settings: Settings
) -> None:
    verifier = AnswerVerifier(DocumentStore(harbour_settings.data_dir), load_catalogue(harbour_settings.catalogue_path))
    answer = briefing.ask("How are the clinics paid?")
    emptied = answer.model_copy(update={"segments": (), "answer": ""})
    doubled = answer.model_copy(update={"citations": (*answer.citations, answer.citations[0])})
    for changed, said in ((emptied, "the answer says nothing"), (doubled, "marker [1] stands for two citations")):
        assert [finding.problem for finding in verifier.verify(changed) if finding.problem] == [said]


def test_a_saved_answer_verifies_until_anything_in_it_is_changed(
    briefing: Briefing, harbour_settings: Settings
) -> None:
    verifier = AnswerVerifier(DocumentStore(harbour_settings.data_dir), load_catalogue(harbour_settings.catalogue_path))
    answer = briefing.ask("How are the clinics paid?")
    assert not [finding for finding in verifier.verify(answer) if finding.problem]
    saved = answer.model_dump_json()
    for old, new in (("95 crowns", "59 crowns"), ("adjusted for", "not adjusted for"), ('"year":2014', '"year":2015')):
        assert old in saved
        assert [f for f in verifier.verify(Answer.model_validate_json(saved.replace(old, new))) if f.problem], (
            old,
            new,
        )
    text_alone = answer.model_copy(update={"answer": answer.answer.replace("95", "59")})
    assert [finding for finding in verifier.verify(text_alone) if finding.problem]
    citation = answer.citations[0]
    moved = citation.model_copy(
        update={"spans": tuple(s.model_copy(update={"char_start": s.char_start + 1}) for s in citation.spans)}
    )
    shifted = answer.model_copy(update={"citations": (moved, *answer.citations[1:])})
    assert [finding for finding in verifier.verify(shifted) if finding.problem]
