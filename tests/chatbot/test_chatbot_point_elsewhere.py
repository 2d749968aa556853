"""A sentence that only points elsewhere is no evidence; one that also says something is."""

from __future__ import annotations

import numpy as np
import pytest

from chatbot.compose_answer import compose_answer
from chatbot.features import FEATURES
from chatbot.point_elsewhere import points_elsewhere
from chatbot.select_evidence import Evidence
from chatbot.understand_question import understand_question
from ingest.read import read_document
from kb.settings import Settings

TEXT = """Ports

Results

Figure 2 of the report shows how the ferry is run. The ferry is run by an island board.
"""


@pytest.mark.parametrize(
    "text",
    [
        "Figure 2 of the report shows how the ferry is run.",
        "Table 1: Ferries by year",
        "(See the appendix for the full interview guide.)",
        "In this section we summarise what the pilots said.",
        "The next section describes the quay.",
        "We then highlight eight lessons from the ports.",
        "This is followed by a discussion of the tides.",
    ],
)
def test_what_only_points(text: str) -> None:
    assert points_elsewhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "Figure 2 shows that 40 boats left the quay.",
        "Figure 1 depicts the fares, with the yearly toll paid monthly to the board.",
        "The board sets out its fares every spring (see Table 1).",
        "We describe improvements among pilots.",
        "In this port we saw no boats.",
        "The table was carved from oak.",
    ],
)
def test_what_says_something(text: str) -> None:
    assert not points_elsewhere(text)


def test_a_pointer_is_said_only_where_nothing_else_is() -> None:
    document = read_document(TEXT.encode(), "ports.txt", source_id="ports", kind="original", settings=Settings())
    evidence = [
        Evidence(
            document=document,
            sentence_index=index,
            text=document.slice(sentence),
            features=np.zeros(len(FEATURES), dtype=np.float32),
            evidence_score=0.5 - index / 100,
            cosine=0.0,
            meaning=0.0,
            late=None,
        )
        for index, sentence in enumerate(document.sentences)
        if sentence.kind == "prose"
    ]
    question = understand_question("How is the ferry run?", (), 4000)
    assert [unit.texts for unit in compose_answer(question, evidence, 100)] == [
        ("The ferry is run by an island board.",)
    ]
    assert [unit.texts for unit in compose_answer(question, evidence[:1], 100)] == [
        ("Figure 2 of the report shows how the ferry is run.",)
    ]
