"""A quiz card: a question with one right answer, and the words of the library that it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kb.ids import content_id

BLANK = "___"
Asks = Literal["figure", "term", "meaning"]


@dataclass(frozen=True)
class QuizCard:
    """One card. `context` is shown with the question, so all three are held to the same rules."""

    asks: Asks
    context: str
    """Whose words these are and what they are about, or empty."""
    prompt: str
    """For a figure and a term the source's sentence with BLANK in it; for a meaning a question of ours."""
    answer: str
    """As the source writes it, character for character."""
    whole: str
    """The sentence that the card was made from, unchanged."""
    source_id: str | None
    """None for a term of the glossary."""
    term_id: str | None
    document_id: str | None
    char_start: int
    char_end: int
    """Where `whole` stands in the document's text (half-open, code points); 0 and 0 without a document."""
    quotes: bool
    """Whether `whole` is a source's own words, and not ours."""
    theme_ids: tuple[str, ...]

    @property
    def card_id(self) -> str:
        """From what is asked and of whom: the same card has the same id after another ingest."""
        return content_id("card", self.asks, self.source_id, self.term_id, self.prompt, self.answer)
