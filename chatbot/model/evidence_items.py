"""What a model is shown for one citation: the sentences that the citation quotes, read again from the stored document.

Made from the citation alone, so that a saved answer can be checked against the same words later.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.citations import Citation
from kb.documents import Document
from kb.tables import sentence_text


@dataclass(frozen=True)
class EvidenceItem:
    """Numbered evidence. `number` is the citation's marker."""

    number: int
    sentences: tuple[str, ...]
    """As an answer would show them: a table row as the sentence made from it."""
    speaker: str | None
    country: str | None
    kind: str
    """`original` or `note`."""

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


def evidence_item(citation: Citation, document: Document) -> EvidenceItem:
    """The sentences of `document` whose spans the citation holds, in its order. No header rows: rows carry them."""
    places = {(sentence.char_start, sentence.char_end): sentence for sentence in document.sentences}
    cited = [places[place] for span in citation.spans if (place := (span.char_start, span.char_end)) in places]
    shown = [s for s in cited if s.kind != "table_row" or s.table_header is not None or len(cited) == 1]
    return EvidenceItem(
        number=citation.marker,
        sentences=tuple(sentence_text(document, sentence) for sentence in shown),
        speaker=citation.speaker,
        country=citation.country,
        kind=citation.kind,
    )
