"""Last step of reading: what each sentence's own words say about its worth as evidence.

Hedged, second-hand, a plan, taken back by the next sentence: each mark is set by one explicit rule and carries the
words that set it off and the reason. Nothing is left out or changed here; what follows from a mark is the answerer's
affair.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.evidence_rules import EVIDENCE_RULES
from ingest.evidence_rules.rule import Context
from kb.documents import Section, Sentence, SentenceMark

_UNMARKED_KINDS = frozenset({"heading", "caption"})


def mark_evidence(text: str, sections: Sequence[Section], sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences with their marks, sorted by span. Headings, captions and references are left as they are."""
    context = Context(text, sections, sentences)
    return tuple(
        sentence.model_copy(update={"marks": marks}) if (marks := _marks(context, index)) else sentence
        for index, sentence in enumerate(sentences)
    )


def _marks(context: Context, index: int) -> tuple[SentenceMark, ...]:
    if context.sentences[index].kind in _UNMARKED_KINDS or context.section_of(index).kind == "references":
        return ()
    found = [mark for rule in EVIDENCE_RULES for mark in rule.find(context, index)]
    kept = [mark for mark in found if not any(_is_within(mark, other) for other in found)]
    return tuple(sorted(kept, key=lambda mark: (mark.char_start, mark.char_end, mark.name, mark.rule)))


def _is_within(mark: SentenceMark, other: SentenceMark) -> bool:
    """Whether a longer mark of the same name covers it, as "(Lind and others, 2001)" covers its authors."""
    longer = other.char_end - other.char_start > mark.char_end - mark.char_start
    return (
        longer and mark.name == other.name and other.char_start <= mark.char_start and mark.char_end <= other.char_end
    )
