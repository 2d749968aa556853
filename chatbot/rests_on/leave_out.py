"""What was found for a question, as if some sources were not in the library. Nothing is searched or embedded again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from chatbot.select_evidence import Evidence, RankedEvidence, Retrieved

Answers = Callable[[Retrieved], bool]
"""Whether what was found would be answered from."""


def leave_out(found: Retrieved, source_ids: frozenset[str]) -> Retrieved:
    """The rest in the same order, the probabilities of its sentences summing to 1 again."""
    hits = [hit for hit in found.hits if hit.document.source_id not in source_ids]
    items = [item for item in found.evidence.items if item.document.source_id not in source_ids]
    return Retrieved(hits, RankedEvidence(_rescaled(items), found.evidence.weights))


def keep_only(found: Retrieved, source_id: str) -> Retrieved:
    """What was found in one source."""
    others = frozenset(item.document.source_id for item in found.evidence.items) - {source_id}
    return leave_out(found, others | (frozenset(hit.document.source_id for hit in found.hits) - {source_id}))


def _rescaled(items: Sequence[Evidence]) -> tuple[Evidence, ...]:
    total = sum(item.evidence_score for item in items)
    if not total:
        return tuple(items)
    return tuple(replace(item, evidence_score=item.evidence_score / total) for item in items)
