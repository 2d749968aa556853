"""Made-up documents, questions and answers for the tests of the evals. All words here are invented."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from chatbot.answer import Answer, Segment, Timings
from evals.judging import Judged, JudgedNugget
from evals.questions import Question, build_question, half_of_fact
from evals.system import SearchMode
from kb.catalogue import SourceRecord
from kb.citations import Citation, QuotedSpan
from kb.documents import Document, DocumentKind, MapSegment, Passage, Section, Sentence
from kb.ids import content_id, sha256_bytes
from kb.settings import Settings

SOURCE = "otter-2001"
CLAIMS = (
    "Otter groups kept 40 nests.",
    "Beavers built no dam in winter.",
    "The study covered 3 rivers.",
    "Herons were counted by volunteers.",
)
_MENU = "Menu\n"  # stands in the source text only, so that places in text and in source text differ


def make_document(
    sentences: Sequence[str] = CLAIMS, *, source_id: str = SOURCE, kind: DocumentKind = "original", per_passage: int = 2
) -> Document:
    """A document of one section; passages of `per_passage` sentences; its source text starts with a menu line."""
    text = "\n".join(sentences)
    rows: list[Sentence] = []
    start = 0
    for sentence in sentences:
        rows.append(Sentence(char_start=start, char_end=start + len(sentence), section_index=0))
        start += len(sentence) + 1
    passages = []
    for first in range(0, len(rows), per_passage):
        last = min(first + per_passage, len(rows)) - 1
        span = {"char_start": rows[first].char_start, "char_end": rows[last].char_end}
        passages.append(
            Passage(
                **span,
                passage_id=content_id("p", source_id, kind, first),
                section_index=0,
                first_sentence=first,
                last_sentence=last,
                size_tokens=10,
            )
        )
    sha256 = sha256_bytes(f"{source_id} {kind} {text}".encode())
    return Document(
        document_id=content_id("d", source_id, kind, sha256),
        source_id=source_id,
        kind=kind,
        document_sha256=sha256,
        media_type="text/plain",
        title="Otters",
        source_text=_MENU + text,
        text=text,
        offset_map=(MapSegment(char_start=0, source_start=len(_MENU), length=len(text)),),
        sections=(Section(char_start=0, char_end=len(text), path=()),),
        sentences=tuple(rows),
        passages=tuple(passages),
    )


RECORD = SourceRecord(source_id=SOURCE, title="Otters", year=2001, country="Norway")


def gold_of(document: Document, sentence: int) -> dict[str, Any]:
    """The gold span of a whole sentence."""
    start, end = document.source_span(document.sentences[sentence])
    return {"source_id": document.source_id, "document_sha256": document.document_sha256, "start": start, "end": end}


def make_nugget(document: Document, sentence: int, *patterns: str, importance: str = "vital") -> dict[str, Any]:
    return {"importance": importance, "patterns": list(patterns), "gold": [gold_of(document, sentence)]}


def make_question(document: Document | None = None, **fields: Any) -> Question:
    """A question on the number of nests, unless told otherwise."""
    document = document or make_document()
    defaults: dict[str, Any] = {
        "question": "How many nests did otters keep?",
        "type": "figure",
        "asker": "student",
        "expect": "answer",
        "fact": "nests",
        "source_ids": [SOURCE],
        "nuggets": [make_nugget(document, 0, r"\b40\b|forty")],
    }
    if fields.get("expect", "answer") == "abstain":
        defaults |= {"nuggets": [], "note": "not in the sources", "source_ids": []}
    return build_question({**defaults, **fields})


def fact_in(half: Literal["dev", "test"]) -> str:
    """A fact that falls into this half."""
    return next(fact for number in range(1000) if half_of_fact(fact := f"fact-{number}") == half)


def make_citation(document: Document, *sentences: int, marker: int = 1, **fields: Any) -> Citation:
    rows = [document.sentences[index] for index in sentences]
    spans = tuple(
        QuotedSpan(char_start=row.char_start, char_end=row.char_end, quote=document.slice(row)) for row in rows
    )
    defaults: dict[str, Any] = {
        "marker": marker,
        "source_id": document.source_id,
        "title": "Otters",
        "year": 2001,
        "country": "Norway",
        "evidence_kind": "count",
        "kind": document.kind,
        "section": (),
        "speaker": None,
        "page_number": None,
        "page_label": None,
        "document_sha256": document.document_sha256,
        "version": 1,
        "quote": " ... ".join(span.quote for span in spans),
        "spans": spans,
        "source_spans": tuple(document.source_span(span) for span in spans),
        "verdict": "note" if document.kind == "note" else "verified",
        "damaged": False,
    }
    return Citation(**{**defaults, **fields})


def make_answer(citations: Sequence[Citation] = (), **fields: Any) -> Answer:
    """An answer of one quote segment a citation; abstained when there is none."""
    segments = tuple(Segment(text=c.quote, kind="quote", markers=(c.marker,)) for c in citations)
    defaults: dict[str, Any] = {
        "id": "a-1",
        "question": "?",
        "status": "answered" if citations else "abstained",
        "segments": segments,
        "citations": tuple(citations),
        "reason": None if citations else "nothing near",
        "confidence": 0.9 if citations else 0.1,
        "corpus_hash": "c",
        "settings_hash": "s",
        "timings_ms": Timings(),
    }
    merged = {**defaults, **fields}
    merged.setdefault("abstained", merged["status"] == "abstained")
    text = " ".join(f"{s.text} {''.join(f'[{m}]' for m in s.markers)}".strip() for s in merged["segments"])
    merged.setdefault("answer", text or "The sources do not say.")
    return Answer(**merged)


@dataclass(frozen=True)
class FakeHit:
    passage: Passage
    document: Document


@dataclass
class FakeLibrary:
    """Finds passages by shared words, most first."""

    stored: list[Document]
    corpus_hash: str = "corpus-1"
    records: dict[str, SourceRecord] = field(default_factory=lambda: {SOURCE: RECORD})
    settings: Settings = field(default_factory=Settings)

    @property
    def speller(self) -> None:
        return None

    @property
    def documents(self) -> Mapping[str, Document]:
        return {document.document_id: document for document in self.stored}

    def document(self, document_sha256: str, source_id: str) -> Document | None:
        wanted = (document_sha256, source_id)
        return next((d for d in self.stored if (d.document_sha256, d.source_id) == wanted), None)

    def record(self, source_id: str) -> SourceRecord:
        return self.records[source_id]

    def search(self, query: str, k: int, *, mode: SearchMode = "hybrid") -> Sequence[FakeHit]:
        words = _words(query)
        hits = [FakeHit(passage, document) for document in self.stored for passage in document.passages]
        shared = {h.passage.passage_id: len(words & _words(h.document.slice(h.passage))) for h in hits}
        found = [hit for hit in hits if shared[hit.passage.passage_id]]
        return sorted(found, key=lambda hit: -shared[hit.passage.passage_id])[:k]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


@dataclass
class FakeSystem:
    """Gives prepared answers by question; abstains from others."""

    library: FakeLibrary
    answers: dict[str, Answer] = field(default_factory=dict)

    def ask(self, question: str, *_: object) -> Answer:
        return self.answers.get(question, make_answer(question=question))


def make_judged(question: Question, answer: Answer, **fields: Any) -> Judged:
    """A judged answer whose findings are given, not worked out."""
    defaults: dict[str, Any] = {
        "nuggets": (),
        "gold_citations": tuple(None for _ in answer.citations),
        "attributed_citations": tuple(True for _ in answer.citations),
        "exact_citations": tuple(True for _ in answer.citations),
        "relevant_passages": frozenset(),
        "retrieved": (),
        "seconds": 0.1,
        "identical": None,
    }
    return Judged(question=question, answer=answer, **{**defaults, **fields})


def judged_nugget(
    question: Question, *, vital: bool = True, stated: bool = False, pointed_at: bool = False,
    cited: bool | None = None, retrieved: bool = False,
) -> JudgedNugget:  # fmt: skip
    importance = "vital" if vital else "okay"
    nugget = question.nuggets[0].model_copy(update={"importance": importance})
    return JudgedNugget(nugget=nugget, stated=stated, pointed_at=pointed_at, cited=cited, retrieved=retrieved)
