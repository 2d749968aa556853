"""One answer judged: which nuggets it states, which citations point at gold, and what the search had found.

Everything the measures need, worked out once; no measure looks at patterns or documents again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from chatbot.answer import Answer, Segment
from evals.citation_checks import is_attributed, is_exact
from evals.gold import GoldIndex, is_comparable, passage_holds, points_at
from evals.patterns import any_matches
from evals.questions import Nugget, Question
from evals.system import Hit, SearchableLibrary

_MARKER = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True)
class JudgedNugget:
    """What became of a nugget. `cited` is None where no segment states it."""

    nugget: Nugget
    stated: bool
    pointed_at: bool  # some citation of the answer points at its gold
    cited: bool | None  # a citation of the segments that state it does
    retrieved: bool  # a passage that the search returned holds it

    @property
    def vital(self) -> bool:
        return self.nugget.importance == "vital"


@dataclass(frozen=True)
class Judged:
    """A question, its answer, and what was found out about both."""

    question: Question
    answer: Answer
    nuggets: tuple[JudgedNugget, ...]
    gold_citations: tuple[bool | None, ...]  # one a citation; None where it cannot be compared
    attributed_citations: tuple[bool, ...]  # one a citation: title, year, country, page and speaker as recorded
    exact_citations: tuple[bool, ...]  # one a citation: the document's spans hold the words quoted
    relevant_passages: frozenset[str]  # ids of all passages of the library that hold a nugget
    retrieved: tuple[tuple[str, str], ...]  # (passage id, source id) in the order returned
    seconds: float
    identical: bool | None  # whether repeats gave the same answer; None when not repeated

    @property
    def vital(self) -> tuple[JudgedNugget, ...]:
        return tuple(nugget for nugget in self.nuggets if nugget.vital)

    @property
    def claims(self) -> tuple[Segment, ...]:
        return claim_segments(self.answer)

    @property
    def retrieved_passages(self) -> tuple[str, ...]:
        return tuple(passage_id for passage_id, _ in self.retrieved)

    @cached_property
    def words(self) -> int:
        """Words of the whole answer, markers not counted."""
        return len(without_markers(self.answer.answer).split())

    @property
    def states_all_vital(self) -> bool:
        return not self.answer.abstained and all(nugget.stated for nugget in self.vital)


def judge(
    question: Question,
    answer: Answer,
    hits: Sequence[Hit],
    library: SearchableLibrary,
    gold: GoldIndex,
    *,
    seconds: float,
    identical: bool | None = None,
) -> Judged:
    """Judge one answer. Raises QuestionFileError when a pattern runs too long."""
    evidence = [gold.of_citation(c, library.document(c.document_sha256, c.source_id)) for c in answer.citations]
    pointing = {
        number: {
            citation.marker
            for citation, places in zip(answer.citations, evidence, strict=True)
            if any(points_at(place, nugget) for place in places)
        }
        for number, nugget in enumerate(question.nuggets)
    }
    relevant = _relevant_passages(question, library, gold)
    retrieved = tuple((hit.passage.passage_id, hit.document.source_id) for hit in hits)
    found = {passage_id for passage_id, _ in retrieved}
    return Judged(
        question=question,
        answer=answer,
        nuggets=tuple(
            _judge_nugget(nugget, answer, pointing[number], relevant[number] & found)
            for number, nugget in enumerate(question.nuggets)
        ),
        gold_citations=tuple(
            any(citation.marker in markers for markers in pointing.values())
            if question.nuggets and is_comparable(places, question)
            else None
            for citation, places in zip(answer.citations, evidence, strict=True)
        ),
        attributed_citations=tuple(is_attributed(citation, library) for citation in answer.citations),
        exact_citations=tuple(is_exact(citation, library) for citation in answer.citations),
        relevant_passages=frozenset().union(*relevant.values()),
        retrieved=retrieved,
        seconds=seconds,
        identical=identical,
    )


def claim_segments(answer: Answer) -> tuple[Segment, ...]:
    """The segments that claim something and are part of the answer's text; none of an abstained answer."""
    return () if answer.abstained else tuple(s for s in answer.segments if s.kind != "connective" and s.exportable)


def without_markers(text: str) -> str:
    """The text without its [1] markers."""
    return _MARKER.sub("", text)


def _judge_nugget(nugget: Nugget, answer: Answer, pointing: set[int], found: frozenset[str]) -> JudgedNugget:
    claims = claim_segments(answer)
    stating = [s for s in claims if any_matches(nugget.patterns, without_markers(s.text))]
    if not stating and any_matches(nugget.patterns, without_markers(" ".join(s.text for s in claims))):
        stating = list(claims)  # stated across segments: the citations of any of them may prove it
    return JudgedNugget(
        nugget=nugget,
        stated=bool(stating),
        pointed_at=bool(pointing),
        cited=any(marker in pointing for s in stating for marker in s.markers) if stating else None,
        retrieved=bool(found),
    )


def _relevant_passages(question: Question, library: SearchableLibrary, gold: GoldIndex) -> dict[int, frozenset[str]]:
    sources = set(question.source_ids)
    passages = [
        (document, passage)
        for document in library.documents.values()
        if document.source_id in sources
        for passage in document.passages
    ]
    return {
        number: frozenset(
            passage.passage_id
            for document, passage in passages
            if passage_holds(document, passage, gold.of_passage(document, passage), nugget)
        )
        for number, nugget in enumerate(question.nuggets)
    }
