from __future__ import annotations

import os
from pathlib import Path

import pytest

import kb.tokens
from kb.bm25 import Bm25Index
from kb.terms import content_terms, stem_word, stems
from kb.tokens import count_tokens


def test_forms_of_a_word_meet_in_one_stem() -> None:
    assert stem_word("Hospitalists’") == stem_word("hospitalist")
    assert stem_word("68,000") == stem_word("68000")
    assert stem_word("café") == stem_word("Cafe")
    assert stems("How are the specialists paid?") == stems("specialist pay paid")[::2]


def test_terms_say_where_they_stand() -> None:
    text = "What is a risk pool of £1.5 million?"
    assert [(t.word, text[t.char_start : t.char_end]) for t in content_terms(text)] == [
        (word, word) for word in ("risk", "pool", "1.5", "million")
    ]


def test_function_words_alone_leave_nothing_to_search() -> None:
    assert stems("What is it that they do?") == []


@pytest.mark.parametrize("value", [None, ""])
def test_tokens_are_counted_offline_whatever_the_cache_variable_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str | None
) -> None:
    kb.tokens._encoding.cache_clear()
    if value is None:
        monkeypatch.delenv("TIKTOKEN_CACHE_DIR", raising=False)
    else:
        monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    before = os.environ.get("TIKTOKEN_CACHE_DIR")
    assert count_tokens("policy briefing") == 2
    assert count_tokens("<|endoftext|>") > 1
    assert os.environ.get("TIKTOKEN_CACHE_DIR") == before


def test_bm25_prefers_the_text_with_the_rarer_word() -> None:
    index = Bm25Index(["groups pay doctors", "groups pay hospitals", "groups employ hospitalists"])
    scores = index.scores("Which groups employ doctors?")
    assert scores.argmax() == 2 or scores[0] > scores[1]
    assert index.scores("zebra").sum() == 0
    assert index.idf("zebra") > index.idf(stem_word("doctors")) > index.idf(stem_word("groups"))
    assert index.occurs(stem_word("hospitals"))
    assert not index.occurs("zebra")


def test_bm25_of_nothing_is_empty() -> None:
    assert len(Bm25Index([]).scores("anything")) == 0


def test_short_forms_of_function_words_are_function_words_too() -> None:
    text = "What's it that they're told, and why can't or doesn't anybody dont?"
    assert content_terms(text) == []
    assert [term.word for term in content_terms("the doctor's fees")] == ["doctor's", "fees"]
