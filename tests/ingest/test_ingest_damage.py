"""Each rule by which a sentence is known to be broken, and what must not set it off."""

from __future__ import annotations

import pytest
from made_up import read_text

from ingest.clean import clean_text
from ingest.damage import ArticleUses, find_breaks
from ingest.extracted import ExtractedText
from kb.documents import Document

_BEFORE = "Clinics on the coast share their costs with the hospital and the\nboard, and nurses meet to talk of them.\n"


def _damaged(document: Document) -> list[str]:
    return [document.slice(sentence) for sentence in document.sentences if sentence.damaged]


@pytest.mark.parametrize(
    ("rule", "first", "second"),
    [
        (
            "mended_word_unknown",
            "They spoke of how money made them cost aware-",
            "Our visits also showed that talk was cheap.",
        ),
        ("mended_word_unknown", "Together with their doctors and the hospi-", "nurses of all towns in the district."),
        (
            "opener_after_line_break",
            "They found that sharing made work more even",
            "The scheme changed how they saw it.",
        ),
        ("quantity_without_noun", "Norland, in the north, has a health service with 4 million", "Isle of Skerry.2"),
        ("article_without_noun", "They asked how nurses work in a shared,", "with 30 nurses who came late."),
    ],
)
def test_two_halves_are_split_where_lines_are_lost(rule: str, first: str, second: str) -> None:
    shared = "It was a shared room. It was a shared cost. It was the shared work of\nmany. "
    text = f"{_BEFORE}{shared}{first}\n{second} It is old.\n"
    document = read_text(text)
    assert _damaged(document) == [first, second]
    cleaned = clean_text(ExtractedText(source_text=text, media_type="text/plain"))
    breaks = [found for placed in cleaned.blocks for found in find_breaks(placed.block, ArticleUses(cleaned.text))]
    assert [found.rule for found in breaks] == [rule]
    assert any("seem to be missing" in warning for warning in document.warnings)


@pytest.mark.parametrize(
    "after", ["\nResults\nThe scheme was cheap, and the nurses who took part in it liked it.\n", ""]
)
def test_a_paragraph_that_stops_before_a_heading_or_the_end_is_unfinished(after: str) -> None:
    words = "All nurses agreed to take part, and the board gave the"
    assert _damaged(read_text(f"{_BEFORE}{words}{after}")) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Norland has a health service that pays for the care of 4 million\nNorlanders and their families.\n",
        "The scheme was paid for with $4 million\nState money.\n",
        "They were told of it by the nurses, who had read about it in\nThe Harbour Times.\n",
        "They spoke of costs, of talk, of the work of nurses and of the\nNorland scheme.\n",
        "The nurses run a well-\nkept house, and they run it for the Mills-\nLind board.\n",
        "For more about the scheme and the clinics of the coast see www.harbour.org/clinics",
    ],
)
def test_whole_sentences_are_not_flagged(text: str) -> None:
    assert _damaged(read_text(_BEFORE + text)) == []


def test_nothing_is_completed() -> None:
    text = _BEFORE + "Together with their doctors and the hospi-\nnurses of all towns in the district.\n"
    assert "hospi- nurses" in read_text(text).text
