"""The questions written for a note's cards, and the mistakes that they contradict, with the sentences they belong to.

`cards` and the sentences of kind `card` are the same, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.extracted import SourceCard
from kb.documents import AskedQuestion, ContradictedMistake, Sentence
from kb.notes import Card


def collect_asked(cards: Sequence[SourceCard], sentences: Sequence[Sentence]) -> tuple[AskedQuestion, ...]:
    """The questions that the cards answer, each once, in the order of the cards."""
    answering: dict[str, list[int]] = {}
    for index, card in _with_index(cards, sentences):
        for question in card.asked:
            answering.setdefault(question, []).append(index)
    return tuple(AskedQuestion(text=text, sentence_indices=tuple(cards)) for text, cards in answering.items())


def collect_mistakes(cards: Sequence[SourceCard], sentences: Sequence[Sentence]) -> tuple[ContradictedMistake, ...]:
    """What the cards contradict, in their order."""
    return tuple(
        ContradictedMistake(assumes=mistake.assumes, asked=mistake.asked, rather=mistake.rather, sentence_index=index)
        for index, card in _with_index(cards, sentences)
        for mistake in card.mistake
    )


def _with_index(cards: Sequence[SourceCard], sentences: Sequence[Sentence]) -> Iterator[tuple[int, Card]]:
    indices = [index for index, sentence in enumerate(sentences) if sentence.kind == "card"]
    for index, source_card in zip(indices, cards, strict=True):
        yield index, source_card.card
