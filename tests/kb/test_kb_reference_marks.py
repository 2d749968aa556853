"""A source's own reference marks are told from its figures by the whole text."""

from __future__ import annotations

import unicodedata

import pytest

from ingest.read import read_document
from kb.documents import Document
from kb.reference_marks import reference_styles, without_reference_marks
from kb.settings import Settings

RAISED = """Ports of Norland

Results

Ferry crews are paid by the day.1-3 Pilots were few,4 and boats were old.5 The boards6,7; the unions8 and the owners
agreed. Lund et al9 called it a "quiet harbour"10 (see also the map). Fares rose by 12.5 per cent, to 30 crowns.11
The CO2 of 14 boats fell. See Fig.2 for the quay.

"We saw 40 boats.12 Then none."

Pilot, Eastquay
"""
SQUARE = """Ports of Norland

Results

Ferry crews are paid by the day [1], [2]. Pilots were few [3]–[5] and boats were old (reviewed in [6]). The board
counted 12 boats [7,8].
"""
ROUND = """Ports of Norland

Results

Ferry crews are paid by the day (1, 2). Pilots were few (3-5), boats were old (6). The board does three things: (1) it
counts, (2) it pays and (3) it waits. The law of the sea was changed (1998).
"""
FIGURES = """Ports of Norland

Results

Boats were counted in Eastquay (120), Westquay (80). The board said [3] members left. Pilots were 14. The crew of
boat7 slept.
"""


def shown(text: str) -> list[str]:
    document = read(text)
    return [without_reference_marks(document, sentence) for sentence in document.sentences]


def read(text: str) -> Document:
    return read_document(text.encode(), "ports.txt", source_id="ports", kind="original", settings=Settings())


def test_marks_stuck_to_a_word_are_left_out_and_figures_stay() -> None:
    text = " ".join(shown(RAISED))
    assert "paid by the day. Pilots were few, and boats were old. The boards; the unions and the owners" in text
    assert 'Lund et al called it a "quiet harbour" (see also the map).' in text
    assert "Fares rose by 12.5 per cent, to 30 crowns." in text
    assert "The CO2 of 14 boats fell. See Fig.2 for the quay." in text
    assert reference_styles(read(RAISED).text) == {"raised": 12}


def test_what_somebody_said_stays_as_it_is() -> None:
    document = read(RAISED)
    spoken = [s for s in document.sentences if s.kind == "quotation"]
    assert spoken
    assert all(without_reference_marks(document, s) == document.slice(s) for s in spoken)


def test_marks_in_square_brackets_go_but_where_the_sentence_needs_them() -> None:
    text = " ".join(shown(SQUARE))
    assert "paid by the day. Pilots were few and boats were old (reviewed in ⁶). The board counted 12 boats." in text


def test_marks_in_round_brackets_go_and_an_enumeration_stays() -> None:
    text = " ".join(shown(ROUND))
    assert "paid by the day. Pilots were few, boats were old. The board" in text
    assert "(1) it counts, (2) it pays and (3) it waits" in text
    assert "changed (1998)." in text


def test_without_references_figures_stay_and_a_lone_bracket_is_not_taken_for_ours() -> None:
    text = " ".join(shown(FIGURES))
    assert reference_styles(read(FIGURES).text) == {}
    assert "Eastquay (120), Westquay (80)." in text
    assert "said ³ members left" in text
    assert "boat7 slept" in text


@pytest.mark.parametrize("text", [RAISED, SQUARE, ROUND, FIGURES])
def test_no_other_character_changes(text: str) -> None:
    document = read(text)
    for sentence in document.sentences:
        left = iter(unicodedata.normalize("NFKC", document.slice(sentence)))
        said = unicodedata.normalize("NFKC", without_reference_marks(document, sentence))
        assert all(char in left for char in said)
