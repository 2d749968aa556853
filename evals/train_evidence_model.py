"""Fit the two logistic regressions of `chatbot/evidence_model.json` on the dev half: `python -m evals.train_evidence_model`.

Sentences: every candidate of every answerable dev question, positive when it states a nugget where the gold says.
Answerability: one row a dev question, positive when it is to be answered. Each is fitted on notes and originals
together, with an L2 penalty and weights kept from changing sign, so that no feature works against its meaning.
The test half and public data are never read.
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

from chatbot.evidence_model import MODEL_PATH, EvidenceModel, Logistic, ModelVariant, load_evidence_model
from chatbot.features import FEATURES
from chatbot.judge_answerability import CONFIDENCE_FEATURES
from chatbot.pipeline import Briefing
from chatbot.select_evidence import Evidence
from chatbot.understand_question import understand_question
from evals.gold import Evidence as GoldPlace
from evals.gold import GoldIndex, points_at
from evals.patterns import any_matches
from evals.questions import Question, load_questions, question_set_hash
from kb.console import messages
from kb.library import Library
from kb.notes import load_notes
from kb.settings import Corpus, Settings, load_settings

_NEGATIVE = frozenset({"unknown_share"})
_MOST_FALSE_ABSTENTION = 0.05
_FOLDS = 5


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


def sentence_rows(briefing: Briefing, gold: GoldIndex, questions: Iterable[Question]) -> Rows:
    """One row a candidate sentence of the answerable questions."""
    features: list[NDArray[np.float32]] = []
    labels: list[bool] = []
    facts: list[str] = []
    for question in questions:
        if question.expect != "answer":
            continue
        understood = understand_question(question.question, question.history, briefing.library.settings.question_max_chars)
        for evidence in briefing.retrieve(understood).evidence:
            features.append(evidence.features)
            labels.append(_is_gold(evidence, question, gold))
            facts.append(question.fact)
    return Rows(np.array(features), np.array(labels), tuple(facts))


def answerability_rows(briefing: Briefing, questions: Iterable[Question]) -> Rows:
    """One row a question; false premises count as not answerable."""
    features: list[NDArray[np.float32]] = []
    labels: list[bool] = []
    facts: list[str] = []
    for question in questions:
        understood = understand_question(question.question, question.history, briefing.library.settings.question_max_chars)
        retrieved = briefing.retrieve(understood)
        if retrieved.evidence:
            features.append(briefing.measure(understood, retrieved))
            labels.append(question.expect == "answer")
            facts.append(question.fact)
    return Rows(np.array(features), np.array(labels), tuple(facts))


def out_of_fold(rows: Rows, names: Sequence[str], penalty: float) -> NDArray[np.float64]:
    """Probability of each row from a model that has not seen its fact."""
    fold_of = {fact: number % _FOLDS for number, fact in enumerate(sorted(set(rows.facts)))}
    folds = np.array([fold_of[fact] for fact in rows.facts])
    probabilities = np.zeros(len(rows.labels))
    for fold in range(_FOLDS):
        seen = folds != fold
        part = Rows(rows.features[seen], rows.labels[seen], tuple(f for f, s in zip(rows.facts, seen, strict=True) if s))
        probabilities[~seen] = fit_logistic(part, names, penalty).probabilities(rows.features[~seen])
    return probabilities


def auroc(labels: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> float:
    """Probability that a positive row ranks above a negative one, ties half."""
    positive, negative = probabilities[labels], probabilities[~labels]
    above = (positive[:, None] > negative).sum() + 0.5 * (positive[:, None] == negative).sum()
    return float(above / (len(positive) * len(negative)))


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


def _fields(names: Sequence[str], fitted: Logistic) -> dict[str, object]:
    weights = {name: round(float(weight), 4) for name, weight in zip(names, fitted.weights, strict=True)}
    return {"intercept": round(fitted.intercept, 4), "weights": weights}


def train_variant(
    variant: ModelVariant, settings: Settings, questions: Sequence[Question], penalty: float
) -> dict[str, object]:
    """Both regressions of one variant, with what five folds by fact say about them."""
    gold = GoldIndex(load_notes(settings.notes_dir))
    corpora: tuple[Corpus, ...] = ("notes", "originals")
    libraries = [
        Library.open(settings.model_copy(update={"corpus": corpus}), with_model=variant == "hybrid")
        for corpus in corpora
    ]
    before = load_evidence_model(variant)
    sentences = _joined([sentence_rows(Briefing(library), gold, questions) for library in libraries])
    sentence_model = fit_logistic(sentences, FEATURES, penalty)
    ranked_by = EvidenceModel(sentence_model, before.answerability, before.abstain_below)
    answers = _joined([answerability_rows(Briefing(library, ranked_by), questions) for library in libraries])
    unseen = out_of_fold(answers, CONFIDENCE_FEATURES, penalty)
    return {
        "sentence": _fields(FEATURES, sentence_model),
        "answerability": _fields(CONFIDENCE_FEATURES, fit_logistic(answers, CONFIDENCE_FEATURES, penalty)),
        "abstain_below": round(_threshold(answers.labels, unseen), 4),
        "out_of_fold": {
            "sentence_auroc": round(auroc(sentences.labels, out_of_fold(sentences, FEATURES, penalty)), 4),
            "answerability_auroc": round(auroc(answers.labels, unseen), 4),
            "sentences": len(sentences.labels),
            "questions": len(answers.labels),
        },
    }


def main() -> None:
    """Fit, write the model file, and say what the folds say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, help="Folder with notes and originals ingested")
    parser.add_argument("--penalty", type=float, default=1.0, help="L2 penalty")
    arguments = parser.parse_args()
    settings = load_settings(data_dir=arguments.data_dir)
    questions = [question for question in load_questions() if question.half == "dev"]
    variants: tuple[ModelVariant, ...] = ("hybrid", "bm25")
    model = {
        "trained_on": {"half": "dev", "question_set_hash": question_set_hash(questions), "penalty": arguments.penalty},
        "variants": {variant: train_variant(variant, settings, questions, arguments.penalty) for variant in variants},
    }
    MODEL_PATH.write_bytes(orjson.dumps(model, option=orjson.OPT_INDENT_2) + b"\n")
    messages.print_json(orjson.dumps(model).decode())


if __name__ == "__main__":
    main()
