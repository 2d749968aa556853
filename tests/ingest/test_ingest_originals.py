"""The five originals as read: structure and numbers, none of their sentences."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from test_ingest_properties import check_document

from ingest.read import read_document
from kb.documents import Document
from kb.settings import Settings

_FILES = {
    "miller": "000_6298432e1545ef40.txt",
    "wasson": "001_02e0937c9a6cd8ad.txt",
    "chesluk": "002_97e51d2e4c6cb80f.txt",
    "thorlby": "003_9f45e0be39346b7b.txt",
    "berry": "004_8b25903c06009264.txt",
}


@pytest.fixture(scope="module")
def originals(shared_dir: Path) -> dict[str, Document]:
    folder = shared_dir / "originals"
    if not all((folder / file).is_file() for file in _FILES.values()):
        pytest.skip("the five originals are not at hand")
    return {
        name: read_document(
            (folder / file).read_bytes(), file, source_id=name, kind="original", settings=Settings(), title=name
        )
        for name, file in _FILES.items()
    }


def _kinds(document: Document) -> Counter[str]:
    return Counter(sentence.kind for sentence in document.sentences)


def _paths(document: Document) -> set[tuple[str, ...]]:
    return {section.path for section in document.sections}


@pytest.mark.parametrize("name", _FILES)
def test_what_holds_for_every_text_holds_for_the_originals(name: str, originals: dict[str, Document]) -> None:
    check_document(originals[name])


def test_miller_is_thirteen_sentences(originals: dict[str, Document]) -> None:
    assert _kinds(originals["miller"]) == {"prose": 13}
    assert ",which" not in originals["miller"].text


def test_wasson_has_its_labels_and_no_navigation(originals: dict[str, Document]) -> None:
    document = originals["wasson"]
    assert [section.path[-1] for section in document.sections if len(section.path) == 2] == [
        "Background",
        "Patient Focus, Process Improvement, and Performance Patterns",
        "Lessons from Micro Practices",
        "Conclusions",
    ]
    assert not any(words in document.text for words in ("Previous", "Disclaimer", "Related content"))
    assert _kinds(document)["prose"] == 8


def test_berry_is_an_abstract_with_terms(originals: dict[str, Document]) -> None:
    document = originals["berry"]
    assert [(section.path, section.kind) for section in document.sections[1:]] == [
        (("Title page",), "front_matter"),
        (("Abstract",), "abstract"),
        (("MeSH terms",), "back_matter"),
    ]
    assert _kinds(document)["list_item"] == 13
    assert _kinds(document)["prose"] == 9


def test_thorlby_tree(originals: dict[str, Document]) -> None:
    paths = _paths(originals["thorlby"])
    for parent in ("Emerging themes", "Implications for the NHS"):
        assert (parent, "Clinical ownership") in paths
        assert (parent, "Management of risk") in paths
    infrastructure = ("Emerging themes", "Management and IT infrastructure")
    assert len([path for path in paths if path[:2] == infrastructure]) == 4
    parent = "Medical groups and independent practitioner associations"
    box = (parent, "Box 1: Two kinds of medical group")
    assert {(*box, "Medical groups"), (*box, "Independent practitioner associations (IPAs)")} < paths
    assert ("Emerging themes", "Engagement of doctors", "Box 2: Doctors’ perspectives on group membership") in paths
    kinds = {section.path[-1]: section.kind for section in originals["thorlby"].sections[1:]}
    assert kinds["Limitations of our research"] == "limitations"
    assert kinds["References"] == "references"
    assert {kinds["Nuffield Trust"], kinds["Acknowledgements"], kinds["Imprint"]} == {"back_matter"}


def test_thorlby_sentences(originals: dict[str, Document]) -> None:
    document = originals["thorlby"]
    table = [sentence for sentence in document.sentences if sentence.kind == "table_row"]
    assert [sentence.table_header is None for sentence in table] == [True, False, False, False, False]
    assert {len(document.slice(row).split("\t")) for row in table} == {7}
    quotations = [sentence for sentence in document.sentences if sentence.kind == "quotation"]
    assert all(sentence.speaker for sentence in quotations)
    blocks = {document.text.rfind("\n", 0, sentence.char_start) for sentence in quotations}
    assert len(blocks) == 25
    assert not any(sentence.damaged for sentence in document.sentences)
    references = next(i for i, section in enumerate(document.sections) if section.kind == "references")
    assert sum(sentence.section_index == references for sentence in document.sentences) == 26
    assert all(passage.section_index != references for passage in document.passages)
    assert "*" not in document.text


def test_chesluk_tree(originals: dict[str, Document]) -> None:
    document = originals["chesluk"]
    skills = ("Results", "New Physician Knowledge, Skills, and Abilities")
    features = ("Results", "System Features That Support Acquisition of New Skills")
    assert [section.path for section in document.sections[1:]] == [
        ("Abstract",),
        ("Title page",),
        ("Introduction",),
        ("Study Data and Methods",),
        ("Results",),
        skills,
        (*skills, "Orienting to team and system"),
        (*skills, "Engaging patients as individuals and as a panel"),
        (*skills, "Integrating cost awareness into practice"),
        ("Results", "Changes to Medical Education"),
        features,
        (*features, "Collaboration and learning"),
        (*features, "Supports for evidence-based medicine and panel management"),
        (*features, "Salary and capitation"),
        ("Results", "Tradeoffs"),
        ("Discussion",),
        ("Discussion", "Systems That Earn Physicians' Trust"),
        ("Discussion", "Implications for Training and Standard Setting"),
        ("Discussion", "Remaining Questions"),
        ("Limitations",),
        ("Conclusion",),
        ("Appendix",),
        ("Appendix", "SCPMG Focus Group Script"),
    ]


def test_chesluk_sentences(originals: dict[str, Document]) -> None:
    document = originals["chesluk"]
    assert sum(sentence.damaged for sentence in document.sentences) == 11
    assert "Chesluk et al" not in document.text
    assert document.pages == ()
    assert any("3, 5, 7, 9" in warning for warning in document.warnings)
    speakers = {sentence.speaker for sentence in document.sentences if sentence.speaker}
    assert "Discussion leader" in speakers
    assert len([speaker for speaker in speakers if speaker.startswith("Group ")]) == 14
    title_page = next(section for section in document.sections if section.path == ("Title page",))
    assert "@" in document.slice(title_page)
    assert document.text.count("@") == 1
    appendix = len(document.sections) - 1
    items = [s for s in document.sentences if s.section_index == appendix and s.kind == "list_item"]
    assert len([s for s in items if document.slice(s)[0].isdigit()]) == 16
    assert all(s.lead_in is not None for s in items if document.slice(s)[:3] in ("a. ", "b. ", "c. "))
