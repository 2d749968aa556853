"""One question of a run: what was expected, with its nuggets and their gold, against what was said, with its marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.page.markup import Content, Markup, join, tag
from chatbot.page.wording import section_words
from evals.describe import why_not_passed
from evals.page.controls import facts, go, heading
from evals.page.evaluate_place import EvaluatePlace
from evals.page.render_gold import render_gold
from evals.page.wording import EXPECTED_WORDS, STATUS_WORDS, type_words
from evals.patterns import PATTERN_LIMIT_SECONDS, compile_pattern
from evals.place_gold import GoldPlaces
from evals.questions import GoldSpan, Question
from evals.records import CitationOutcome, NuggetOutcome, Outcome
from kb.documents import Document
from kb.library import Library

_MARK = re.compile(r"\[(\d{1,3})\]")


def render_outcome(
    place: EvaluatePlace,
    outcome: Outcome,
    question: Question | None,
    neighbours: tuple[str | None, str | None],
    library: Library,
    places: GoldPlaces,
    *,
    with_originals: bool,
) -> Markup:
    """The view. `question` is the one that stands in the question files now, if it still does; `neighbours` the ids
    before and after in the run's list. Without `with_originals` gold is told by its place and our note's claims."""
    before, after = neighbours
    asked = tag("ol", *(tag("li", earlier) for earlier in outcome.history)) if outcome.history else ""
    return join(
        [
            heading(outcome.question or outcome.question_id),
            join(["Asked after:", asked]) if asked else "",
            tag(
                "p",
                f"{type_words(outcome.type)}, {outcome.half} half, fact {outcome.fact}. ",
                tag("strong", "Passed." if outcome.passed else f"Not passed: {why_not_passed(outcome)}."),
            ),
            tag(
                "div",
                _expected(outcome, question, places, with_originals=with_originals),
                _said(outcome, library),
                class_="against",
            ),
            tag(
                "p",
                go("Edit the question", "edit", item=outcome.question_id) if question else "",
                " ",
                go("The one before", "outcome", run=place.run, item=before) if before else "",
                " ",
                go("The next one", "outcome", run=place.run, item=after) if after else "",
                " ",
                go("Back to the run", "run", run=place.run),
                class_="actions",
            ),
        ]
    )


def _expected(outcome: Outcome, question: Question | None, places: GoldPlaces, *, with_originals: bool) -> Markup:
    changed = question is not None and [n.patterns for n in question.nuggets] != [n.patterns for n in outcome.nuggets]
    gold = [nugget.gold for nugget in question.nuggets] if question and not changed else [()] * len(outcome.nuggets)
    nuggets = [
        _nugget(nugget, spans, places, with_originals=with_originals)
        for nugget, spans in zip(outcome.nuggets, gold, strict=True)
    ]
    told = ""
    if question is None:
        told = "This question stands in no question file any more."
    elif changed:
        told = "The question has been changed since this run; its gold is left out here."
    return tag(
        "section",
        tag("h3", "Expected"),
        tag("p", EXPECTED_WORDS[outcome.expect], "."),
        tag("p", outcome.note) if outcome.note else "",
        tag("p", told, class_="warning") if told else "",
        tag("ol", *(tag("li", nugget) for nugget in nuggets), class_="nuggets") if nuggets else "",
        aria_label="Expected",
    )


def _nugget(nugget: NuggetOutcome, spans: Sequence[GoldSpan], places: GoldPlaces, *, with_originals: bool) -> Markup:
    state = "✓ stated" if nugget.stated else f"✗ missed: {nugget.miss}"
    if nugget.stated and nugget.cited is not None:
        state += ", and proved by its gold" if nugget.cited else ", but what states it cites no gold"
    patterns = join((tag("code", pattern) for pattern in nugget.patterns), " or ")
    stands = [(span, places.standing(span)) for span in spans]
    return join(
        [
            tag("p", "Vital: " if nugget.vital else "Okay: ", patterns),
            tag("p", state, class_="nugget-state stated" if nugget.stated else "nugget-state missed"),
            render_gold(stands, with_originals=with_originals),
        ]
    )


def _said(outcome: Outcome, library: Library) -> Markup:
    answer = outcome.answer or "The words of this answer are not kept in a baseline."
    cited = [
        tag("li", _citation(citation, library), id=f"said-{number}", tabindex="-1")
        for number, citation in enumerate(outcome.citations, start=1)
    ]
    relevant = sum(passage.relevant for passage in outcome.retrieved)
    found = [("Searched", f"{len(outcome.retrieved)} passages found, {relevant} of them hold a nugget")]
    return tag(
        "section",
        tag("h3", "Said"),
        tag("p", STATUS_WORDS[outcome.status], f", with a confidence of {outcome.confidence:.2f}."),
        tag("p", marked_answer(answer, outcome.nuggets, len(outcome.citations)), class_="said"),
        tag("ol", *cited, class_="cited") if cited else "",
        facts(found) if outcome.retrieved else "",
        aria_label="Said",
    )


def marked_answer(answer: str, nuggets: Sequence[NuggetOutcome], citations: int) -> Markup:
    """The answer with its marks as links to what they cite, and what states a nugget marked."""
    stretches = _stated(answer, nuggets)
    parts: list[Content] = []
    position = 0
    for start, end in [*stretches, (len(answer), len(answer))]:
        parts += _with_marks(answer[position:start], citations)
        if end > start:
            parts.append(tag("mark", *_with_marks(answer[start:end], citations)))
        position = end
    return join(parts)


def _with_marks(text: str, citations: int) -> list[Content]:
    parts: list[Content] = []
    position = 0
    for found in _MARK.finditer(text):
        number = int(found[1])
        if 1 <= number <= citations:
            label = f"Citation {number}"
            link = tag("a", found[0], href=f"#said-{number}", class_="jump cited-mark", aria_label=label)
            parts += [text[position : found.start()], link]
            position = found.end()
    return [*parts, text[position:]]


def _stated(answer: str, nuggets: Sequence[NuggetOutcome]) -> list[tuple[int, int]]:
    """Where the answer's own spelling states a nugget; one that only a mended reading states is not marked."""
    found: list[tuple[int, int]] = []
    for nugget in nuggets:
        for pattern in nugget.patterns if nugget.stated else ():
            try:
                match = compile_pattern(pattern).search(answer, timeout=PATTERN_LIMIT_SECONDS)
            except TimeoutError:
                continue
            if match:
                found.append(match.span())
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _citation(citation: CitationOutcome, library: Library) -> Markup:
    document = library.document(citation.document_sha256, citation.source_id)
    gold = {True: "✓ points at gold", False: "✗ does not point at gold", None: "gold cannot be told"}[citation.gold]
    reference = library.record(citation.source_id).short_reference if document else citation.source_id
    where = _section(document, citation) if document else "no longer stored"
    kind = "our note" if citation.kind == "note" else f"original, {citation.verdict}"
    return join([f"{reference}, {where} ({kind}): ", tag("strong", gold)])


def _section(document: Document, citation: CitationOutcome) -> str:
    """The section that the citation begins in."""
    start = citation.source_spans[0][0] if citation.source_spans else 0
    index = next(
        (s.section_index for s in document.sentences if document.source_span(s)[1] > start), len(document.sections) - 1
    )
    return section_words(document.sections[index].path)
