from __future__ import annotations

import numpy as np
import pytest

from chatbot.compose_answer import compose_answer
from chatbot.features import FEATURES
from chatbot.select_evidence import Evidence
from chatbot.understand_question import understand_question
from ingest.read import read_document
from kb.documents import Document
from kb.settings import Settings
from kb.tables import sentence_text

TEXT = """Ports of Norland

Payment

Each port has a budget. It is paid every month by the board. There are two
limitations of this scheme. The first is that inland towns are left out. Fees are set by the board.

The board watches three things:

- tides
- fees
- noise

"We used to count boats. Now we count days."

Harbour master, Eastquay

Table 1: Boats

Port\tBoats\tCranes
Eastquay\t12\t3
Westquay\t9\t1
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(TEXT.encode(), "ports.txt", source_id="ports", kind="original", settings=Settings())


def compose(document: Document, *wanted: str, max_words: int = 150) -> list[list[str]]:
    """Units made from sentences that hold the wanted words, scored in the order given."""
    evidence = []
    for rank, words in enumerate(wanted):
        index = next(i for i, s in enumerate(document.sentences) if words in document.slice(s))
        evidence.append(
            Evidence(
                document=document,
                sentence_index=index,
                text=sentence_text(document, document.sentences[index]),
                features=np.zeros(len(FEATURES), dtype=np.float32),
                evidence_score=0.5 - rank / 100,
                cosine=0.0,
                meaning=0.0,
                late=None,
            )
        )
    units = compose_answer(understand_question("What about the ports?", (), 4000), evidence, max_words)
    return [[sentence_text(document, document.sentences[i]) for i in unit.sentence_indices] for unit in units]


def test_a_sentence_that_points_back_brings_the_one_before(document: Document) -> None:
    assert compose(document, "It is paid") == [["Each port has a budget.", "It is paid every month by the board."]]


def test_an_announcement_brings_what_it_announces(document: Document) -> None:
    assert compose(document, "two limitations")[0][1].startswith("The first is that inland towns")


def test_a_list_item_brings_its_lead_in_and_the_whole_list(document: Document) -> None:
    assert compose(document, "noise") == [["The board watches three things:", "tides", "fees", "noise"]]


def test_a_quotation_comes_whole(document: Document) -> None:
    (unit,) = compose(document, "Now we count days")
    assert unit[0].startswith('"We used to count')
    assert unit[-1].endswith('days."')


def test_a_table_row_is_said_with_its_headings(document: Document) -> None:
    assert compose(document, "Eastquay\t12") == [["Eastquay: Boats 12; Cranes 3."]]


def test_nothing_is_said_twice_and_the_direct_answer_stays_first(document: Document) -> None:
    units = compose(document, "Fees are set", "It is paid", "Each port has")
    assert [unit[0] for unit in units] == ["Fees are set by the board.", "Each port has a budget."]


def test_a_unit_that_does_not_fit_is_left_out_whole(document: Document) -> None:
    assert compose(document, "It is paid", max_words=12) == []
    assert compose(document, "Fees are set", "It is paid", max_words=12) == [["Fees are set by the board."]]
    assert compose(document) == []


def test_the_fixture_is_read_as_meant(document: Document) -> None:
    kinds = {sentence.kind for sentence in document.sentences}
    assert {"prose", "lead_in", "list_item", "quotation", "table_row"} <= kinds
