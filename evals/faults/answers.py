"""Faults of finished answers. Words are altered alike in the text and in the quotes it cites, as a careless rewrite of
stored text would: nothing within the answer betrays it. Abstentions are left as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from chatbot.answer import Answer, Segment
from chatbot.cite_units import render_answer
from evals.faults.spec import answer_fault
from kb.citations import Citation

_NEGATION = re.compile(r"\s+(not|never|no)\b|n['’]t\b", re.IGNORECASE)


def shuffle_citations(answer: Answer) -> Answer:
    """Each marker stands for the next citation."""
    markers = [citation.marker for citation in answer.citations]
    moved = zip(answer.citations, [*markers[1:], *markers[:1]], strict=True)
    return _with(answer, answer.segments, [citation.model_copy(update={"marker": m}) for citation, m in moved])


def shift_offsets(answer: Answer) -> Answer:
    """Spans start and end one character late; the quotes are the right ones."""

    def shifted(citation: Citation) -> Citation:
        spans = tuple(
            span.model_copy(update={"char_start": span.char_start + 1, "char_end": span.char_end + 1})
            for span in citation.spans
        )
        source_spans = tuple((start + 1, end + 1) for start, end in citation.source_spans)
        return citation.model_copy(update={"spans": spans, "source_spans": source_spans})

    return _with(answer, answer.segments, [shifted(citation) for citation in answer.citations])


def alter_digits(answer: Answer) -> Answer:
    """Every digit is one more; 9 becomes 0."""
    return _rewritten(answer, lambda text: re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), text))


def drop_negations(answer: Answer) -> Answer:
    """`not`, `never`, `no` and `n't` are gone."""
    return _rewritten(answer, lambda text: _NEGATION.sub("", text))


def repeat_sentences(answer: Answer) -> Answer:
    """Every segment stands twice."""
    return _with(answer, [segment for segment in answer.segments for _ in range(2)], answer.citations)


def wrong_page(answer: Answer) -> Answer:
    """Every citation shows the page after the right one, and page 1 where there are no pages."""

    def turned(citation: Citation) -> Citation:
        page = (citation.page_number or 0) + 1
        return citation.model_copy(update={"page_number": page, "page_label": str(page)})

    return _with(answer, answer.segments, [turned(citation) for citation in answer.citations])


def wrong_title(answer: Answer) -> Answer:
    """Every citation shows the title with its words in another order."""

    def renamed(citation: Citation) -> Citation:
        return citation.model_copy(update={"title": " ".join(reversed(citation.title.split()))})

    return _with(answer, answer.segments, [renamed(citation) for citation in answer.citations])


FAULTS = (
    answer_fault("citations shuffled", "each marker stands for the next citation", shuffle_citations),
    answer_fault("offsets wrong by one", "spans start and end one character late", shift_offsets),
    answer_fault("digits altered", "every digit is one more, in text and quotes alike", alter_digits),
    answer_fault("negation dropped", "not, never, no and n't are gone, in text and quotes alike", drop_negations),
    answer_fault("sentences repeated", "every sentence of the answer stands twice", repeat_sentences),
    answer_fault("wrong page", "citations show the next page, or page 1 where there are none", wrong_page),
    answer_fault("wrong title", "citations show another title", wrong_title),
)


def _rewritten(answer: Answer, rewrite: Callable[[str], str]) -> Answer:
    segments = [
        s if s.kind == "connective" else s.model_copy(update={"text": rewrite(s.text)}) for s in answer.segments
    ]
    citations = [
        citation.model_copy(
            update={
                "quote": rewrite(citation.quote),
                "spans": tuple(s.model_copy(update={"quote": rewrite(s.quote)}) for s in citation.spans),
            }
        )
        for citation in answer.citations
    ]
    return _with(answer, segments, citations)


def _with(answer: Answer, segments: Sequence[Segment], citations: Sequence[Citation]) -> Answer:
    if answer.abstained:
        return answer
    changed = {"segments": tuple(segments), "citations": tuple(citations), "answer": render_answer(segments)}
    return answer.model_copy(update=changed)
