"""Bibliographic questions: recognised by form, answered from the record, withheld where the record does not know."""

from __future__ import annotations

from pathlib import Path

import pytest
from library_made_up import make_library, originals

from chatbot.answer import Answer
from chatbot.brief.brief import EvidencePin
from chatbot.brief.cite_proof import cite_proof
from chatbot.brief.plan_brief import pins_of_answers
from chatbot.brief.stored_sources import StoredSources
from chatbot.catalogue_answers.question_forms import question_form
from chatbot.narrow import narrow
from chatbot.page.cited_passage import cited_passages
from chatbot.pipeline import Briefing
from chatbot.verify_answer import AnswerVerifier
from kb.catalogue import HOLDINGS_ID, load_catalogue
from kb.scope import SearchScope
from kb.settings import Settings
from kb.store import DocumentStore
from kb.themes import find_themes

CATALOGUE = """
[[source]]
source_id = "moe-2001"
title = "Tides and the wages of pilots: a survey of northern harbours"
authors = [{ family = "Moe", given = "Anna" }, { family = "Berg", given = "Kari" }]
year = 2001
published_in = "Journal of Harbours"
doi = "10.1234/tides"
country = "Norland"
evidence_kind = "cross-sectional survey"
access = "abstract"

[[source]]
source_id = "moe-2010"
title = "Why ferries run late"
authors = [{ family = "Moe", given = "Anna" }]
year = 2010
published_in = "Norland Institute"
country = "Suland"
evidence_kind = "case studies"
access = "abstract"

[[source]]
source_id = "holm-2004"
title = "Lighthouses without keepers: a systematic review"
year = 2004
country = "Norland"
evidence_kind = "systematic review"
access = "abstract"

[[source]]
source_id = "lie-1999"
title = "Salvage law for beginners"
authors = [{ family = "Lie", given = "Ola" }]
year = 1999
access = "not read"
cited_in = ["moe-2010"]
"""
THEMES = """
[[theme]]
id = "crews"
name = "Crews and what they earn"
description = "Pilots, keepers and their wages."

[[source]]
source_id = "moe-2001"
themes = ["crews"]
"""
TEXTS = {
    "moe-2001": "Tides and the wages of pilots: a survey of northern harbours\n\nAnna Moe and Kari Berg\n\nAbstract\n\n"
    "We asked 212 pilots in nine harbours what they earn. Wages rise with the height of the tide.\n",
    "moe-2010": "Why ferries run late\n\nAbstract\n\nFerries run late because crews wait for the bread van. The "
    "timetable of the bread van was never asked for by any of the ferry companies.\n",
    "holm-2004": "Lighthouses without keepers: a systematic review\n\nAbstract\n\nWe found 14 studies. Lighthouses "
    "without keepers break down twice as often as lighthouses with keepers.\n",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    files = {"catalogue.toml": CATALOGUE, "themes.toml": THEMES}
    return make_library(tmp_path_factory.mktemp("catalogue"), {**files, **originals(TEXTS)})


@pytest.fixture(scope="module")
def briefing(settings: Settings) -> Briefing:
    return Briefing.open(settings)


def verified(answer: Answer, settings: Settings) -> bool:
    verifier = AnswerVerifier(
        DocumentStore(settings.data_dir),
        load_catalogue(settings.catalogue_path),
        themes=find_themes(settings.themes_path),
    )
    return not [finding for finding in verifier.verify(answer) if finding.problem]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who wrote the survey of pilots' wages?", "written by Anna Moe and Kari Berg"),
        ("How many authors has the paper on tides and wages?", "Anna Moe and Kari Berg"),
        ("Where was the pilots' survey published?", "in Journal of Harbours in 2001"),
        ("What year did Why ferries run late come out?", "in 2010"),
        ("What is the DOI of Moe and Berg's paper?", "10.1234/tides"),
        ("What kind of study is the one on lighthouses without keepers?", "systematic review"),
        ("Which source cites the salvage law book?", "Moe (2010)"),
        ("Which sources are by Anna Moe?", "2 sources in the library were written by Moe"),
        ("How many sources does the library hold?", "The library holds 3 sources."),
        ("How many systematic reviews are in the library?", "1 source in the library is recorded as systematic review"),
        ("Which papers are about Norland?", "2 sources in the library have evidence from Norland"),
        ("Which papers were published in 2010?", "1 source in the library was published in 2010"),
        ("What sources do you have on crews?", "1 source in the library is on the theme"),
        ("Which papers about Norland were published after 2001?", "1 source in the catalogue under Norland"),
        ("What papers were published between 2001 and 2004?", "2 sources in the catalogue under"),
        ("Which sources are older than 2004?", "Tides and the wages"),
    ],
)
def test_the_catalogue_answers_with_proof(briefing: Briefing, settings: Settings, question: str, expected: str) -> None:
    answer = briefing.ask(question)
    assert answer.status == "answered"
    assert expected in answer.answer
    assert answer.citations[0].verdict == "note"
    assert answer.citations[0].kind == "note"
    assert verified(answer, settings)
    assert answer.model_dump(exclude={"timings_ms"}) == briefing.ask(question).model_dump(exclude={"timings_ms"})


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What is the DOI of Why ferries run late?", "holds no DOI"),
        ("Who wrote the review of lighthouses without keepers?", "holds no authors"),
        ("Which papers were published in 1987?", "has no source that fits"),
        (
            "In which journal did the trial of sails in Arctic winds appear?",
            "No source in the library’s catalogue fits",
        ),
    ],
)
def test_what_the_catalogue_does_not_know_is_withheld(briefing: Briefing, question: str, reason: str) -> None:
    answer = briefing.ask(question)
    assert answer.abstained
    assert reason in (answer.reason or "")
    assert answer.confidence < 0.5


def test_of_a_double_question_the_part_that_is_known_is_answered(briefing: Briefing, settings: Settings) -> None:
    answer = briefing.ask("Who wrote Why ferries run late, and what is its DOI?")
    assert answer.status == "answered"
    assert "written by Anna Moe" in answer.answer
    assert "holds no DOI" in answer.answer
    assert verified(answer, settings)


def test_a_part_that_the_catalogue_does_not_answer_is_answered_from_the_sources(
    briefing: Briefing, settings: Settings
) -> None:
    answer = briefing.ask("Who wrote Why ferries run late, and why do ferries run late?")
    assert "written by Anna Moe" in answer.answer
    assert "bread van" in answer.answer
    assert [citation.marker for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert verified(answer, settings)


def test_a_source_that_prints_its_authors_is_a_second_proof(briefing: Briefing) -> None:
    answer = briefing.ask("Who wrote the survey of pilots' wages?")
    assert answer.segments[0].markers == (1, 2)
    assert answer.citations[1].kind == "original"
    assert "Anna Moe and Kari Berg" in answer.citations[1].quote


def test_a_follow_up_means_the_source_of_the_talk(briefing: Briefing) -> None:
    answer = briefing.ask("Who wrote it?", ["What does the study of ferries that run late say?"])
    assert "written by Anna Moe" in answer.answer
    assert "Why ferries run late" in answer.answer


def test_a_narrowed_library_tells_of_no_other_source(briefing: Briefing) -> None:
    narrowed = narrow(briefing, SearchScope(sources=("holm-2004",)))
    assert "Moe" not in narrowed.ask("Which papers are about Norland?").answer
    assert narrowed.ask("Where was the pilots' survey published?").abstained


@pytest.mark.parametrize("change", [("Moe", "Mow"), ("2 sources", "3 sources"), ("2001", "2002")])
def test_verify_finds_a_changed_word(briefing: Briefing, settings: Settings, change: tuple[str, str]) -> None:
    answer = briefing.ask("Which sources are by Anna Moe?")
    changed = Answer.model_validate_json(answer.model_dump_json().replace(*change))
    assert changed != answer
    assert not verified(changed, settings)


@pytest.mark.parametrize("question", ["Which sources are by Anna Moe?", "What is the DOI of Moe and Berg's paper?"])
def test_the_page_and_the_brief_show_it(briefing: Briefing, settings: Settings, question: str) -> None:
    answer = briefing.ask(question)
    (passage,) = cited_passages(answer, briefing.library)
    assert any(part.quoted and part.text == answer.citations[0].quote for part in passage.stretches[0].parts)
    sources = StoredSources(
        DocumentStore(settings.data_dir),
        load_catalogue(settings.catalogue_path),
        None,
        find_themes(settings.themes_path),
    )
    (pin,) = pins_of_answers([answer], [None], sources)
    assert isinstance(pin, EvidencePin)
    assert cite_proof(pin.proof, sources).words == (answer.citations[0].quote,)


@pytest.mark.parametrize(
    "question",
    [
        "Why do the authors of the guide advise against flat files?",
        "How are the clinics paid?",
        "What did a workstation cost when the guide was written?",
        "Who pays the pilots?",
        "Who published the most papers on ferries?",
    ],
)
def test_a_question_about_the_subject_has_no_catalogue_form(question: str) -> None:
    assert question_form(question) is None


@pytest.mark.parametrize(
    "question", ["How many studies did the review of lighthouses find?", "Which papers show that wages fall?"]
)
def test_a_count_within_a_source_is_none_of_the_library(briefing: Briefing, question: str) -> None:
    answer = briefing.ask(question)
    assert all(citation.source_id != HOLDINGS_ID for citation in answer.citations)


@pytest.mark.parametrize("question", ["Which journal?", "doi", "Who wrote it?"])
def test_a_question_that_names_no_work_is_withheld(briefing: Briefing, question: str) -> None:
    assert briefing.ask(question).abstained


def test_no_heading_of_a_note_is_that_of_the_catalogue() -> None:
    notes = Settings().notes_dir
    assert not [path for path in Path(notes).glob("*.toml") if "Catalogue record" in path.read_text(encoding="utf-8")]
