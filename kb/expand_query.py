"""Other ways of saying what a question says, from the glossary: `PROMs` and `patient-reported outcome measures`, an
everyday word and the term of art.

Part of search (`kb/library.py`). A term's forms stand for each other; everyday words lead to the term and not back,
since sources use the term.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.find_terms import TermFinder, written_forms
from kb.terms import stems


@dataclass(frozen=True)
class Expansion:
    """A term as the query says it, and the other forms in which a source may say it."""

    said: str
    others: tuple[str, ...]


def expand_query(query: str, finder: TermFinder) -> list[Expansion]:
    """One expansion a term of the query, in order; terms that have no other form are left out, and so are forms whose
    words the query already holds. `finder` must know everyday words.
    """
    in_query = set(stems(query))
    expansions: dict[str, Expansion] = {}
    for use in finder.uses(query):
        said = query[use.char_start : use.char_end]
        forms = (written for form in use.term.forms for written in written_forms(form))
        if others := tuple(form for form in other_forms(said, forms) if not set(stems(form)) <= in_query):
            expansions.setdefault(use.term.id, Expansion(said, others))
    return list(expansions.values())


def other_forms(said: str, forms: Iterable[str]) -> tuple[str, ...]:
    """The forms that say a term in other words than `said`: a form that holds it, or is held by it, is found as it is
    (`Kaiser` finds `Kaiser Permanente`)."""
    spoken = set(stems(said))
    return tuple(form for form in forms if not (set(stems(form)) <= spoken or set(stems(form)) >= spoken))
