"""What holds for every text and every file."""

from __future__ import annotations

import contextlib
import itertools
import string

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.read import opening_text, read_document
from kb.documents import Document, DocumentKind
from kb.errors import UnreadableFileError
from kb.settings import Settings

_SETTINGS = Settings()
_INSERTED = set(" \n\tfilst")  # spaces, line breaks, tabs between cells, and the letters of ligatures
_PIECES = st.sampled_from(
    [
        "Clinics share costs.", "The board met twice", "and agreed", "organi-", "zation", "self-", "assessment",
        "(see", "Smith et al.", "e.g. this", "U.S.", "3.5", "Results", "Methods:", "Box 1: Two kinds",
        "Table 1: Costs", "a\tb\tc", "| a | b |", "|---|---|", "- item", "• item", "1. first", "a. second",
        '"We pay less."', "“We wait.”", "Nurse, ward", "(Group 2, Participant 4)", ". . .", "...", "Jones et al 3",
        "Jones et al 4", "1University of Here", "# Heading", "*stressed*", "\xad", "\ufb01t", "\u200b", "\xa0",
        "\x0c", "\r\n", "\n", "\n\n", " ", "  ", "Related content", "5 million", "District", "said,", "include:",
        "-", "—", ")", '"', "’", "References", "Keywords", "©", "Email: a@b.org",
    ]
)  # fmt: skip
_TEXTS = st.one_of(
    st.lists(_PIECES, max_size=60).map(" ".join),
    st.lists(_PIECES, max_size=60).map("\n".join),
    st.lists(_PIECES, max_size=60).map("\n\n".join),
    st.lists(_PIECES, max_size=60).map("".join),
    st.text(max_size=300),
    st.text(alphabet=string.ascii_letters + string.digits + " .,;:!?()[]\"'-–\n\t", max_size=600),
)


def _read(data: bytes) -> Document:
    return read_document(data, "any", source_id="any", kind="original", settings=_SETTINGS)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_TEXTS)
@example("\n".join(["Clinics share the cost of care and"] * 3))
@example("| | a |\n|---|---|\n| b | |")
def test_spans_hold_for_any_text(text: str) -> None:
    try:
        document = _read(text.encode("utf-8"))
    except UnreadableFileError:
        return
    check_document(document)
    assert _read(text.encode("utf-8")) == document


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda tail: b"%PDF-1.7\n" + tail)))
@example(b'{"abstract": "\\ud800", "reduced_content": "x"}')
@example(b'{"abstract": ' + b"[" * 100_000)
@example(b"\xff\xfe\x00")
@example(b"\xef\xbb\xbf")
@example(b"[[card]]\nclaim = 3")
def test_any_bytes_are_read_or_refused_with_a_hint(data: bytes) -> None:
    kinds: tuple[DocumentKind, ...] = ("original", "note")
    for kind in kinds:
        refusal = None
        try:
            check_document(read_document(data, "any", source_id="any", kind=kind, settings=_SETTINGS))
        except UnreadableFileError as error:
            refusal = error
        assert refusal is None or ("any" in refusal.message and refusal.hint.endswith("."))
    with contextlib.suppress(UnreadableFileError):
        opening_text(data, "any")


def check_document(document: Document) -> None:
    """Spans are exact, ordered and complete; the offset map copies; every index points at what it should."""
    text, source = document.text, document.source_text
    assert text
    copied = [False] * len(text)
    for segment in document.offset_map:
        end = segment.char_start + segment.length
        assert text[segment.char_start : end] == source[segment.source_start : segment.source_start + segment.length]
        assert not any(copied[segment.char_start : end])
        copied[segment.char_start : end] = [True] * segment.length
    assert {letter for letter, is_copy in zip(text, copied, strict=True) if not is_copy} <= _INSERTED

    covered = [False] * len(text)
    for sentence, following in itertools.zip_longest(document.sentences, document.sentences[1:]):
        words = document.slice(sentence)
        assert words
        assert words == words.strip()
        assert "\n" not in words
        assert following is None or sentence.char_end <= following.char_start
        covered[sentence.char_start : sentence.char_end] = [True] * len(words)
        for mark in sentence.marks:
            assert document.slice(mark).strip()
            assert mark.reason
        section = document.sections[sentence.section_index]
        assert section.char_start <= sentence.char_start
        assert sentence.char_end <= section.char_end
        assert sentence.lead_in is None or sentence.lead_in < len(document.sentences)
        if sentence.table_header is not None:
            assert document.sentences[sentence.table_header].kind == "table_row"
            assert document.sentences[sentence.table_header].table_header is None
    assert all(is_covered or letter.isspace() for letter, is_covered in zip(text, covered, strict=True))

    assert (document.sections[0].char_start, document.sections[0].char_end) == (0, len(text))
    assert document.sections[0].path == ()
    for passage in document.passages:
        sentences = document.sentences[passage.first_sentence : passage.last_sentence + 1]
        assert (passage.char_start, passage.char_end) == (sentences[0].char_start, sentences[-1].char_end)
        assert {sentence.section_index for sentence in sentences} == {passage.section_index}
        assert sentences[0].kind != "heading"
        assert passage.size_tokens <= _SETTINGS.passage_max_tokens or len(sentences) == 1
    assert len({passage.passage_id for passage in document.passages}) == len(document.passages)
    for page, following in itertools.pairwise(document.pages):
        assert page.char_end <= following.char_start


@pytest.mark.parametrize(
    "text",
    ["a" * 10_000, "\n" * 100_000 + "Word.", ". " * 20_000, '"' * 20_000, "(" * 20_000, "*a " * 10_000, "a-\n" * 3_000],
    ids=["no space", "line breaks", "stops", "quotation marks", "brackets", "stars", "hyphens"],
)
def test_awkward_texts_take_no_more_than_seconds(text: str) -> None:
    check_document(_read(text.encode()))
