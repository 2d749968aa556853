"""The limitations that a source states of itself, as units that can be cited."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chatbot.unit import Unit
from kb.documents import Document, Sentence

_RUNS = 2
_RUN_SENTENCES = 3
# A section on limitations says the most; a lone sentence of caution the least.
_RULES = ("limitations_section", "limitation_card", "limits_of_the_work", "not_shown", "read_with_caution")
_POINTS_BACK = re.compile(r"^[\"“‘'(\[]?(?:this|these|they|it|its|their|such|also|however)\b", re.IGNORECASE)


def stated_limitations(document: Document) -> list[Unit]:
    """Up to two units of up to three sentences, the clearest first, ties in the order of the text.

    Sentences in a row make one unit, so that "It did not ..." stands with what it is about.
    """
    runs = [_with_what_it_points_at(document, run) for run in _runs(document)]
    ranked = sorted(runs, key=lambda run: (_rank(document, run), run[0]))
    return [Unit(document, tuple(run), 0.0) for run in ranked[:_RUNS]]


def _runs(document: Document) -> Iterable[list[int]]:
    run: list[int] = []
    for index, sentence in enumerate(document.sentences):
        follows = run and index == run[-1] + 1 and sentence.section_index == document.sentences[run[0]].section_index
        if _states_one(sentence):
            if run and (not follows or len(run) == _RUN_SENTENCES or sentence.kind == "card"):
                yield run
                run = []
            run.append(index)
    if run:
        yield run


def _states_one(sentence: Sentence) -> bool:
    """Of the work itself, in its own words: not another work's limits, no heading, and nothing broken off."""
    own = sentence.kind in ("prose", "list_item", "card") and not sentence.damaged
    return own and sentence.has_mark("limitation") and not sentence.has_mark("reported")


def _with_what_it_points_at(document: Document, run: list[int]) -> list[int]:
    before, first = run[0] - 1, document.sentences[run[0]]
    if before >= 0 and _POINTS_BACK.match(document.slice(first)):
        earlier = document.sentences[before]
        if earlier.kind == "prose" and earlier.section_index == first.section_index and not earlier.damaged:
            return [before, *run]
    return run


def _rank(document: Document, run: list[int]) -> int:
    rules = {mark.rule for i in run for mark in document.sentences[i].marks if mark.name == "limitation"}
    return min((_RULES.index(rule) for rule in rules if rule in _RULES), default=len(_RULES))
