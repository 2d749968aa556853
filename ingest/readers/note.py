"""Notes (`kb/notes.py`): cards grouped by theme, rendered as one heading line a theme and one line a card.

The rendered text is the source text: a note's citations count characters of it.
"""

from __future__ import annotations

from ingest.detect import decode_text
from ingest.extracted import ExtractedText, SourceCard, SourceHeading
from kb.errors import CatalogueError, UnreadableFileError
from kb.notes import Card, parse_note


class NoteReader:
    """Reads a TOML note. Themes stand in the order in which they first occur, cards in theirs."""

    def read(self, data: bytes, name: str, password: str | None = None) -> ExtractedText:
        """Raises UnreadableFileError naming the field that does not validate."""
        text, warnings = decode_text(data, name)
        try:
            note = parse_note(text, name)
        except CatalogueError as error:
            raise UnreadableFileError(error.message, error.hint) from error
        except RecursionError as error:
            raise UnreadableFileError(f"{name} is nested too deeply.", "Correct the note.") from error
        by_theme: dict[str, list[Card]] = {}
        for card in note.card:
            if not _one_line(card.theme) or not _one_line(card.claim):
                raise UnreadableFileError(f"{name} has a card with an empty claim or theme.", "Correct the card.")
            by_theme.setdefault(_one_line(card.theme), []).append(card)
        lines: list[str] = []
        headings: list[SourceHeading] = []
        cards: list[SourceCard] = []
        position = 0
        for theme, members in by_theme.items():
            headings.append(SourceHeading(position, position + len(theme), 1))
            lines.append(theme)
            position += len(theme) + 1
            for card in members:
                claim = _one_line(card.claim)
                cards.append(SourceCard(position, position + len(claim), card))
                lines.append(claim)
                position += len(claim) + 1
        return ExtractedText(
            source_text="\n".join(lines),
            media_type="application/toml",
            headings=tuple(headings),
            cards=tuple(cards),
            original_sha256=note.original_sha256,
            left_open=note.leaves_open,
            warnings=warnings,
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())
