"""Answers and briefs show a source's words without its own reference marks; citations keep the exact ones."""

from __future__ import annotations

import pytest
from library_made_up import Paper, make_library, papers

from chatbot.answer import Answer
from chatbot.brief.brief import BriefPlan, EvidencePin, Proof
from chatbot.brief.build_brief import build_brief
from chatbot.brief.cite_proof import cite_proof
from chatbot.brief.lay_out_brief import checksum, lay_out_brief
from chatbot.brief.stored_sources import StoredSources
from chatbot.brief.verify_brief import verify_brief
from chatbot.brief.visible_text import VisibleText
from chatbot.brief.wording import CHECKSUM_LABEL, item_runs, line_text
from chatbot.cite_units import render_answer
from chatbot.page.cited_passage import cited_passages
from chatbot.page.copy_answer import plain_answer
from chatbot.pipeline import Briefing
from chatbot.verify_answer import AnswerVerifier
from kb.catalogue import load_catalogue
from kb.settings import Settings
from kb.store import DocumentStore

TEXT = """Results

Ferry crews are paid by the day [1], with a bonus for calm landings [2,3]. The bonus is at most 12 crowns [4]. Crews
sleep on board [5]–[7]. Pilots are few (reviewed in [8]).
"""
QUESTION = "How are ferry crews paid?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    paper = Paper("Ferry crews", "Lund", 2012, "Norland", TEXT)
    return make_library(tmp_path_factory.mktemp("marks"), papers({"ferry-2012": paper}))


@pytest.fixture(scope="module")
def briefing(settings: Settings) -> Briefing:
    return Briefing.open(settings)


@pytest.fixture(scope="module")
def answer(briefing: Briefing) -> Answer:
    return briefing.ask(QUESTION)


def problems(answer: Answer, settings: Settings) -> list[str]:
    verifier = AnswerVerifier(DocumentStore(settings.data_dir), load_catalogue(settings.catalogue_path))
    return [finding.problem for finding in verifier.verify(answer) if finding.problem]


def test_an_answer_has_no_marks_but_its_own_and_the_citation_the_exact_words(
    answer: Answer, settings: Settings
) -> None:
    first = answer.segments[0]
    assert first.text == "Ferry crews are paid by the day, with a bonus for calm landings."
    assert answer.answer.startswith(f"{first.text} [1]")
    assert "day [1], with" in answer.citations[0].quote
    assert answer.citations[0].spans[0].quote == answer.citations[0].quote
    assert problems(answer, settings) == []


def test_a_changed_word_fails_and_an_answer_saved_with_the_marks_does_not(answer: Answer, settings: Settings) -> None:
    def with_first(text: str) -> Answer:
        segments = (answer.segments[0].model_copy(update={"text": text}), *answer.segments[1:])
        return answer.model_copy(update={"segments": segments, "answer": render_answer(segments)})

    assert problems(with_first(answer.citations[0].quote), settings) == []
    assert problems(with_first("Ferry crews are paid by the week, with a bonus for calm landings."), settings)


def test_what_is_copied_has_no_marks_but_its_own(answer: Answer, briefing: Briefing) -> None:
    copied = plain_answer(answer, cited_passages(answer, briefing.library))
    assert "“Ferry crews are paid by the day, with a bonus for calm landings.” [1]" in copied


def test_a_brief_shows_none_and_one_made_before_still_verifies(answer: Answer, settings: Settings) -> None:
    sources = StoredSources(DocumentStore(settings.data_dir), load_catalogue(settings.catalogue_path), None)
    proof = Proof.of(answer.citations[0])
    plan = BriefPlan(title="Crews", pins=(EvidencePin(section="key_messages", proof=proof),))
    brief = build_brief(plan, sources, "auto")
    lines = [line.text for line in lay_out_brief(brief)]
    assert "“Ferry crews are paid by the day, with a bonus for calm landings.” [1]" in lines
    assert any("paid by the day [1], with a bonus" in line and "Proof:" in line for line in lines)
    earlier = line_text(item_runs(cite_proof(proof, sources), 1, as_written=True))
    assert earlier == "“Ferry crews are paid by the day [1], with a bonus for calm landings [2,3].” [1]"
    saved = [earlier if line.startswith("“Ferry crews") else line for line in lines[:-1]]
    for shown in ([*lines], [*saved, f"{CHECKSUM_LABEL}{checksum(saved)}"]):
        findings = verify_brief(VisibleText(lines=tuple(shown)), sources)
        assert [finding.problem for finding in findings if finding.problem] == []
