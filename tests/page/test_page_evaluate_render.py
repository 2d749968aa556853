"""What the Evaluate tab draws: the picture of a measure over time, an answer with its marks, words for differences."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from chatbot.page.markup import Markup
from chatbot.page.serve_page import STYLE_SHEET
from evals.compare import MeasureChange
from evals.kept_runs import RunHead
from evals.page.controls import table
from evals.page.evaluate_visit import EvaluateVisit
from evals.page.history_picture import MOST_RUNS, history_picture
from evals.page.render_comparison import change_words
from evals.page.render_outcome import marked_answer
from evals.page.wording import figure, filter_words, interval, when
from evals.records import NuggetOutcome, Summary


def _head(number: int, mean: float | None, corpus_hash: str = "one") -> RunHead:
    low, high = (None, None) if mean is None else (max(0.0, mean - 0.05), min(1.0, mean + 0.05))
    summary = Summary(mean=mean, low=low, high=high, questions=10)
    return RunHead(
        name=f"run-{number}",
        run_id="r-1",
        started=f"2026-01-{number:02}T10:00:00+00:00",
        corpus="notes",
        corpus_hash=corpus_hash,
        settings_hash="s",
        question_set_hash="q",
        filters={},
        revision=None,
        questions=10,
        passed=5,
        measures={"passed": summary},
        question_ids=frozenset(),
    )


def test_the_picture_has_a_dot_and_an_interval_a_run_and_says_where_it_began_and_ended() -> None:
    runs = [_head(1, 0.42), _head(2, 0.5), _head(3, 0.61, corpus_hash="two")]
    drawn = history_picture(runs, "passed")
    assert drawn.count("<circle") == 3
    assert drawn.count('class="interval"') == 3
    assert drawn.count('class="dot changed"') == 1
    assert "over 3 runs: 42.0% on 1 January 2026" in drawn
    assert "61.0% on 3 January 2026" in drawn
    heights = [float(y) for y in re.findall(r'cy="([\d.]+)"', drawn)]
    assert heights == sorted(heights, reverse=True)
    assert ">70.0%<" in drawn
    assert ">30.0%<" in drawn
    for value in re.findall(r'(?:x1|x2|y1|y2|cx|cy)="([-\d.]+)"', drawn):
        assert 0 <= float(value) <= 320


def test_runs_without_the_measure_are_left_out_and_one_alone_is_no_history() -> None:
    assert history_picture([_head(1, 0.4), _head(2, None)], "passed") == ""
    assert history_picture([_head(1, 0.4), _head(2, None), _head(3, 0.4)], "passed").count("<circle") == 2
    assert history_picture([_head(1, 0.4), replace(_head(2, 0.4), measures={})], "passed") == ""


def test_a_measure_that_never_changes_is_drawn_too() -> None:
    drawn = history_picture([_head(1, 1.0), _head(2, 1.0)], "passed")
    assert drawn.count("<circle") == 2
    assert "nan" not in drawn


def test_a_long_history_shows_its_end() -> None:
    runs = [_head(day, 0.5) for day in range(1, 29)] + [_head(day, 0.5) for day in range(1, 29)]
    assert history_picture(runs, "passed").count("<circle") == MOST_RUNS


def _nugget(pattern: str, *, stated: bool = True) -> NuggetOutcome:
    return NuggetOutcome(vital=True, stated=stated, cited=True, retrieved=True, patterns=(pattern,))


def test_marks_lead_to_what_they_cite_and_what_states_a_nugget_is_marked() -> None:
    shown = marked_answer("Groups kept <b>40</b> nests. [1] See table [7]. [2]", [_nugget("kept.{0,20}nests")], 2)
    assert isinstance(shown, Markup)
    assert "<mark>kept &lt;b&gt;40&lt;/b&gt; nests</mark>" in shown
    assert shown.count('<a href="#said-') == 2
    assert "table [7]" in shown


def test_a_mark_within_what_is_stated_stays_a_link_and_a_missed_nugget_marks_nothing() -> None:
    shown = marked_answer("Kept 40 [1] nests.", [_nugget(r"40.{0,5}nests"), _nugget("Kept", stated=False)], 1)
    assert shown.count("<mark>") == 1
    assert re.search(r"<mark>40 <a [^>]*>\[1\]</a> nests</mark>", shown)
    assert re.sub(r"<[^>]+>", "", shown) == "Kept 40 [1] nests."


def test_a_pattern_that_runs_away_marks_nothing() -> None:
    text = "a" * 4000
    assert marked_answer(text, [_nugget("(a|aa)+$b")], 0) == text


def _change(**fields: object) -> MeasureChange:
    values: dict[str, object] = {
        "name": "passed", "before": 0.5, "after": 0.4, "low": -0.2, "high": 0.0, "p": 0.1, "questions": 9,
        "verdict": "same", "regressed": False,
    }  # fmt: skip
    return MeasureChange(**{**values, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "could be noise"),
        ({"verdict": "worse"}, "worse"),
        ({"verdict": "worse", "regressed": True}, "worse, and held against the run"),
        ({"verdict": "better"}, "better"),
        ({"after": 0.5, "low": 0.0, "high": 0.0}, "unchanged"),
        ({"after": 0.5, "low": -0.1, "high": 0.1}, "could be noise"),
    ],
)
def test_a_difference_is_called_what_it_is(fields: dict[str, object], words: str) -> None:
    assert change_words(_change(**fields)) == words


def test_figures_in_words() -> None:
    assert figure(None) == "not measured"
    assert (figure(0.1234), figure(0.29, "seconds"), figure(99.4, "words")) == ("12.3%", "0.29 s", "99")
    assert interval(Summary(mean=0.5, low=0.4, high=0.6, questions=3)) == "40.0 to 60.0%"
    assert interval(Summary(mean=0.5, low=None, high=None, questions=3)) == ""
    assert when("2026-03-05T08:07:09+00:00") == "5 March 2026, 08:07:09 UTC"
    assert filter_words({"half": ["dev"], "type": [], "id": ["q-1", "q-2"]}) == "half dev; 2 chosen by id"


def test_a_tables_cells_say_what_they_are() -> None:
    drawn = table("Caption <i>", ("Name", "Figure"), [("a & b", "1")], numbers=1)
    assert '<td role="cell" data-label="Figure" class="number">1</td>' in drawn
    assert "a &amp; b" in drawn
    assert "Caption &lt;i&gt;" in drawn


def test_the_style_sheet_uses_the_pages_colours_and_asks_for_nothing() -> None:
    style = EvaluateVisit.style_sheet
    assert style is not None
    rules = style.read_text(encoding="utf-8")
    defined = set(re.findall(r"(--[a-z0-9-]+):", STYLE_SHEET.read_text(encoding="utf-8")))
    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", rules)) <= defined
    assert not re.search(r"url\(|@import|https?:|#[0-9a-f]{3,8}\b", rules)
