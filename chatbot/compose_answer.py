"""Step 5: the answer's sentences: the best evidence first, whole units, no repeats, within the word limit.

A unit is what can be read alone: a sentence, with the one before it when it starts with "This" or "They"; a list item
with its lead-in; a table row as a sentence; a quotation with its speaker.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from chatbot.merge_agreement import merge_agreeing
from chatbot.pair_contrasts import pair_contrasts
from chatbot.point_elsewhere import points_elsewhere
from chatbot.read_opening import leading_words, leans_back
from chatbot.select_evidence import Evidence
from chatbot.understand_question import Question
from chatbot.unit import Unit
from kb.documents import Document
from kb.library import Library
from kb.tables import sentence_text
from kb.terms import stem_set

# "There are two main limitations." says little without what it announces.
_ANNOUNCES = re.compile(
    r"\b(two|three|four|five|six|seven|eight|several|a number of|the following)\b(?: [\w-]+){0,3} "
    r"(limitations|reasons|ways|approaches|lessons|areas|factors|kinds|types|variants|questions|problems|skills)\b",
    re.IGNORECASE,
)
_ANNOUNCEMENT_WORDS = 20
# A sentence is worth less the more of its words have been said: its evidence_score is divided by e to the power of this
# times the largest share of words it has in common with one sentence of the answer, the question's own words left out.
# Tuned on the dev half.
_REPETITION_COST = 1.0
_REPEATS = 0.6  # share of words in common above which it says again what has been said
_WHOLE_LIST_WORDS = 110

# Share of the best sentence's evidence_score that further sentences must reach: more where a single thing is asked for,
# and more where written questions make the ranking surer. Tuned on the dev half for vital nuggets within 150 words
# against citations that point at gold.
_FURTHER_SHARE_SINGLE = 0.033
_FURTHER_SHARE = 0.01
_SURER = 3.0
_UNIT_LIMIT = 8
_Place = tuple[str, int]  # a document's id and a sentence of it


def further_share(question: Question, library: Library | None) -> float:
    """Share of the best evidence_score that a further sentence must reach; `library` is what it was ranked in."""
    single = question.answer_type == "definition" or question.slot is not None
    surer = library is not None and library.reader_questions is not None
    return (_FURTHER_SHARE_SINGLE if single else _FURTHER_SHARE) * (_SURER if surer else 1)


def compose_answer(
    question: Question,
    evidence: Sequence[Evidence],
    max_words: int,
    first: Evidence | None = None,
    library: Library | None = None,
) -> list[Unit]:
    """Units in reading order, the direct answer first; never more than `max_words` words, markers counted.

    `first` is said first whatever its score; without it the best of the evidence is. With a `library`, what a further
    source says likewise is named beside the unit that says it, not said again, and what is opposed stands side by side.
    """
    if not evidence:
        return []
    threshold = further_share(question, library) * evidence[0].evidence_score
    remaining = [c for c in evidence if c.evidence_score >= threshold or c is first]
    remaining = [c for c in remaining if c is first or not points_elsewhere(c.text)] or remaining
    worthy = {c.place for c in remaining}
    chosen: list[Unit] = []
    taken: set[_Place] = set()
    said: list[frozenset[str]] = []
    words_left = max_words
    while remaining and len(chosen) < _UNIT_LIMIT:
        repeated = {id(c): _overlap(c, said, question) for c in remaining}
        candidate = max(remaining, key=lambda c: c.evidence_score * math.exp(-_REPETITION_COST * repeated[id(c)]))
        if first is not None and not chosen and first in remaining:
            candidate = first
        remaining.remove(candidate)
        if candidate.place in taken:
            continue
        agreed = (
            merge_agreeing(candidate, chosen, words_left, library, keep_first=first is not None) if library else None
        )
        if agreed is not None:
            taken -= {(agreed.before.document.document_id, index) for index in agreed.before.sentence_indices}
            taken |= {(agreed.unit.document.document_id, index) for index in agreed.unit.sentence_indices}
            said.append(stem_set(candidate.text))
            chosen[chosen.index(agreed.before)] = agreed.unit
            words_left -= agreed.words
            continue
        if repeated[id(candidate)] > _REPEATS and not _new_figures(candidate, said):
            continue
        unit = _unit_within(candidate, question, words_left, taken, worthy if chosen else ())
        if unit is None:
            continue
        new = [i for i in unit.sentence_indices if (unit.document.document_id, i) not in taken]
        words_left -= sum(_words(unit.document, i) for i in new)
        taken.update((unit.document.document_id, i) for i in new)
        said += [stem_set(sentence_text(unit.document, unit.document.sentences[i])) for i in new]
        leans_back = len(new) < len(unit.sentence_indices)
        chosen.append(Unit(unit.document, tuple(new), unit.evidence_score, leans_back))
    ordered = _in_reading_order(chosen)
    return pair_contrasts(ordered, words_left, library) if library is not None else ordered


def _overlap(candidate: Evidence, said: Sequence[frozenset[str]], question: Question) -> float:
    """The largest share of words, of the shorter of the two, that the candidate has in common with a sentence said.

    What the question names stands in every answer to it, and is no repetition.
    """
    asked = {*question.terms, *question.carried_terms}
    words = stem_set(candidate.text) - asked
    return max((len(words & other) / max(min(len(words), len(other - asked)), 1) for other in said), default=0.0)


def _new_figures(candidate: Evidence, said: Sequence[frozenset[str]]) -> bool:
    """Whether it holds a number that has not been said: the same words with another figure are no repetition."""
    figures = {stem for stem in stem_set(candidate.text) if stem[0].isdigit()}
    return bool(figures.difference(*said))


def _unit_within(
    candidate: Evidence,
    question: Question,
    words: int,
    taken: Collection[_Place],
    worthy: Collection[_Place],
) -> Unit | None:
    """The fullest unit around a sentence that fits, or None: a sentence is never cut. A sentence that takes back brings
    the one before it where that is `worthy`: where it bears on the question, and is not put before the direct answer.
    """
    document = candidate.document
    for indices in _unit_choices(candidate, question, worthy):
        new = [i for i in indices if (document.document_id, i) not in taken]
        if sum(_words(document, i) for i in new) <= words:
            return Unit(document, tuple(indices), candidate.evidence_score)
    return None


def _unit_choices(candidate: Evidence, question: Question, worthy: Collection[_Place]) -> list[list[int]]:
    """Sentence indices of the unit, fullest first."""
    document, index, sentence = candidate.document, candidate.sentence_index, candidate.sentence
    if sentence.kind in ("list_item", "lead_in"):
        lead_in = index if sentence.kind == "lead_in" else sentence.lead_in
        if lead_in is not None:
            led = [i for i, other in enumerate(document.sentences) if other.lead_in == lead_in]
            items = [
                i for i in led if document.sentences[i].kind == "list_item"
            ] or led  # a quotation may follow a list
            whole = [lead_in, *items]
            fits = sum(_words(document, i) for i in whole) <= _WHOLE_LIST_WORDS
            if sentence.kind == "lead_in":
                return [whole] if items else []
            return [whole, [lead_in, index]] if fits or question.answer_type == "list" else [[lead_in, index]]
    if sentence.kind == "quotation":
        return [_whole_quotation(document, index)]
    if sentence.kind == "prose" and _announces(candidate.text) and _goes_on(document, index):
        return [[index, index + 1], [index]]
    if sentence.kind == "prose" and leans_back(document.slice(sentence)):
        before = index - 1
        if before >= 0 and _same_run(document, before, index):
            return [[before, index]]
        return []
    opening = leading_words(document.slice(sentence)) if sentence.kind == "prose" else None
    if opening is not None and opening.lead == "contrasts" and (document.document_id, index - 1) in worthy:
        return [[index - 1, index], [index]] if _same_run(document, index - 1, index) else [[index]]
    return [[index]]


def _announces(text: str) -> bool:
    return len(text.split()) <= _ANNOUNCEMENT_WORDS and ":" not in text and bool(_ANNOUNCES.search(text))


def _goes_on(document: Document, index: int) -> bool:
    return index + 1 < len(document.sentences) and _same_run(document, index, index + 1)


def _whole_quotation(document: Document, index: int) -> list[int]:
    """All sentences of the quotation around one of them: marks that open are closed, and no answer is half of one."""
    spoken = document.sentences[index]

    def belongs(other: int) -> bool:
        if not 0 <= other < len(document.sentences):
            return False
        sentence = document.sentences[other]
        return (sentence.kind, sentence.speaker, sentence.section_index) == (
            "quotation",
            spoken.speaker,
            spoken.section_index,
        )

    first = last = index
    while belongs(first - 1):
        first -= 1
    while belongs(last + 1):
        last += 1
    return list(range(first, last + 1))


def _same_run(document: Document, before: int, index: int) -> bool:
    earlier, later = document.sentences[before], document.sentences[index]
    return earlier.section_index == later.section_index and earlier.kind in ("prose", "lead_in") and not earlier.damaged


def _words(document: Document, index: int) -> int:
    """Words a sentence takes up in the answer, its marker and its speaker included."""
    sentence = document.sentences[index]
    speaker = len(sentence.speaker.split()) + 1 if sentence.speaker else 0
    return len(sentence_text(document, sentence).split()) + 1 + speaker


def _in_reading_order(chosen: list[Unit]) -> list[Unit]:
    """The direct answer, the rest of its document in the document's order, then other documents by their best unit.
    A unit that leans on the one before it becomes one with it."""
    if not chosen:
        return []
    rank = {unit.document.document_id: position for position, unit in reversed(list(enumerate(chosen)))}
    rest = sorted(chosen[1:], key=lambda unit: (rank[unit.document.document_id], unit.sentence_indices[0]))
    joined = [chosen[0]]
    for unit in rest:
        host = next((place for place, other in enumerate(joined) if unit.leans_back and _leads_to(other, unit)), None)
        if host is None:
            joined.append(unit)
        else:
            joined[host] = replace(joined[host], sentence_indices=joined[host].sentence_indices + unit.sentence_indices)
    return joined


def _leads_to(before: Unit, unit: Unit) -> bool:
    return (
        before.document is unit.document
        and before.sentence_indices[-1] + 1 == unit.sentence_indices[0]
        and not before.likewise
    )
