"""What an answer is put together from: sentences that are read together, and what other sources say beside them."""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.contrast_in_words import Contrast
from kb.documents import Document
from kb.tables import sentence_text


@dataclass(frozen=True)
class Unit:
    """Sentences of one document that are read together, in the document's order."""

    document: Document
    sentence_indices: tuple[int, ...]
    evidence_score: float
    leans_back: bool = False
    """Whether it is only understood after a sentence that another unit of the answer brings."""
    likewise: tuple[Unit, ...] = ()
    """Sentences of other sources that say the same; they are cited beside it, and not said."""

    contrast: Contrast | None = None
    """What leads to it from the unit before, where the two are opposed."""

    @property
    def texts(self) -> tuple[str, ...]:
        """What its sentences say, in order."""
        return tuple(sentence_text(self.document, self.document.sentences[i]) for i in self.sentence_indices)
