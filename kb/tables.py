"""Table rows as sentences: a row is only understood together with its header, so it is searched and shown with it."""

from __future__ import annotations

from kb.documents import Document, Sentence

CELL_SEPARATOR = "\t"


def row_sentence(document: Document, sentence: Sentence) -> str:
    """`Name of row: heading cell; heading cell.` made from a table row and its header.

    Nothing is added, and nothing left out but the dash of a row without a name.
    """
    cells = [cell.strip() for cell in document.slice(sentence).split(CELL_SEPARATOR)]
    if sentence.table_header is None:
        return ", ".join(cell for cell in cells if cell)
    headings = [
        cell.strip() for cell in document.slice(document.sentences[sentence.table_header]).split(CELL_SEPARATOR)
    ]
    pairs = [f"{heading} {cell}".strip() for heading, cell in zip(headings[1:], cells[1:], strict=False) if cell]
    pairs += [cell for cell in cells[len(headings) :] if cell]
    said = "; ".join(pairs)
    if names_its_row(document, sentence) or not pairs:
        said = f"{cells[0]}: {said}" if pairs else cells[0]
    return said if said.endswith((".", "?", "!")) else f"{said}."


def names_its_row(document: Document, sentence: Sentence) -> bool:
    """Whether the first cell of a table row says what the row is about; a dash or nothing means a row above it."""
    first = document.slice(sentence).split(CELL_SEPARATOR)[0]
    return any(letter.isalnum() for letter in first)


def sentence_text(document: Document, sentence: Sentence) -> str:
    """What a sentence says, for search and for answers: its own words, or the sentence made from a table row."""
    if sentence.kind == "table_row":
        return row_sentence(document, sentence)
    return document.slice(sentence)
