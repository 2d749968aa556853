"""The questions that a note's cards answer, each once, with the cards that answer it."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.extracted import SourceCard
from kb.documents import AskedQuestion, Sentence


def collect_asked(cards: Sequence[SourceCard], sentences: Sequence[Sentence]) -> tuple[AskedQuestion, ...]:
    """In the order of the cards. `cards` and the sentences of kind `card` are the same, in the same order."""
    indices = [index for index, sentence in enumerate(sentences) if sentence.kind == "card"]
    answering: dict[str, list[int]] = {}
    for index, source_card in zip(indices, cards, strict=True):
        for question in source_card.card.asked:
            answering.setdefault(question, []).append(index)
    return tuple(AskedQuestion(text=text, sentence_indices=tuple(cards)) for text, cards in answering.items())
