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
from kb.terms import Term as Word
from kb.terms import content_terms

_GAP = re.compile(r"[\w\s/’'-]*")  # what may stand between the words of one form: function words and hyphens
_GAP_LIMIT_CHARS = 12
_INFLECTION_CHARS = 3  # the letters in which two forms of one word may differ


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
    words: tuple[tuple[str, str], ...]  # of each content word its stem, and the word in lower case
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
                capitals = form if _is_abbreviation(form) else None
                for written in written_forms(form):
                    words = content_terms(written)
                    entry = _Form(term, tuple((word.stem, word.word.lower()) for word in words), capitals, is_everyday)
                    if words:
                        self._by_first.setdefault(words[0].stem, []).append(entry)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry.words))

    def uses(self, text: str) -> Iterator[TermUse]:
        """The terms of a text in order; uses do not overlap."""
        words = content_terms(text)
        position = 0
        while position < len(words):
            for form in self._by_first.get(words[position].stem, ()):
                run = words[position : position + len(form.words)]
                if len(run) < len(form.words) or not all(map(_is_form_of, run, form.words)):
                    continue
                gaps = [text[one.char_end : other.char_start] for one, other in pairwise(run)]
                if not all(len(gap) <= _GAP_LIMIT_CHARS and _GAP.fullmatch(gap) for gap in gaps):
                    continue
                if form.capitals and not self._any_case and run[0].word.removesuffix("s") != form.capitals:
                    continue
                yield TermUse(form.term, run[0].char_start, run[-1].char_end, form.everyday)
                position += len(form.words) - 1
                break
            position += 1


def written_forms(form: str) -> tuple[str, ...]:
    """The form, and the plural of an abbreviation: no stemmer takes the s off `PCTs`."""
    return (form, f"{form}s") if _is_abbreviation(form) else (form,)


def _is_abbreviation(form: str) -> bool:
    return re.fullmatch(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*", form) is not None


def _is_form_of(word: Word, wanted: tuple[str, str]) -> bool:
    """Same stem and nearly the same letters: a stemmer makes one of `capitation` and `capital`."""
    stem, written = wanted
    return word.stem == stem and word.word.lower().startswith(written[:-_INFLECTION_CHARS])


def passages_using(term: Term, documents: Iterable[Document]) -> list[tuple[Document, Passage]]:
    """Passages of the documents that use a term in one of its forms, in their order."""
    finder = TermFinder(Glossary(term=(term.model_copy(update={"see_also": ()}),)))
    return [
        (document, passage)
        for document in documents
        for passage in document.passages
        if any(True for _ in finder.uses(document.slice(passage)))
    ]
