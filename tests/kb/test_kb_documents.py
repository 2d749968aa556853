from __future__ import annotations

import pytest
from kb_made_up import make_document
from pydantic import ValidationError

from kb.documents import Page, Span


def test_a_span_is_mapped_back_over_what_cleaning_dropped() -> None:
    # "organi-\nzation ends" with the hyphen and the line break dropped
    document = make_document("organi-\nzation ends", "organization ends", [(0, 0, 6), (6, 8, 11)])
    assert document.source_span(Span(char_start=0, char_end=12)) == (0, 14)
    assert document.source_span(Span(char_start=6, char_end=12)) == (8, 14)
    assert document.source_span(Span(char_start=13, char_end=17)) == (15, 19)


def test_characters_that_cleaning_put_in_map_to_nothing() -> None:
    document = make_document("ab", "a b", [(0, 0, 1), (2, 1, 1)])
    assert document.source_span(Span(char_start=1, char_end=2)) == (0, 0)
    assert document.source_span(Span(char_start=0, char_end=3)) == (0, 2)


def test_pages_are_found_by_character() -> None:
    pages = (
        Page(char_start=0, char_end=2, page_index=0),
        Page(char_start=2, char_end=4, page_index=1, page_label="iv"),
    )
    document = make_document("abcd", "abcd", [(0, 0, 4)], pages=pages)
    second = document.page_at(2)
    assert second is not None
    assert (second.page_number, second.page_label) == (2, "iv")
    assert document.page_at(4) is None


def test_a_span_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValidationError):
        Span(char_start=2, char_end=1)
