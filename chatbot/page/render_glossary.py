"""The glossary: what each term means and how else it is said; the passages that use a term, on demand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from chatbot.page.explore_links import ask_form, go, heading, jump, nothing
from chatbot.page.explore_place import ExplorePlace
from chatbot.page.markup import Markup, join, tag
from chatbot.page.render_passage import render_passages
from chatbot.page.shelf import Shelf
from chatbot.page.wording import counted
from kb.find_terms import TermFinder
from kb.glossary import Glossary, Term

_PASSAGES_SHOWN = 60


def render_glossary(place: ExplorePlace, shelf: Shelf) -> Markup:
    """The terms by first letter, narrowed by words that stand in them."""
    words = place.q.casefold().split()
    shown = sorted(
        (term for term in shelf.glossary.term if all(word in _searched(term) for word in words)),
        key=lambda term: term.term.casefold(),
    )
    total = len(shelf.glossary.term)
    said = counted(total, "term") if len(shown) == total else f"{len(shown)} of {counted(total, 'term')}"
    letters = [(letter, list(terms)) for letter, terms in groupby(shown, key=_letter)]
    if not total:
        body = nothing("The library has no glossary (sources/glossary.toml).")
    elif not shown:
        body = nothing("No term matches. Take a word away.")
    else:
        index = (jump(letter, f"letter-{letter}") for letter, _ in letters)
        body = join([
            tag("nav", *index, class_="letters", aria_label="First letters"),
            *(_letter_group(letter, terms, shown, shelf.glossary) for letter, terms in letters),
        ])  # fmt: skip
    return join([
        heading("Glossary"),
        ask_form("glossary", "Words of a term, of another form or of its definition", place.q, "Filter"),
        tag("p", f"{said}.", class_="explore-count"),
        body,
    ])  # fmt: skip


def render_term(place: ExplorePlace, shelf: Shelf) -> Markup:
    """One term and the passages that use it, marked where they do."""
    term = shelf.glossary.get(place.term)
    if term is None:
        return join([heading("No such term"), nothing("The glossary has no term of this name (any more).")])
    found = shelf.passages_using(term)
    finder = TermFinder(Glossary(term=(term.model_copy(update={"see_also": ()}),)))
    if found:
        said = f"{counted(len(found), 'passage')} {'uses' if len(found) == 1 else 'use'} it"
        said += f"; the first {_PASSAGES_SHOWN}, by source, are shown" if len(found) > _PASSAGES_SHOWN else ""

        def mark(text: str) -> list[tuple[int, int]]:
            return [(use.char_start, use.char_end) for use in finder.uses(text)]

        body = join([tag("h3", said), render_passages(found[:_PASSAGES_SHOWN], shelf.library, mark)])
    else:
        body = nothing("No passage that is held uses this term.")
    return join([
        heading(_name(term)), tag("div", *_meaning(term, (), shelf.glossary), class_="term"), body
    ])  # fmt: skip


def _letter_group(letter: str, terms: Sequence[Term], shown: Sequence[Term], glossary: Glossary) -> Markup:
    entries = (
        tag("div", tag("dt", _name(term), id=f"term-{term.id}", tabindex="-1"),
            tag("dd", *_meaning(term, shown, glossary), tag("p", go("Passages that use it", "term", term=term.id,
                                                                  hint=term.term))),
            class_="term")
        for term in terms
    )  # fmt: skip
    return tag("section", tag("h3", letter, id=f"letter-{letter}", tabindex="-1"), tag("dl", *entries))


def _meaning(term: Term, shown: Sequence[Term], glossary: Glossary) -> list[Markup]:
    """Definition, country, other forms, and related terms: a link where the term stands in the same list."""
    related = [other for term_id in term.see_also if (other := glossary.get(term_id))]
    links = (
        jump(other.term, f"term-{other.id}") if other in shown else go(other.term, "term", term=other.id)
        for other in related
    )
    lines = [tag("p", term.definition)]
    lines += [tag("p", f"Used in: {term.country}", class_="pin-origin")] if term.country else []
    lines += [tag("p", f"Also: {'; '.join(term.equivalents)}", class_="pin-origin")] if term.equivalents else []
    lines += [tag("p", f"In everyday words: {'; '.join(term.everyday)}", class_="pin-origin")] if term.everyday else []
    lines += [tag("p", "See also: ", join(links, separator="; "), class_="pin-origin")] if related else []
    return lines


def _name(term: Term) -> str:
    return f"{term.term} ({term.abbreviation})" if term.abbreviation else term.term


def _letter(term: Term) -> str:
    return term.term[0].upper() if term.term[0].isalpha() else "#"


def _searched(term: Term) -> str:
    return " ".join([*term.forms, *term.everyday, term.definition, term.country or ""]).casefold()
