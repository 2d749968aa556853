"""Fit the ranker of `chatbot/evidence_model.json` on the dev half: `python -m evals.train_evidence_model`.

For every answerable dev question, the candidates that state a nugget where the gold says against the others, on notes
and originals together, with an L2 penalty. The confidence is fitted afterwards, by `evals.train_confidence`. The test
half is never read.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray
from scipy.optimize import minimize

from chatbot.evidence_model import MODEL_PATH, EvidenceModel, ExpectedNearness, Logistic, ModelVariant, Ranker
from chatbot.features import FEATURES
from chatbot.judge_answerability import FACT_FEATURES, SUBJECT_FEATURES
from chatbot.pipeline import Briefing
from chatbot.select_evidence import Evidence
from evals.gold import Evidence as GoldPlace
from evals.gold import GoldIndex, points_at
from evals.patterns import any_matches
from evals.questions import Question, load_questions, question_set_hash
from kb.console import messages
from kb.library import Library
from kb.notes import load_notes
from kb.reader_questions import NEAREST
from kb.settings import Corpus, Settings, load_settings

# Weights are kept on the side of zero that the feature means, so that a habit of the question writers (such as shunning
# the source's own words) is not learned as a rule.
_NEGATIVE = frozenset({"length", "asks", "set_apart", "second_hand", "about_study"})
_FOLDS = 5
_LIKELY_AT_ALL = 0.001
_NOTHING_EXPECTED = ExpectedNearness(np.zeros(NEAREST), np.zeros(NEAREST))


@dataclass(frozen=True)
class Rows:
    """Features (rows, columns), labels, and the fact each row belongs to."""

    features: NDArray[np.float32]
    labels: NDArray[np.bool_]
    facts: tuple[str, ...]
    meanings: NDArray[np.float32]
    """(rows,): cosine similarity in the sentence model."""
    asked: NDArray[np.float32]
    """(rows, NEAREST): nearness of the nearest questions that each is known to answer."""


def fit_ranker(pools: Sequence[Rows], penalty: float) -> Ranker:
    """The weights that give the gold candidates of each pool the most probability; pools without gold are left out."""
    used = [pool for pool in pools if pool.labels.any()]
    scale = np.concatenate([pool.features for pool in used]).std(axis=0) + 1e-6

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, gradient = penalty * float(weights @ weights), 2 * penalty * weights
        for pool in used:
            scaled = pool.features / scale
            odds = Ranker(weights).probabilities(scaled)
            gold = float(odds[pool.labels].sum())
            value -= float(np.log(max(gold, 1e-12)))
            gradient += scaled.T @ (odds - np.where(pool.labels, odds, 0) / max(gold, 1e-12))
        return value, gradient

    bounds = [
        (0, 0) if spread < 1e-5 else (None, 0) if name in _NEGATIVE else (0, None)
        for name, spread in zip(FEATURES, scale, strict=True)
    ]
    fitted = minimize(loss, np.zeros(len(scale)), jac=True, bounds=bounds, method="L-BFGS-B").x
    return Ranker(fitted / scale)


def candidate_pools(briefing: Briefing, gold: GoldIndex, questions: Iterable[Question]) -> list[Rows]:
    """One pool an answerable question: its candidate sentences, and which of them are gold."""
    pools: list[Rows] = []
    for question in questions:
        if question.expect != "answer":
            continue
        understood = briefing.understand(question.question, question.history)
        items = briefing.retrieve(understood).evidence.items
        if items:
            features = np.stack([item.features for item in items])
            labels = np.array([_is_gold(item, question, gold) for item in items])
            meanings = np.array([item.meaning for item in items])
            asked = np.array([item.asked for item in items])
            pools.append(Rows(features, labels, (question.fact,), meanings, asked))
    return pools


def _is_gold(evidence: Evidence, question: Question, gold: GoldIndex) -> bool:
    document, sentence = evidence.document, evidence.sentence
    if document.kind == "original":
        ranges = (document.source_span(sentence),)
        places: tuple[GoldPlace, ...] = (GoldPlace(document.source_id, document.document_sha256, ranges),)
    else:
        places = gold.of_spans(document, (sentence,))
    return any(
        any(points_at(place, nugget) for place in places) and any_matches(nugget.patterns, evidence.text)
        for nugget in question.nuggets
    )


def fit_expected(pools: Sequence[Rows], ranker: Ranker) -> ExpectedNearness:
    """How near a sentence's questions are, by its own nearness: least squares over the candidates that are likely at
    all and have questions."""
    meanings, asked = [], []
    for pool in pools:
        chosen = (ranker.probabilities(pool.features) > _LIKELY_AT_ALL) & (pool.asked[:, 0] > 0)
        meanings.append(pool.meanings[chosen])
        asked.append(pool.asked[chosen])
    slope, intercept = np.polyfit(np.concatenate(meanings), np.concatenate(asked), 1)
    return ExpectedNearness(intercept, slope)


def _named(names: Sequence[str], weights: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def train_variant(
    variant: ModelVariant, settings: Settings, questions: Sequence[Question], penalty: float
) -> dict[str, object]:
    """The ranker of one variant, with what five folds by fact say about it."""
    gold = GoldIndex(load_notes(settings.notes_dir))
    corpora: tuple[Corpus, ...] = ("notes", "originals")
    settings = settings.model_copy(update={"reader_questions": variant == "asked"})
    libraries = [
        Library.open(settings.model_copy(update={"corpus": corpus}), with_model=variant != "bm25") for corpus in corpora
    ]
    unfitted = EvidenceModel(
        ranker=Ranker(np.ones(len(FEATURES))),
        expected=_NOTHING_EXPECTED,
        subject=Logistic(0.0, np.ones(len(SUBJECT_FEATURES))),
        fact=Logistic(0.0, np.ones(len(FACT_FEATURES))),
        abstain_below=0.0,
    )
    pools = [pool for library in libraries for pool in candidate_pools(Briefing(library, unfitted), gold, questions)]
    ranker = fit_ranker(pools, penalty)
    expected = fit_expected(pools, ranker) if variant == "asked" else _NOTHING_EXPECTED
    return {
        "ranker": {"weights": _named(FEATURES, ranker.weights)},
        "expected_nearness": {
            "intercepts": [round(value, 4) for value in expected.intercepts.tolist()],
            "per_cosine": [round(value, 4) for value in expected.per_cosine.tolist()],
        },
        "out_of_fold": {"gold_first": round(gold_first(pools, penalty), 4), "pools": len(pools)},
    }


def gold_first(pools: Sequence[Rows], penalty: float) -> float:
    """Share of pools with gold whose best candidate is gold, each ranked by a model that has not seen its fact."""
    hits: list[bool] = []
    fold_of = {fact: number % _FOLDS for number, fact in enumerate(sorted({pool.facts[0] for pool in pools}))}
    for fold in range(_FOLDS):
        ranker = fit_ranker([pool for pool in pools if fold_of[pool.facts[0]] != fold], penalty)
        hits += [
            bool(pool.labels[int(ranker.probabilities(pool.features).argmax())])
            for pool in pools
            if fold_of[pool.facts[0]] == fold and pool.labels.any()
        ]
    return sum(hits) / len(hits)


def main() -> None:
    """Fit, write the model file, and say what the folds say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, help="Folder with notes and originals ingested")
    parser.add_argument("--penalty", type=float, default=3.0, help="L2 penalty of the ranker")
    arguments = parser.parse_args()
    settings = load_settings(data_dir=arguments.data_dir)
    questions = [question for question in load_questions() if question.half == "dev"]
    variants: tuple[ModelVariant, ...] = ("asked", "hybrid", "bm25")
    model = {
        "trained_on": {
            "half": "dev",
            "question_set_hash": question_set_hash(questions),
            "penalty": arguments.penalty,
        },
        "variants": {variant: train_variant(variant, settings, questions, arguments.penalty) for variant in variants},
    }
    MODEL_PATH.write_bytes(orjson.dumps(model, option=orjson.OPT_INDENT_2) + b"\n")
    messages.print_json(orjson.dumps(model).decode())


if __name__ == "__main__":
    main()
