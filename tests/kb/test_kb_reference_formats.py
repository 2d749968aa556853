"""References in three styles: the parts that the styles ask for, and nothing that breaks a page."""

from __future__ import annotations

import json

import pytest

from kb.catalogue import Author, SourceRecord
from kb.references import ReferenceStyle, format_reference, format_references
from kb.references.csl import csl_item, dump_csl_json, spaced_initials, work_type

ARTICLE = SourceRecord(
    source_id="okafor-2014",
    title="Do shared budgets work?",
    authors=tuple(
        Author(family=name, given="NB") for name in ("Okafor", "Lind", "de Vries", "Roy", "Ito", "Ng", "Abe")
    ),
    year=2014,
    published_in="Journal of Harbours",
    volume="12",
    issue="3",
    pages="1-10",
    doi="10.1234/harbour.2014",
)
REPORT = SourceRecord(
    source_id="board-nodate",
    title="Quays & <clinics>",
    authors=(Author(family="Department of Harbours"),),
    published_in="Norland Press",
    url="https://example.org/a_b?c=1&d=2",
)
NAMELESS = SourceRecord(source_id="nameless", title="A notice", year=2001)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "vancouver",
            "Okafor NB, Lind NB, de Vries NB, Roy NB, Ito NB, Ng NB, et al. Do shared budgets work? "
            "Journal of Harbours. 2014;12(3):1–10. doi: 10.1234/harbour.2014",
        ),
        (
            "harvard",
            "Okafor, N.B. et al. (2014) ‘Do shared budgets work?’, Journal of Harbours, 12(3), pp. 1–10. "
            "Available at: https://doi.org/10.1234/harbour.2014.",
        ),
        (
            "apa",
            "Okafor, N. B., Lind, N. B., de Vries, N. B., Roy, N. B., Ito, N. B., Ng, N. B., & Abe, N. B. (2014). "
            "Do shared budgets work? Journal of Harbours, 12(3), 1–10. https://doi.org/10.1234/harbour.2014",
        ),
    ],
)
def test_an_article_in_each_style(style: ReferenceStyle, expected: str) -> None:
    assert format_reference(ARTICLE, style) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "vancouver",
            "Department of Harbours. Quays & <clinics>. Norland Press; [date unknown]. "
            "Available from: https://example.org/a_b?c=1&d=2",
        ),
        (
            "harvard",
            "Department of Harbours (no date) Quays & <clinics>. Norland Press. "
            "Available at: https://example.org/a_b?c=1&d=2.",
        ),
        ("apa", "Department of Harbours. (n.d.). Quays & <clinics>. Norland Press. https://example.org/a_b?c=1&d=2"),
    ],
)
def test_a_body_stays_whole_and_a_missing_year_is_said(style: ReferenceStyle, expected: str) -> None:
    assert format_reference(REPORT, style) == expected


@pytest.mark.parametrize("style", ["vancouver", "harvard", "apa"])
def test_html_is_escaped_and_no_authors_is_no_error(style: ReferenceStyle) -> None:
    shown = format_reference(REPORT, style, "html")
    assert "Quays &amp; &lt;clinics&gt;" in shown
    assert "<clinics>" not in shown
    assert "c=1&amp;d=2" in shown
    assert format_reference(NAMELESS, style).startswith("A notice")
    assert format_references([], style) == []


@pytest.mark.parametrize("style", ["vancouver", "harvard", "apa"])
def test_references_keep_their_order(style: ReferenceStyle) -> None:
    records = [REPORT, ARTICLE, NAMELESS]
    assert format_references(records, style) == [format_reference(record, style) for record in records]


def test_apa_names_the_first_nineteen_and_the_last_of_many() -> None:
    many = ARTICLE.model_copy(
        update={"authors": tuple(Author(family=f"Name{chr(65 + i)}", given="X") for i in range(23))}
    )
    shown = format_reference(many, "apa")
    assert "NameS, X., … NameW, X." in shown
    assert "NameT" not in shown


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("vancouver", "Ng A, et al. Many hands."),
        ("harvard", "Ng, A. and others (2001) Many hands."),
        ("apa", "Ng, A., & others. (2001). Many hands."),
    ],
)
def test_authors_that_could_not_be_verified_are_said_to_be_there(style: ReferenceStyle, expected: str) -> None:
    record = SourceRecord(
        source_id="ng", title="Many hands", authors=(Author(family="Ng", given="A"),), more_authors=True, year=2001
    )
    assert format_reference(record, style).startswith(expected)


def test_a_work_is_told_from_its_fields_unless_named() -> None:
    assert (work_type(ARTICLE), work_type(REPORT)) == ("article-journal", "report")
    assert work_type(REPORT.model_copy(update={"work_type": "book"})) == "book"
    assert csl_item(REPORT)["publisher"] == "Norland Press"
    assert csl_item(ARTICLE)["container-title"] == "Journal of Harbours"


@pytest.mark.parametrize(("given", "shown"), [("RH", "R. H."), ("Marc H.", "Marc H."), ("Ed", "Ed"), ("J-P", "J-P")])
def test_initials_are_set_apart_and_names_are_not(given: str, shown: str) -> None:
    assert spaced_initials(given) == shown


def test_csl_json_holds_what_the_record_does() -> None:
    items = json.loads(dump_csl_json([ARTICLE, REPORT]))
    assert [item["id"] for item in items] == ["okafor-2014", "board-nodate"]
    assert items[0]["issued"] == {"date-parts": [[2014]]}
    assert "issued" not in items[1]
    assert items[1]["author"] == [{"literal": "Department of Harbours"}]
