"""An exported brief verifies; altering what it shows makes it fail, whatever is done to the checksum."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from brief_made_up import changed_docx, docx_texts, evidence_pins, plan_of, sources_of, text_ranges
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chatbot.brief.brief import SECTION_TITLES, BriefPlan, PageCount
from chatbot.brief.brief_file import FORMATS, BriefFormat, export_brief, read_visible_text
from chatbot.brief.build_brief import build_brief
from chatbot.brief.lay_out_brief import checksum, lay_out_brief
from chatbot.brief.stored_sources import StoredSources
from chatbot.brief.style_sheet import EXPORTED_STYLE_SHEETS, style_sheet, style_sheet_hash
from chatbot.brief.verify_brief import verify_brief
from chatbot.brief.visible_text import VisibleText, visible
from chatbot.brief.wording import CHECKSUM_LABEL, GAP_LABEL, LEGEND, LEGENDS, OWN_TEXT_LABEL, REFERENCES_TITLE
from kb.errors import BriefError
from kb.settings import Settings


@pytest.fixture(scope="module", params=["originals", "notes"])
def sources(request: pytest.FixtureRequest) -> StoredSources:
    name = {"originals": "harbour_settings", "notes": "notes_settings"}[request.param]
    return sources_of(request.getfixturevalue(name))


@pytest.fixture(scope="module")
def exports(sources: StoredSources) -> dict[BriefFormat, bytes]:
    brief = build_brief(plan_of(sources, limit=20, pages="three", date="2026-03-04"), sources, "auto")
    return {name: export_brief(brief, name) for name in FORMATS}


@pytest.fixture(scope="module")
def lines(sources: StoredSources) -> list[str]:
    brief = build_brief(plan_of(sources, limit=20, pages="three", date="2026-03-04"), sources, "auto")
    return [line.text for line in lay_out_brief(brief)]


def problems(shown: VisibleText | None, sources: StoredSources) -> list[str]:
    assert shown is not None
    return [finding.problem for finding in verify_brief(shown, sources) if finding.problem]


def content_of(file_format: BriefFormat, data: bytes) -> str:
    return docx_texts(data) if file_format == "docx" else data.decode()


def with_content(file_format: BriefFormat, data: bytes, content: str) -> bytes:
    return changed_docx(data, lambda _: content) if file_format == "docx" else content.encode()


@pytest.mark.parametrize("file_format", FORMATS)
def test_an_export_verifies(
    exports: dict[BriefFormat, bytes], sources: StoredSources, file_format: BriefFormat
) -> None:
    shown = read_visible_text(exports[file_format])
    assert problems(shown, sources) == []


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_changed_digit_anywhere_fails(
    exports: dict[BriefFormat, bytes], sources: StoredSources, file_format: BriefFormat
) -> None:
    content = content_of(file_format, exports[file_format])
    digits = [
        index
        for start, end in text_ranges(file_format, content)
        for index in range(start, end)
        if content[index] in "0123456789"
    ]
    assert len(digits) > 300
    for index in digits[:: max(1, len(digits) // 25)]:
        changed = f"{content[:index]}{(int(content[index]) + 1) % 10}{content[index + 1 :]}"
        shown = read_visible_text(with_content(file_format, exports[file_format], changed))
        assert problems(shown, sources), content[index - 40 : index + 40]


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize(("old", "new"), [("2014", "2015"), ("not ", ""), ("41,000", "14,000"), ("4 per", "5 per")])
def test_a_year_a_negation_or_a_figure_that_changed_fails(
    harbour_settings: Settings, file_format: BriefFormat, old: str, new: str
) -> None:
    sources = sources_of(harbour_settings)
    data = export_brief(build_brief(plan_of(sources, pages="three"), sources, "auto"), file_format)
    content = content_of(file_format, data)
    places = [m.start() for m in re.finditer(re.escape(old), content)]
    assert places
    for place in places:
        changed = content[:place] + new + content[place + len(old) :]
        assert problems(read_visible_text(with_content(file_format, data, changed)), sources)


def resealed(lines: list[str]) -> VisibleText:
    """As someone would who knows how the checksum is made."""
    return VisibleText((*lines[:-1], f"{CHECKSUM_LABEL}{checksum(lines[:-1])}"))


def checked_lines(lines: list[str]) -> list[int]:
    """Indices of the lines that come from sources: entries, footnotes and references."""
    first = lines.index(SECTION_TITLES["key_messages"]) + 1
    references = lines.index(REFERENCES_TITLE)
    return [
        index
        for index in range(first, references + 2)
        if not lines[index].startswith((OWN_TEXT_LABEL, GAP_LABEL)) and len(lines[index]) > 30
    ]


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_no_change_to_what_sources_say_passes_even_with_a_new_checksum(
    lines: list[str], sources: StoredSources, data: st.DataObject
) -> None:
    assert problems(resealed(lines), sources) == []
    index = data.draw(st.sampled_from(checked_lines(lines)))
    line = lines[index]
    place = data.draw(st.integers(0, len(line) - 1))
    new = data.draw(st.sampled_from(["", "0", "7", "x", " not ", "-", "“"]))
    changed = f"{line[:place]}{new}{line[place + 1 :]}"
    if "".join(changed.split()) == "".join(line.split()):
        return
    altered = [*lines[:index], " ".join(changed.split()), *lines[index + 1 :]]
    assert problems(resealed(altered), sources)


def test_any_digit_of_the_quoted_words_matters_even_with_a_new_checksum(
    lines: list[str], sources: StoredSources
) -> None:
    tried = 0
    for index in checked_lines(lines):
        for match in re.finditer(r"\d", lines[index]):
            place = match.start()
            changed = f"{lines[index][:place]}{(int(match[0]) + 3) % 10}{lines[index][place + 1 :]}"
            altered = [*lines[:index], changed, *lines[index + 1 :]]
            assert problems(resealed(altered), sources), changed
            tried += 1
    assert tried > 100


def test_the_same_change_in_entry_and_footnote_is_named_altered(harbour_settings: Settings) -> None:
    sources = sources_of(harbour_settings)
    brief = build_brief(plan_of(sources, pages="three"), sources, "auto")
    altered = [line.text.replace("95 crowns", "59 crowns") for line in lay_out_brief(brief)]
    findings = verify_brief(resealed(altered), sources)
    assert [finding.verdict for finding in findings if finding.problem and finding.marker] == ["altered"]


@pytest.mark.parametrize(
    "added",
    [
        "Clinics save 40 per cent.",
        "“Clinics save 40 per cent.”",
        "“Clinics save 40 per cent.” [1]",
        "Our summary: 4 [2]",
    ],
)
def test_a_claim_put_in_without_proof_fails(lines: list[str], sources: StoredSources, added: str) -> None:
    place = lines.index(SECTION_TITLES["problem"]) + 1
    assert any(
        added[:20] in problem for problem in problems(resealed([*lines[:place], added, *lines[place:]]), sources)
    )


@pytest.mark.parametrize("where", ["before the first heading", "after the checksum"])
def test_a_claim_put_around_the_brief_fails(lines: list[str], sources: StoredSources, where: str) -> None:
    claim = "Clinics save 40 per cent."
    altered = [*lines[:2], claim, *lines[2:]] if where == "before the first heading" else [*lines, claim]
    assert problems(VisibleText(tuple(altered)), sources)


def test_proof_taken_away_fails(lines: list[str], sources: StoredSources) -> None:
    without = [line for line in lines if not line.startswith("[2] ")]
    assert len(without) == len(lines) - 1
    assert problems(resealed(without), sources)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<main>", "<main><p hidden>x</p>"),
        ("</main>", "<script>1</script></main>"),
        ("</main>", "<img src=x></main>"),
        ("<li ", "<li style='display:none' "),
        ("</style>", " li { display: none }</style>"),
        ("<main>", "<main><!-- x --><del>x</del>"),
        ("<title>", "<title>Better "),
        ("</main>", "</main><iframe src='https://example.org'></iframe>"),
    ],
)
def test_html_that_could_show_something_else_fails(
    exports: dict[BriefFormat, bytes], sources: StoredSources, old: str, new: str
) -> None:
    changed = exports["html"].decode().replace(old, new, 1)
    assert changed != exports["html"].decode()
    assert any(
        "which no exported brief does" in problem for problem in problems(read_visible_text(changed.encode()), sources)
    )


def test_a_style_that_was_once_exported_is_known(exports: dict[BriefFormat, bytes], sources: StoredSources) -> None:
    """The wording of a style is no finding; what it does to words would be, and so only known ones pass."""
    html = exports["html"].decode()
    underlined = "a { color: #17586b; text-underline-offset: 0.15em; }"
    earlier = "a { color: #17586b; text-decoration: none; }\na:hover, a:focus { text-decoration: underline; }"
    assert html.count(underlined) == 1
    for kept in (html.replace(underlined, earlier), html.replace("\n", "\r\n")):
        assert problems(read_visible_text(kept.encode()), sources) == []
    for hostile in ("li { display: none }", "li::after { content: ' not' }", "/* */"):
        altered = html.replace("</style>", f"{hostile}</style>", 1)
        assert problems(read_visible_text(altered.encode()), sources) == [
            "it holds another style sheet, which no exported brief does"
        ]


@pytest.mark.parametrize("pages", get_args(PageCount))
def test_what_is_exported_today_can_be_verified_after_the_next_change_of_style(pages: PageCount) -> None:
    # A change of style adds two hashes to the list and takes none away.
    assert style_sheet_hash(style_sheet(pages)) in EXPORTED_STYLE_SHEETS


def test_an_earlier_legend_is_known(lines: list[str], sources: StoredSources) -> None:
    place = lines.index(LEGEND)
    for legend in LEGENDS:
        assert problems(resealed([*lines[:place], legend, *lines[place + 1 :]]), sources) == []
    both = [*lines[:place], *LEGENDS, *lines[place + 1 :]]
    assert problems(resealed(both), sources) == ["the line that says whose words are whose is missing"]


@pytest.mark.parametrize(
    "added", ["<div hidden>x</div>", "![x](y)", "<!-- x -->", "[x](https://example.org)", "```\nx\n```", "***"]
)
def test_markdown_that_could_show_something_else_fails(
    exports: dict[BriefFormat, bytes], sources: StoredSources, added: str
) -> None:
    changed = exports["md"].decode().replace("## The problem", f"## The problem\n\n{added}\n", 1)
    assert any("markup that a brief does not hold" in p for p in problems(read_visible_text(changed.encode()), sources))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<w:rPr>", "<w:rPr><w:vanish/>"),
        ("<w:r>", "<w:ins><w:r><w:t>x</w:t></w:r></w:ins><w:r>"),
        ("<w:r>", "<w:r><w:drawing/></w:r><w:r>"),
        ("<w:r>", "<w:r><w:delText>x</w:delText></w:r><w:del/><w:r>"),
    ],
)
def test_a_word_document_that_could_show_something_else_fails(
    exports: dict[BriefFormat, bytes], sources: StoredSources, old: str, new: str
) -> None:
    changed = changed_docx(exports["docx"], lambda content: content.replace(old, new, 1))
    assert any("which no exported brief does" in problem for problem in problems(read_visible_text(changed), sources))


def test_what_is_no_brief_is_refused(sources: StoredSources) -> None:
    for data in (b"# A text\n\nof its own", b"<p>hello</p>", b"PK\x03\x04 broken"):
        shown = read_visible_text(data)
        assert shown is not None
        with pytest.raises(BriefError):
            verify_brief(shown, sources)
    assert read_visible_text(b'{"id": "a-1"}') is None


@settings(max_examples=40, deadline=None)
@given(title=st.text(min_size=1, max_size=80), words=st.text(min_size=1, max_size=200), audience=st.text(max_size=40))
def test_every_format_shows_the_same_words_and_no_text_becomes_markup(
    harbour_settings: Settings, title: str, words: str, audience: str
) -> None:
    sources = sources_of(harbour_settings)
    plan = BriefPlan.model_validate({
        "title": f"{title}.", "audience": audience, "pins": evidence_pins(sources, 2),
    })  # fmt: skip
    assume(visible(words))
    own = {"type": "own_text", "section": "options", "text": words}
    plan = BriefPlan.model_validate(plan.model_dump() | {"pins": [*plan.model_dump()["pins"], own]})
    brief = build_brief(plan, sources, "auto")
    wanted = tuple(line.text for line in lay_out_brief(brief))
    for file_format in FORMATS:
        shown = read_visible_text(export_brief(brief, file_format))
        assert shown == VisibleText(wanted), file_format
        assert problems(shown, sources) == []
