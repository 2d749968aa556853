"""Fit the two models of `chatbot/evidence_model.json` on the dev half: `python -m evals.train_evidence_model`.

Ranker: for every answerable dev question, the candidates that state a nugget where the gold says against the others.
Answerability: a logistic regression over dev questions, positive when one is to be answered, with claims on another
subject (SciFact's train claims) as questions far from any library on health policy. Each is fitted on notes and
originals together, with an L2 penalty. The test half is never read.
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

from chatbot.evidence_model import MODEL_PATH, EvidenceModel, Logistic, ModelVariant, Ranker
from chatbot.features import FEATURES
from chatbot.judge_answerability import CONFIDENCE_FEATURES
from chatbot.pipeline import Briefing
from chatbot.select_evidence import Evidence
from evals.gold import Evidence as GoldPlace
from evals.gold import GoldIndex, points_at
from evals.measures.abstention import auroc
from evals.patterns import any_matches
from evals.questions import Question, load_questions, question_set_hash
from kb.console import messages
from kb.ids import sha256_file
from kb.library import Library
from kb.notes import load_notes
from kb.settings import Corpus, Settings, load_settings

# Weights are kept on the side of zero that the feature means, so that a habit of the question writers (such as shunning
# the source's own words) is not learned as a rule.
_NEGATIVE = frozenset({"unknown_share", "slot_empty", "length", "asks", "set_apart", "second_hand", "about_study"})
_MOST_FALSE_ABSTENTION = 0.05
_FOLDS = 5
_FAR_QUESTIONS = 100
_ANSWERABILITY_PENALTY = 0.1


@dataclass(frozen=True)
class Rows:
    """Features (rows, columns), labels, and the fact each row belongs to."""

    features: NDArray[np.float32]
    labels: NDArray[np.bool_]
    facts: tuple[str, ...]


def fit_logistic(rows: Rows, names: Sequence[str], penalty: float) -> Logistic:
    """The regression that minimises the penalised log loss; a feature that never varies gets no weight."""
    x, y = rows.features.astype(np.float64), rows.labels.astype(np.float64)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = x @ parameters[1:] + parameters[0]
        error = 1 / (1 + np.exp(-logits)) - y
        value = (np.logaddexp(0, logits) - y * logits).sum() + penalty * (parameters[1:] ** 2).sum()
        return float(value), np.concatenate([[error.sum()], x.T @ error + 2 * penalty * parameters[1:]])

    bounds: list[tuple[float | None, float | None]] = [(None, None)]
    for name, varies in zip(names, x.std(axis=0) > 0, strict=True):
        bounds.append((None, 0) if name in _NEGATIVE else (0, None) if varies else (0, 0))
    fitted = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    return Logistic(float(fitted[0]), fitted[1:])


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
            pools.append(Rows(features, labels, (question.fact,)))
    return pools


def answerability_rows(briefing: Briefing, questions: Iterable[tuple[str, Sequence[str], bool, str]]) -> Rows:
    """One row a (question, history, whether it is to be answered, fact)."""
    features: list[NDArray[np.float32]] = []
    labels: list[bool] = []
    facts: list[str] = []
    for text, history, answerable, fact in questions:
        understood = briefing.understand(text, history)
        retrieved = briefing.retrieve(understood)
        if retrieved.evidence.items:
            features.append(briefing.measure(understood, retrieved))
            labels.append(answerable)
            facts.append(fact)
    return Rows(np.array(features), np.array(labels), tuple(facts))


def far_questions(path: Path) -> list[tuple[str, Sequence[str], bool, str]]:
    """Every n-th claim of a BEIR query file, as questions that no library on health policy answers."""
    claims = [orjson.loads(line)["text"] for line in path.read_bytes().splitlines()]
    return [
        (claim, (), False, f"far-{number}") for number, claim in enumerate(claims[:: len(claims) // _FAR_QUESTIONS])
    ]


def out_of_fold(rows: Rows, names: Sequence[str], penalty: float) -> NDArray[np.float64]:
    """Probability of each row from a model that has not seen its fact."""
    fold_of = {fact: number % _FOLDS for number, fact in enumerate(sorted(set(rows.facts)))}
    folds = np.array([fold_of[fact] for fact in rows.facts])
    probabilities = np.zeros(len(rows.labels))
    for fold in range(_FOLDS):
        seen = folds != fold
        part = Rows(
            rows.features[seen], rows.labels[seen], tuple(f for f, s in zip(rows.facts, seen, strict=True) if s)
        )
        probabilities[~seen] = fit_logistic(part, names, penalty).probabilities(rows.features[~seen])
    return probabilities


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


def _joined(parts: Sequence[Rows]) -> Rows:
    return Rows(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.labels for part in parts]),
        tuple(fact for part in parts for fact in part.facts),
    )


def _threshold(labels: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> float:
    """The highest confidence that still answers all but 5% of the answerable questions."""
    answerable = np.sort(probabilities[labels])
    return float(answerable[int(_MOST_FALSE_ABSTENTION * len(answerable))])


def _named(names: Sequence[str], weights: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def train_variant(
    variant: ModelVariant, settings: Settings, questions: Sequence[Question], far: Path, penalty: float
) -> dict[str, object]:
    """Both regressions of one variant, with what five folds by fact say about them."""
    gold = GoldIndex(load_notes(settings.notes_dir))
    corpora: tuple[Corpus, ...] = ("notes", "originals")
    libraries = [
        Library.open(settings.model_copy(update={"corpus": corpus}), with_model=variant == "hybrid")
        for corpus in corpora
    ]
    unfitted = EvidenceModel(
        Ranker(np.ones(len(FEATURES))), Logistic(0.0, np.ones(len(CONFIDENCE_FEATURES))), abstain_below=0.0
    )
    pools = [pool for library in libraries for pool in candidate_pools(Briefing(library, unfitted), gold, questions)]
    ranker = fit_ranker(pools, penalty)
    ranked_by = EvidenceModel(ranker, unfitted.answerability, abstain_below=0.0)
    asked = [(q.question, q.history, q.expect == "answer", q.fact) for q in questions] + far_questions(far)
    answers = _joined([answerability_rows(Briefing(library, ranked_by), asked) for library in libraries])
    answerability = fit_logistic(answers, CONFIDENCE_FEATURES, _ANSWERABILITY_PENALTY)
    unseen = out_of_fold(answers, CONFIDENCE_FEATURES, _ANSWERABILITY_PENALTY)
    return {
        "ranker": {"weights": _named(FEATURES, ranker.weights)},
        "answerability": {
            "intercept": round(answerability.intercept, 4),
            "weights": _named(CONFIDENCE_FEATURES, answerability.weights),
        },
        "abstain_below": round(_threshold(answers.labels, unseen), 4),
        "out_of_fold": {
            "gold_first": round(gold_first(pools, penalty), 4),
            "answerability_auroc": round(auroc(unseen.tolist(), answers.labels.tolist()) or 0.0, 4),
            "pools": len(pools),
            "questions": len(answers.labels),
        },
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
    parser.add_argument("--far", type=Path, required=True, help="SciFact's queries.train.jsonl")
    parser.add_argument("--penalty", type=float, default=3.0, help="L2 penalty of the ranker")
    arguments = parser.parse_args()
    settings = load_settings(data_dir=arguments.data_dir)
    questions = [question for question in load_questions() if question.half == "dev"]
    variants: tuple[ModelVariant, ...] = ("hybrid", "bm25")
    model = {
        "trained_on": {
            "half": "dev",
            "question_set_hash": question_set_hash(questions),
            "far_sha256": sha256_file(arguments.far),
            "penalty": arguments.penalty,
        },
        "variants": {
            variant: train_variant(variant, settings, questions, arguments.far, arguments.penalty)
            for variant in variants
        },
    }
    MODEL_PATH.write_bytes(orjson.dumps(model, option=orjson.OPT_INDENT_2) + b"\n")
    messages.print_json(orjson.dumps(model).decode())


if __name__ == "__main__":
    main()
