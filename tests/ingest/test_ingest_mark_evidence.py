"""Each rule that marks a sentence, and what must not set it off."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from made_up import read_text

from ingest.evidence_rules import EVIDENCE_RULES
from ingest.read import read_document
from kb.documents import Document, SentenceMark
from kb.settings import Settings

# rule, sentence, the words that set the mark off, whose they are
SETS_OFF: list[tuple[str, str, str, str | None]] = [
    ("modal_verb", "Shared budgets may lower the cost of care.", "may", None),
    ("modal_verb", "The board might close the ward.", "might", None),
    ("could", "A second clinic could be of help.", "could", None),
    ("could", "Larger clinics could then struggle.", "could", None),
    ("verb_of_appearance", "The scheme appears to work in towns.", "appears to work", None),
    ("verb_of_appearance", "This seems true of nurses.", "seems", None),
    ("verb_of_inference", "Our figures suggest that waits fell.", "suggest", None),
    ("verb_of_inference", "The figures indicate that waits fell.", "indicate that", None),
    ("adverb_of_doubt", "The fall is perhaps due to the weather.", "perhaps", None),
    ("adverb_of_doubt", "This would potentially save the board a lot.", "potentially", None),
    ("likelihood", "The ward is unlikely to open again.", "unlikely", None),
    ("left_open", "It is not yet clear who pays for it.", "is not yet clear", None),
    ("left_open", "Whether it lasts remains to be seen.", "remains to be seen", None),
    ("own_belief", "We believe that nurses know best.", "We believe", None),
    ("tendency", "Clinics on the coast tend to share their vans.", "tend to share", None),
    ("author_and_year", "Waits fell in all towns (Lind and Okafor, 2011).", "(Lind and Okafor, 2011)", "Lind and Okafor"),
    ("author_and_year", "Waits fell (see, for example, Lind, 2009a; Moss, 2010).", "(see, for example, Lind, 2009a; Moss, 2010)", "Lind"),
    ("author_and_year", "As Lind (2009) has it, waits fell.", "Lind (2009)", None),
    ("reference_number", "Waits fell in all towns [12].", " [12]", None),
    ("reference_number", "Waits fell in all towns.[3-5, 9] The board was glad.", "[3-5, 9]", None),
    ("reference_number", "Waits fell in all towns.12-14 The board was glad.", "12-14", None),
    ("reference_number", "Waits fell in towns,4 though not by much.", "4", None),
    ("reference_number", "Waits fell in all towns.¹² The board was glad.", "¹²", None),
    (
        "number_on_word",
        "Waits fell in towns15,16 and in the hills. It rose.3 They met.4 All agreed.5",
        "15,16",
        None,
    ),
    ("named_authors", "Lind et al. found that waits fell.", "Lind et al.", "Lind et al."),
    ("named_authors", "Lind and colleagues looked at waits.", "Lind and colleagues", "Lind and colleagues"),
    ("named_authors", "Lind and Okafor recently showed that waits fell.", "Lind and Okafor recently showed", None),
    ("according_to", "According to the Norland Times, waits fell.", "According to the Norland Times", "the Norland Times"),
    ("according_to", "Waits fell, according to a recent national survey.", "according to a recent national survey", "a recent national survey"),
    ("other_studies", "Previous studies of clinics are few.", "Previous studies", None),
    ("other_studies", "Research has shown that nurses save money.", "Research has shown", None),
    ("other_studies", "Evidence from Sweden suggests a fall.", "Evidence from Sweden suggests", None),
    ("authors_found", "We found that waits fell.", "We found", None),
    ("own_study", "Our interviews show a mixed picture.", "Our interviews show", None),
    ("own_study", "In our sample, waits fell.", "In our sample", None),
    ("reported_speech", "Most managers said that waits fell.", "managers said", "managers"),
    ("reported_speech", "One of the nurses told us that waits fell.", "One of the nurses told us", "One of the nurses"),
    ("reported_speech", "However, they acknowledged that waits rose.", "they acknowledged", None),
    ("according_to_people", "According to several senior managers, waits fell.", "According to several senior managers", "several senior managers"),
    ("hearsay", "It has been argued that waits fell.", "It has been argued that", None),
    ("hearsay", "The scheme was thought to be cheap.", "was thought to", None),
    ("in_quotation_marks", 'The head nurse said, "We no longer count the referrals".', '"We no longer count the referrals"', "The head nurse"),
    ("in_quotation_marks", "“We no longer count the referrals”, said the head nurse.", "“We no longer count the referrals”", "the head nurse"),
    ("in_quotation_marks", 'The act speaks of "such care as any nurse would want".', '"such care as any nurse would want"', None),
    ("limits_of_the_work", "There are two limitations of this study.", "limitations of this study", None),
    ("limits_of_the_work", "Our sample was small.", "Our sample was small", None),
    ("read_with_caution", "The figures should be read with caution.", "read with caution", None),
    ("not_shown", "We did not measure the health of patients.", "We did not measure", None),
    ("not_shown", "Costs are beyond the scope of this report.", "beyond the scope of this", None),
    ("will", "All clinics will join the scheme.", "will", None),
    ("planned", "A third ward is due to open.", "is due to open", None),
    ("planned", "The rules are to be drafted by the board.", "are to be drafted", None),
    ("planned", "The board plans to open a ward.", "plans to open", None),
    ("proposed", "The board proposes to open a ward.", "proposes to open", None),
    ("proposed", "The proposed ward has ten beds.", "The proposed ward", None),
    ("future", "In the near future wards are smaller.", "In the near future", None),
    ("asks", "Who pays for the ward?", "?", None),
    ("asks", '"Who pays for the ward?" (Nurse 4).', "?", None),
    ("this_work", "This report is about wards.", "This report", None),
    ("this_work", "The aim of the study was to count beds.", "The aim of the study", None),
    ("this_work", "In this paper, we count beds.", "In this paper, we", None),
    ("authors_did", "We interviewed 30 nurses.", "We interviewed", None),
    ("study_was_done", "Interviews were recorded and kept.", "Interviews were recorded", None),
]  # fmt: skip

# what must not be marked so, and why it might be
LEAVES_ALONE: list[tuple[str, str]] = [
    ("hedged", "The scheme began in May 2010."),
    ("hedged", "The scheme began on 5 May and ended in June."),
    ("hedged", "May was the month in which it began."),
    ("hedged", "The board fought the plan with all its might."),
    ("hedged", "The might of the board is great."),
    ("hedged", "The fee is due in March or May, as the case may be."),
    ("hedged", "Waits fell to the dismay of nobody."),
    ("hedged", "Budgets were pooled so that nurses could buy a van."),
    ("hedged", "The ward could not open."),
    ("hedged", "Rooms where nurses could meet were found."),
    ("hedged", "Men were 20 per cent more likely to wait."),
    ("hedged", "Men were twice as likely to wait as women."),
    ("hedged", "The names appear in Table 2."),
    ("hedged", "The nurse tended to the sick."),
    ("hedged", "All potentially avoidable admissions were counted."),
    ("hedged", "We do not suggest a new ward."),
    ("second_hand", "The board met in the spring (March, 2011)."),
    ("second_hand", "The ward (opened in 2010) has ten beds."),
    ("second_hand", "The ward holds ten beds (n = 12)."),
    ("second_hand", "The act (Act 2010) covers all wards."),
    ("second_hand", "The mean lay in the range [3, 9] for all wards."),
    ("second_hand", "Shares lie in [0, 1] by definition."),
    ("second_hand", "The scheme began in [2010] and ended."),
    ("second_hand", "“They [all 12] agreed at once.”"),
    ("second_hand", "The ward cost 1,200 crowns and 4.5 weeks."),
    ("second_hand", "Care is given according to need."),
    ("second_hand", "Money is shared out according to the number of residents."),
    ("second_hand", "Nurses knew each other from previous work places."),
    ("second_hand", "The ward has 90 m² and a yard of 2 km³."),
    ("second_hand", "The covid19 ward was closed."),
    ("reported", "A survey of 40 nurses suggests that waits fell."),
    ("second_hand", "© 2010 Lind et al.; all rights are theirs."),
    ("reported", "No one said that waits fell."),
    ("reported", "The order varied according to participants’ replies."),
    ("reported", "Costs are assumed to be fixed."),
    ("plan", "The fall is due to the weather."),
    ("plan", "We will denote the cost by a letter."),
    ("plan", "We propose that nurses know best."),
    ("plan", "The proposed method has two steps."),
    ("reported", "The experience of the leaders suggests that size matters."),
    ("reported", "The bills were reported to us."),
    ("quotation", 'They speak of "shared money" here.'),
    ("quotation", "The nurses’ pay and the doctors’ pay differ."),
    ("quotation", "A pipe of 5\" and one of 7\" were laid by the board."),
    ("limitation", "The limitations of the old payment scheme were known."),
    ("limitation", "Clinics with limited means joined."),
    ("limitation", "The speed limit on the coast road is low."),
    ("plan", "The political will to change was there."),
    ("plan", "They found the will to change."),
    ("plan", "Will Moss leads the ward."),
    ("plan", "A group will typically hold two contracts."),
    ("plan", "This report is intended to inform the board."),
    ("plan", "Nurses are willing to change."),
    ("question", "The question is who pays."),
    ("question", 'They asked "who pays?" and left.'),
    ("about_study", "The groups in this study paid their nurses well."),
    ("about_study", "We used to wait for weeks, said one."),
    ("first_hand", "They found that waits fell."),
    ("first_hand", "We found it hard to wait."),
]  # fmt: skip

TAKES_BACK = [
    ("However, it rose again.", "However"),
    ("However it rose again in the spring.", "However"),
    ("But it rose again.", "But"),
    ("Nevertheless, it rose again.", "Nevertheless"),
    ("That said, it rose again.", "That said"),
    ("Still, it rose again.", "Still"),
    ("Costs, however, rose again.", "however"),
    ("It is however true that costs rose.", "however"),
    ("“But it rose again,” said one.", "But"),
]
TAKES_NOTHING_BACK = [
    "However much it fell, nurses wanted more.",
    "However hard they tried, it fell.",
    "However the board counts, it fell.",
    "But for the nurses it is new.",
    "Yet another clinic joined.",
    "Still waiting, the board met.",
    "The board met in order to speak of it at length in the spring, however.",
    "It fell further.",
]


def _marks(document: Document) -> Iterable[SentenceMark]:
    return (mark for sentence in document.sentences for mark in sentence.marks)


@pytest.mark.parametrize(("rule", "text", "words", "whose"), SETS_OFF)
def test_a_rule_marks_the_words_that_set_it_off(rule: str, text: str, words: str, whose: str | None) -> None:
    document = read_text(f"{text}\n")
    found = [mark for mark in _marks(document) if mark.rule == rule]
    assert [document.slice(mark) for mark in found] == [words]
    assert found[0].reason
    assert whose is None or found[0].whose == whose


@pytest.mark.parametrize(("name", "text"), LEAVES_ALONE)
def test_what_only_looks_like_it_is_not_marked(name: str, text: str) -> None:
    assert [mark.rule for mark in _marks(read_text(f"{text}\n")) if mark.name == name] == []


@pytest.mark.parametrize(("after", "words"), TAKES_BACK)
def test_a_sentence_is_taken_back_by_the_next(after: str, words: str) -> None:
    document = read_text(f"The cost of care fell by half. {after}\n")
    first, *others = document.sentences
    assert [document.slice(mark) for mark in first.marks if mark.name == "taken_back"] == [words]
    assert not any(sentence.has_mark("taken_back") for sentence in others)


@pytest.mark.parametrize("after", TAKES_NOTHING_BACK)
def test_an_opening_that_only_looks_like_it_takes_nothing_back(after: str) -> None:
    document = read_text(f"The cost of care fell by half. {after}\n")
    assert not any(mark.name == "taken_back" for mark in _marks(document))


def test_a_new_section_takes_nothing_back() -> None:
    text = (
        "Results\n\nThe cost of care fell by half in all clinics.\n\nDiscussion\n\nHowever, it rose again later on.\n"
    )
    document = read_text(text)
    assert [section.path for section in document.sections[1:]] == [("Results",), ("Discussion",)]
    assert not any(mark.name == "taken_back" for mark in _marks(document))


def test_a_quotation_that_runs_over_sentences_is_marked_to_its_end() -> None:
    document = read_text(
        'One nurse said, "We waited for weeks. Then we met the board. It was fine." Waits then fell.\n'
    )
    marked = [[document.slice(m) for m in s.marks if m.name == "quotation"] for s in document.sentences]
    assert marked == [
        ['"We waited for weeks.'],
        ["Then we met the board."],
        [],  # three words are a term, and the mark of a term would be one too many
        [],
    ]


def test_a_set_quotation_names_its_speaker() -> None:
    document = read_text(
        "Clinics share costs.\n\n“We stopped counting the referrals.”\n\nSenior nurse, Eastquay clinic\n\nIt works well here.\n"
    )
    found = [mark for mark in _marks(document) if mark.rule == "set_as_quotation"]
    assert [(document.slice(mark), mark.whose) for mark in found] == [
        ("“We stopped counting the referrals.”", "Senior nurse, Eastquay clinic")
    ]  # fmt: skip


def test_a_section_on_limitations_marks_its_sentences_but_no_table() -> None:
    text = "Results\n\nWaits fell.\n\nLimitations of the study\n\nOnly three clinics took part.\n\nTable 1: Clinics\n\nName\tBeds\nEastquay\t12\nWestquay\t9\n"
    document = read_text(text)
    marked = {
        document.slice(s): [document.slice(m) for m in s.marks if m.rule == "limitations_section"]
        for s in document.sentences
    }
    assert marked["Only three clinics took part."] == ["Limitations of the study"]
    assert marked["Waits fell."] == []
    assert marked["Eastquay\t12"] == []


def test_a_damaged_sentence_says_which_end_is_missing() -> None:
    before = (
        "Clinics on the coast share their costs with the hospital and the\nboard, and nurses meet to talk of them.\n"
    )
    before += "It was a shared room. It was a shared cost. It was the shared work of\nmany. "
    document = read_text(
        f"{before}They found that sharing made work more even\nThe scheme changed how they saw it. It is old.\n"
    )
    found = [(document.slice(m), m.rule) for m in _marks(document) if m.name == "damaged"]
    assert found == [
        ("They found that sharing made work more even", "broken_off"),
        ("The scheme changed how they saw it.", "beginning_lost"),
    ]


def test_a_card_is_marked_by_its_kind() -> None:
    cards = "".join(
        f'[[card]]\nclaim = "The made-up clinic number {number} is open."\nkind = "{kind}"\ntheme = "Clinics"\n'
        f'section = ["Results"]\n{speaker}support = [[0, 9]]\n\n'
        for number, (kind, speaker) in enumerate(
            [("limitation", ""), ("method", ""), ("opinion", 'speaker = "Head nurse"\n'), ("finding", "")]
        )
    )
    note = f'source_id = "made-up"\noriginal_sha256 = "{"0" * 64}"\n\n{cards}'
    document = read_document(note.encode(), "made-up.toml", source_id="made-up", kind="note", settings=Settings())
    rules = [[(m.rule, m.whose) for m in s.marks] for s in document.sentences if s.kind == "card"]
    assert rules == [[("limitation_card", None)], [("method_card", None)], [("opinion_card", "Head nurse")], []]


def test_headings_captions_and_references_are_not_marked() -> None:
    text = (
        "# Will it work?\n\nClinics share costs.\n\n# References\n\nLind P (2009) What may come of it? Norland Press.\n"
    )
    document = read_text(text)
    assert any(section.kind == "references" for section in document.sections)
    assert list(_marks(document)) == []


def test_every_rule_is_exercised() -> None:
    named = {rule for rule, *_ in SETS_OFF}
    assert {rule.rule for rule in EVIDENCE_RULES if hasattr(rule, "rule")} <= named


def test_a_document_stored_before_there_were_marks_still_loads() -> None:
    document = read_text("Waits may fall.\n")
    stored = document.model_dump(mode="json")
    assert stored["sentences"][0].pop("marks")
    assert Document.model_validate(stored).sentences[0].marks == ()
