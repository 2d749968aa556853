"""What an answer rests on, over a made-up library of four sources on one subject."""

from __future__ import annotations

from datetime import date

import pytest
from library_made_up import make_library, originals

from chatbot.answer import Answer
from chatbot.pipeline import Briefing
from chatbot.rests_on.describe_basis import describe_basis
from chatbot.rests_on.directions import directions
from chatbot.rests_on.find_tensions import opposition
from chatbot.rests_on.stated_limitations import stated_limitations
from chatbot.verify_answer import AnswerVerifier
from kb.catalogue import load_catalogue
from kb.store import DocumentStore

SOURCES = {
    "ferry-2010": (
        2010,
        "full text",
        """Ferry nurses in Norland

Results

Emergency admissions in the ferry towns fell by 12 per cent after shared budgets were introduced. Ferry nurses are paid a fixed salary of 3,100 crowns a month. The ministry will extend shared budgets to inland towns next year.

Limitations

The study covers four towns on the coast. It did not measure the health of patients.
""",
    ),
    "pier-2016": (
        2016,
        "full text",
        """Shared budgets at the pier

Results

Emergency admissions in the ferry towns rose by a tenth after shared budgets were introduced. In the ferry towns, nurses are paid a fixed salary of 3,100 crowns a month. A tenth of the nurses work nights.
""",
    ),
    "bread-2019": (
        2019,
        "abstract",
        """Sourdough in ship galleys

Abstract

Bakers on ships keep a starter of flour and water at 24 degrees. The starter doubles in five hours.
""",
    ),
    "crane-2012": (
        2012,
        "full text",
        """Crane drivers and sleep

Results

Crane drivers slept six hours a night during the harvest. Their shifts began before dawn.
""",
    ),
}
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def briefing(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    records = [
        f'[[source]]\nsource_id = "{name}"\ntitle = "{text.splitlines()[0]}"\nyear = {year}\naccess = "{access}"\n'
        f'country = "Norland"\nevidence_kind = "case studies"\n'
        for name, (year, access, text) in SOURCES.items()
    ]
    texts = originals({name: text for name, (_, _, text) in SOURCES.items()})
    settings = make_library(tmp_path_factory.mktemp("basis"), {"catalogue.toml": "\n".join(records), **texts})
    opened = Briefing.open(settings)
    return Briefing(opened.library, today=lambda: TODAY)


@pytest.fixture(scope="module")
def admissions(briefing: Briefing) -> Answer:
    return briefing.ask("What happened to emergency admissions in the ferry towns?")


def test_a_fact_of_two_sources_is_independent_of_each(briefing: Briefing) -> None:
    basis = briefing.ask("How much are the nurses of the ferry towns paid a month?").rests_on
    assert basis is not None
    assert basis.independent_sources == 2
    assert {s.source_id for s in basis.sources if s.carries_direct_answer} <= {"ferry-2010", "pier-2016"}
    assert all(source.answered_without_it for source in basis.sources)


def test_a_fact_of_one_source_falls_with_it(briefing: Briefing) -> None:
    answer = briefing.ask("At how many degrees do bakers keep their starter?")
    basis = answer.rests_on
    assert basis is not None
    assert basis.independent_sources == 1
    (source,) = [source for source in basis.sources if source.source_id == "bread-2019"]
    assert (source.carries_direct_answer, source.answered_without_it) == (True, False)
    assert source.abstract_only
    assert (source.year, source.age_years, basis.as_of_year) == (2019, 7, 2026)


def test_its_kind_its_place_and_its_age_are_said(briefing: Briefing, admissions: Answer) -> None:
    assert admissions.rests_on is not None
    told = [line.text for part in describe_basis(admissions.rests_on, briefing.library) for line in part.lines]
    ferry = next(line for line in told if line.startswith("Ferry nurses in Norland (2010): "))
    for fact in ("case studies", "Norland", "16 years old", "quoted from its results"):
        assert fact in ferry


def test_the_limitations_that_a_source_states_come_with_proof(briefing: Briefing, admissions: Answer) -> None:
    assert admissions.rests_on is not None
    stated = [item for item in admissions.rests_on.limitations if item.source_id == "ferry-2010"]
    assert stated
    assert "did not measure the health" in stated[0].citation.quote
    assert stated[0].citation.quote.startswith("The study covers four towns"), "“It” stands with what it is about"
    markers = [citation.marker for citation in (*admissions.citations, *admissions.rests_on.citations())]
    assert markers == list(range(1, len(markers) + 1))


def test_sources_with_nothing_close_are_named_silent(admissions: Answer) -> None:
    assert admissions.rests_on is not None
    assert set(admissions.rests_on.silent_sources) == {"bread-2019", "crane-2012"}
    assert admissions.rests_on.searched_sources == 4


def test_quotes_that_point_in_opposite_directions_are_shown_as_a_possible_tension(admissions: Answer) -> None:
    assert admissions.rests_on is not None
    (tension,) = admissions.rests_on.tensions
    assert tension.rule == "amount"
    assert {"emergency", "admissions"} <= set(tension.about)
    assert {tension.first.source_id, tension.second.source_id} == {"ferry-2010", "pier-2016"}
    assert {tension.first.verdict, tension.second.verdict} == {"verified"}


def test_a_plan_is_dated(briefing: Briefing) -> None:
    answer = briefing.ask("What will the ministry extend to inland towns?")
    assert answer.rests_on is not None
    plans = [(plan.source_id, plan.as_of) for plan in answer.rests_on.plans]
    assert ("ferry-2010", 2010) in plans
    cited = {citation.marker: citation for citation in answer.citations}
    assert all("will extend" in cited[plan.marker].quote for plan in answer.rests_on.plans)


def test_an_abstention_rests_on_nothing_and_says_what_was_searched(briefing: Briefing) -> None:
    basis = briefing.ask("Which submarine volcano erupted near Vanuatu?").rests_on
    assert basis is not None
    assert (basis.sources, basis.independent_sources, basis.tensions) == ((), 0, ())
    assert set(basis.silent_sources) == set(SOURCES)
    assert briefing.ask("").rests_on is None


def test_the_day_changes_ages_and_nothing_else(briefing: Briefing, admissions: Answer) -> None:
    later = Briefing(briefing.library, today=lambda: date(2031, 1, 1)).ask(admissions.question)
    assert later.id == admissions.id
    assert later.segments == admissions.segments
    assert later.rests_on is not None
    assert [source.age_years for source in later.rests_on.sources][:1] in ([21], [15])


def test_a_changed_quote_of_the_basis_fails_verification(briefing: Briefing, admissions: Answer) -> None:
    library = briefing.library
    verifier = AnswerVerifier(DocumentStore(library.settings.data_dir), load_catalogue(library.settings.catalogue_path))
    assert not [finding for finding in verifier.verify(admissions) if finding.problem]
    saved = admissions.model_dump_json()
    assert "did not measure" in saved
    altered = Answer.model_validate_json(saved.replace("did not measure", "did measure"))
    assert [finding for finding in verifier.verify(altered) if finding.problem]


def test_no_document_states_limitations_it_does_not_state(briefing: Briefing) -> None:
    for document in briefing.library.documents.values():
        assert bool(stated_limitations(document)) == (document.source_id == "ferry-2010")


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("Referrals fell by 12 per cent in the clinics.", "In the clinics referrals rose by a fifth.", "amount"),
        ("Shared budgets reduced emergency admissions.", "Emergency admissions increased in two towns.", "amount"),
        ("The study found no increase in referral costs.", "An increase in referral costs was found.", "amount"),
        ("Patients of large groups had higher costs.", "Patients of large groups had lower costs.", "amount"),
        ("Waiting times improved in the clinics.", "Waiting times in the clinics worsened.", "quality"),
        ("Capitation did not reduce hospital admissions.", "Capitation reduced hospital admissions.", "amount"),
        (
            "Bonuses never depend on the number of referrals.",
            "In inland clinics, bonuses depend on the number of referrals.",
            "negated",
        ),
    ],
)
def test_opposite_directions_are_recognised_either_way_round(one: str, other: str, rule: str) -> None:
    for pair in ((one, other), (other, one)):
        found = opposition(*pair)
        assert found is not None
        assert found[0] == rule


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Emergency admissions fell.", "Costs of emergency care rose."),
        ("The scheme aims to reduce emergency admissions.", "Emergency admissions increased."),
        ("If admissions fell in the towns, budgets would grow.", "Admissions rose in the towns."),
        ("Nurses moved from less integrated settings.", "Doctors moved to more integrated settings."),
        ("Capitation did not reduce hospital admissions.", "Hospital admissions increased under capitation."),
        ("The plan slowed the growth of reduced tariffs.", "Tariffs increased under the plan."),
        (
            "Incentives were aligned with care, not maximising volume of services.",
            "Incentives were aligned with care rather than maximising volume of services.",
        ),
        ("More than half of the referrals were urgent.", "Fewer referrals were urgent in spring."),
    ],
)
def test_what_is_no_contradiction_is_left_alone(one: str, other: str) -> None:
    assert opposition(one, other) is None
    assert opposition(other, one) is None


def test_a_negated_fall_is_no_fall() -> None:
    (fell,) = directions("Waiting times fell in spring.")
    (stayed,) = directions("Waiting times have not fallen in spring.")
    assert (fell.sign, stayed.sign) == (-1, 1)
