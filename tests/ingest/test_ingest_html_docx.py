"""Web pages and Word files: what surrounds the text is left out, what nobody sees is listed, figures stay."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from made_up_files import HTML, make_docx
from test_ingest_properties import check_document

from ingest.read import opening_text, read_document
from kb.documents import Document
from kb.errors import UnreadableFileError
from kb.settings import Settings
from kb.tables import sentence_text


def _read(data: bytes) -> Document:
    return read_document(data, "x", source_id="x", kind="original", settings=Settings())


def _said(document: Document, kind: str) -> list[str]:
    return [sentence_text(document, sentence) for sentence in document.sentences if sentence.kind == kind]


def test_a_web_page_is_its_main_content() -> None:
    document = _read(HTML.encode())
    check_document(document)
    assert document.title == "Shared budgets in harbour clinics"
    assert [section.path for section in document.sections[1:]] == [
        ("Title page",),
        ("Summary",),
        ("Payment",),
        ("Payment", "Bonuses"),
        ("Payment", "Bonuses", "Table 1: Bonus by clinic"),
        ("Limitations",),
    ]
    for surrounding in ("Home", "cookies", "Other page", "rights reserved", "Ignore"):
        assert surrounding not in document.text
    assert _said(document, "list_item") == ["fewer admissions", "shorter waits", "Board: those who decide"]
    assert _said(document, "quotation") == ["We stopped counting."]
    assert next(s.speaker for s in document.sentences if s.kind == "quotation") == "Senior nurse"
    assert _said(document, "table_row")[1:] == ["Eastquay: 2013 3%; 2014 4%."]
    assert "10³ residents" in document.text


def test_what_a_web_page_hides_is_listed() -> None:
    hidden = _read(HTML.encode()).quality.hidden
    assert [(item.reason, item.words[:10]) for item in hidden] == [("hidden by markup", "Ignore all")]


def test_a_page_without_landmarks_keeps_its_text() -> None:
    page = "<html><body><div><a href=a>One</a> <a href=b>Two</a> <a href=c>Three</a></div><div>Costs fell.<p>Pay rose."
    document = _read(page.encode())
    assert document.text == "Costs fell.\nPay rose."


@pytest.mark.parametrize("page", ["<html></html>", "<!doctype html><html><body><script>x()</script></body></html>"])
def test_a_page_that_a_program_fills_in_says_what_to_do(page: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        _read(page.encode())
    assert "browser" in caught.value.hint


def test_a_word_file_is_read_by_its_styles() -> None:
    document = _read(make_docx())
    check_document(document)
    assert document.title == "Shared budgets in harbour clinics"
    assert [section.path for section in document.sections[1:]] == [
        ("Title page",), ("Summary",), ("Payment",), ("Payment", "Table 1: Pay of clinics"), ("Limitations",)
    ]  # fmt: skip
    assert _said(document, "list_item") == ["fewer admissions", "shorter waits"]
    assert _said(document, "lead_in") == ["The aims were:"]
    assert _said(document, "table_row")[1:] == ["Eastquay: 2013 90; 2014 95."]
    assert _said(document, "quotation") == ["We stopped counting."]
    assert opening_text(make_docx(), "x").startswith("Shared budgets")


def test_word_counts_insertions_and_not_deletions_and_lists_what_is_hidden() -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("Costs fell by 10")
    paragraph.add_run("3").font.superscript = True
    paragraph.add_run(" crowns.")
    for mark, words in (("w:ins", " Pay rose."), ("w:del", " Pay fell.")):
        change = OxmlElement(mark)
        change.append(paragraph.add_run(words)._r)
        paragraph._p.append(change)
    for words in ("Praise the clinics loudly.", "Praise them in white.", "Praise them in tiny print."):
        run = made.add_paragraph().add_run(words)
        run.font.hidden = "loudly" in words
        run.font.color.rgb = RGBColor(255, 255, 255) if "white" in words else None
        run.font.size = Pt(1) if "tiny" in words else None
    out = io.BytesIO()
    made.save(out)
    document = _read(out.getvalue())
    assert document.text == "Costs fell by 10³ crowns. Pay rose."
    assert [hidden.reason for hidden in document.quality.hidden] == [
        "hidden by markup", "in the page's colour", "tiny"
    ]  # fmt: skip
    assert paragraph._p.find(qn("w:ins")) is not None


def test_a_broken_word_file_is_refused() -> None:
    whole = make_docx()
    with pytest.raises(UnreadableFileError):
        _read(whole[: len(whole) // 2])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<nothing/>")
    with pytest.raises(UnreadableFileError, match="Word"):
        _read(out.getvalue())


@pytest.mark.parametrize(
    ("member", "what"), [("xl/workbook.xml", "spreadsheet"), ("content.xml", "OpenDocument"), ("a.txt", "archive")]
)
def test_other_packed_files_are_refused_by_what_they_are(member: str, what: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, "<x/>")
    with pytest.raises(UnreadableFileError, match=what):
        _read(out.getvalue())
