"""What cleaning removes, joins and keeps, and that it never makes anything up."""

from __future__ import annotations

import pytest
from made_up import read_text

from ingest.characters import normalise_characters
from ingest.clean import CleanText, clean_text
from ingest.extracted import ExtractedText
from ingest.mapped_text import MappedText, Run, join_mapped
from ingest.tidy import tidy_line, tidy_row
from ingest.vocabulary import Vocabulary


def _clean(text: str) -> CleanText:
    return clean_text(ExtractedText(source_text=text, media_type="text/plain"))


def test_slices_and_joins_keep_the_map() -> None:
    whole = MappedText.whole("costs were shared")
    joined = join_mapped([whole.slice(11, 17), " ", whole.slice(0, 5), whole.slice(5, 10)])
    assert joined == MappedText("shared costs were", (Run(0, 11, 6), Run(7, 0, 10)))
    assert joined.slice(3, 9) == MappedText("red co", (Run(0, 14, 3), Run(4, 0, 2)))
    assert [joined.source_position(position) for position in (0, 6, 7, 16, 17)] == [11, 0, 0, 9, None]


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("of\ufb01ce \ufb02oor e\ufb00ect e\ufb03cient wa\ufb04e", "office floor effect efficient waffle"),
        ("co\u00adoperate", "cooperate"),
        ("co\u00ad\n  operate", "cooperate"),
        ("a\u200bb\ufeffc\x07d", "abcd"),
        ("a\u00a0b\u2009c", "a b c"),
        ("a\r\nb\rc\x0cd\u2028e", "a\nb\nc\nd\ne"),
    ],
)
def test_characters_are_made_plain(source: str, plain: str) -> None:
    assert normalise_characters(source).text == plain


@pytest.mark.parametrize(
    ("line", "tidied"),
    [
        ("costs   were  shared", "costs were shared"),
        ("the *shared* budget and **all** costs", "the shared budget and all costs"),
        ("5 * 3 and Smith* and Jones*", "5 * 3 and Smith* and Jones*"),
        ("costs,which rose;others fell", "costs, which rose; others fell"),
        ("They agreed.The board", "They agreed. The board"),
        ("as shown [3].However they", "as shown [3]. However they"),
        ("the nurses'own view", "the nurses' own view"),
        ("(1) one (2)second", "(1) one (2) second"),
        ("see www.Example.Org and A.Smith@x.org", "see www.Example.Org and A.Smith@x.org"),
        ("HealthCare, 1,400 and 3.5", "HealthCare, 1,400 and 3.5"),
    ],
)
def test_spacing_is_mended_where_print_would_have_it(line: str, tidied: str) -> None:
    assert tidy_line(MappedText.whole(line)).text == tidied


@pytest.mark.parametrize(
    ("row", "tidied"),
    [("a\tb \t c", "a\tb\tc"), ("| a | b | c |", "a\tb\tc"), ("| a |  | c |", "a\t\tc"), ("a\t\tc", "a\t\tc")],
)
def test_cells_are_parted_by_one_tab(row: str, tidied: str) -> None:
    assert tidy_row(MappedText.whole(row)).text == tidied


@pytest.mark.parametrize(
    ("left", "right", "mending"),
    [
        ("organi", "sation", "mended"),  # the document has the word
        ("patient", "centred", "hyphen kept"),  # the document writes it so
        ("self", "assessment", "hyphen kept"),  # two words, nowhere written as one
        ("gener", "ally", "mended"),  # a frequent word, though the document lacks it
        ("Mills", "Peninsula", "hyphen kept"),
        ("COVID", "free", "hyphen kept"),
        ("aware", "Our", "lost"),  # a sentence opens
        ("hospi", "thousand", "lost"),  # the beginning of one word of the document and the whole of another
        ("thromboem", "bolism", "mended"),
    ],
)
def test_line_end_hyphens(left: str, right: str, mending: str) -> None:
    vocabulary = Vocabulary(
        ["The organisation of patient-centred care, our hospital says, and", "a thousand free beds. Awareness grew."]
    )
    assert vocabulary.mend(left, right) == mending


def test_hard_line_breaks_are_joined_and_paragraphs_kept_apart() -> None:
    text = (
        "Three clinics on the coast share what they spend on re-\n"
        "ferrals and meet every month to look at the figures. A\n"
        "referral is discussed by two nurses before it is made.\n"
        "They like it.\n"
        "The board of the district pays every clinic a sum for each\n"
        "resident--men and women alike--\n"
        "and adds a bonus where patients are content.\n"
    )
    lines = _clean(text).text.split("\n")
    assert len(lines) == 2
    assert "spend on referrals and meet" in lines[0]
    assert lines[0].endswith("They like it.")
    assert "alike--and adds" in lines[1]


def test_a_paragraph_cut_by_a_page_or_a_box_is_whole_again() -> None:
    text = (
        "Clinics share costs with the hospital, as earlier work (see, for\n\nexample, Lind, 2004) has shown.\n\n"
        "There are two kinds of clinic in the district, those owned by nurses and those run by the\n\n"
        "Box 1: Two kinds of clinic\n\nOwned clinics: They belong to the nurses who work there.\n\n"
        "Run clinics: The board employs their nurses.\n\nBoth kinds keep books.\n\n"
        "board itself (see Box 1). Most clinics are old.\n"
    )
    cleaned = _clean(text)
    lines = cleaned.text.split("\n")
    assert lines[0].endswith("earlier work (see, for example, Lind, 2004) has shown.")
    assert lines[1].endswith("those run by the board itself (see Box 1). Most clinics are old.")
    assert lines[2] == "Box 1: Two kinds of clinic"
    assert cleaned.blocks[-1].block.inset_end


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Previous Menu Next", "navigation"),
        ("Related content", "navigation"),
        ("Disclaimer: Any content that violates the constitution is not accepted.", "publisher disclaimer"),
        ("Downloaded from example.org on 3 May", "download stamp"),
    ],
)
def test_boilerplate_is_removed_with_its_reason(line: str, reason: str) -> None:
    cleaned = _clean(f"Clinics share costs.\n\n{line}\n\nThey meet.\n")
    assert cleaned.text == "Clinics share costs.\nThey meet."
    assert [(removal.reason, removal.source_end - removal.source_start) for removal in cleaned.removed] == [
        (reason, len(line))
    ]


def _with_heads(heads: list[str]) -> str:
    stretch = "clinics share what they spend and meet to talk about it\n" * 4
    return "Most of the " + "".join(f"{stretch}{head}\n" for head in heads) + stretch + "in the end.\n"


def test_running_heads_of_a_file_without_pages() -> None:
    cleaned = _clean(_with_heads(["Okafor et al 3", "Okafor et al 5", "Okafor et al 7"]))
    assert "Okafor" not in cleaned.text
    assert {removal.reason for removal in cleaned.removed} == {"running head"}
    assert cleaned.pages == ()
    assert "3, 5, 7" in cleaned.warnings[0]


@pytest.mark.parametrize(("place", "labels"), [("top", ["4", "5"]), ("bottom", ["4", "5"])])
def test_running_heads_make_pages_where_every_page_has_one(place: str, labels: list[str]) -> None:
    page = "clinics share what they spend and meet to talk about it\n" * 4
    pages = [f"Okafor et al 4\n{page}", f"Okafor et al 5\n{page}"] if place == "top" else [
        f"{page}Okafor et al 4\n", f"{page}Okafor et al 5\n"
    ]  # fmt: skip
    cleaned = _clean("".join(pages))
    assert [found.page_label for found in cleaned.pages] == labels
    assert [found.char_start for found in cleaned.pages] == [
        0,
        4 * len("clinics share what they spend and meet to talk about it "),
    ]


def test_numbered_headings_are_no_running_heads() -> None:
    text = "".join(f"Week {week}\n\nThe nurses met and talked about costs.\n\n" for week in (1, 2, 3))
    assert _clean(text).text.count("Week") == 3


def test_affiliations_go_to_the_title_page_and_interrupt_nothing() -> None:
    body = (
        "Introduction\n"
        "Clinics on the coast share what they spend on care with the\n"
        "hospital, and the nurses who run them often say that talk is\n"
        "1Department of Nursing, Coast University, Harbour, Norland\n"
        "2Board of the Harbour District, Norland\n"
        "Corresponding Author:\n"
        "Nora Okafor, Department of Nursing, 5 Quay Street,\n"
        "Email: okafor@example.org\n"
        "the heart of the matter, because it shows where money goes.\n"
        "They have met every month since the first year of the scheme\n"
        "and have not missed a month since then, though the winters on\n"
        "the coast are long and the roads are often closed by snow.\n"
    )
    document = read_text(f"Sharing Costs in Harbour Clinics\nNora Okafor and Per Lind\n{body}")
    pages = [section for section in document.sections if section.kind == "front_matter"]
    assert len(pages) == 1
    assert "okafor@example.org" in document.slice(pages[0])
    assert "often say that talk is the heart of the matter" in document.text
    assert document.sections[2].path == ("Introduction",)


def test_a_licence_is_kept_on_the_title_page() -> None:
    licence = "This is an open access article distributed under a Creative Commons licence, which permits sharing."
    document = read_text(f"Harbour clinics\n\n{licence}\n\nIntroduction\n\nNurses in the district share a budget.\n")
    assert [(section.path[0], section.kind) for section in document.sections[1:]] == [
        ("Title page", "front_matter"),
        ("Introduction", "body"),
    ]
    assert licence in document.slice(document.sections[1])
