"""A pack of quiz cards: those of a theme, of a source, or all; which card comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chatbot.study.quiz_card import QuizCard
from chatbot.study.study_marks import StudyMarks


def cards_of_pack(cards: Iterable[QuizCard], theme_id: str, source_id: str) -> list[QuizCard]:
    """Cards of the theme and of the source, as far as these are given.

    In the order of their ids: mixed, so that a card does not help with the next, and the same for everyone.
    """
    chosen = (
        card
        for card in cards
        if (not theme_id or theme_id in card.theme_ids) and (not source_id or source_id == card.source_id)
    )
    return sorted(chosen, key=lambda card: card.card_id)


def next_card(pack: Sequence[QuizCard], marks: StudyMarks, after: str = "") -> QuizCard | None:
    """The first card after this one (round to the beginning) that is not known; None when all are."""
    ids = [card.card_id for card in pack]
    start = ids.index(after) + 1 if after in ids else 0
    known = set(marks.known)
    return next((card for card in [*pack[start:], *pack[:start]] if card.card_id not in known), None)
