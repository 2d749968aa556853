"""Checks of a question set beyond its schema: questions asked twice, and gold that does not hold its nugget."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from evals.patterns import any_matches
from evals.questions import Question


def find_duplicates(questions: Iterable[Question]) -> list[str]:
    """One line for each question that asks the same words as an earlier one, case and punctuation aside."""
    first: dict[tuple[str, ...], str] = {}
    faults = []
    for question in questions:
        words = tuple(" ".join(re.findall(r"\w+", turn.casefold())) for turn in (*question.history, question.question))
        if words in first:
            faults.append(f"{question.id} asks the same as {first[words]}")
        first.setdefault(words, question.id)
    return faults


def check_gold(questions: Iterable[Question], source_texts: Mapping[str, str]) -> list[str]:
    """One line for each gold span that stands outside its original or does not hold its nugget.

    `source_texts` maps the SHA-256 of each original at hand to its source text; other gold is left unchecked.
    """
    faults = []
    for question in questions:
        for number, nugget in enumerate(question.nuggets, start=1):
            for gold in nugget.gold:
                text = source_texts.get(gold.document_sha256)
                where = f"{question.id}, nugget {number}, {gold.source_id} {gold.start}-{gold.end}"
                if text is None:
                    continue
                if gold.end > len(text):
                    faults.append(f"{where}: the original has only {len(text)} characters")
                elif not any_matches(nugget.patterns, text[gold.start : gold.end]):
                    faults.append(f"{where}: no pattern matches the words that stand there")
    return faults
