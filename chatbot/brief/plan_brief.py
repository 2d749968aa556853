"""Answers -> pins: the direct answer to each question is a key message, the rest goes where it belongs."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.answer import Answer
from chatbot.brief.brief import AskedFor, EvidencePin, GapPin, Pin, Proof, SectionName
from chatbot.brief.stored_sources import StoredSources
from chatbot.brief.suggest_section import suggest_section


def pins_of_answers(
    answers: Sequence[Answer], sections: Sequence[SectionName | None], sources: StoredSources
) -> tuple[Pin, ...]:
    """The evidence of each answer, in its order, each place once; for an abstention the question that stays open.

    `sections` holds one section an answer, or None to have it suggested. A language model's sentences are no
    evidence: what they cite is pinned in their place.
    """
    pins: dict[Proof | str, Pin] = {}
    for answer, section in zip(answers, sections, strict=True):
        if answer.abstained:
            gap = GapPin(question=answer.question, reason=answer.reason or "not said")
            pins.setdefault(answer.question, gap)
        for index, citation in enumerate(answer.citations):
            proof = Proof.of(citation)
            chosen = section or ("key_messages" if index == 0 else suggest_section(answer.question, proof, sources))
            pins.setdefault(proof, EvidencePin(section=chosen, proof=proof))
    return tuple(pins.values())


def asked_for(answer: Answer, filters: str = "") -> AskedFor:
    """The answer's row in the methods appendix."""
    return AskedFor(
        question=answer.question,
        answer_id=answer.id,
        answered=not answer.abstained,
        corpus_hash=answer.corpus_hash,
        settings_hash=answer.settings_hash,
        filters=filters,
    )
