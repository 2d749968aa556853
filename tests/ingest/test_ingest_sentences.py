"""Sentence boundaries, lists, tables and quotations."""

from __future__ import annotations

import pytest
from made_up import read_text, rows

from ingest.sentences import split_sentences
from ingest.speakers import find_quoted_stretches


@pytest.mark.parametrize(
    "text",
    [
        "Okafor et al. found costs.|They fell.",
        "Some costs, e.g. rent, i.e. fixed ones, rose.|Pay did not.",
        "See Fig. 2 and No. 3 for Dr. Lind vs. Mr. J. K. Smith.|They differ.",
        "Okafor et al. (2010) agree.|So do we.",
        "In the U.S. clinics differ.|They left the U.S.|The two agree.",
        "It cost 3.5 million.|It was 11.3 per cent.",
        "They will in time.1-3|Nearly all did,4 and some paid.5,6|Few left.[7]|None.",
        "It was slow. . . .|There were layers . . . of them.|Done.",
        '"We wait . . . and wait," she said.|"It helps."|They agreed.',
        "They met the goals.They went on.",
        "See www.harbour.org and No.3 and e.g.this one.",
        "Costs fell (Lind, 2004).|They rose again. (Okafor, 2010)|Then they fell.",
        "Talk helps. (Group 2, Participant 4)",
        "Why?|Because! of it.|Version 4.0 Licence holds.",
        "1. What did it cost?|How much?",
        "a. Probes: was it dear?",
        "The answer is no.|They left.",
        "She said “Stop.”|He stopped.",
        "[You ask,] why?|But in time you do.|[H]ere we are.",
        "It ends in plan B.|The rest is silence.",
        "The share was 0.6.|Most moved at 2.4.|Few stayed.",
        "3.1. Study design followed the plan.|It held.",
        "Costs fell in many towns. [2]–[7]|Then they rose. (Fig. 2A).|Pay did not. (Table 1)|Why?",
        "In Ref. [5] costs fell.|In Fig. (2) they rose.",
    ],
)
def test_breaks(text: str) -> None:
    joined = text.replace("|", " ") if "goals.They" not in text else text
    expected = text.split("|") if "goals.They" not in text else ["They met the goals.", "They went on."]
    assert [joined[start:end] for start, end in split_sentences(joined)] == expected


def test_list_items_know_their_lead_in() -> None:
    document = read_text(
        "The aims were:\n\n- fewer admissions\n• shorter waits.\n\nThey were met.\n\n- Alone it stands. It has two.\n"
    )
    assert rows(document) == [
        ("lead_in", "The aims were:"),
        ("list_item", "fewer admissions"),
        ("list_item", "shorter waits."),
        ("prose", "They were met."),
        ("list_item", "Alone it stands."),
        ("list_item", "It has two."),
    ]
    assert [sentence.lead_in for sentence in document.sentences] == [None, 0, 0, None, None, None]


def test_lettered_items_are_introduced_by_the_numbered_one() -> None:
    document = read_text("1. How did you come here?\na. Probe: by choice?\nb. Probe: by chance?\n2. What then?\n")
    assert [sentence.lead_in for sentence in document.sentences] == [None, 0, 0, None]
    assert {sentence.kind for sentence in document.sentences} == {"list_item"}


def test_items_in_a_sentence_stay_there() -> None:
    assert len(read_text("They (1) share costs; (2) meet; and (3) talk about them.").sentences) == 1


def test_a_cut_list_item_is_whole_again() -> None:
    text = "- Talk helps the nurses who have to reconcile costs\n\nwith care, which is hard.\n- It is cheap.\n"
    assert rows(read_text(text)) == [
        ("list_item", "Talk helps the nurses who have to reconcile costs with care, which is hard."),
        ("list_item", "It is cheap."),
    ]


@pytest.mark.parametrize(
    "table", ["Year\tCrowns\n2010\t95\n2011\t97", "| Year | Crowns |\n|---|---:|\n| 2010 | 95 |\n| 2011 | 97 |"]
)
def test_table_rows_know_their_header(table: str) -> None:
    document = read_text(f"Costs rose.\n\nTable 1: Crowns a year\n\n{table}\n\nThey rose fast.\n")
    assert rows(document) == [
        ("prose", "Costs rose."),
        ("caption", "Table 1: Crowns a year"),
        ("table_row", "Year\tCrowns"),
        ("table_row", "2010\t95"),
        ("table_row", "2011\t97"),
        ("prose", "They rose fast."),
    ]
    assert [sentence.table_header for sentence in document.sentences] == [None, None, None, 2, 2, None]


@pytest.mark.parametrize(("opening", "closing"), [('"', '"'), ("“", "”")])
def test_quotation_with_the_speaker_below(opening: str, closing: str) -> None:
    document = read_text(
        f"Nurses spoke of pay, and one said this about it:\n\n{opening}We share. We wait.{closing}\n\n"
        "Ward sister, hospital\n\nOthers agreed.\n"
    )
    assert rows(document) == [
        ("lead_in", "Nurses spoke of pay, and one said this about it:"),
        ("quotation", f"{opening}We share."),
        ("quotation", f"We wait.{closing}"),
        ("caption", "Ward sister, hospital"),
        ("prose", "Others agreed."),
    ]
    assert [sentence.speaker for sentence in document.sentences] == [None, *["Ward sister, hospital"] * 2, None, None]


def test_inline_quotation_names_its_speaker_on_each_of_its_sentences() -> None:
    document = read_text('Nurses met. One said, "We share. We wait" (Group 2, Participant 4). Others left.')
    assert [(sentence.kind, sentence.speaker) for sentence in document.sentences] == [
        ("prose", None),
        ("prose", "Group 2, Participant 4"),
        ("quotation", "Group 2, Participant 4"),
        ("prose", None),
    ]


def test_brackets_that_name_nobody_are_no_speakers() -> None:
    assert find_quoted_stretches('They share "all costs" (Lind, 2004) and "talk" (see Table 2) or "wait" (IPAs).') == []


def test_block_quotations_end_with_their_speaker() -> None:
    text = (
        "Nurses who joined late were often slow to like the scheme. One\n"
        "said,\n"
        "At first I did not know why we had to share all our costs with\n"
        "them. . . . Now I do, and I would not go back. (Group 2, Nurse 4)\n"
        "Others who joined late said much the same when they were asked\n"
        "about it: they had come to like it.\n"
    )
    document = read_text(text)
    assert [(sentence.kind, sentence.speaker) for sentence in document.sentences] == [
        ("prose", None),
        ("lead_in", None),
        ("quotation", "Group 2, Nurse 4"),
        ("quotation", "Group 2, Nurse 4"),
        ("prose", None),
    ]


def test_turns_of_a_conversation_have_their_own_speakers() -> None:
    text = (
        "Nurses spoke of the help that they were given, as in this talk:\n\n"
        "Nurse: When you ask for it, help comes.\n\n"
        "Discussion leader: And is it good?\n\nNurse: Oh, yes! (Group 1, Nurse 2)\n"
    )
    speakers = [sentence.speaker for sentence in read_text(text).sentences]
    assert speakers == [None, "Group 1, Nurse 2", "Discussion leader", "Group 1, Nurse 2"]


def test_references_are_one_sentence_an_entry() -> None:
    document = read_text(
        "Costs fell in all of the years.\n\nReferences\n\n- Lind P (2004) *Costs. A view*. Harbour Press.\n"
    )
    assert rows(document)[-1] == ("list_item", "Lind P (2004) Costs. A view. Harbour Press.")
