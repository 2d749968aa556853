"""A measure over time as inline SVG: a dot a run with its interval, and a line through them. Units of 1 per pixel."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from chatbot.page.markup import Markup, join, tag
from evals.kept_runs import RunHead
from evals.measures import MEASURES
from evals.page.wording import figure, when
from evals.records import Summary

_WIDTH, _HEIGHT = 320, 120
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 2, 10, 22
_INSET = 12  # so that the first and last interval stand clear of the axis
MOST_RUNS = 30


def history_picture(runs: Sequence[RunHead], name: str) -> Markup:
    """The latest `MOST_RUNS` runs, oldest first, evenly spaced; empty with fewer than two. Beside the line the ends of
    the axis say what it runs from and to; the table that stands under the picture says every figure."""
    found = [(run, run.measures[name]) for run in runs if name in run.measures][-MOST_RUNS:]
    points = [(run, summary, summary.mean) for run, summary in found if summary.mean is not None]
    if len(points) < 2:
        return Markup("")
    low, high = _range([summary for _, summary, _ in points])

    def x(index: int) -> float:
        return _LEFT + _INSET + index * (_WIDTH - _LEFT - _RIGHT - 2 * _INSET) / (len(points) - 1)

    def y(value: float) -> float:
        share = (value - low) / (high - low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    whiskers = [
        _line(x(i), y(summary.low), x(i), y(summary.high), "interval")
        for i, (_, summary, _) in enumerate(points)
        if summary.low is not None and summary.high is not None
    ]
    path = " ".join(f"{x(i):.1f},{y(mean):.1f}" for i, (_, _, mean) in enumerate(points))
    dots = [
        tag(
            "circle",
            tag("title", f"{when(run.started)}: {figure(mean, name)}"),
            cx=f"{x(i):.1f}",
            cy=f"{y(mean):.1f}",
            r="4",
            class_="dot changed" if i and run.corpus_hash != points[i - 1][0].corpus_hash else "dot",
        )
        for i, (run, _, mean) in enumerate(points)
    ]
    first, last = points[0], points[-1]
    label = (
        f"{MEASURES[name].label} over {len(points)} runs: {figure(first[2], name)} on {when(first[0].started)}, "
        f"{figure(last[2], name)} on {when(last[0].started)}"
    )
    return tag(
        "svg",
        _line(_LEFT, _TOP, _LEFT, _HEIGHT - _BOTTOM, "axis"),
        _line(_LEFT, _HEIGHT - _BOTTOM, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM, "axis"),
        _words(_LEFT - 5, y(high) + 4, figure(high, name), "end"),
        _words(_LEFT - 5, y(low), figure(low, name), "end"),
        _words(_LEFT, _HEIGHT - 6, _day(first[0].started), "start"),
        _words(_WIDTH - _RIGHT, _HEIGHT - 6, _day(last[0].started), "end"),
        join(whiskers),
        tag("polyline", points=path, class_="line"),
        join(dots),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        class_="history",
        role="img",
        aria_label=label,
    )


def _range(summaries: Sequence[Summary]) -> tuple[float, float]:
    """A range of whole tenths that holds every interval."""
    lows = [value for s in summaries if (value := s.mean if s.low is None else s.low) is not None]
    highs = [value for s in summaries if (value := s.mean if s.high is None else s.high) is not None]
    low, high = floor(min(lows) * 10) / 10, ceil(max(highs) * 10) / 10
    return (low, high) if high - low >= 0.1 else (low, low + 0.1)


def _day(started: str | None) -> str:
    return (started or "")[:10]


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    return tag("line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}", class_=kind)


def _words(x: float, y: float, words: str, anchor: str) -> Markup:
    return tag("text", words, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)
