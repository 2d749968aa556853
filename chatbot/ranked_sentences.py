"""The best candidate sentences as the judge reads them, from a library or from a passage given with a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chatbot.features import covered
from chatbot.select_evidence import RankedEvidence, text_in_context
from kb.library import Library
from kb.reader_questions import NEAREST, OpenQuestion
from kb.terms import stem_set

READ_SENTENCES = 15  # about twice as many as an answer holds
_WEIGHTY = 0.5  # a wordpiece of the question is weighty when it weighs this share of the average


@dataclass(frozen=True)
class RankedSentence:
    """A candidate with what was measured of it."""

    text: str
    context: str
    """With what stands around it, its headings and the title of its source."""
    nearness: float
    """How well the question is met by the sentence with what stands around it: each wordpiece by its weight, or without
    the embedding model each term by its rarity."""
    evidence_score: float
    """Probability to be the sentence looked for, among all candidates."""
    late_context: NDArray[np.float32] | None = None
    """(wordpieces of the question,): how well each is met there; None without the embedding model."""
    asked: tuple[float, ...] = (0.0,) * NEAREST
    """Nearness of the nearest `NEAREST` questions that it is known to answer, or is expected to."""
    left_open: OpenQuestion | None = None
    """The nearest question that the sources are known to leave open; None where nothing is known of its own."""
    in_original: bool = True
    """Whether it stands in a source itself, not in our note on one."""


@dataclass(frozen=True)
class RankedSentences:
    """The candidates, at least one, best first."""

    read: Sequence[RankedSentence]
    """The first few."""
    cosines: Sequence[float]
    """Of all candidates; 0 without the embedding model."""
    meanings: Sequence[float]
    """The same in the sentence model."""
    weights: NDArray[np.float32] | None
    """(wordpieces of the question,), summing to 1; None without the embedding model."""

    @cached_property
    def weighty(self) -> NDArray[np.bool_]:
        """(wordpieces of the question,): those whose words matter."""
        assert self.weights is not None
        return np.asarray(self.weights >= _WEIGHTY * self.weights.mean(), dtype=np.bool_)

    @property
    def met_apart(self) -> float:
        """How much better those read meet the question together than the best of them does alone: 0 or above, and high
        where the words of the question stand in the sources, but apart. 0 without the embedding model."""
        met = [sentence.late_context for sentence in self.read if sentence.late_context is not None]
        if not met or self.weights is None:
            return 0.0
        together = float(np.max(met, axis=0) @ self.weights)
        return together - max(sentence.nearness for sentence in self.read)

    @property
    def in_originals(self) -> float:
        """Share of those read that stand in sources themselves. A note says a thing once, in plain words and short
        sentences, so that it comes nearer to any question than a source that says it as well."""
        return sum(sentence.in_original for sentence in self.read) / len(self.read)

    @property
    def runner_up(self) -> float:
        """How likely the second candidate is, as a share of the first: 1 where they are alike, 0 without a second."""
        return self.read[1].evidence_score / self.read[0].evidence_score if len(self.read) > 1 else 0.0


def ranked_sentences(evidence: RankedEvidence, library: Library, term_weights: dict[str, float]) -> RankedSentences:
    """The candidates of the pipeline. `term_weights` is the weight of each term of the question, for when there is no
    embedding model."""
    read = []
    for item in evidence.items[:READ_SENTENCES]:
        title = library.record(item.document.source_id).title
        context = text_in_context(item.document, item.sentence_index, title)
        if item.late_context is None or evidence.weights is None:
            nearness = covered(term_weights, stem_set(context))
        else:
            nearness = float(item.late_context @ evidence.weights)
        original = item.document.kind == "original"
        read.append(
            RankedSentence(
                text=item.text,
                context=context,
                nearness=nearness,
                evidence_score=item.evidence_score,
                late_context=item.late_context,
                asked=item.asked,
                left_open=item.left_open,
                in_original=original,
            )
        )
    items = evidence.items
    return RankedSentences(read, [item.cosine for item in items], [item.meaning for item in items], evidence.weights)
