"""`briefing eval reading` on made-up files: each figure moves when what it measures goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from fpdf import FPDF

from chatbot.source_pages.glyphs import Box
from evals.reading import sections
from evals.reading.awkward import read_all
from evals.reading.boxes import BoxedSentences, sample_boxes
from evals.reading.measure import measure_reading
from evals.reading.pages import sample_page_numbers
from evals.reading.similarity import word_similarity
from evals.reading.unseen import caught_unseen
from ingest.read import read_document
from kb.errors import QuestionFileError
from kb.settings import Settings

_PAGES = (
    "Nurses in the harbour district share a budget with the hospital and meet once a month to talk. ",
    "Waiting times fell within a year of the change, and the hospital lost some of its income by it. ",
    "Inland clinics joined three years later, and their costs were higher because patients lived far apart. ",
)


def _pdf() -> bytes:
    made = FPDF()
    for page in _PAGES:
        made.add_page()
        made.set_font("Helvetica", size=11)
        made.multi_cell(150, 5, page)
    return bytes(made.output())


def test_figures_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(_pdf())
    (tmp_path / "a.expected.txt").write_text("\n".join(_PAGES), encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    figures = measure_reading(
        tmp_path, Settings(), articles=0, citations=3, boxes=5, rounds=1, progress=lambda what: None
    )
    files = figures["files"]
    assert (files["files"], files["with_text"], files["refused_with_reason"], files["defects"]) == (2, 1, 1, [])
    assert [one["ours"] for one in figures["similarity"]] == [1.0]
    assert figures["page_numbers"] == {"right": 3, "looked_up": 3}
    assert {name: figures["boxes"][name] for name in ("sampled", "boxed", "wrong")} == {
        "sampled": 3, "boxed": 3, "wrong": 0
    }  # fmt: skip
    assert figures["sections"] is None
    with pytest.raises(QuestionFileError):
        measure_reading(
            tmp_path / "none", Settings(), articles=0, citations=1, boxes=1, rounds=1, progress=lambda what: None
        )


def test_a_defect_is_counted_and_does_not_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("x")

    (tmp_path / "a.pdf").write_bytes(_pdf())
    monkeypatch.setattr("evals.reading.awkward.read_document", fail)
    assert [outcome.defect for outcome in read_all([tmp_path / "a.pdf"], Settings())] == ["ZeroDivisionError: x"]


def test_a_wrong_page_number_is_noticed() -> None:
    document = read_document(_pdf(), "a.pdf", source_id="x", kind="original", settings=Settings())
    shifted = tuple(page.model_copy(update={"page_index": (page.page_index + 1) % 3}) for page in document.pages)
    assert sample_page_numbers(document, _pdf(), 3, 1) == (3, 3)
    assert sample_page_numbers(document.model_copy(update={"pages": shifted}), _pdf(), 3, 1) == (0, 3)


def test_a_box_around_other_words_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    document = read_document(_pdf(), "a.pdf", source_id="x", kind="original", settings=Settings())
    assert sample_boxes(document, _pdf(), "a.pdf", 3, 1) == BoxedSentences("a.pdf", 3, 3, 0)
    monkeypatch.setattr("evals.reading.boxes.box_quote", lambda lines, page: (Box(0, 0, 0.3, 0.5),))
    assert sample_boxes(document, _pdf(), "a.pdf", 3, 1) == BoxedSentences("a.pdf", 3, 3, 3)
    monkeypatch.setattr("evals.reading.boxes.box_quote", lambda lines, page: None)
    assert sample_boxes(document, _pdf(), "a.pdf", 3, 1) == BoxedSentences("a.pdf", 3, 0, 0)


def test_similarity_counts_order() -> None:
    assert word_similarity("one two ﬁve", "One two five") == 1.0
    assert word_similarity("two one three four", "one two three four") < 1.0


def test_sections_of_xml_and_their_recovery() -> None:
    xml = b"""<article><front><article-meta><abstract><sec><title>Aims</title></sec></abstract></article-meta></front>
    <body><sec><label>1.</label><title>Methods</title><sec><title>Who <i>was</i> asked</title></sec></sec></body>
    <back><ack><p>Thanks.</p></ack><ref-list><title>References</title></ref-list></back></article>"""
    wanted = sections.xml_sections(xml)
    assert wanted == [
        ("abstract",), ("abstract", "aims"), ("1methods",), ("1methods", "whowasasked"), ("acknowledgements",),
        ("references",),
    ]  # fmt: skip
    assert sections.compare_sections(wanted, wanted).paths_f1 == 1.0
    flat = [path[-1:] for path in wanted]
    recovery = sections.compare_sections(wanted, flat)
    assert recovery.titles_f1 == 1.0
    assert recovery.paths_f1 == pytest.approx(2 * 4 / 12, abs=1e-4)
    assert recovery.missing == (("abstract", "aims"), ("1methods", "whowasasked"))


def test_unseen_lines_are_all_caught() -> None:
    assert caught_unseen() == (5, 5, True)
