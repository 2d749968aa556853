"""Quiz cards: what is blanked and what is not, what gives an answer away, what cannot be understood alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chatbot.study.definition_cards import ask_definition, ask_glossary_term
from chatbot.study.figure_cards import blank_figure
from chatbot.study.given_away import figure_given_away, term_given_away
from chatbot.study.make_quiz import make_cards
from chatbot.study.quantities import figures
from chatbot.study.quiz_card import BLANK, QuizCard
from chatbot.study.quiz_pack import cards_of_pack, next_card
from chatbot.study.read_alone import why_not_alone
from chatbot.study.study_marks import StudyMarks, read_marks
from kb.glossary import Term, load_glossary
from kb.library import Library
from kb.notes import load_notes
from kb.settings import Settings

_SOURCES = Path(__file__).parents[2] / "sources"


@pytest.mark.parametrize(
    ("sentence", "prompt", "answer"),
    [
        ("Quay clinics of Norland had 340 patients each.", "Quay clinics of Norland had ___ patients each.", "340"),
        ("Harbour nurses cost $1,161 a head.", "Harbour nurses cost $___ a head.", "$1,161"),
        ("In 1994 some 7.5% of ferry crews left.", "In 1994 some ___% of ferry crews left.", "7.5%"),
        ("Visits rose by 15 per cent among pier keepers.", "Visits rose by ___ per cent among pier keepers.", "15"),
        ("The council spent £4.5 billion on its clinics.", "The council spent £___ billion on its clinics.", "£4.5"),
        ("Clinics hold 45,000 to 650,000 patients.", "Clinics hold ___ to ___ patients.", "45,000 to 650,000"),
        ("Between 6.8% and 62% of keepers lost tests.", "Between ___% and ___% of keepers lost tests.", "6.8% and 62%"),
        ("On August 12, 2004, clinics held 71 talks.", "On August 12, 2004, clinics held ___ talks.", "71"),
        ("A 20-year history lies behind the quay clinics.", "A ___-year history lies behind the quay clinics.", "20"),
    ],
)  # fmt: skip
def test_a_figure_is_blanked_and_its_unit_kept(sentence: str, prompt: str, answer: str) -> None:
    assert blank_figure(sentence, "Lind (2021): Clinics") == (prompt, answer)


@pytest.mark.parametrize(
    "sentence",
    [
        "The quay clinics of Norland were opened in 1987 by their nurses.",  # a year is no figure
        "Phase 3 of the Norland clinics followed the White Paper of 2010.",
        "The model used by the clinics of Norland was H1N1 of CPC-15.",
        "The difference between clinics was significant (P < .05) at 95% confidence.",
        "The 3rd clinic of the harbour opened under the 12th mayor.",
        "All 4 clinics of the harbour are led and owned by nurses.",  # guessed, or counted in the rest
        "Near misses made up 83% of clinic reports and adverse events 17%.",  # what is left to a hundred
        "Of 1889 results at the clinics 135 were lost, which is 7.1% of 1,889 results and 7.1% of all.",
        "The clinics have 340 patients, and 340 patients is what they were built for.",
        "These clinics had 340 patients between them in a year.",
        "They had 340 patients in the clinics of Norland.",
        "The clinics had 340 patients, as Table 2 shows for each year.",
        "the rest of the clinics had 340 patients, which were",
        "Clinics had 11, 22, 33, 44, 55, 66, 77 and 88 patients in the years of the study.",
        "Nurses must have worked at the harbour for at least 1 year to take part.",
        "From five to 20 clinics of Norland keep their patients overnight.",
    ],
)
def test_a_figure_that_is_none_or_gives_itself_away_makes_no_card(sentence: str) -> None:
    assert blank_figure(sentence, "") is None


def test_the_next_figure_is_asked_for_where_the_first_is_given_away_by_the_context() -> None:
    sentence = "The harbour study followed 340 patients, and 71 left it early."
    asked = ("The harbour study followed 340 patients, and ___ left it early.", "71")
    assert blank_figure(sentence, "Lind (2021): 340 patients of the harbour") == asked


@pytest.mark.parametrize(
    ("answer", "is_percentage", "shown", "given"),
    [
        ("95", False, "It has 89 keepers and 6 nurses.", True),
        ("7.1", True, "135 of 1,889 results were lost.", True),
        ("26.6", True, "It rose from 95.0 to 120.3.", True),
        ("26.6", False, "It rose from 95.0 to 120.3.", False),
        ("1161", False, "It costs 40% less than $1951.", True),
        ("398,359", False, "Members grew 91 percent to 759,474.", True),
        ("181", False, "Harm was found in so many of 307 claims (59%).", True),
        ("3.3", True, "57 of them left, 22 stayed.", False),
        ("4", False, "Four harbours were built.", True),
    ],
)
def test_arithmetic_gives_a_figure_away(answer: str, is_percentage: bool, shown: str, given: bool) -> None:
    assert figure_given_away(answer, is_percentage, shown) is given


def test_words_give_a_term_away() -> None:
    assert term_given_away("micro practice", "Small, independent practices of a harbour.")
    assert term_given_away("accountable harbour group", "An AHG answers for its costs.")
    assert not term_given_away("capitation", "A fixed sum per person and period.")


@pytest.mark.parametrize(
    ("sentence", "asks", "prompt", "answer"),
    [
        ("A pier keeper is a person who looks after boats and small harbours.", "term",
         "A(n) ___ is a person who looks after boats and small harbours.", "pier keeper"),
        ("Micro practices are small, independent practices with few staff.", "meaning",
         "What is meant by “Micro practices”?", "small, independent practices with few staff."),
        ("A quay board (QB) is the committee that writes the strategy of the QB.", "meaning",
         "What is meant by “quay board (QB)”?", "the committee that writes the strategy of the QB."),
        ("A warden, in the model of the islands, is a nurse who works inside local hospitals.", "meaning",
         "What is meant by “warden”, in the model of the islands?", "a nurse who works inside local hospitals."),
        ("Tidal payment means that each separate item of care is paid for.", "term",
         "___ means that each separate item of care is paid for.", "Tidal payment"),
    ],
)  # fmt: skip
def test_a_definition_asks_for_the_term_or_else_for_the_meaning(
    sentence: str, asks: str, prompt: str, answer: str
) -> None:
    question = ask_definition(sentence, "Lind (2021): Clinics")
    assert question is not None
    assert (question.asks, question.prompt, question.answer) == (asks, prompt, answer)


@pytest.mark.parametrize(
    "sentence",
    [
        "The clinics of Norland are financially independent of the harbour board.",
        "A clinic is important for people who live close to the harbour.",
        "It is a network of nurses who keep their own practices in the harbour.",
        "The aim of the study is a better account of harbours and their nurses.",
        "Doctors who work in clinics are people who like the harbour.",
        "Nurses gave two reasons for leaving the clinics of the harbour.",
    ],
)
def test_a_sentence_that_tells_a_state_defines_nothing(sentence: str) -> None:
    assert ask_definition(sentence, "") is None


def test_a_glossary_term_whose_definition_says_it_is_asked_for_its_meaning() -> None:
    told = Term(
        id="service-risk", term="service risk", definition="The risk that routine care costs more than planned."
    )
    asked = ask_glossary_term(told)
    assert asked is not None
    assert asked.asks == "meaning"
    untold = Term(id="capitation", term="capitation", definition="A fixed sum per person and period, paid in advance.")
    asked = ask_glossary_term(untold)
    assert asked is not None
    assert (asked.asks, asked.answer) == ("term", "capitation")


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("However, clinics of the harbour had more patients.", "its opening leans on the sentence before"),
        ("Surprisingly, clinics of the harbour had more patients.", "its opening leans on the sentence before"),
        ("Clinics had more patients than the latter group.", "it points to another place of the text"),
        ("Clinics of the harbour (founded by nurses had more patients.", "a bracket or quotation mark is not closed"),
        ("Clinics of the harbour had more patients than inland, and", "broken off"),
        ("We washed the boats of the harbour. keepers were told.", "its opening leans on the sentence before"),
        ("All boats were equal in size. keepers were told of it.", "two sentences in one"),
        ("It rained.", "too short"),
        ("Clinics of the harbour had more patients than those inland.", ""),
    ],
)
def test_the_rule_that_a_sentence_breaks_is_named(sentence: str, why: str) -> None:
    assert why_not_alone(sentence) == why


def test_every_card_of_the_committed_notes_and_glossary_keeps_the_rules() -> None:
    """The rules that any card must keep, checked anew on what is shown, whatever made the card."""
    figure_cards = definitions = 0
    for note in load_notes(_SOURCES / "notes"):
        for card in note.card:
            blanked = blank_figure(card.claim, card.theme) if card.kind in ("figure", "finding") else None
            if blanked is not None:
                _check_figure_card(card.claim, card.theme, *blanked)
                figure_cards += 1
            defined = ask_definition(card.claim, card.theme) if card.kind == "definition" else None
            if defined is not None:
                assert defined.answer in card.claim
                assert defined.asks == "meaning" or not term_given_away(defined.answer, defined.prompt, card.theme)
                definitions += 1
    assert figure_cards >= 80
    assert definitions >= 20
    asked = [(term, ask_glossary_term(term)) for term in load_glossary(_SOURCES / "glossary.toml").term]
    for term, question in asked:
        if question is not None and question.asks == "term":
            assert not term_given_away(term.term, question.prompt)
            assert term.definition in question.prompt
    assert sum(question is not None for _, question in asked) >= 80


def _check_figure_card(claim: str, context: str, prompt: str, answer: str) -> None:
    """Filled in again, the prompt is the claim; the answer has the claim's digits, which stand nowhere else."""
    assert why_not_alone(claim) == ""
    assert answer in claim
    pattern = re.escape(prompt).replace(re.escape(BLANK), r"(\d[\d,]*(?:\.\d+)?)")
    match = re.fullmatch(pattern, claim)
    assert match is not None, prompt
    for number in match.groups():
        assert number in answer
        assert not re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", f"{prompt} {context}"), prompt


def test_figures_are_slices_of_the_sentence() -> None:
    sentence = "Between 6.8% and 62% of 736 keepers, and 45,000 to 650,000 visitors, paid $12 or more."
    for figure in figures(sentence):
        assert figure.answer(sentence) in sentence
        assert all(re.fullmatch(r"[\d,.]+", sentence[start:end]) for start, end in figure.blanks)


def test_cards_of_a_library_are_the_same_again_and_cite_the_words_they_were_made_from(notes_settings: Settings) -> None:
    library = Library.open(notes_settings, with_model=False)
    made = _cards(library)
    assert len(made) >= 100
    assert made == _cards(Library.open(notes_settings, with_model=False))
    assert len({card.card_id for card in made}) == len(made)
    documents = library.documents
    for card in made:
        if card.document_id:
            assert documents[card.document_id].text[card.char_start : card.char_end] == card.whole
            assert card.answer in card.whole
            assert not card.quotes
        else:
            assert card.term_id


def _cards(library: Library) -> list[QuizCard]:
    holdings = [(library.record(document.source_id), [document]) for document in library.documents.values()]
    return make_cards(holdings, library.glossary, lambda document, _: (document.source_id,))


def test_an_original_is_asked_only_for_what_it_says_without_doubt_and_its_note_does_not_ask_already(
    harbour_settings: Settings,
) -> None:
    library = Library.open(harbour_settings, with_model=False)
    originals = [card for card in _cards(library) if card.quotes]
    assert originals
    for card in originals:
        document = library.documents[card.document_id or ""]
        sentence = next(s for s in document.sentences if s.char_start == card.char_start)
        assert not {"hedged", "second_hand", "reported", "quotation", "limitation", "plan"} & {
            mark.name for mark in sentence.marks
        }


def _card(number: int, theme: str = "money", source: str = "lind-2021") -> QuizCard:
    return QuizCard(
        asks="figure", context="", prompt=f"Clinic {number} had ___ beds.", answer="7", whole="", source_id=source,
        term_id=None, document_id=None, char_start=0, char_end=0, quotes=False, theme_ids=(theme,),
    )  # fmt: skip


def test_a_pack_goes_round_until_every_card_is_known() -> None:
    cards = [_card(number) for number in range(5)] + [_card(9, theme="boards")]
    pack = cards_of_pack(cards, "money", "")
    assert len(pack) == 5
    assert cards_of_pack(cards, "", "brandt-2004") == []
    marks = StudyMarks()
    card = next_card(pack, marks)
    assert card == pack[0]
    marks = marks.with_card(pack[0].card_id, known=False)
    assert next_card(pack, marks, after=pack[0].card_id) == pack[1]
    for one in pack[1:]:
        marks = marks.with_card(one.card_id, known=True)
    assert next_card(pack, marks, after=pack[4].card_id) == pack[0]
    marks = marks.with_card(pack[0].card_id, known=True)
    assert next_card(pack, marks) is None
    assert pack[0].card_id not in marks.not_yet
    assert next_card(pack, marks.without_cards({card.card_id for card in pack})) == pack[0]


@pytest.mark.parametrize("stored", [None, "", 7, {"known": "all"}, {"known": ["<b>"]}, {"other": []}, {"done": [1]}])
def test_marks_that_cannot_be_read_count_as_none(stored: object) -> None:
    assert read_marks(stored) == StudyMarks()


def test_marks_come_back_from_the_browser_and_an_id_that_is_none_changes_nothing() -> None:
    marks = StudyMarks().with_card(_card(1).card_id, known=True).with_step("step-0123456789abcdef", done=True)
    assert read_marks(marks.stored_form()) == marks
    assert marks.with_step("<script>", done=True) == marks
    assert marks.with_step("step-0123456789abcdef", done=False).done == ()
