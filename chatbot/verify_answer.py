"""Re-check a saved answer against the stored documents: every quote, page and title, and every word of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from chatbot.agree_in_words import agree_in_words
from chatbot.answer import Answer, Segment
from chatbot.cite_units import QUOTE_JOINT, render_answer
from chatbot.contrast_in_words import contrast_in_words
from chatbot.merge_agreement import says_likewise
from chatbot.pair_contrasts import leads_to_contrast
from chatbot.show_sentence import show_sentence
from kb.catalogue import Catalogue
from kb.catalogue_documents import CatalogueDocuments
from kb.citations import Citation, Verdict
from kb.describe_holdings import countries_of
from kb.documents import Document
from kb.errors import QuestionFileError
from kb.quotes import judge_quote
from kb.readings import cited_reading
from kb.retractions import RetractionSnapshot, retraction_status
from kb.store import DocumentStore
from kb.themes import Themes

_BRACKETED_CAPITAL = re.compile(r"^\[([A-Z])\]")


class Finding(BaseModel):
    """One citation, or the text of one answer, re-checked."""

    model_config = ConfigDict(frozen=True)

    answer_id: str
    marker: int | None
    """None for a finding about the answer's text as a whole."""
    verdict: Verdict | None
    problem: str | None
    """What does not agree; None when all does."""


def read_file(path: Path) -> bytes:
    """The bytes of a saved answer or brief. Raises QuestionFileError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise QuestionFileError(f"{path} cannot be read ({error.strerror}).", "Check the path.") from error


def load_answers(path: Path) -> list[Answer]:
    """Saved answers: one JSON object, or JSON lines. Raises QuestionFileError naming the line."""
    data = read_file(path)
    try:
        return [Answer.model_validate_json(data)]
    except ValidationError:
        lines = [(number, line) for number, line in enumerate(data.splitlines(), 1) if line.strip()]
    answers: list[Answer] = []
    for number, line in lines:
        try:
            answers.append(Answer.model_validate(orjson.loads(line)))
        except (ValidationError, orjson.JSONDecodeError) as error:
            raise QuestionFileError(
                f"{path.name}, line {number}, is not an answer of `briefing ask --json`.",
                "Save the command's output unchanged and try again.",
            ) from error
    if not answers:
        raise QuestionFileError(f"{path.name} is empty.", "Save the output of `briefing ask --json` and try again.")
    return answers


class AnswerVerifier:
    """Looks documents up in the store, whichever version an answer cites; needs no embedding model."""

    def __init__(
        self,
        store: DocumentStore,
        catalogue: Catalogue,
        retractions: RetractionSnapshot | None = None,
        themes: Themes | None = None,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._retractions = retractions
        self._manifest = store.manifest()
        self._documents: dict[str, Document] = {}
        self._catalogue_documents = CatalogueDocuments(catalogue, self._manifest, themes, store)

    def verify(self, answer: Answer) -> list[Finding]:
        """One finding a citation, those of what the answer rests on among them, then one for the text."""
        basis = answer.rests_on.citations() if answer.rests_on is not None else ()
        findings = [self._verify_citation(answer, citation) for citation in (*answer.citations, *basis)]
        problem = "; ".join(self._text_problems(answer)) or None
        return [*findings, Finding(answer_id=answer.id, marker=None, verdict=None, problem=problem)]

    def _verify_citation(self, answer: Answer, citation: Citation) -> Finding:
        document = self._document(citation)
        if document is None:
            return Finding(
                answer_id=answer.id,
                marker=citation.marker,
                verdict="absent",
                problem=f"no stored document of {citation.source_id} has the hash {citation.document_sha256[:12]}",
            )
        verdicts = [judge_quote(span.quote, span, document) for span in citation.spans]
        verdict: Verdict = next((v for v in verdicts if v not in ("verified", "repaired")), citation.verdict)
        problems = [*self._place_problems(citation, document)]
        if verdict != citation.verdict or not citation.spans:
            problems.insert(0, f"the quote is {verdict if citation.spans else 'absent'}")
        return Finding(
            answer_id=answer.id, marker=citation.marker, verdict=verdict, problem="; ".join(problems) or None
        )

    def _place_problems(self, citation: Citation, document: Document) -> Iterable[str]:
        if citation.quote != QUOTE_JOINT.join(span.quote for span in citation.spans):
            yield "the quote is not made of its spans"
        if citation.source_spans != tuple(document.source_span(span) for span in citation.spans):
            yield "the place in the original differs"
        if citation.kind != document.kind or (citation.kind == "note") != (citation.verdict == "note"):
            yield "a note and an original are confused"
        record = self._catalogue.get(citation.source_id)
        if record is not None and (citation.title, citation.year, citation.country) != (
            record.title,
            record.year,
            record.country,
        ):
            yield "title, year or country is not the catalogue's"
        if (
            record is not None
            and citation.retraction.retracted != "yes"
            and retraction_status(record, self._retractions).retracted == "yes"
        ):
            yield "the source has been retracted since"
        page = document.page_at(citation.spans[0].char_start) if citation.spans else None
        if citation.page_number != (page.page_number if page else None):
            yield "the page number differs"
        if citation.page_label != (page.page_label if page else None):
            yield "the page label differs"

    def _text_problems(self, answer: Answer) -> Iterable[str]:
        by_marker = {citation.marker: citation for citation in answer.citations}
        said: Segment | None = None
        for segment, following in zip_longest(answer.segments, answer.segments[1:]):
            unknown = [marker for marker in segment.markers if marker not in by_marker]
            if unknown:
                yield f"marker [{unknown[0]}] has no citation"
            elif segment.kind in ("quote", "note", "table_row") and not self._is_proved(segment, by_marker):
                yield f"a sentence is not what citation [{segment.markers[0] if segment.markers else '-'}] says"
            elif says_likewise(segment) and not self._agrees(segment, said, by_marker):
                yield f"citation [{segment.markers[0] if segment.markers else '-'}] does not say likewise"
            elif segment.kind == "model" and segment.agreement != (found := self._agreement(segment, by_marker)):
                yield f"a language model's sentence is marked “{segment.agreement}”; checked again: {found}"
            elif leads_to_contrast(segment) and not self._contrast(segment, said, following, by_marker):
                yield f"“{segment.text}” leads to no contrast"
            said = said if segment.kind == "connective" else segment
        markers = [citation.marker for citation in answer.citations]
        if twice := next((marker for marker in markers if markers.count(marker) > 1), None):
            yield f"marker [{twice}] stands for two citations"
        if not answer.answer.strip():
            yield "the answer says nothing"
        if answer.answer != render_answer(answer.segments):
            yield "the text is not made of its segments"
        if answer.abstained != (answer.status == "abstained") or answer.abstained == bool(answer.citations):
            yield "status and citations contradict each other"

    def _is_proved(self, segment: Segment, by_marker: dict[int, Citation]) -> bool:
        """Whether the segment is a quoted span as it stands, or as an answer shows the sentence that stands there."""
        for citation in (by_marker[marker] for marker in segment.markers):
            if segment.kind != "table_row" and any(segment.text == span.quote for span in citation.spans):
                return True
            document = self._document(citation)
            spans = {(span.char_start, span.char_end) for span in citation.spans}
            if document is not None and any(
                (sentence.char_start, sentence.char_end) in spans
                and (sentence.kind == "table_row") == (segment.kind == "table_row")
                and segment.text in {show_sentence(document, sentence, led_up_to=led) for led in (True, False)}
                for sentence in document.sentences
            ):
                return True
        return False

    def _agreement(self, segment: Segment, by_marker: dict[int, Citation]) -> str:
        """What the check of a model's sentence finds now, from the stored words that its citations quote."""
        from chatbot.model.check_claim import check_claim  # few answers hold a model's sentence
        from chatbot.model.evidence_items import evidence_item

        cited = {marker: by_marker[marker] for marker in segment.markers}
        documents = {marker: self._document(citation) for marker, citation in cited.items()}
        items = {m: evidence_item(cited[m], document) for m, document in documents.items() if document is not None}
        return check_claim(segment.text, segment.markers, items).agreement

    def _agrees(self, likewise: Segment, said: Segment | None, by_marker: dict[int, Citation]) -> bool:
        """Whether what a source is said to say likewise agrees with what was said before."""
        if said is None or len(said.markers) != 1 or len(likewise.markers) != 1:
            return False
        texts = [self._shown_words(by_marker[segment.markers[0]]) for segment in (said, likewise)]
        return agree_in_words(*texts)

    def _shown_words(self, citation: Citation) -> str:
        """What an answer shows of a citation's sentences."""
        document = self._document(citation)
        if document is None:
            return citation.quote
        spans = {(span.char_start, span.char_end) for span in citation.spans}
        shown = [show_sentence(document, s) for s in document.sentences if (s.char_start, s.char_end) in spans]
        return " ".join(shown)

    def _contrast(
        self, leading: Segment, said: Segment | None, following: Segment | None, by_marker: dict[int, Citation]
    ) -> bool:
        """Whether what stands on both sides of "By contrast:" is opposed in the way that it says."""
        if said is None or following is None or not said.markers or not following.markers:
            return False
        cited = [by_marker[segment.markers[0]] for segment in (said, following) if segment.markers[0] in by_marker]
        records = [self._catalogue.get(citation.source_id) for citation in cited]
        countries = [country for record in records if record is not None for country in countries_of(record)]
        one_source = len({citation.source_id for citation in cited}) == 1
        first, second = (_BRACKETED_CAPITAL.sub(r"\1", segment.text) for segment in (said, following))
        found = contrast_in_words(first, second, countries, one_source=one_source)
        return found is not None and found == leads_to_contrast(leading)

    def _document(self, citation: Citation) -> Document | None:
        for version in self._manifest.versions:
            if (version.document_sha256, version.source_id, version.version) == (
                citation.document_sha256,
                citation.source_id,
                citation.version,
            ):
                if version.document_id not in self._documents:
                    self._documents[version.document_id] = self._store.document(version.document_id)
                return cited_reading(self._store, self._documents[version.document_id], citation.spans)
        if citation.kind != "note":
            return None
        return self._catalogue_documents.by_version(citation.source_id, citation.version, citation.document_sha256)
