"""Readers give the text as it stands, and refuse what they cannot read."""

from __future__ import annotations

import json

import pytest
from made_up_files import HTML, JATS, make_docx, make_pdf

from ingest.detect import MediaType
from ingest.read import opening_text, read_document
from ingest.readers import READERS
from kb.errors import UnreadableFileError
from kb.settings import Settings

_NOTE = """
source_id = "harbour-2014"
original_sha256 = "{sha}"
[[card]]
claim = "Harbour clinics were founded in 1987 by nurses."
kind = "finding"
theme = "History"
section = ["Summary"]
period = "1987"
support = [[0, 20]]
[[card]]
claim = "A nurse held that talk replaced counting."
kind = "opinion"
theme = "Payment"
section = ["Payment", "Bonuses"]
speaker = "Senior nurse"
support = [[30, 60]]
[[card]]
claim = "The clinics of Norland number three in all."
kind = "figure"
theme = "History"
section = ["Summary"]
support = [[70, 90]]
""".replace("{sha}", "0" * 64)


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("text/plain", b"Clinics share."),
        ("text/markdown", b"# Title\n\nClinics share."),
        ("application/json", b'{"abstract": "A.", "reduced_content": "B."}'),
        ("application/toml", _NOTE.encode()),
        ("application/jats+xml", JATS.encode()),
        ("text/html", HTML.encode()),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", make_docx()),
        ("application/pdf", make_pdf("Clinics share.")),
    ],
)
def test_every_reader_keeps_the_contract(media_type: MediaType, data: bytes) -> None:
    reader = READERS[media_type]
    extracted = reader.read(data, "name", None)
    assert extracted == reader.read(data, "name", None)
    assert extracted.media_type == media_type
    for stretch in (*extracted.headings, *extracted.pages, *extracted.cards, *extracted.blocks):
        assert 0 <= stretch.start < stretch.end <= len(extracted.source_text)
    with pytest.raises(UnreadableFileError):
        reader.read(b"", "name", None)


def test_json_article_is_the_two_texts_unchanged() -> None:
    abstract, content = "Abstract\nWe asked  nurses.\n", " Keywords\nnurses\nIntroduction\nNurses  answered."
    data = json.dumps({"abstract": abstract, "reduced_content": content}).encode()
    extracted = READERS["application/json"].read(data, "x")
    assert extracted.source_text == abstract + "\n\n" + content
    document = read_document(data, "x", source_id="x", kind="original", settings=Settings())
    assert [(section.path, section.kind) for section in document.sections[1:]] == [
        (("Abstract",), "abstract"),
        (("Title page",), "front_matter"),
        (("Introduction",), "body"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b'{"abstract": "A."}',
        b'{"abstract": 3, "reduced_content": "B"}',
        b'{"abstract": "A',
        b'{"abstract": "\\ud83d", "reduced_content": "B"}',
    ],
)
def test_other_json_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        READERS["application/json"].read(data, "x.json")


def test_markdown_headings_give_the_tree() -> None:
    text = (
        "# Clinics\n\nIntro stands here.\n\n## Costs ##\n\nCosts fell.\n\n"
        "```\n# no heading\n```\n\n### Pay\n\nPay rose.\n"
    )
    extracted = READERS["text/markdown"].read(text.encode(), "x")
    assert extracted.title == "Clinics"
    assert [(text[h.start : h.end], h.level) for h in extracted.headings] == [("Clinics", 1), ("Costs", 2), ("Pay", 3)]
    document = read_document(text.encode(), "x", source_id="x", kind="original", settings=Settings())
    assert [section.path for section in document.sections] == [(), ("Title page",), ("Costs",), ("Costs", "Pay")]


def test_markdown_with_several_top_headings_has_no_title_page() -> None:
    document = read_document(
        b"# Costs\n\nCosts fell.\n\n# Pay\n\nPay rose.\n", "x", source_id="x", kind="original", settings=Settings()
    )
    assert [section.path for section in document.sections] == [(), ("Costs",), ("Pay",)]


def test_note_is_one_heading_a_theme_and_one_sentence_a_card() -> None:
    document = read_document(_NOTE.encode(), "x", source_id="harbour-2014", kind="note", settings=Settings())
    assert document.text == document.source_text
    assert [document.slice(s) for s in document.sentences if s.kind == "heading"] == ["History", "Payment"]
    cards = [sentence for sentence in document.sentences if sentence.kind == "card"]
    assert [document.sections[card.section_index].path for card in cards] == [("History",), ("History",), ("Payment",)]
    assert [card.claim_kind for card in cards] == ["finding", "figure", "opinion"]
    assert (cards[0].period, cards[2].speaker) == ("1987", "Senior nurse")
    assert cards[2].summarises == ("Payment", "Bonuses")
    assert not any(card.damaged for card in cards)
    assert document.source_span(cards[1]) == (cards[1].char_start, cards[1].char_end)


def test_a_note_is_no_original_and_a_bad_note_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="note"):
        read_document(_NOTE.encode(), "x", source_id="x", kind="original", settings=Settings())
    bad = _NOTE.replace('speaker = "Senior nurse"\n', "")
    with pytest.raises(UnreadableFileError, match="speaker"):
        read_document(bad.encode(), "x", source_id="x", kind="note", settings=Settings())
    with pytest.raises(UnreadableFileError, match="PDF"):
        read_document(b"%PDF-1.7", "x", source_id="x", kind="note", settings=Settings())


def test_opening_text_is_the_text_as_it_stands() -> None:
    assert opening_text(b"doi: 10.1000/x\nText.", "x") == "doi: 10.1000/x\nText."
