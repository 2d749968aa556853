"""The style sheet's tokens: contrast in light and dark, and agreement with the theme object."""

from __future__ import annotations

import re

import pytest

from chatbot.page.map_picture import HUES
from chatbot.page.serve_page import READER_STYLE_SHEET, STUDY_STYLE_SHEET, STYLE_SHEET
from chatbot.page.theme import INK, PAPER

_STYLE = STYLE_SHEET.read_text(encoding="utf-8")
_STUDY = STUDY_STYLE_SHEET.read_text(encoding="utf-8")
_ALL = _STYLE + _STUDY + READER_STYLE_SHEET.read_text(encoding="utf-8")
_TEXT = 4.5  # WCAG 2.2, 1.4.3
_CONTROL = 3.0  # WCAG 2.2, 1.4.11


def _tokens(scheme: str) -> dict[str, str]:
    start = _STYLE.index(f"\n{scheme} {{")
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", _STYLE[start : _STYLE.index("\n}", start)]))


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [":root", ".dark"])
def test_contrast_is_enough(scheme: str) -> None:
    tokens = _tokens(scheme)
    text = [(ink, paper) for ink in ("ink", "ink-soft", "accent", "accent-strong") for paper in ("paper", "surface")]
    text += [(verdict, "surface") for verdict in ("holds", "summary", "caution")]
    text += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("marked-ink", "marked")]
    text += [("ink", "caution-paper"), ("ink", "surface-sunken")]
    controls = [(edge, paper) for edge in ("control-edge", "focus", "marked-edge") for paper in ("paper", "surface")]
    low = {pair for pair in text if _contrast(tokens[pair[0]], tokens[pair[1]]) < _TEXT}
    low |= {pair for pair in controls if _contrast(tokens[pair[0]], tokens[pair[1]]) < _CONTROL}
    assert not low


def test_both_schemes_define_the_same_colours_and_the_theme_agrees() -> None:
    light, dark = _tokens(":root"), _tokens(".dark")
    assert set(light) == set(dark)
    assert (light["paper"], dark["paper"]) == PAPER
    assert (light["ink"], dark["ink"]) == INK


def test_every_token_used_is_defined() -> None:
    defined = set(re.findall(r"(--[a-z0-9-]+):", _ALL))
    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", _ALL)) <= defined


def test_the_style_sheets_ask_for_nothing() -> None:
    assert not re.search(r"url\(|@import|https?:", _ALL)


@pytest.mark.parametrize("scheme", [":root", ".dark"])
def test_marks_of_the_map_stand_out_from_the_surface_in_both_schemes(scheme: str) -> None:
    start = _STUDY.index(f"\n{scheme} {{")
    hues = dict(re.findall(r"--(mark-\d): (#[0-9a-f]{6});", _STUDY[start : _STUDY.index("\n}", start)]))
    assert len(hues) == HUES
    surface = _tokens(scheme)["surface"]
    assert {name for name, hue in hues.items() if _contrast(hue, surface) < _CONTROL} == set()
