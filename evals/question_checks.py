"""Checks of a question set beyond its schema: questions asked twice, gold or records that do not hold their nugget."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from evals.patterns import any_matches
from evals.questions import Question
from kb.catalogue import HOLDINGS_ID, Catalogue
from kb.catalogue_documents import CatalogueDocuments


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


def check_records(questions: Iterable[Question], documents: CatalogueDocuments, catalogue: Catalogue) -> list[str]:
    """One line for each record that a nugget names and whose sentences do not state it.

    What the library holds is checked where something is stored: what is counted is what is there.
    """
    faults = []
    for question in questions:
        for number, nugget in enumerate(question.nuggets, start=1):
            for gold in nugget.records:
                where = f"{question.id}, nugget {number}, {gold.source_id} {gold.field}"
                record = catalogue.get(gold.source_id)
                if record is None:
                    faults.append(f"{where}: the catalogue has no such source")
                    continue
                if gold.source_id == HOLDINGS_ID and not documents.held:
                    continue
                document = documents.of_holdings if gold.source_id == HOLDINGS_ID else documents.of_record(record)
                said = [document.slice(s) for s in document.sentences if s.claim_kind == gold.field]
                if not any(any_matches(nugget.patterns, sentence) for sentence in said):
                    faults.append(f"{where}: no pattern matches what the record says")
    return faults
