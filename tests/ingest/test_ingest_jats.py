"""Journal XML: the tree as the file declares it, and nothing resolved from outside."""

from __future__ import annotations

import contextlib

import pytest
from made_up_files import JATS
from test_ingest_properties import check_document

from ingest.read import opening_text, read_document
from ingest.readers.jats import JatsReader
from kb.documents import Document
from kb.errors import UnreadableFileError
from kb.settings import Settings
from kb.tables import sentence_text


def _read(xml: str) -> Document:
    return read_document(xml.encode(), "x.xml", source_id="x", kind="original", settings=Settings())


def test_the_section_tree_is_that_of_the_file() -> None:
    document = _read(JATS)
    check_document(document)
    assert document.title == "Shared budgets in harbour clinics"
    assert [(section.path, section.kind) for section in document.sections[1:]] == [
        (("Title page",), "front_matter"),
        (("Abstract",), "abstract"),
        (("Abstract", "Aims"), "abstract"),
        (("Keywords",), "front_matter"),
        (("Background",), "body"),
        (("Background", "Box 1. Two kinds of clinic"), "body"),
        (("Background", "Payment"), "body"),
        (("Background", "Payment", "Table 1. Pay of clinics"), "body"),
        (("Limitations",), "limitations"),
        (("Acknowledgements",), "back_matter"),
        (("References",), "references"),
    ]
    assert "Okafor, Norland Nurses" in document.text
    assert "Unseen" not in document.text


def test_blocks_are_what_the_file_says() -> None:
    document = _read(JATS)
    by_kind = {
        kind: [sentence_text(document, s) for s in document.sentences if s.kind == kind]
        for kind in ("list_item", "quotation", "table_row", "caption", "lead_in")
    }
    assert by_kind["list_item"] == ["shorter waits", "fewer admissions"]
    assert by_kind["lead_in"] == ["The aims were:"]
    assert by_kind["quotation"] == ["We stopped counting."]
    assert by_kind["table_row"][1:] == ["North, Eastquay: Crowns 2013 90; Crowns 2014 95."]
    assert "Figure 1. Waits by year. Lower is better." in by_kind["caption"]
    assert "Crowns per resident." in by_kind["caption"]
    quotation = next(s for s in document.sentences if s.kind == "quotation")
    assert quotation.speaker == "Senior nurse"
    assert not any(sentence.damaged for sentence in document.sentences)


def test_figures_are_not_changed_by_marks_and_no_entity_is_resolved() -> None:
    document = _read(JATS)
    assert "Clinics hold 10³ files éach [1]." in document.text
    assert "root:" not in document.source_text
    assert "[formula]" in document.text
    assert all(p.section_index != len(document.sections) - 1 for p in document.passages)  # references are not searched


def test_references_full_of_addresses_stay_references() -> None:
    added = "".join(
        f"<ref id='w{n}'><mixed-citation>Harbour board ({n}) Report. Available: http://board.example/{n}. "
        f"Copyright Norland Press.</mixed-citation></ref>"
        for n in range(2000, 2006)
    )
    document = _read(JATS.replace("</ref-list>", f"{added}</ref-list>"))
    where = {
        document.sections[sentence.section_index].kind
        for sentence in document.sentences
        if "board.example" in document.slice(sentence)
    }
    assert where == {"references"}
    assert all("board.example" not in document.slice(passage) for passage in document.passages)


def test_the_doi_stands_in_the_opening() -> None:
    assert "10.1234/harbour.1" in opening_text(JATS.encode(), "x.xml")


@pytest.mark.parametrize(
    "xml", [JATS[:600], "<article><front/></article>", "<?xml version='1.0'?><feed><entry/></feed>"]
)
def test_broken_and_other_xml_is_refused(xml: str) -> None:
    with pytest.raises(UnreadableFileError):
        _read(xml)


def test_entities_that_multiply_do_not() -> None:
    bomb = '<!DOCTYPE article [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    xml = f"{bomb}]><article><front><article-meta/></front><body><p>Before &i; after.</p></body></article>"
    with contextlib.suppress(UnreadableFileError):
        assert len(JatsReader().read(xml.encode(), "x").source_text) < 100
