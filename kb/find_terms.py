"""Where a text uses the terms of the glossary, and which passages of the library use one.

A form is found by its stems standing next to each other with no punctuation between, the longest form first, so that
`accountable care organization` is that term and not `accountable care`. Abbreviations keep their capitals in a source
(`IPA`, `IPAs`); in a question they may be typed in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from kb.documents import Document, Passage
from kb.glossary import Glossary, Term
from kb.terms import content_terms, stems

_GAP = re.compile(r"[\w\s/’'-]*")  # what may stand between the words of one form: function words and hyphens
_GAP_LIMIT_CHARS = 12


@dataclass(frozen=True)
class TermUse:
    """A term in a text (half-open, code points). `everyday` when an everyday word stands for it."""

    term: Term
    char_start: int
    char_end: int
    everyday: bool


@dataclass(frozen=True)
class _Form:
    term: Term
    stems: tuple[str, ...]
    capitals: str | None  # an abbreviation as written, else None
    everyday: bool


class TermFinder:
    """Finds the terms of one glossary in texts."""

    def __init__(self, glossary: Glossary, *, everyday: bool = False, any_case: bool = False) -> None:
        """`everyday` words count too, and abbreviations in any case: both for questions, not for sources."""
        self._any_case = any_case
        self._by_first: dict[str, list[_Form]] = {}
        for term in glossary.term:
            forms = [(form, False) for form in term.forms] + [(form, True) for form in term.everyday if everyday]
            for form, is_everyday in forms:
                if form_stems := tuple(stems(form)):
                    capitals = form if re.fullmatch(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*", form) else None
                    entry = _Form(term, form_stems, capitals, is_everyday)
                    self._by_first.setdefault(form_stems[0], []).append(entry)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry.stems))

    def uses(self, text: str) -> Iterator[TermUse]:
        """The terms of a text in order; uses do not overlap."""
        words = content_terms(text)
        position = 0
        while position < len(words):
            for form in self._by_first.get(words[position].stem, ()):
                run = words[position : position + len(form.stems)]
                if tuple(word.stem for word in run) != form.stems:
                    continue
                gaps = [text[one.char_end : other.char_start] for one, other in pairwise(run)]
                if not all(len(gap) <= _GAP_LIMIT_CHARS and _GAP.fullmatch(gap) for gap in gaps):
                    continue
                if form.capitals and not self._any_case and run[0].word.removesuffix("s") != form.capitals:
                    continue
                yield TermUse(form.term, run[0].char_start, run[-1].char_end, form.everyday)
                position += len(form.stems) - 1
                break
            position += 1


def passages_using(term: Term, documents: Iterable[Document]) -> list[tuple[Document, Passage]]:
    """Passages of the documents that use a term in one of its forms, in their order."""
    finder = TermFinder(Glossary(term=(term.model_copy(update={"see_also": ()}),)))
    return [
        (document, passage)
        for document in documents
        for passage in document.passages
        if any(True for _ in finder.uses(document.slice(passage)))
    ]
