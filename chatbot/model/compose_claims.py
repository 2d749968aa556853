"""The composer that asks a language model: what it says is shown when every number agrees, and else the sources answer.

Claims that fail another check than that of their numbers are shown, marked, and are no part of the answer's text.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chatbot.answer import Segment
from chatbot.composer import Composer, Composition, OnSegment
from chatbot.model.check_claim import CheckedClaim, check_claim
from chatbot.model.claims import Claim, ClaimStream, read_reply
from chatbot.model.endpoint import ModelEndpoint, RateLimitedError
from chatbot.model.evidence_items import EvidenceItem, evidence_item
from chatbot.model.prompt import build_prompt
from chatbot.model.sharing import shareable
from chatbot.select_evidence import Evidence
from chatbot.understand_question import Question
from kb.citations import Citation
from kb.errors import ModelEndpointError
from kb.library import Library

_EVIDENCE_WORDS = 450  # what the model is shown: three short answers' worth
_FALLBACK = "This is the answer in the library's own sentences instead."


@dataclass(frozen=True)
class _Said:
    """A claim with its outcome."""

    claim: Claim
    checked: CheckedClaim

    @property
    def agrees(self) -> bool:
        return not self.checked.problems

    @property
    def words(self) -> int:
        """Words it takes up, its markers counted as one."""
        return len(self.claim.text.split()) + 1


class ModelComposer:
    """Asks the model for claims on the evidence that the extractive composer chose and checked."""

    def __init__(self, library: Library, extractive: Composer, endpoint: ModelEndpoint) -> None:
        self._library = library
        self._extractive = extractive
        self._endpoint = endpoint
        self._not_before = 0.0  # time.monotonic() until which a rate limit asks us to wait

    def compose(
        self,
        question: Question,
        evidence: Sequence[Evidence],
        max_words: int,
        on_segment: OnSegment | None = None,
    ) -> Composition:
        """See `Composer.compose`. A number that disagrees ends the reply."""
        basis = self._extractive.compose(question, evidence, max(_EVIDENCE_WORDS, max_words))
        if not basis.citations:
            return basis
        try:
            return self._put_into_words(question, basis, max_words, on_segment)
        except ModelEndpointError as error:
            plain = self._extractive.compose(question, evidence, max_words, on_segment)
            warning = " ".join(part for part in (error.message, error.hint, _FALLBACK) if part)
            return replace(plain, warnings=(*plain.warnings, warning))

    def _put_into_words(
        self, question: Question, basis: Composition, max_words: int, on_segment: OnSegment | None
    ) -> Composition:
        citations = shareable(basis.citations, self._library, self._endpoint.base_url)
        if not citations:
            raise ModelEndpointError(
                "No language model was asked: the evidence is in originals whose words may not leave this machine.",
                "Set share_with_model in the catalogue where the licence allows it, or use a model on this machine.",
            )
        items = {item.number: item for citation in citations if (item := self._item(citation)) is not None}
        said = self._ask(question.search_text, items, max_words, _Announcer(on_segment, items))
        kept, left_out = _within(said, max_words)
        if not any(one.agrees for one in kept):
            raise ModelEndpointError("None of the language model's sentences agrees with its evidence.", "")
        warnings = []
        if withheld := len(basis.citations) - len(citations):
            warnings.append(
                f"{withheld} of {len(basis.citations)} pieces of evidence were not shown to the language model: "
                "their originals' words may not leave this machine."
            )
        if left_out:
            warnings.append(f"{left_out} of the language model's sentences did not fit into {max_words} words.")
        return _composition(kept, {citation.marker: citation for citation in citations}, tuple(warnings))

    def _item(self, citation: Citation) -> EvidenceItem | None:
        document = self._library.document(citation.document_sha256, citation.source_id)
        return evidence_item(citation, document) if document is not None else None

    def _ask(
        self, question: str, items: Mapping[int, EvidenceItem], max_words: int, announcer: _Announcer
    ) -> list[_Said]:
        """The model's claims, checked, each once. Stops listening at the first number that does not agree."""
        if (wait := self._not_before - time.monotonic()) > 0:
            raise ModelEndpointError(
                f"The language model's endpoint asked to be left alone for another {wait:.0f} seconds.", ""
            )
        prompt = build_prompt(question, list(items.values()), max_words)
        stream, text = ClaimStream(), ""
        pieces = self._endpoint.stream(prompt.messages)
        try:
            for piece in pieces:
                text += piece
                if prompt.mark in text:
                    raise ModelEndpointError("The language model repeated its instructions.", "Try another model.")
                for claim in stream.feed(piece):
                    announcer.announce(_checked(claim, items))
        except RateLimitedError as error:
            self._not_before = time.monotonic() + error.wait_seconds
            raise
        finally:
            pieces.close()  # ends the request
        said = [_checked(claim, items) for claim in read_reply(text)]
        if not said:
            raise ModelEndpointError("The language model found no answer in the evidence.", "")
        return list({_folded(one.claim.text): one for one in reversed(said)}.values())[::-1]


class _Announcer:
    """Tells a waiting reader of claims that agree, as they come, with the numbers they will have if nothing changes."""

    def __init__(self, on_segment: OnSegment | None, items: Mapping[int, EvidenceItem]) -> None:
        self._on_segment = on_segment
        self._numbers: dict[int, int] = {}
        self._items = items

    def announce(self, said: _Said) -> None:
        if self._on_segment is not None and said.agrees:
            for number in said.claim.evidence:
                self._numbers.setdefault(number, len(self._numbers) + 1)
            self._on_segment(_segment(said, self._numbers))


def open_model_composer(library: Library, extractive: Composer) -> Composer:
    """The composer for the endpoint of the settings. Raises SettingsError where its key would be sent unencrypted."""
    return ModelComposer(library, extractive, ModelEndpoint(library.settings))


def _checked(claim: Claim, items: Mapping[int, EvidenceItem]) -> _Said:
    """Raises ModelEndpointError for evidence that does not exist and for numbers that do not agree."""
    checked = check_claim(claim.text, claim.evidence, items)
    if checked.wrong_numbers:
        raise ModelEndpointError("A number in the language model's reply does not agree with its evidence.", "")
    return _Said(claim, checked)


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _within(said: Sequence[_Said], max_words: int) -> tuple[list[_Said], int]:
    """Claims that agree up to the word limit, then the others, which are no part of the text; and how many are gone."""
    agreeing: list[_Said] = []
    words = 0
    for one in (one for one in said if one.agrees):
        words += one.words
        if words > max_words:
            break
        agreeing.append(one)
    failing = [one for one in said if not one.agrees]
    return [*agreeing, *failing], sum(one.agrees for one in said) - len(agreeing)


def _composition(said: Sequence[_Said], citations: Mapping[int, Citation], warnings: tuple[str, ...]) -> Composition:
    """Segments with citations numbered from 1 in the order in which they are first used."""
    used = dict.fromkeys(number for one in said for number in one.claim.evidence)
    numbers = {number: place for place, number in enumerate(used, start=1)}
    return Composition(
        segments=tuple(_segment(one, numbers) for one in said),
        citations=tuple(citations[number].model_copy(update={"marker": place}) for number, place in numbers.items()),
        warnings=warnings,
    )


def _segment(said: _Said, numbers: Mapping[int, int]) -> Segment:
    markers = tuple(dict.fromkeys(numbers[number] for number in said.claim.evidence))
    text = " ".join(said.claim.text.split())
    return Segment(text=text, kind="model", markers=markers, agreement=said.checked.agreement)
