"""Questions said in other words: each term of the glossary in them is replaced by another of its forms, an everyday
word where there is one.

The reworded questions keep their nuggets and gold. They show whether search bridges the words of readers and sources;
since they are made from the glossary itself, they show that it is used well, not that it is complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evals.questions import Question, build_question
from kb.expand_query import other_forms
from kb.find_terms import TermFinder
from kb.glossary import Term


def reword_questions(questions: Iterable[Question], finder: TermFinder) -> Iterator[Question]:
    """The reworded form of each question with gold that uses a term with another form; others are left out."""
    asked: set[str] = set()
    for question in questions:
        reworded = reword(question.question, finder)
        if question.nuggets and reworded not in (question.question, *asked):
            asked.add(reworded)
            yield build_question({**question.model_dump(), "question": reworded})


def reword(text: str, finder: TermFinder) -> str:
    """The text with each use of a term in another form; a plural stays one. `finder` must know everyday words."""
    parts: list[str] = []
    position = 0
    for use in finder.uses(text):
        said = text[use.char_start : use.char_end]
        if form := _instead(use.term, said):
            plural = said.endswith("s") and not form.endswith("s")
            parts += [text[position : use.char_start], f"{form}s" if plural else form]
            position = use.char_end
    return "".join((*parts, text[position:]))


def _instead(term: Term, said: str) -> str | None:
    candidates = other_forms(said, (*term.everyday, *term.forms))
    return candidates[0] if candidates else None
