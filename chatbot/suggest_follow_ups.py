"""Step 8: up to three questions that can be asked next: the nearest of those written for the notes' cards, and others
made from the passages nearest to the question.

A lead-in makes "What were the aims of the scheme?", a definition "What is a shared budget?", a heading "What is said
about school visits?". Each is put to the pipeline's own judge and is offered only when it would be answered from the
source it was made from. A check costs a search, so this is done after an abstention alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from chatbot.select_evidence import Evidence, Retrieved
from chatbot.understand_question import Question
from kb.documents import Document, Sentence
from kb.library import SearchHit
from kb.section_roles import section_role
from kb.terms import content_terms, stem_set

FirstEvidence = Callable[[str], Evidence | None]
"""The best evidence for a question put by itself, or None where it would not be answered."""

_OFFERED = 3
_CHECKS = 6
_PASSAGES = 40
_WRITTEN = 4  # and at least two checks are left for what is near besides
_TOO_ALIKE = 0.5  # Jaccard overlap of stems with what was asked, or with another that is offered
_WORDS = (2, 14)
_LEAD_IN = re.compile(
    r"^(?P<what>(?:the|some|its|their|our|several|main|key) [^,;:.()]{3,90}?) (?P<verb>are|were|include|included)(?: as follows)?\s*:?$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(?:the )?(?:two|three|four|five|six|seven|eight|several|main|following) ", re.IGNORECASE)
_DEFINITION = re.compile(
    r"^(?P<what>(?P<article>[Aa]n? )?(?:[\w’'-]+ ){0,3}?[\w’'-]+)(?: \([A-Z][\w-]*\))?,? "
    r"(?P<verb>(?P<defines>means|refers? to|(?:is|are) (?:defined as|called|known as))|is|are) (?:an?|the|that|when|what|any)\b"
)
_PRONOUN = re.compile(r"\b(?:this|that|these|those|it|its|they|their|there|he|she|his|her|we|our|i|my|you|your|one|such|here)\b", re.IGNORECASE)  # fmt: skip
_ASKING = re.compile(r"^(?:what|how|why|who|when|where|which)\b", re.IGNORECASE)
_NO_TOPIC = frozenset(
    """
    abstract background methods results discussion conclusions limitations references appendix front_matter back_matter
    """.split()  # noqa: SIM905 - as in kb/terms.py
)
_NO_SENTENCES = frozenset({"references", "appendix", "front_matter", "back_matter"})
_ABOUT = re.compile(r"^about\s+", re.IGNORECASE)  # "What is said about about the publisher?"
_ORDINAL = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[ivx]{1,4}\.|(?:box|table|figure|appendix|part|chapter) \w{1,3}[.:]?)\s+", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A question and where its answer should stand."""

    text: str
    document: Document


def suggest_follow_ups(question: Question, retrieved: Retrieved, first_evidence: FirstEvidence) -> tuple[str, ...]:
    """Up to three questions, each answered when asked; at most six are checked. Deterministic."""
    alike = [stem_set(question.text)]
    offered: list[str] = []
    checked = 0
    for candidate in chain(_written(retrieved), _candidates(retrieved.hits)):
        if len(offered) == _OFFERED or checked == _CHECKS:
            break
        about = stem_set(candidate.text)
        if any(_overlap(about, other) > _TOO_ALIKE for other in alike):
            continue
        checked += 1
        found = first_evidence(candidate.text)
        if found is not None and found.document.document_id == candidate.document.document_id:
            offered.append(candidate.text)
            alike.append(about)
    return tuple(offered)


def _written(retrieved: Retrieved) -> Iterator[Candidate]:
    """The nearest of the questions that were written for cards, with the document that answers each."""
    documents = {hit.document.document_id: hit.document for hit in retrieved.hits}
    if retrieved.nearest is None:
        return
    for number in retrieved.nearest.order[:_WRITTEN]:
        document_id, _ = retrieved.nearest.questions.places[number][0]
        if document_id in documents:
            yield Candidate(retrieved.nearest.questions.texts[number], documents[document_id])


def _candidates(hits: Sequence[SearchHit]) -> Iterator[Candidate]:
    """Questions that the nearest passages answer, each once: lists and definitions first, then headings."""
    near = hits[:_PASSAGES]
    seen: set[str] = set()
    for make in (_from_sentences, _from_heading):
        for hit in near:
            for candidate in make(hit):
                if candidate.text.casefold() not in seen:
                    seen.add(candidate.text.casefold())
                    yield candidate


def _from_sentences(hit: SearchHit) -> Iterator[Candidate]:
    document = hit.document
    if section_role(document.sections[hit.passage.section_index]) in _NO_SENTENCES:
        return
    for index in range(hit.passage.first_sentence, hit.passage.last_sentence + 1):
        sentence = document.sentences[index]
        if sentence.damaged or sentence.has_mark("about_study"):
            continue
        text = question_of(document.slice(sentence), sentence, _small_words(document.text))
        if text is not None:
            yield Candidate(text, document)


def question_of(words: str, sentence: Sentence, vocabulary: frozenset[str]) -> str | None:
    """The question that a list's lead-in or a definition answers, or None. `vocabulary`: words written small."""
    said = " ".join(words.split())
    if sentence.kind == "lead_in":
        match = _LEAD_IN.match(said)
        if match is None or _PRONOUN.search(match["what"]):
            return None
        what = _NUMBERED.sub("the ", match["what"])
        verb = {"include": "are", "included": "were"}.get(match["verb"].lower(), match["verb"].lower())
        return _asked(f"What {verb} {_lowered(what, vocabulary)}?")
    match = _DEFINITION.match(said)
    is_card = sentence.kind == "card" and sentence.claim_kind == "definition"
    if match is None or _PRONOUN.search(match["what"]) or not (is_card or sentence.kind == "prose"):
        return None
    if not (is_card or match["article"] or match["defines"]):
        return None  # "Parking is a problem" defines nothing
    return _asked(f"What {'are' if match['verb'] == 'are' else 'is'} {_lowered(match['what'], vocabulary)}?")


def _from_heading(hit: SearchHit) -> Iterator[Candidate]:
    section = hit.document.sections[hit.passage.section_index]
    if not section.path or section_role(section) in _NO_TOPIC:
        return
    heading = _ORDINAL.sub("", section.path[-1].strip().rstrip(".:")).strip()
    if heading.endswith("?"):
        text = _asked(heading)
    elif heading.isupper() or _PRONOUN.search(heading) or _ASKING.match(heading):
        return
    else:
        about = _ABOUT.sub("", heading.partition(": ")[2] or heading)
        text = _asked(f"What is said about {_lowered(about, _small_words(hit.document.text))}?")
    if text is not None:
        yield Candidate(text, hit.document)


@lru_cache(maxsize=64)
def _small_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\b[a-z][a-z’'-]*", text))


def _asked(text: str) -> str | None:
    """The question, or None where it is too short or too long to be read at a glance."""
    return text if content_terms(text) and _WORDS[0] < len(text.split()) <= _WORDS[1] else None


def _lowered(text: str, vocabulary: frozenset[str]) -> str:
    """Without the capital that only opened a sentence: the document writes the word small too."""
    first = re.match(r"[A-Za-z’'-]+", text)
    if first is None or first[0].lower() not in vocabulary | {"a", "an", "the"}:
        return text
    return first[0].lower() + text[first.end() :]


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)
