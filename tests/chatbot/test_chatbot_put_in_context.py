"""What is told beside the sources' sentences: what became of a plan, and which country and year it is."""

from __future__ import annotations

import pytest
from library_made_up import Paper, make_library, papers

from chatbot.answer import Answer
from chatbot.cite_units import cite_units
from chatbot.pipeline import Briefing
from chatbot.rests_on.describe_basis import describe_basis
from chatbot.tell_countries import tell_countries
from chatbot.tell_outcomes import tell_outcomes
from chatbot.unit import Unit
from chatbot.verify_answer import AnswerVerifier
from kb.catalogue import load_catalogue
from kb.settings import Settings
from kb.store import DocumentStore

SOURCES = {
    "plan-2010": Paper(
        "Harbour boards to come", "Lund", 2010, "Norland",
        "Summary\n\nThe ministry plans that harbour boards will be abolished and that ferry councils will take over "
        "their budgets. The boards had run the ports for forty years.\n",
    ),
    "council-2014": Paper(
        "Ferry councils at work", "Vik", 2014, "Norland",
        "Results\n\nFerry councils took over the budgets of the abolished harbour boards in 2013. They met monthly.\n",
    ),
    "union-2020": Paper(
        "The end of the ferry councils", "Dahl", 2020, "Norland",
        "Results\n\nFerry councils were merged into coastal unions in 2019.\n",
    ),
    "bay-2015": Paper(
        "Harbour boards of the bay", "Ek", 2015, "Suland",
        "Results\n\nHarbour boards in the bay kept their budgets and hired more pilots.\n",
    ),
}  # fmt: skip
TIMELINE = """
[[event]]
id = "boards-planned"
year = 2010
country = "Norland"
what = "Harbour boards were to be abolished and ferry councils to take over their budgets."
status = "planned"
source_id = "plan-2010"

[[event]]
id = "councils-start"
year = 2013
country = "Norland"
what = "Ferry councils took over the budgets of the abolished harbour boards."
source_id = "council-2014"
follows = ["boards-planned"]

[[event]]
id = "councils-end"
year = 2019
country = "Norland"
what = "Ferry councils were merged into coastal unions."
source_id = "union-2020"
follows = ["councils-start"]
"""
PLAN = "What does the ministry plan for the harbour boards?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return make_library(tmp_path_factory.mktemp("context"), {**papers(SOURCES), "timeline.toml": TIMELINE})


@pytest.fixture(scope="module")
def briefing(settings: Settings) -> Briefing:
    return Briefing.open(settings)


@pytest.fixture(scope="module")
def planned(briefing: Briefing) -> Answer:
    return briefing.ask(PLAN)


def test_a_plan_is_followed_by_what_became_of_it(planned: Answer, settings: Settings) -> None:
    assert planned.status == "answered"
    texts = [segment.text for segment in planned.segments]
    plan = next(index for index, text in enumerate(texts) if "will be abolished" in text)
    cited = {citation.source_id for citation in planned.citations}
    assert {"plan-2010", "council-2014", "union-2020"} <= cited
    later = " ".join(texts[plan + 1 :])
    assert "in 2013" in later
    assert "coastal unions in 2019" in later
    assert [citation.marker for citation in planned.citations] == list(range(1, len(planned.citations) + 1))
    verifier = AnswerVerifier(DocumentStore(settings.data_dir), load_catalogue(settings.catalogue_path))
    assert not [finding for finding in verifier.verify(planned) if finding.problem]


def test_the_basis_says_so_too(planned: Answer, briefing: Briefing) -> None:
    assert planned.rests_on is not None
    (plan,) = [plan for plan in planned.rests_on.plans if plan.source_id == "plan-2010"]
    assert plan.as_of == 2010
    assert [proof.source_id for proof in plan.outcomes] == ["council-2014", "union-2020"]
    told = [line for part in describe_basis(planned.rests_on, briefing.library) for line in part.lines]
    assert any("as of 2010. Since then:" in line.text and len(line.proofs) == 2 for line in told)


def test_where_there_is_no_room_the_plan_is_still_marked(settings: Settings) -> None:
    narrow = settings.model_copy(update={"answer_max_words": 28})
    answer = Briefing.open(narrow).ask(PLAN)
    assert len(answer.answer.split()) <= 28
    assert "Carried out or changed since (2013 and 2019). [2][3]" in answer.answer
    assert [citation.source_id for citation in answer.citations[1:3]] == ["council-2014", "union-2020"]


def test_what_is_no_plan_is_left_alone(briefing: Briefing) -> None:
    answer = briefing.ask("Who hired more pilots in the bay?")
    assert "Since then (" not in answer.answer
    assert "changed since (" not in answer.answer


def test_two_countries_are_told_apart(briefing: Briefing) -> None:
    answer = briefing.ask("Which harbour boards kept their budgets?")
    assert {citation.country for citation in answer.citations} == {"Norland", "Suland"}
    labels = [segment.text for segment in answer.segments if segment.text.endswith("):")]
    assert "Suland (2015):" in labels
    assert any(label.startswith("Norland (") for label in labels)
    assert len(answer.answer.split()) <= 150


def test_one_country_needs_no_label_and_what_does_not_fit_is_left_out(briefing: Briefing) -> None:
    answer = briefing.ask("Which harbour boards kept their budgets?")
    plain = [s for s in answer.segments if not s.text.endswith("):") and s.kind != "connective"]
    norland = [citation for citation in answer.citations if citation.country == "Norland"]
    own = [s for s in plain if s.markers and s.markers[0] in {citation.marker for citation in norland}]
    assert tell_countries(own, norland, briefing.library, 100) == own
    assert tell_countries(plain, answer.citations, briefing.library, 1) == plain
    assert tell_countries(plain, answer.citations, briefing.library, 100) != plain


def test_what_agrees_with_a_plan_stays_beside_it(briefing: Briefing) -> None:
    def unit(source_id: str, words: str, likewise: tuple[Unit, ...] = ()) -> Unit:
        document = next(d for d in briefing.library.documents.values() if d.source_id == source_id)
        index = next(i for i, s in enumerate(document.sentences) if words in document.slice(s))
        return Unit(document, (index,), 1.0, likewise=likewise)

    planned = unit("plan-2010", "will be abolished", (unit("bay-2015", "kept their budgets"),))
    segments, citations = cite_units([planned, unit("bay-2015", "kept their budgets")], briefing.library)
    told, proofs = tell_outcomes(segments, citations, briefing.library, 100)
    assert [segment.text for segment in told[1:3]] == ["Likewise Ek (2015).", "Since then (2013 and 2019):"]
    assert [(proof.marker, proof.source_id) for proof in proofs] == [
        (1, "plan-2010"), (2, "bay-2015"), (3, "council-2014"), (4, "union-2020"), (5, "bay-2015")
    ]  # fmt: skip
    assert [segment.markers for segment in told] == [(1,), (2,), (3,), (3,), (4,), (5,)]
    labelled = tell_countries(told, proofs, briefing.library, 100)
    assert all(s.text.endswith("):") for s in labelled if s not in told)
    assert labelled[labelled.index(told[1]) - 1] == told[0]
