"""The figures of `briefing eval page`: the page and the chat interface in turns, and the ratio of one to the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np

from chatbot.page.examples import EXAMPLES
from evals.page_speed.ask_at_once import Visit, ask_at_once
from evals.page_speed.served import KINDS, Kind, served
from evals.page_speed.watch_page import Weight, open_browser, record_asking, time_questions, weigh
from kb.settings import Settings

_TIMES = ("first_words", "evidence", "whole_answer")
Figures = dict[str, Any]


def measure_page(settings: Settings, *, visitors: int, rounds: int, progress: Callable[[str], None]) -> Figures:
    """Figures of both and their ratios (the page's over the chat's: below 1 is better than the chat).

    Serves both from processes of their own over the data folder; the example questions of the page are asked. Raises
    what `served` and `open_browser` raise.
    """
    questions = [question for theme in EXAMPLES for question in theme.questions]
    at_once = [questions[i % len(questions)] for i in range(visitors)]
    weights: dict[Kind, list[Weight]] = {kind: [] for kind in KINDS}
    times: dict[Kind, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    visits: dict[Kind, list[Visit]] = {kind: [] for kind in KINDS}
    with ExitStack() as stack:
        addresses = {kind: stack.enter_context(served(kind, settings)) for kind in KINDS}
        with open_browser() as browser:
            calls = {kind: record_asking(browser, kind, addresses[kind], questions[0]) for kind in KINDS}
            for number in range(rounds):
                for kind in KINDS:
                    progress(f"round {number + 1} of {rounds}, {kind}: one visitor")
                    weights[kind].append(weigh(browser, addresses[kind]))
                    times[kind] += time_questions(browser, kind, addresses[kind], questions)
        for number in range(rounds):
            for kind in KINDS:
                progress(f"round {number + 1} of {rounds}, {kind}: {visitors} visitors at once")
                asking = ask_at_once(kind, addresses[kind], calls[kind], questions[0], at_once)
                visits[kind] += asyncio.run(asking)
    figures: Figures = {kind: _figures(weights[kind], times[kind], visits[kind]) for kind in KINDS}
    return {
        "questions": len(questions),
        "rounds": rounds,
        "visitors_at_once": visitors,
        **figures,
        "page_over_chat": _ratios(figures["page"], figures["chat"]),
    }


def _figures(weights: Sequence[Weight], times: Sequence[dict[str, float]], visits: Sequence[Visit]) -> Figures:
    one = {f"{name}_ms": _spread([time[name] for time in times]) for name in _TIMES}
    first_words = [visit.first_words_ms for visit in visits if visit.first_words_ms is not None]
    whole = [visit.whole_answer_ms for visit in visits if visit.whole_answer_ms is not None]
    return {
        "weight": {
            "bytes": int(np.median([weight.bytes for weight in weights])),
            "requests": int(np.median([weight.requests for weight in weights])),
            "ready_ms": round(float(np.median([weight.ready_ms for weight in weights])), 1),
        },
        "one_visitor": {**one, "layout_shift_largest": round(max(time["layout_shift"] for time in times), 4)},
        "at_once": {
            "first_words_ms": _spread(first_words),
            "whole_answer_ms": _spread(whole),
            "bytes_an_answer": int(np.median([visit.received_bytes for visit in visits])),
            "asked": len(visits),
            "lost": len(visits) - len(whole),
        },
    }


def _spread(values: Sequence[float]) -> dict[str, float] | None:
    if not values:
        return None
    return {f"p{part}": round(float(np.percentile(values, part)), 1) for part in (50, 95)}


def _ratios(page: Figures, chat: Figures) -> Figures:
    """The same tree with the page's figure over the chat's; None where either is missing or the chat's is 0."""
    ratios: Figures = {}
    for name, value in page.items():
        other = chat[name]
        if isinstance(value, dict) and isinstance(other, dict):
            ratios[name] = _ratios(value, other)
        elif name not in ("lost", "asked", "layout_shift_largest"):
            ratios[name] = round(value / other, 3) if value is not None and other else None
    return ratios
