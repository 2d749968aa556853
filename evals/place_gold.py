"""Gold as an evaluator writes it, a place a line, turned into spans; and what stands at a span.

    robinson-2005 "words that stand in the original"
    robinson-2005 1198-1412
    robinson-2005 1198-1412 <SHA-256 of the original>

Words are looked for in the original where it is stored, spacing and case aside; where only the note is, in its claim
cards, which say what characters of the original support them. Reads stored documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from pydantic import ValidationError

from evals.questions import GoldSpan
from kb.documents import Document
from kb.errors import QuestionFileError
from kb.library import Library
from kb.notes import Note

MOST_PLACES = 20
_FORM = 'Write a place as: source-id "words of the source", or source-id start-end.'
_WORDS = re.compile(r"""^(?P<source>\S+)\s+["“](?P<words>.+)["”]$""")
_SPAN = re.compile(r"^(?P<source>\S+)\s+(?P<start>\d{1,9})\s*[-–]\s*(?P<end>\d{1,9})(?:\s+(?P<sha>[0-9a-f]{64}))?$")


@dataclass(frozen=True)
class Standing:
    """What stands at a gold span: the original's words where it is stored, and the claims of our note it supports."""

    words: str | None
    claims: tuple[str, ...]


class GoldPlaces:
    """The originals and notes that gold can point at."""

    def __init__(self, library: Library, notes: Iterable[Note]) -> None:
        self._library = library
        self._notes: Mapping[str, Note] = {note.source_id: note for note in notes}

    @cached_property
    def _originals(self) -> dict[str, str]:
        """Id of the stored original by source, whatever the corpus that answers."""
        return {v.source_id: v.document_id for v in self._library.manifest.current if v.kind == "original"}

    def source_texts(self, spans: Iterable[GoldSpan]) -> dict[str, str]:
        """Source text by SHA-256 of the originals at hand that these spans lie in."""
        texts = {}
        for span in spans:
            document = self._library.document(span.document_sha256, span.source_id)
            if document is not None and document.kind == "original":
                texts[span.document_sha256] = document.source_text
        return texts

    def read(self, line: str) -> tuple[GoldSpan, ...]:
        """The spans that a line names. Raises QuestionFileError saying what is wrong with it."""
        line = line.strip()
        if found := _SPAN.match(line):
            source_id = self._known(found["source"])
            start, end = int(found["start"]), int(found["end"])
            if end <= start:
                raise QuestionFileError(f"{start}-{end} is empty: the end comes after the start.", _FORM)
            sha256 = found["sha"] or self._sha256(source_id)
            return (GoldSpan(source_id=source_id, document_sha256=sha256, start=start, end=end),)
        if found := _WORDS.match(line):
            return self._find(self._known(found["source"]), found["words"])
        raise QuestionFileError(f"“{line[:80]}” names no place.", _FORM)

    def line(self, span: GoldSpan) -> str:
        """A span as a line that `read` takes; the hash stands there where another file than ours is meant."""
        source_id = span.source_id
        known = source_id in self._notes or source_id in self._originals
        ours = known and self._sha256_or_none(source_id) == span.document_sha256
        return f"{source_id} {span.start}-{span.end}{'' if ours else f' {span.document_sha256}'}"

    def standing(self, span: GoldSpan) -> Standing:
        """What stands there."""
        text = self.source_texts([span]).get(span.document_sha256)
        note = self._notes.get(span.source_id)
        claims = (
            tuple(
                card.claim
                for card in note.card
                if any(start < span.end and end > span.start for start, end in card.support)
            )
            if note is not None and note.original_sha256 == span.document_sha256
            else ()
        )
        return Standing(None if text is None else " ".join(text[span.start : span.end].split()), claims)

    def written(self, gold: str) -> list[tuple[GoldSpan, Standing]]:
        """What stands at the places that these lines name; lines that name none are left out."""
        found: dict[GoldSpan, Standing] = {}
        for line in gold.splitlines():
            with suppress(QuestionFileError, ValidationError):
                found |= {span: self.standing(span) for span in self.read(line)}
        return list(found.items())

    def _known(self, source_id: str) -> str:
        if source_id not in self._notes and source_id not in self._originals:
            raise QuestionFileError(
                f"The library holds no source {source_id[:80]}.", "Explore lists the sources with their ids."
            )
        return source_id

    def _original(self, source_id: str) -> Document | None:
        document_id = self._originals.get(source_id)
        if document_id is None:
            return None
        return self._library.documents.get(document_id) or self._library.store.document(document_id)

    def _sha256_or_none(self, source_id: str) -> str | None:
        original = self._original(source_id)
        return original.document_sha256 if original else self._notes[source_id].original_sha256

    def _sha256(self, source_id: str) -> str:
        sha256 = self._sha256_or_none(source_id)
        if sha256 is None:
            raise QuestionFileError(
                f"No original of {source_id} is known, so nothing can be gold in it.",
                "Ingest the original, or take another source.",
            )
        return sha256

    def _find(self, source_id: str, words: str) -> tuple[GoldSpan, ...]:
        sha256 = self._sha256(source_id)
        original = self._original(source_id)
        if original is not None:
            pattern = r"\s+".join(re.escape(word) for word in words.split())
            ranges = [match.span() for match in re.finditer(pattern, original.source_text, re.IGNORECASE)]
            where = f"the original of {source_id}"
        else:
            wanted = _squeezed(words)
            cards = [card for card in self._notes[source_id].card if wanted in _squeezed(card.claim)]
            ranges = [support for card in cards for support in card.support]
            where = f"our note on {source_id} with characters of the original (which is not stored here)"
        if not ranges:
            raise QuestionFileError(
                f"These words do not stand in {where}.", "Copy them from the source as Explore shows it."
            )
        if len(ranges) > MOST_PLACES:
            raise QuestionFileError(f"These words stand at {len(ranges)} places of {where}.", "Give more of the words.")
        return tuple(
            GoldSpan(source_id=source_id, document_sha256=sha256, start=start, end=end) for start, end in ranges
        )


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()
