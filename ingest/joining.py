"""How two lines become one: with a space, with nothing, or without the hyphen between them.

Nothing is completed. Where lines between the two are missing the hyphen stays and the join is marked "lost".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Block, Join, JoinKind
from ingest.mapped_text import MappedText, join_mapped
from ingest.vocabulary import Vocabulary

_BEFORE_HYPHEN = re.compile(r"([^\W\d_]+(?:['’\-][^\W\d_]+)*)[-\u2010]$")
_AFTER_HYPHEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_DASH_GLUED = re.compile(r"\w(?:--|—)$")
_TAIL_CHARS = 80


def how_to_join(left: str, right: str, vocabulary: Vocabulary) -> tuple[str, JoinKind, int]:
    """What to put between two lines, the kind of join, and how many characters the first one loses at its end."""
    tail = left[-_TAIL_CHARS:]
    if _DASH_GLUED.search(tail):
        return "", "hyphen kept", 0
    if tail.endswith(("-", "\u2010")) and (before := _BEFORE_HYPHEN.search(tail)):
        after = _AFTER_HYPHEN.match(right)
        if after is None:
            return "", "hyphen kept", 0
        mending = vocabulary.mend(before[1], after[0])
        if mending == "mended":
            return "", "mended", 1
        return (" ", "lost", 0) if mending == "lost" else ("", "hyphen kept", 0)
    return (" ", "space", 0) if left and right else ("", "space", 0)


def join_lines(lines: Sequence[MappedText], vocabulary: Vocabulary) -> tuple[MappedText, tuple[Join, ...]]:
    """The lines as one text, and where they were joined."""
    parts: list[MappedText | str] = []
    joins: list[Join] = []
    length = 0
    for index, line in enumerate(lines):
        if index + 1 == len(lines):
            parts.append(line)
            break
        following = lines[index + 1]
        glue, kind, cut = how_to_join(line.text, following.text, vocabulary)
        parts += [line.slice(0, len(line.text) - cut), glue]
        length += len(line.text) - cut + len(glue)
        joins.append(Join(length, kind))
    return join_mapped(parts), tuple(joins)


def join_pieces(pieces: Sequence[Block], vocabulary: Vocabulary) -> Block:
    """One block from several that pages, columns or insets kept apart; it has the kind and the place of the first."""
    content, joins_between = join_lines([piece.content for piece in pieces], vocabulary)
    joins = list(pieces[0].joins)
    for piece, join in zip(pieces[1:], joins_between, strict=True):
        joins += [join, *(Join(inner.position + join.position, inner.kind) for inner in piece.joins)]
    return replace(pieces[0], content=content, joins=tuple(joins), inset_end=pieces[-1].inset_end)
