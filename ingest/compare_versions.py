"""What changed between two versions of a document: the sentences that came, went, or were reworded.

Sentences are compared as words, so that a new line break or another hyphen at a line end is no change, and one that
only moved neither came nor went.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from kb.documents import Document
from kb.quotes import fold_repairs

_LEAST_SHARED = 0.6  # of the words of both: below it two sentences are two sentences


class ChangedSentence(BaseModel):
    """One sentence that is in one version only; `before` is what it was reworded from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    change: Literal["came", "went", "reworded"]
    section: tuple[str, ...]
    text: str
    before: str | None = None


class SentenceChanges(BaseModel):
    """All changed sentences, in the order of the new version, those that went last, in the order of the old one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    came: int
    went: int
    reworded: int
    sentences: tuple[ChangedSentence, ...]


def compare_versions(before: Document, after: Document) -> SentenceChanges:
    """What came, went and was reworded. A sentence that stands twice and now once has gone once."""
    went = _only_in(before, after)
    came = _only_in(after, before)
    pairs = _pair(before, went, after, came)
    paired = set(pairs.values())
    changed = [
        ChangedSentence(
            change="reworded" if index in pairs else "came",
            section=_section(after, index),
            text=_text(after, index),
            before=_text(before, pairs[index]) if index in pairs else None,
        )
        for index in came
    ] + [
        ChangedSentence(change="went", section=_section(before, index), text=_text(before, index))
        for index in went
        if index not in paired
    ]
    return SentenceChanges(
        came=len(came) - len(pairs), went=len(went) - len(pairs), reworded=len(pairs), sentences=tuple(changed)
    )


def _only_in(document: Document, other: Document) -> list[int]:
    """Indices of the sentences of `document` that `other` does not hold as often."""
    left = Counter(fold_repairs(other.slice(sentence)) for sentence in other.sentences)
    only: list[int] = []
    for index, sentence in enumerate(document.sentences):
        words = fold_repairs(document.slice(sentence))
        if left[words] > 0:
            left[words] -= 1
        else:
            only.append(index)
    return only


def _pair(before: Document, went: Sequence[int], after: Document, came: Sequence[int]) -> dict[int, int]:
    """For sentences that came, the one that went from the same section which shares most words with it.

    Each is used once, best pairs first.
    """
    old_words = {index: _words(before, index) for index in went}
    by_section: dict[tuple[str, ...], list[int]] = {}
    for index in went:
        by_section.setdefault(_section(before, index), []).append(index)
    shared: list[tuple[float, int, int]] = []
    for new in came:
        words = _words(after, new)
        for old in by_section.get(_section(after, new), ()):
            share = _shared(words, old_words[old])
            if share >= _LEAST_SHARED:
                shared.append((-share, new, old))
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, new, old in sorted(shared):
        if new not in pairs and old not in used:
            pairs[new] = old
            used.add(old)
    return pairs


def _shared(words: Counter[str], others: Counter[str]) -> float:
    """Share of the words of both sentences that they have in common, counted as often as they stand."""
    fewer, more = sorted((words.total(), others.total()))
    if fewer < _LEAST_SHARED * more:
        return 0.0  # so unlike in length that the share cannot be reached
    return (words & others).total() / max((words | others).total(), 1)


def _words(document: Document, index: int) -> Counter[str]:
    return Counter(_text(document, index).casefold().split())


def _text(document: Document, index: int) -> str:
    return document.slice(document.sentences[index])


def _section(document: Document, index: int) -> tuple[str, ...]:
    return document.sections[document.sentences[index].section_index].path
