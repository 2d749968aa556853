"""How well a file was read as a whole, from what its reader saw and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.clean import CleanText
from ingest.extracted import ExtractedText
from ingest.odd_characters import odd_character_share
from kb.documents import Sentence
from kb.quality import FileQuality

_MOST_ODD = 0.02


def measure_quality(extracted: ExtractedText, cleaned: CleanText, sentences: Sequence[Sentence]) -> FileQuality:
    """The record that is stored with the document; duplicates are looked for later, in the library."""
    odd = odd_character_share(extracted.source_text)
    doubts = []
    if odd is not None and odd > _MOST_ODD:
        doubts.append(f"{odd:.0%} of the characters come out as signs that no font or encoding explains.")
    return FileQuality(
        odd_character_share=odd,
        tables=len({sentence.table_header for sentence in sentences if sentence.table_header is not None}),
        captions=sum(sentence.kind == "caption" for sentence in sentences),
        ocr=extracted.recognised,
        pages=extracted.page_quality,
        hidden=(*extracted.hidden, *cleaned.withheld),
        doubts=tuple(doubts),
    )


def withheld_warning(quality: FileQuality) -> tuple[str, ...]:
    """One sentence on what speaks to a program; unseen text of pages is in the reader's own warnings."""
    count = sum(hidden.reason in ("reads like an instruction", "hidden by markup") for hidden in quality.hidden)
    if not count:
        return ()
    stretches = "stretches" if count > 1 else "stretch"
    return (f"{count} {stretches} of hidden or instruction-like text kept out of answers.",)
