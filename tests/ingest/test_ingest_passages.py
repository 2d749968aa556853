"""Passages: whole sentences of one section, within the limit, overlapping."""

from __future__ import annotations

from itertools import pairwise

from made_up import read_text

from kb.ids import content_id
from kb.tokens import count_tokens

_SENTENCE = "Nurses in the harbour district share one budget with the hospital and meet every month. "


def test_passages_stay_within_limit_and_section_and_overlap() -> None:
    document = read_text(f"First part\n\n{_SENTENCE * 12}\n\nSecond part\n\n{_SENTENCE * 2}\n", passage_max_tokens=64)
    sizes = [passage.size_tokens for passage in document.passages]
    assert max(sizes) <= 64
    assert sizes == [count_tokens(document.slice(passage)) for passage in document.passages]
    same = [p for p in document.passages if document.sections[p.section_index].path != ("Second part",)]
    assert all(b.first_sentence == a.last_sentence for a, b in pairwise(same[1:]))
    assert "Second part" not in "".join(document.slice(passage) for passage in document.passages)
    first = document.passages[0]
    assert first.passage_id == content_id("p", document.document_id, first.char_start, first.char_end)
    assert document.document_id == content_id("d", "made-up", "original", document.document_sha256)


def test_overlap_can_be_switched_off() -> None:
    document = read_text(_SENTENCE * 12, passage_max_tokens=64, passage_overlap_sentences=0)
    assert all(b.first_sentence == a.last_sentence + 1 for a, b in pairwise(document.passages))


def test_a_lead_in_stays_with_its_items_and_a_header_with_its_rows() -> None:
    items = "\n".join(f"- item number {number} of the list" for number in range(4))
    table = "\n".join(f"20{number}\t{number} crowns" for number in range(10, 15))
    document = read_text(
        f"{_SENTENCE * 2}The aims were:\n\n{items}\n\nTable 1: Costs\n\nYear\tCost\n{table}\n", passage_max_tokens=64
    )
    texts = [document.slice(passage) for passage in document.passages]
    assert any("The aims were:\nitem number 0" in text and text.endswith("3 of the list") for text in texts)
    assert any(text.startswith("Table 1: Costs\nYear") and "2014" in text for text in texts)


def test_a_long_sentence_is_a_passage_alone() -> None:
    long = "The nurses share " + ", ".join(["rooms and cars"] * 40) + "."
    document = read_text(f"{_SENTENCE}{long} {_SENTENCE}", passage_max_tokens=64)
    assert [document.slice(passage) for passage in document.passages] == [_SENTENCE.strip(), long, _SENTENCE.strip()]


def test_references_are_not_searched() -> None:
    document = read_text("Costs fell in all of the years.\n\nReferences\n\n- Lind P (2004) Costs. Harbour Press.\n")
    assert [document.slice(passage) for passage in document.passages] == ["Costs fell in all of the years."]
