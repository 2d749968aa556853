"""Gold is found through originals and through notes by one rule; every miss is told apart."""

import pytest
from evals_made_up import (
    CLAIMS,
    RECORD,
    SOURCE,
    FakeLibrary,
    gold_of,
    make_answer,
    make_citation,
    make_document,
    make_nugget,
    make_question,
)

from chatbot.answer import AGREES, Segment
from evals.gold import GoldIndex, is_comparable
from evals.judging import Judged, judge
from evals.questions import Nugget, Question
from kb.documents import Document, Page
from kb.notes import Card, Note

ORIGINAL = make_document()
NOTE = make_document(
    ["Forty nests were kept by otters.", "Otters were studied on rivers.", "Herons sing."], kind="note"
)


def _card(claim: str, sentence: int) -> Card:
    gold = gold_of(ORIGINAL, sentence)
    return Card(claim=claim, kind="figure", theme="t", section=("Abstract",), support=((gold["start"], gold["end"]),))


CARDS = Note(
    source_id=SOURCE,
    original_sha256=ORIGINAL.document_sha256,
    card=(
        _card("Forty nests were kept by otters.", 0),
        _card("Otters were studied on rivers.", 0),  # rests on gold, but does not state the nugget
    ),
)
QUESTION = make_question(ORIGINAL)


def _judge(
    document: Document, *cited: int, question: Question = QUESTION, found: bool = True, **answer: object
) -> Judged:
    library = FakeLibrary([document])
    hits = library.search("otter groups otters were", 10) if found else []
    citations = [make_citation(document, sentence, marker=n + 1) for n, sentence in enumerate(cited)]
    return judge(question, make_answer(citations, **answer), hits, library, GoldIndex([CARDS]), seconds=0.1)


def test_an_original_points_at_gold_where_its_spans_overlap() -> None:
    judged = _judge(ORIGINAL, 0, 1)
    assert judged.gold_citations == (True, False)
    nugget = judged.nuggets[0]
    assert (nugget.stated, nugget.pointed_at, nugget.cited, nugget.retrieved) == (True, True, True, True)


def test_a_card_points_at_gold_only_when_it_states_the_nugget() -> None:
    judged = _judge(NOTE, 0, 1, 2)
    assert judged.gold_citations == (True, False, False)
    assert judged.nuggets[0].stated
    assert judged.nuggets[0].cited
    assert judged.relevant_passages == {NOTE.passages[0].passage_id}


def test_a_note_citation_is_judged_by_its_quote_when_the_document_is_gone() -> None:
    evidence = GoldIndex([CARDS]).of_citation(make_citation(NOTE, 0), None)
    assert [place.claim for place in evidence] == ["Forty nests were kept by otters."]


def test_cited_without_being_stated() -> None:
    said = (Segment(text="Otters build.", kind="model", markers=(1,)),)
    nugget = _judge(ORIGINAL, 0, segments=said).nuggets[0]
    assert (nugget.stated, nugget.pointed_at, nugget.cited) == (False, True, None)


def test_stated_with_the_wrong_citation() -> None:
    said = (
        Segment(text="There were 40 nests.", kind="model", markers=(2,), agreement=AGREES),
        Segment(text=CLAIMS[0].replace("40", "many"), kind="quote", markers=(1,)),
    )
    nugget = _judge(ORIGINAL, 0, 1, segments=said).nuggets[0]
    assert (nugget.stated, nugget.pointed_at, nugget.cited) == (True, True, False)


def test_a_nugget_stated_across_segments_may_be_proved_by_any_of_them() -> None:
    question = make_question(ORIGINAL, nuggets=[make_nugget(ORIGINAL, 0, r"nests.{0,20}Beavers")])
    nugget = _judge(ORIGINAL, 0, 1, question=question).nuggets[0]
    assert (nugget.stated, nugget.cited) == (True, True)


def test_a_connective_states_nothing() -> None:
    said = (Segment(text="On 40 nests:", kind="connective"), Segment(text=CLAIMS[1], kind="quote", markers=(1,)))
    assert not _judge(ORIGINAL, 1, segments=said).nuggets[0].stated


def test_a_marker_does_not_part_words_of_a_pattern() -> None:
    question = make_question(ORIGINAL, nuggets=[make_nugget(ORIGINAL, 0, "40 nests")])
    said = (Segment(text="They kept 40 [1] nests.", kind="quote", markers=(1,)),)
    assert _judge(ORIGINAL, 0, question=question, segments=said).nuggets[0].stated


def test_not_retrieved_is_told_from_not_used() -> None:
    assert _judge(ORIGINAL, 1).nuggets[0].retrieved
    assert not _judge(ORIGINAL, 1, found=False).nuggets[0].retrieved


def test_an_abstained_answer_states_nothing_and_its_words_do_not_count() -> None:
    judged = _judge(ORIGINAL, answer="It does not say whether 40 nests were kept.", status="abstained")
    assert not judged.nuggets[0].stated
    assert not judged.states_all_vital


def test_another_file_of_the_source_is_neither_right_nor_wrong() -> None:
    other = make_document([*CLAIMS, "A later edition."])
    judged = _judge(other, 0)
    assert judged.gold_citations == (None,)
    assert judged.nuggets[0].stated
    assert not judged.relevant_passages


def test_a_citation_of_a_source_without_gold_is_wrong() -> None:
    heron = make_document(["Herons fish."], source_id="heron-1999")
    library = FakeLibrary([ORIGINAL, heron], records={SOURCE: RECORD, "heron-1999": RECORD})
    answer = make_answer([make_citation(heron, 0)])
    judged = judge(QUESTION, answer, [], library, GoldIndex([]), seconds=0.1)
    assert judged.gold_citations == (False,)
    assert is_comparable([], QUESTION)


def test_a_passage_that_covers_gold_holds_it_though_no_pattern_bridges_the_text() -> None:
    question = make_question(ORIGINAL, nuggets=[make_nugget(ORIGINAL, 0, "never written like this")])
    assert _judge(ORIGINAL, question=question).relevant_passages == {ORIGINAL.passages[0].passage_id}


def test_a_passage_that_only_touches_gold_must_state_the_nugget() -> None:
    gold = {**gold_of(ORIGINAL, 1), "end": gold_of(ORIGINAL, 2)["end"]}  # ends in the next passage
    nugget = Nugget(importance="vital", patterns=("3 rivers",), gold=(gold,))
    question = make_question(ORIGINAL, nuggets=[nugget.model_dump()])
    assert _judge(ORIGINAL, question=question).relevant_passages == {ORIGINAL.passages[1].passage_id}


@pytest.mark.parametrize("change", [{"year": 2002}, {"country": None}, {"title": "Herons"}, {"page_number": 1}])
def test_a_citation_must_say_whose_and_how_old(change: dict[str, object]) -> None:
    citation = make_citation(ORIGINAL, 0)
    for given, expected in ((citation, True), (citation.model_copy(update=change), False)):
        judged = judge(QUESTION, make_answer([given]), [], FakeLibrary([ORIGINAL]), GoldIndex([]), seconds=0.1)
        assert judged.attributed_citations == (expected,)


@pytest.mark.parametrize(("speaker", "page_label", "expected"), [
    ("A warden", "3", True), (None, "3", False), ("A heron", "3", False), ("A warden", "4", False),
])  # fmt: skip
def test_speaker_and_page_are_shown_where_the_document_has_them(speaker: str, page_label: str, expected: bool) -> None:
    page = Page(char_start=0, char_end=len(ORIGINAL.text), page_index=0, page_label="3")
    quoted = ORIGINAL.sentences[0].model_copy(update={"speaker": "A warden"})
    paged = ORIGINAL.model_copy(update={"pages": (page,), "sentences": (quoted, *ORIGINAL.sentences[1:])})
    citation = make_citation(paged, 0, speaker=speaker, page_number=1, page_label=page_label)
    judged = judge(QUESTION, make_answer([citation]), [], FakeLibrary([paged]), GoldIndex([]), seconds=0.1)
    assert judged.attributed_citations == (expected,)


def test_spans_are_looked_up_anew() -> None:
    right = make_citation(ORIGINAL, 0)
    shifted = right.spans[0].model_copy(update={"char_start": 1})
    cases = [
        (right, True),
        (right.model_copy(update={"spans": (shifted,)}), False),
        (right.model_copy(update={"spans": ()}), False),
        (right.model_copy(update={"source_spans": ((0, 5),)}), False),
        (right.model_copy(update={"document_sha256": "0" * 64}), False),
    ]
    for citation, expected in cases:
        judged = judge(QUESTION, make_answer([citation]), [], FakeLibrary([ORIGINAL]), GoldIndex([]), seconds=0.1)
        assert judged.exact_citations == (expected,)
