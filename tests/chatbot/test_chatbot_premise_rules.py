"""Each kind of contradiction is seen between a question and a sentence, and not where the two agree."""

from collections.abc import Callable, Iterator

import pytest

from chatbot.premise_rules.actors import other_actors
from chatbot.premise_rules.comparisons import comparisons
from chatbot.premise_rules.conflict import Conflict
from chatbot.premise_rules.denials import denials
from chatbot.premise_rules.figures import other_figures
from chatbot.premise_rules.opposite_words import opposite_words
from chatbot.premise_rules.places import other_places
from chatbot.premise_rules.quantifiers import other_quantifiers
from chatbot.premise_rules.years import other_years
from kb.opposites import roles_in, says
from kb.place_names import excludes, places_in

Rule = Callable[[str, str], Iterator[Conflict]]


@pytest.mark.parametrize(
    ("rule", "question", "sentence", "assumed", "stated"),
    [
        (other_figures, "What did the 80 nurses of the ferry say?", "32 senior nurses spoke.", "80 nurses", "32 senior"),
        (other_figures, "Who got the £4 million for the pier?", "The pier took £9 million.", "£4 million", "£9 million"),
        (other_figures, "Why do 5000 people use it?", "It serves 30 000 to 50 000 people.", "5000 people", "30 000 people"),
        (other_years, "Why was the ferry founded in 1980?", "The ferry came to Norland in 1991.", "1980", "1991"),
        (opposite_words, "Why did ferry fares fall?", "Ferry fares went up by a tenth.", "fall", "went up"),
        (opposite_words, "Why does local policy shape local ferries?", "National policy shapes local ferries.", "local", "National"),
        (opposite_words, "Why did the night ferry fares grow?", "The night ferry fares fell, and bus fares grew.", "grow", "fell"),
        (comparisons, "Why do ferries cost more than trains?", "Trains cost more than ferries.", "more than trains", "more than ferries"),
        (comparisons, "Why is it paid more in towns than in villages?", "It is paid more in villages than in towns.", "more in towns than in villages", "more in villages than in towns"),
        (comparisons, "Why do they sail twice as often as others?", "They sail half as often as others.", "twice as often", "half as often"),
        (denials, "Why did ferry fares rise?", "Ferry fares did not change.", "rise", "did not change"),
        (denials, "Why do crews work without pay?", "Crews are compensated for it.", "without pay", "compensated"),
        (other_quantifiers, "Why do all crews take lessons?", "Few crews take lessons.", "all", "Few"),
        (other_quantifiers, "Why do hardly any crews take lessons?", "97% of crews take lessons.", "hardly any", "97%"),
        (other_places, "Why was the pier built in Texas?", "The pier was built in Minnesota.", "Texas", "Minnesota"),
        (other_places, "What did the Eastquay ferry trial find?", "The Westhaven ferry trial found much.", "Eastquay", "Westhaven"),
        (other_actors, "Why are ferries owned by insurers?", "Ferries are owned by their doctors.", "owned by insurers", "owned by their doctors"),
        (other_actors, "Why do managers lead crew training?", "Nurses lead crew training.", "managers", "Nurses"),
    ],
)  # fmt: skip
def test_a_contradiction_is_seen(rule: Rule, question: str, sentence: str, assumed: str, stated: str) -> None:
    assert [(found.assumed, found.stated) for found in rule(question, sentence)] == [(assumed, stated)]


@pytest.mark.parametrize(
    ("rule", "question", "sentence"),
    [
        (other_figures, "What did the five crews do?", "Of 21 large crews, five were seen."),
        (other_figures, "Why do about 50 nurses sail?", "52 nurses sail."),
        (other_figures, "Why do over 900 nurses sail?", "950 nurses sail."),
        (other_years, "What did it cost in 1980?", "It cost 5 crowns in 1991."),
        (opposite_words, "Why do they stay less long?", "They have shorter stays."),
        (opposite_words, "Why did day fares rise?", "Day fares grew, and night fares fell."),
        (opposite_words, "Where in the Middle East is it?", "It lies in western Norland."),
        (opposite_words, "Why does Norland use more ferries than Sudland?", "Ostland uses fewer ferries in Sudland."),
        (comparisons, "Why do ferries cost more than trains?", "Ferries cost more than trains."),
        (comparisons, "Why do ferries cost more than trains?", "Ferries cost more than coaches."),
        (denials, "What did the trial of follow-up measure?", "Tests were not followed up."),
        (denials, "Why did fares not change?", "Fares did not change."),
        (other_quantifiers, "Why do most crews sail?", "All crews sail."),
        (other_quantifiers, "Why do all crews sail?", "Few trains stop."),
        (other_places, "Why was it built in England?", "It was built in the United Kingdom."),
        (other_places, "Why are ferries cheaper in Wales?", "Ferries in England are cheap."),
        (other_places, "What do the Eastquay ferry clinics do?", "The Westhaven ferry clinics do much."),
        (other_places, "Why do England and Wales differ?", "England and Wales differ."),
        (other_actors, "Why are ferries owned by doctors?", "Ferries are owned by physicians."),
        (other_actors, "Why do nurses lead crew training?", "Nurses lead crew training."),
        (other_actors, "What do nurses bring to crew training?", "Managers bring crew training what they know."),
        (opposite_words, "Up to what share of fares does the bonus come?", "Fares are paid separately."),
        (opposite_words, "Why had most crews stayed?", "Crews stayed for at least a year."),
    ],
)
def test_what_agrees_is_no_contradiction(rule: Rule, question: str, sentence: str) -> None:
    assert list(rule(question, sentence)) == []


def test_words_on_one_side_of_a_list_say_the_same() -> None:
    assert says("Fares grew.", "rise")
    assert not says("Fares fell.", "rise")


def test_who_does_it_is_read_by_role() -> None:
    assert roles_in("their GPs and a nurse") == {"doctors", "nurses"}
    assert roles_in("the ferry") == frozenset()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("American and English ferries", ["United States", "England"]),
        ("They told us of New Jersey", ["New Jersey"]),
        ("a turkey from U.S. farms", ["United States"]),
    ],
)
def test_places_are_names_with_a_capital(text: str, names: list[str]) -> None:
    assert [place.name for place in places_in(text)] == names


def test_a_place_within_another_excludes_nothing() -> None:
    wales, uk, scotland, texas = places_in("Wales, the UK, Scotland and Texas")
    assert not excludes(wales, uk)
    assert not excludes(uk, wales)
    assert excludes(wales, scotland)
    assert not excludes(wales, texas)
