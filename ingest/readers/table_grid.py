"""Tables of markup as rows of equal meaning: spans spread out, header rows made one, group labels put on their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_MOST_SPAN = 200  # a span beyond this is damage, not a table


class Cell(NamedTuple):
    """The words of a cell and over how many columns and rows it stretches."""

    words: str
    column_span: int = 1
    row_span: int = 1


def spread_cells(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Rows in which a cell that stretches stands in each of its places."""
    grid: list[list[str]] = []
    pending: dict[int, tuple[str, int]] = {}
    for row in rows:
        line: list[str] = []
        waiting = list(row)
        while waiting or len(line) in pending:
            column = len(line)
            if column in pending:
                words, left = pending.pop(column)
                line.append(words)
                if left > 1:
                    pending[column] = (words, left - 1)
                continue
            cell = waiting.pop(0)
            for offset in range(min(max(1, cell.column_span), _MOST_SPAN)):
                line.append(cell.words)
                if cell.row_span > 1:
                    pending[column + offset] = (cell.words, min(cell.row_span, _MOST_SPAN) - 1)
        grid.append(line)
    return grid


def table_rows(head: Sequence[Sequence[str]], body: Sequence[Sequence[str]]) -> list[list[str]]:
    """One header row and the rows below it.

    Header rows are joined column by column. A row of the body with words in its first cell alone, or the same words
    in all, names a group: it stands before the first cell of each row below it, up to the next group.
    """
    rows = [list(row) for row in body]
    if not head:
        return rows
    width = max(len(row) for row in (*head, *body))
    header = []
    for column in range(width):
        words = dict.fromkeys(row[column] for row in head if column < len(row) and row[column].strip())
        header.append(" ".join(words))
    result = [header]
    group = ""
    for row in rows:
        if len(row) > 1 and _names_group(row):
            group = row[0].strip().rstrip(":")
        else:
            result.append(
                [f"{group}, {row[0]}" if group and row[0].strip() else group or row[0], *row[1:]] if row else row
            )
    return result


def _names_group(row: Sequence[str]) -> bool:
    first = row[0].strip()
    rest = {cell.strip() for cell in row[1:]}
    return bool(first) and rest <= {"", first}
