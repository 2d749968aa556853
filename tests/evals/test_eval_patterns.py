"""Patterns are found whatever the spelling of the text, and never run long."""

import pytest

from evals.patterns import any_matches, compile_pattern, readings
from kb.errors import QuestionFileError


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("organization", "an organi-\n  zation of otters"),
        ("patient-centred", "patient-\ncentred care"),
        ("don't", "they don’t nest"),
        ("2001-2003", "in 2001–2003"),
        ("2001–2003", "in 2001–2003"),
        ("office", "the oﬃce"),
        ("two words", "two\n\nwords"),
        ("OTTER", "an otter"),
        ("cooperate", "co\u00adoperate"),
    ],
)
def test_a_pattern_is_found_in_every_spelling(pattern: str, text: str) -> None:
    assert any_matches([pattern], text)


def test_any_pattern_counts_and_absence_is_seen() -> None:
    assert any_matches(["beaver", "otter"], "otters swim")
    assert not any_matches(["beaver", "heron"], "otters swim")
    assert not any_matches([r"\b4\b"], "40 nests")


def test_a_hyphen_inside_a_line_stays() -> None:
    assert readings("well-known otters") == ("well-known otters",)


@pytest.mark.parametrize("pattern", ["(", "[a", "a*", "x|"])
def test_a_pattern_that_cannot_tell_anything_is_refused(pattern: str) -> None:
    with pytest.raises(QuestionFileError, match="Pattern"):
        compile_pattern(pattern)


def test_a_pattern_that_runs_away_is_stopped() -> None:
    with pytest.raises(QuestionFileError, match="took longer"):
        any_matches([r"(a|aa)+$"], "a" * 60 + "b")
