"""Figures on public collections against committed ones: search on a BEIR folder, answerability on a ClapNQ file.

The collections are the user's; the baseline (`evals/baselines/public.json`) holds their figures by name. A figure holds
when it is no more than `TOLERANCE` below: the same code on the same collection gives the same figure, and what is
within it would not be seen by anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from evals.answerability import evaluate_answerability, load_passage_questions
from evals.beir import evaluate_collection
from evals.records import write_text
from kb.embedding import Embedder
from kb.errors import QuestionFileError
from kb.settings import Settings

TOLERANCE = 0.005
FIGURES = ("ndcg_at_10", "recall_at_100", "mrr", "auroc", "word_f1")
Figures = dict[str, float]


@dataclass(frozen=True)
class FigureVerdict:
    """One figure of one collection, now and in the baseline."""

    collection: str
    figure: str
    before: float
    after: float

    @property
    def held(self) -> bool:
        return self.after >= self.before - TOLERANCE


def measure_public(
    settings: Settings, embedder: Embedder, beir: Path | None, answerability: Path | None, limit: int | None = None
) -> dict[str, Figures]:
    """Figures by collection, of those named; minutes for thousands of documents.

    `limit` takes only the first so many documents of the BEIR folder; the name of its figures says so.
    """
    from chatbot.evidence import select_from_sentences

    measured: dict[str, Figures] = {}
    if beir is not None:
        name = beir.name if limit is None else f"{beir.name}, first {limit} documents"
        measured[name] = _kept(evaluate_collection(beir, settings, embedder, limit=limit))
    if answerability is not None:
        questions = load_passage_questions(answerability)
        found = evaluate_answerability(questions, lambda q, sentences: select_from_sentences(q, sentences, embedder))
        measured[f"{answerability.parent.name}/{answerability.name}"] = _kept(found)
    return measured


def compare_public(measured: Mapping[str, Figures], baseline: Path) -> tuple[FigureVerdict, ...]:
    """One verdict a figure. Raises QuestionFileError when the baseline lacks a collection."""
    before = read_figures(baseline)
    missing = sorted(set(measured) - set(before))
    if missing:
        raise QuestionFileError(
            f"{baseline} has no figures for {missing[0]}.", "Make them with `briefing eval gate --write`."
        )
    return tuple(
        FigureVerdict(name, figure, before[name][figure], after)
        for name, figures in measured.items()
        for figure, after in figures.items()
        if figure in before[name]
    )


def write_public(measured: Mapping[str, Figures], baseline: Path) -> None:
    """Put the figures into the baseline; those of other collections stay."""
    kept = read_figures(baseline) if baseline.is_file() else {}
    merged = orjson.dumps({**kept, **measured}, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    write_text(baseline, merged.decode() + "\n")


def read_figures(baseline: Path) -> dict[str, Figures]:
    """Figures by collection. Raises QuestionFileError when the file is missing or something else."""
    try:
        read: dict[str, Figures] = orjson.loads(baseline.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise QuestionFileError(f"{baseline} cannot be read.", "Make it with `briefing eval gate --write`.") from error
    return read


def _kept(figures: Mapping[str, Any]) -> Figures:
    return {name: figures[name] for name in FIGURES if figures.get(name) is not None}
