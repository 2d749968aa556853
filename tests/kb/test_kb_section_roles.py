from __future__ import annotations

import pytest

from kb.documents import Section, SectionKind
from kb.section_roles import SectionRole, section_role


@pytest.mark.parametrize(
    ("path", "role"),
    [
        (("Results",), "results"),
        (("2. Key findings",), "results"),
        (("3.1 Study design",), "methods"),
        (("Study Data and Methods",), "methods"),
        (("Policy context",), "background"),
        (("Implications for the board",), "recommendations"),
        (("Discussion", "Strengths and weaknesses"), "limitations"),
        (("Results", "Costs of the ward"), "results"),
        (("Results", "Discussion of costs"), "discussion"),
        (("Emerging themes",), "main_text"),
        (("Methodical nurses",), "main_text"),
        ((), "main_text"),
    ],
)
def test_the_innermost_heading_that_tells_decides(path: tuple[str, ...], role: SectionRole) -> None:
    assert section_role(Section(char_start=0, char_end=9, path=path)) == role


@pytest.mark.parametrize("kind", ["abstract", "references", "appendix", "back_matter"])
def test_what_the_reader_found_goes_first(kind: SectionKind) -> None:
    assert section_role(Section(char_start=0, char_end=9, path=("Results",), kind=kind)) == kind
