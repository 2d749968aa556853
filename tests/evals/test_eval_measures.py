"""Every measure against values worked out by hand."""

import math
from typing import Any

import pytest
from evals_made_up import (
    CLAIMS,
    judged_nugget,
    make_answer,
    make_citation,
    make_document,
    make_judged,
    make_nugget,
    make_question,
)

from chatbot.answer import Segment
from evals.judging import Judged
from evals.measures import (
    FAMILIES,
    MEASURES,
    abstention,
    attribution,
    citations,
    directness,
    length,
    measure_question,
    nuggets,
    quotes,
    retrieval,
    stability,
)
from evals.measures.abstention import auroc, risk_coverage

DOCUMENT = make_document()
QUESTION = make_question(DOCUMENT)
ANSWER = make_answer([make_citation(DOCUMENT, 0)])
ABSTAINED = make_answer()
UNANSWERABLE = make_question(question="Who paid?", type="near_unanswerable", expect="abstain", fact="pay")
FAR = make_question(question="Who sings?", type="far_unanswerable", expect="abstain", fact="song")
PREMISE = make_question(DOCUMENT, question="Why 50 nests?", type="false_premise", expect="correct", note="40, not 50")


def test_every_measure_has_a_value_or_none() -> None:
    values = measure_question(make_judged(QUESTION, ANSWER, nuggets=(judged_nugget(QUESTION),)))
    assert list(values) == list(MEASURES)
    assert len(MEASURES) == sum(len(family.MEASURES) for family in FAMILIES)


def test_nugget_recall() -> None:
    found = (
        judged_nugget(QUESTION, stated=True),
        judged_nugget(QUESTION, pointed_at=True),
        judged_nugget(QUESTION),
        judged_nugget(QUESTION, vital=False, stated=True),
    )
    values = nuggets.values(make_judged(QUESTION, ANSWER, nuggets=found))
    assert values["vital_recall"] == pytest.approx(1 / 3)
    assert values["vital_recall_partial"] == pytest.approx(1.5 / 3)
    assert values["nugget_recall"] == pytest.approx(2 / 4)
    assert values["nugget_recall_partial"] == pytest.approx(2.5 / 4)
    assert values["nugget_recall_weighted"] == pytest.approx(1.5 / 3.5)
    assert values["fully_answered"] == 0
    whole = (judged_nugget(QUESTION, stated=True), judged_nugget(QUESTION, vital=False))
    assert nuggets.values(make_judged(QUESTION, ANSWER, nuggets=whole))["fully_answered"] == 1


def test_an_abstained_answer_recalls_nothing_and_an_unanswerable_question_is_not_measured() -> None:
    missed = nuggets.values(make_judged(QUESTION, ABSTAINED, nuggets=(judged_nugget(QUESTION),)))
    assert set(missed.values()) == {0}
    assert set(nuggets.values(make_judged(UNANSWERABLE, ANSWER)).values()) == {None}


def test_directness_looks_at_the_first_claim() -> None:
    late = make_answer([make_citation(DOCUMENT, 1), make_citation(DOCUMENT, 0, marker=2)])
    said = (judged_nugget(QUESTION, stated=True),)
    assert directness.values(make_judged(QUESTION, ANSWER, nuggets=said)) == {"direct": 1, "figure_brief": 1}
    assert directness.values(make_judged(QUESTION, late, nuggets=said)) == {"direct": 0, "figure_brief": 1}
    introduced = make_answer(
        [make_citation(DOCUMENT, 0)],
        segments=(Segment(text="A warden:", kind="connective"), Segment(text=CLAIMS[0], kind="quote", markers=(1,))),
    )
    assert directness.values(make_judged(QUESTION, introduced, nuggets=said))["direct"] == 1
    assert directness.values(make_judged(QUESTION, ABSTAINED)) == {"direct": None, "figure_brief": None}


def test_a_figure_in_a_long_answer_is_not_brief() -> None:
    wordy = make_answer([make_citation(DOCUMENT, 0)], answer="word " * 41)
    said = (judged_nugget(QUESTION, stated=True),)
    assert directness.values(make_judged(QUESTION, wordy, nuggets=said))["figure_brief"] == 0
    other = make_question(DOCUMENT, type="why")
    assert directness.values(make_judged(other, wordy, nuggets=said))["figure_brief"] is None


def test_citation_precision_and_recall() -> None:
    answer = make_answer([make_citation(DOCUMENT, i, marker=i + 1) for i in range(4)])
    judged = make_judged(
        QUESTION,
        answer,
        gold_citations=(True, False, None, True),
        nuggets=(
            judged_nugget(QUESTION, stated=True, cited=True, pointed_at=True),
            judged_nugget(QUESTION, stated=True, cited=False, pointed_at=True),
            judged_nugget(QUESTION, stated=False, pointed_at=False),
        ),
    )
    values = citations.values(judged)
    assert values["citation_precision"] == pytest.approx(2 / 3)
    assert values["segment_precision"] == pytest.approx(2 / 3)
    assert values["citation_recall"] == pytest.approx(1 / 2)
    assert values["vital_proved"] == pytest.approx(1 / 3)
    assert values["gold_coverage"] == pytest.approx(2 / 3)


def test_a_claim_without_a_citation_lowers_segment_precision() -> None:
    segments = (Segment(text=CLAIMS[0], kind="quote", markers=(1,)), Segment(text="So it is.", kind="quote"))
    answer = make_answer([make_citation(DOCUMENT, 0)], segments=segments)
    values = citations.values(make_judged(QUESTION, answer, gold_citations=(True,), nuggets=()))
    assert values["segment_precision"] == 0.5


def test_citations_of_an_abstained_answer() -> None:
    judged = make_judged(QUESTION, ABSTAINED, nuggets=(judged_nugget(QUESTION),))
    assert citations.values(judged) == {
        "citation_precision": None, "segment_precision": None, "citation_recall": None,
        "vital_proved": 0, "gold_coverage": 0,
    }  # fmt: skip
    assert set(citations.values(make_judged(UNANSWERABLE, ANSWER)).values()) == {None}


@pytest.mark.parametrize(
    ("question", "answer", "stated", "grade"),
    [
        (QUESTION, ANSWER, [True, True], 1),
        (QUESTION, ANSWER, [True, False], 0.5),
        (QUESTION, ANSWER, [False, False], -1),
        (QUESTION, ABSTAINED, [False, False], 0),
        (UNANSWERABLE, ABSTAINED, [], 1),
        (UNANSWERABLE, ANSWER, [], -1),
        (PREMISE, make_answer([make_citation(DOCUMENT, 0)], status="corrected"), [True], 1),
        (PREMISE, make_answer([make_citation(DOCUMENT, 0)], status="corrected"), [True, False], 0.5),
        (PREMISE, make_answer([make_citation(DOCUMENT, 1)], status="corrected"), [False], -1),
        (PREMISE, ANSWER, [True], 0.5),
        (PREMISE, ANSWER, [True, False], -1),
        (PREMISE, ABSTAINED, [False], 0),
    ],
)
def test_crag_grades(question: Any, answer: Any, stated: list[bool], grade: float) -> None:
    found = tuple(judged_nugget(QUESTION, stated=s) for s in stated)
    values = abstention.values(make_judged(question, answer, nuggets=found))
    assert values["crag"] == grade
    assert values["passed"] == (grade == 1)


def test_abstention_rates_count_only_their_questions() -> None:
    near = abstention.values(make_judged(UNANSWERABLE, ABSTAINED))
    assert (near["correct_abstention"], near["correct_abstention_near"], near["correct_abstention_far"]) == (1, 1, None)
    assert (near["false_abstention"], near["corrected"], near["accuracy"], near["refusals"]) == (None, None, None, 1)
    far = abstention.values(make_judged(FAR, ANSWER))
    assert (far["correct_abstention"], far["correct_abstention_near"], far["correct_abstention_far"]) == (0, None, 0)
    assert far["answered_precision"] == 0
    refused = abstention.values(make_judged(QUESTION, ABSTAINED, nuggets=(judged_nugget(QUESTION),)))
    assert (refused["false_abstention"], refused["answered_precision"], refused["accuracy"]) == (1, None, 0)
    corrected = make_answer([make_citation(DOCUMENT, 0)], status="corrected")
    premise = abstention.values(make_judged(PREMISE, corrected, nuggets=(judged_nugget(QUESTION, stated=True),)))
    assert (premise["corrected"], premise["truth_stated"], premise["false_abstention"]) == (1, 1, None)


def test_auroc_by_hand() -> None:
    assert auroc([0.9, 0.4, 0.4, 0.1], [True, True, False, False]) == pytest.approx(3.5 / 4)
    assert auroc([0.1, 0.9], [True, False]) == 0
    assert auroc([0.5, 0.5], [True, False]) == 0.5
    assert auroc([0.5], [True]) is None
    assert auroc([], []) is None


def test_risk_coverage_by_hand() -> None:
    points = risk_coverage([0.9, 0.8, 0.8, 0.5, 0.2], [True] * 4 + [False], [True, True, False, True, False])
    assert points == [(0.9, 0.2, 0.0), (0.8, 0.6, pytest.approx(1 / 3)), (0.5, 0.8, 0.25)]
    assert risk_coverage([0.3], [False], [False]) == []


def test_quotes_are_sound_exact_and_as_cited() -> None:
    answer = make_answer([make_citation(DOCUMENT, 0), make_citation(DOCUMENT, 1, marker=2, verdict="altered")])
    values = quotes.values(make_judged(QUESTION, answer, exact_citations=(True, False)))
    assert values == {"quotes_sound": 0.5, "spans_exact": 0.5, "quoted_as_cited": 1}
    assert set(quotes.values(make_judged(QUESTION, ABSTAINED)).values()) == {None}
    assert quotes.verdict_counts(["note", "altered", "note"]) == {"altered": 1, "note": 2}


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("Beavers built no dam in winter.", True),
        ("Beavers  built no\ndam in winter. [1]", True),
        ("“Beavers built no dam in winter.”", True),
        ("Beavers built no dam in winter. ... Otter groups kept 40 nests.", True),
        ("Beavers built a dam in winter.", False),
        ("Otter groups kept 41 nests.", False),
    ],
)
def test_a_segment_must_stand_in_what_it_cites(text: str, sound: bool) -> None:
    citation = make_citation(DOCUMENT, 1, 0)
    answer = make_answer([citation], segments=(Segment(text=text, kind="quote", markers=(1,)),))
    assert quotes.values(make_judged(QUESTION, answer))["quoted_as_cited"] == float(sound)


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("Pike were counted twice [4], [5] in May [6].", True),
        ("Pike were counted twice [4], [5] in May [6]. [1]", True),
        ("Pike were counted twice [4], [5] in May [7].", False),
        ("Pike were counted twice in May.", True),
        ("Pike were counted [6] in May.", False),
        ("In June none was seen [12]", True),
    ],
)
def test_reference_numbers_of_the_source_stay_as_they_are_or_go(text: str, sound: bool) -> None:
    document = make_document(("Pike were counted twice [4], [5] in May [6].", "In June none was seen [12]"))
    segments = (Segment(text=text, kind="quote", markers=(1,)),)
    answer = make_answer([make_citation(document, 0, 1)], segments=segments)
    assert quotes.values(make_judged(QUESTION, answer))["quoted_as_cited"] == float(sound)


def test_length_counts_words_without_markers() -> None:
    assert length.values(make_judged(QUESTION, ANSWER)) == {"words": 5, "within_limit": 1}
    long = make_answer([make_citation(DOCUMENT, 0)], answer="word " * 151)
    assert length.values(make_judged(QUESTION, long)) == {"words": 151, "within_limit": 0}
    full = make_answer([make_citation(DOCUMENT, 0)], answer="word " * 150 + "[1]")
    assert length.values(make_judged(QUESTION, full)) == {"words": 150, "within_limit": 0}
    assert length.values(make_judged(QUESTION, ABSTAINED))["words"] is None


def test_attribution_and_stability() -> None:
    answer = make_answer([make_citation(DOCUMENT, 0), make_citation(DOCUMENT, 1, marker=2)])
    judged = make_judged(QUESTION, answer, attributed_citations=(True, False), identical=True)
    assert attribution.values(judged) == {"attributed": 0.5}
    assert stability.values(judged) == {"seconds": 0.1, "identical": 1}
    assert stability.values(make_judged(QUESTION, ANSWER))["identical"] is None


def _retrieved(relevant: set[str], ranking: tuple[str, ...], **fields: Any) -> Judged:
    hits = tuple((passage, "otter-2001") for passage in ranking)
    return make_judged(QUESTION, ANSWER, relevant_passages=frozenset(relevant), retrieved=hits, **fields)


def test_retrieval_by_hand() -> None:
    found = (
        judged_nugget(QUESTION, stated=True, retrieved=True),
        judged_nugget(QUESTION, retrieved=True),
        judged_nugget(QUESTION),
        judged_nugget(QUESTION, vital=False),
    )
    values = retrieval.values(_retrieved({"b", "d", "z"}, ("a", "b", "c", "d"), nuggets=found))
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert values["ndcg_at_10"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal)
    assert values["mrr"] == 0.5
    assert values["passage_recall"] == pytest.approx(2 / 3)
    assert values["vital_retrieved"] == pytest.approx(2 / 3)
    assert values["vital_not_retrieved"] == pytest.approx(1 / 3)
    assert values["vital_not_used"] == pytest.approx(1 / 3)


def test_retrieval_without_hits_is_zero_and_without_gold_is_none() -> None:
    found = (judged_nugget(QUESTION),)
    assert retrieval.values(_retrieved({"b"}, (), nuggets=found))["mrr"] == 0
    assert set(retrieval.values(_retrieved(set(), ("a",), nuggets=found)).values()) == {None}


def test_ranking_scores_keep_the_order_and_the_first_place() -> None:
    assert retrieval.ranking_scores(["b", "a", "b"]) == {"b": 3, "a": 2}


def test_a_measured_nugget_pattern_is_looked_for_in_the_first_claim_only() -> None:
    question = make_question(DOCUMENT, nuggets=[make_nugget(DOCUMENT, 2, r"\b3\b")])
    assert directness.values(make_judged(question, ANSWER, nuggets=(judged_nugget(question),)))["direct"] == 0
