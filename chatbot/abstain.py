"""Step 5, when the answer is no: say what is missing, what was searched, and what nearby can be asked about."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.answer import Segment
from chatbot.judge_answerability import Judgement
from kb.library import Library, SearchHit

_TOPICS = 3


def nearest_topics(hits: Sequence[SearchHit], library: Library) -> tuple[str, ...]:
    """Up to three `Section, in Source` labels of the best passages, each once."""
    labels: dict[str, None] = {}
    for hit in hits:
        path = hit.document.sections[hit.passage.section_index].path
        record = library.record(hit.document.source_id)
        labels.setdefault(f"{path[-1] if path else record.title}, in {record.short_reference}", None)
    return tuple(labels)[:_TOPICS]


def abstention_segments(judgement: Judgement, topics: Sequence[str], library: Library) -> list[Segment]:
    """The text of an abstention, in our own words, claiming nothing about the subject."""
    sources = len({document.source_id for document in library.documents.values()})
    kinds = {document.kind for document in library.documents.values()}
    searched = {frozenset({"note"}): "our notes on", frozenset({"original"}): "the text of"}.get(
        frozenset(kinds), "the texts and notes of"
    )
    sentences = [
        "The library does not answer this.",
        judgement.reason or "",
        f"Searched: {searched} {sources} {'source' if sources == 1 else 'sources'}.",
    ]
    if topics:
        sentences.append(f"The nearest topics it does cover: {'; '.join(topics)}.")
    return [Segment(text=sentence, kind="connective") for sentence in sentences if sentence]
