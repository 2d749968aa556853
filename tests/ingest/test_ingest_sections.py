"""The section tree: which lines are headings, how deep they stand, what kind of section they open."""

from __future__ import annotations

import pytest
from made_up import read_text

from ingest.outline import OutlineHeading, heading_depths
from kb.documents import Document

_PROSE = "Nurses in the district share one budget with the hospital and meet every month."
_TABLE = "Year\tCrowns\n2010\t95\n2011\t97"


def _text(*lines: str) -> str:
    return "\n\n".join(_PROSE if line == "." else line for line in lines) + "\n"


def _paths(document: Document) -> list[str]:
    return [" > ".join(section.path) for section in document.sections[1:]]


def _depths(*texts: str, directly: tuple[str, ...] = ()) -> list[int]:
    return heading_depths([OutlineHeading(text, None, text in directly) for text in texts])


def test_short_lines_without_a_stop_are_headings_when_prose_follows() -> None:
    document = read_text(
        _text("Harbour clinics", "Nora Okafor and Per Lind", ".", "How it began", ".", "What it cost", ".")
    )
    assert _paths(document) == ["Title page", "How it began", "What it cost"]
    assert document.title == "Harbour clinics"
    first = next(sentence for sentence in document.sentences if sentence.kind == "prose")
    assert document.sections[first.section_index].path == ()


def test_headings_of_a_text_with_hard_line_breaks() -> None:
    paragraph = (
        "Nurses in the district share one budget with the hospital\n"
        "and meet every month to see what was spent on referrals.\n"
        "They like it.\n"
    )
    text = (
        f"Introduction\n{paragraph}Methods\n{paragraph}Results\n{paragraph}What Nurses Learned in the First Years of\n"
        f"Sharing\n{paragraph}Pay and bonuses.Drivers and nurses were paid alike in\n"
        f"all years but the first of the scheme.\nThey Shared\n{paragraph}"
        f"Discussion\nA Look Back at the Scheme\n{paragraph}"
    )
    assert _paths(read_text(text)) == [
        "Introduction",
        "Methods",
        "Results",
        "Results > What Nurses Learned in the First Years of Sharing",
        "Results > What Nurses Learned in the First Years of Sharing > Pay and bonuses",
        "Results > They Shared",
        "Discussion",
        "Discussion > A Look Back at the Scheme",
    ]


def test_headings_that_come_again_are_children_of_those_that_come_once() -> None:
    parts = ("Ownership of clinics", "Management of risk", "Staff and pay")
    texts = (
        "Context",
        "Main themes",
        *parts,
        "Lessons",
        "Ownership of clinics",
        "Management of risk",
        "Staff and pay today",
    )
    assert _depths(*texts, directly=("Main themes",)) == [1, 1, 2, 2, 2, 1, 2, 2, 2]


def test_a_heading_followed_directly_by_another_is_its_parent() -> None:
    assert _depths("Context", "What we saw", "On the coast", "Inland", "Conclusion", directly=("What we saw",)) == [
        1,
        1,
        2,
        2,
        1,
    ]


def test_numbers_and_article_parts_give_depths() -> None:
    assert _depths("1 Setting", "1.1 Coast", "1.2 Inland", "2 Costs") == [1, 2, 2, 1]
    assert _depths("Introduction", "Methods", "Who took part", "Results", "Costs", "Discussion") == [1, 1, 2, 1, 2, 1]


def test_announced_headings_are_children_and_no_more_than_announced() -> None:
    headings = [OutlineHeading(text, None, False) for text in ("Staff", "Pay", "Hours", "Costs")]
    headings[1] = OutlineHeading("Pay", None, False, announced_by="Two things stood out:")
    assert heading_depths(headings) == [1, 2, 2, 1]


def test_labels_of_an_abstract_are_sections() -> None:
    document = read_text(
        "Sharing costs\n\nAbstract\n\nBackground: Clinics share costs.Shared Budgets, and Talk: Nurses meet. "
        "They talk. Methods: We asked 12 nurses. Conclusions: Talk helps: it shows costs.\n"
    )
    assert _paths(document)[1:] == [
        "Abstract",
        "Abstract > Background",
        "Abstract > Shared Budgets, and Talk",
        "Abstract > Methods",
        "Abstract > Conclusions",
    ]
    assert {section.kind for section in document.sections[2:]} == {"abstract"}


def test_a_box_is_a_section_and_its_labels_cover_one_paragraph() -> None:
    document = read_text(
        _text(
            "Title",
            ".",
            "Kinds",
            ".",
            "Box 1: Two kinds",
            "Owned clinics: They are owned.",
            "Run clinics: They are run.",
            "Both keep books.",
            "Costs",
            ".",
        )
    )
    box = ("Kinds", "Box 1: Two kinds")
    assert [section.path for section in document.sections[1:]] == [
        ("Title page",),
        ("Kinds",),
        box,
        (*box, "Owned clinics"),
        (*box, "Run clinics"),
        ("Costs",),
    ]
    both = next(sentence for sentence in document.sentences if document.slice(sentence) == "Both keep books.")
    assert document.sections[both.section_index].path[-1] == "Box 1: Two kinds"


def test_a_table_does_not_end_the_section_it_stands_in() -> None:
    document = read_text(
        _text("Title", ".", "Limitations", "There are two limits.", "Table 1: Costs", _TABLE, "Second, it is small.")
    )
    second = next(sentence for sentence in document.sentences if document.slice(sentence).startswith("Second"))
    assert document.sections[second.section_index].path == ("Limitations",)
    table = next(section for section in document.sections if section.path[-1:] == ("Table 1: Costs",))
    assert (table.path, table.kind) == (("Limitations", "Table 1: Costs"), "body")


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Abstract", "abstract"),
        ("Limitations of the study", "limitations"),
        ("References", "references"),
        ("Appendix", "appendix"),
        ("Acknowledgements", "back_matter"),
        ("About the publisher", "back_matter"),
        ("Keywords", "front_matter"),
        ("Costs", "body"),
    ],
)
def test_section_kinds(heading: str, kind: str) -> None:
    document = read_text(_text("Title", ".", heading, "."))
    assert (document.sections[-1].path, document.sections[-1].kind) == ((heading,), kind)


def test_what_follows_the_references_is_back_matter_and_the_imprint_stands_apart() -> None:
    document = read_text(
        _text("Title", ".", "Costs", ".", "References", "- Lind P (2004) *Costs*. Harbour Press.", "Harbour Press", ".")
        + "\nPublished by Harbour Press.\n\n© Harbour Press 2014. Not to be reproduced.\n\n"
        + "Harbour Press\n5 Quay Street\nTel: 0123\n"
    )
    assert [(section.path, section.kind) for section in document.sections[-3:]] == [
        (("References",), "references"),
        (("Harbour Press",), "back_matter"),
        (("Imprint",), "back_matter"),
    ]
