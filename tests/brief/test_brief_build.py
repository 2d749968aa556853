"""What a brief is made of: the SUPPORT order, labels, lengths, footnotes, methods; printed, it keeps to its pages."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from brief_made_up import GAP, OWN, documents_of, evidence_pins, plan_of, proof_of, sources_of
from pypdf import PdfReader

from chatbot.answer import Answer, Segment, Timings
from chatbot.brief.brief import SECTION_TITLES, BriefPlan, EvidencePin, PageCount
from chatbot.brief.brief_file import FORMATS, export_brief, read_visible_text
from chatbot.brief.build_brief import build_brief
from chatbot.brief.cite_proof import cite_proof
from chatbot.brief.lay_out_brief import lay_out_brief
from chatbot.brief.page_size import PAGE_SIZES, estimate_pages
from chatbot.brief.plan_brief import asked_for, pins_of_answers
from chatbot.brief.verify_brief import verify_brief
from chatbot.brief.wording import GAP_LABEL, NOTHING_CHOSEN, NOTHING_FITTED, OWN_TEXT_LABEL
from chatbot.pipeline import Briefing
from kb.errors import BriefError
from kb.references import format_reference
from kb.settings import Settings

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def lines_of(settings: Settings, plan: BriefPlan) -> list[str]:
    return [line.text for line in lay_out_brief(build_brief(plan, sources_of(settings), "auto"))]


def test_the_sections_stand_in_the_support_order(harbour_settings: Settings) -> None:
    lines = lines_of(harbour_settings, plan_of(sources_of(harbour_settings)))
    titles = [*SECTION_TITLES.values(), "Notes", "References", "Methods"]
    assert [line for line in lines if line in titles] == titles


def test_the_authors_words_and_gaps_are_marked_and_notes_are_no_quotations(notes_settings: Settings) -> None:
    lines = lines_of(notes_settings, plan_of(sources_of(notes_settings), limit=4))
    assert f"{OWN_TEXT_LABEL}{OWN}" in lines
    assert f"{GAP_LABEL}{GAP.question} Reason: {GAP.reason}" in lines
    entries = [line for line in lines if re.search(r" \[\d\]$", line)]
    assert len(entries) == 4
    for entry in entries:
        assert entry.startswith("Our summary: ")
        assert "“Our summary: “" not in entry
    assert any("Our summary of section" in line and "Verdict: note" in line for line in lines)


def test_a_quotation_names_its_speaker(harbour_settings: Settings) -> None:
    sources = sources_of(harbour_settings)
    (document,) = documents_of(sources)
    spoken = next(sentence for sentence in document.sentences if sentence.speaker)
    cited = cite_proof(proof_of(sources, document, [spoken]), sources)
    assert [part.speaker for part in cited.parts] == ["Senior nurse, Eastquay clinic"]


def test_neighbouring_sentences_are_one_quotation_and_distant_ones_two(harbour_settings: Settings) -> None:
    sources = sources_of(harbour_settings)
    (document,) = documents_of(sources)
    prose = [s for s in document.sentences if s.kind == "prose" and document.sections[s.section_index].path]
    neighbours = cite_proof(proof_of(sources, document, prose[:2]), sources)
    distant = cite_proof(proof_of(sources, document, [prose[0], prose[-1]]), sources)
    assert (len(neighbours.parts), len(distant.parts)) == (1, 2)


def test_part_of_a_sentence_can_be_quoted(harbour_settings: Settings) -> None:
    sources = sources_of(harbour_settings)
    (document,) = documents_of(sources)
    sentence = next(s for s in document.sentences if "41,000" in document.slice(s))
    half = sentence.model_copy(update={"char_end": sentence.char_start + 20})
    cited = cite_proof(proof_of(sources, document, [half]), sources)
    assert cited.parts[0].text == document.slice(half).strip()
    assert cited.verdict == "verified"


def test_a_proof_whose_document_is_not_stored_is_refused(harbour_settings: Settings) -> None:
    sources = sources_of(harbour_settings)
    pin = evidence_pins(sources, 1)[0]
    assert isinstance(pin, EvidencePin)
    for change in ({"version": 7}, {"document_sha256": "0" * 64}, {"source_id": "nobody-2000"}):
        with pytest.raises(BriefError, match="No stored"):
            cite_proof(pin.proof.model_copy(update=change), sources)


@pytest.mark.parametrize("pages", ["one", "three"])
def test_what_does_not_fit_is_left_out_and_said(notes_settings: Settings, pages: PageCount) -> None:
    sources = sources_of(notes_settings)
    plan = plan_of(sources, limit=60, pages=pages)
    brief = build_brief(plan, sources, "auto")
    kept = sum(len(section.items) for section in brief.sections)
    assert kept + len(brief.left_out) == len(plan.pins)
    assert kept > {"one": 6, "three": 18}[pages]
    assert brief.left_out
    assert any(f"Left out to keep to the length: {len(brief.left_out)} of the 62" in line for line in brief.methods)
    assert all(section.items for section in brief.sections), "no section is crowded out"


def test_empty_and_crowded_out_sections_say_so(harbour_settings: Settings) -> None:
    sources = sources_of(harbour_settings)
    lines = lines_of(harbour_settings, BriefPlan(title="Empty"))
    assert lines.count(NOTHING_CHOSEN) == 5
    own = [{"type": "own_text", "section": name, "text": "long words " * 100} for name in ("key_messages", "problem")]
    own += [{"type": "own_text", "section": "options", "text": "long words " * 100} for _ in range(3)]
    own += [{"type": "own_text", "section": "implementation", "text": "long words " * 100}]
    own += [{"type": "own_text", "section": "not_known", "text": "long words " * 100}]
    brief = build_brief(BriefPlan.model_validate({"title": "Full", "pins": own}), sources, "auto")
    texts = [line.text for line in lay_out_brief(brief)]
    assert NOTHING_FITTED in texts
    assert NOTHING_CHOSEN not in texts


@pytest.mark.parametrize("pages", ["one", "three"])
@pytest.mark.parametrize("kind", ["notes", "harbour"])
def test_printed_on_a4_it_keeps_to_its_pages(
    request: pytest.FixtureRequest, tmp_path: Path, pages: PageCount, kind: str
) -> None:
    if _CHROMIUM is None:
        pytest.skip("chromium is not installed (apt install chromium)")
    sources = sources_of(request.getfixturevalue(f"{kind}_settings"))
    brief = build_brief(plan_of(sources, limit=80, pages=pages), sources, "auto")
    (tmp_path / "brief.html").write_bytes(export_brief(brief, "html"))
    subprocess.run(
        [_CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={tmp_path / 'brief.pdf'}",
         (tmp_path / "brief.html").as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    pdf = PdfReader(BytesIO((tmp_path / "brief.pdf").read_bytes()))
    size = PAGE_SIZES[pages]
    assert len(pdf.pages) <= size.pages
    estimated = estimate_pages(lay_out_brief(brief), size)
    assert len(pdf.pages) >= estimated - 1, "the estimate is far too high"
    width, height = (float(edge) * 25.4 / 72 for edge in pdf.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)


@pytest.mark.parametrize("style", ["vancouver", "harvard", "apa"])
def test_references_follow_a_style_and_verify_in_it(notes_settings: Settings, style: str) -> None:
    sources = sources_of(notes_settings)
    brief = build_brief(plan_of(sources, limit=3, reference_style=style), sources, "auto")
    wanted = format_reference(sources.record(brief.footnotes[0].proof.source_id), style)  # type: ignore[arg-type]
    assert brief.references[0].startswith(wanted)
    shown = read_visible_text(export_brief(brief, "html"))
    assert shown is not None
    assert not [finding.problem for finding in verify_brief(shown, sources) if finding.problem]


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_same_brief_gives_the_same_bytes(harbour_settings: Settings, file_format: str) -> None:
    sources = sources_of(harbour_settings)
    first, second = (build_brief(plan_of(sources), sources_of(harbour_settings), "auto") for _ in range(2))
    assert export_brief(first, file_format) == export_brief(second, file_format)  # type: ignore[arg-type]


def test_html_reaches_for_nothing_and_runs_nothing(harbour_settings: Settings) -> None:
    sources = sources_of(harbour_settings)
    page = export_brief(build_brief(plan_of(sources), sources, "auto"), "html").decode()
    assert not re.search(r"https?:|src=|url\(|@import|<script|<link|\bon\w+=", page)
    assert "default-src &#x27;none&#x27;" in page
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets
    assert targets <= set(re.findall(r'id="([^"]+)"', page))


def test_answers_become_key_messages_evidence_and_gaps(harbour_settings: Settings) -> None:
    sources = sources_of(harbour_settings)
    briefing = Briefing.open(harbour_settings)
    answers = [
        briefing.ask("How are the clinics paid?"),
        briefing.ask("What are the limitations of the clinic study?"),
        briefing.ask("Which submarine volcano erupted?"),
    ]
    pins = pins_of_answers(answers, [None, None, None], sources)
    sections = [pin.section for pin in pins]
    assert sections.count("key_messages") == 2
    assert pins[-1].type == "gap"
    placed = pins_of_answers(answers, ["problem", None, None], sources)
    assert placed[0].section == "problem"
    brief = build_brief(
        BriefPlan(title="Pay", pins=pins, asked=tuple(map(asked_for, answers)), date="2026-03-04"), sources, "auto"
    )
    methods = " ".join(brief.methods)
    for expected in ("Question 1 (answered; a-", "Question 3 (not answered; a-", "Date: 2026-03-04.", "harbour-2014"):
        assert expected in methods
    assert briefing.library.corpus_hash in methods


def test_a_language_models_sentence_is_not_exported_only_what_it_cites(harbour_settings: Settings) -> None:
    sources = sources_of(harbour_settings)
    answer = Briefing.open(harbour_settings).ask("How are the clinics paid?")
    prose = Segment(text="Clinics get rich.", kind="model", markers=(1,), agreement="words differ")
    written = Answer.model_validate(
        answer.model_dump()
        | {"segments": [prose.model_dump()], "answer": "Clinics get rich. [1]", "timings_ms": Timings()}
    )
    brief = build_brief(
        BriefPlan(title="Pay", pins=pins_of_answers([written], [None], sources), asked=()), sources, "auto"
    )
    shown = " ".join(line.text for line in lay_out_brief(brief))
    assert "get rich" not in shown
    assert "95 crowns" in shown
