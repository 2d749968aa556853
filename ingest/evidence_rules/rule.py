"""What a rule is: it sees one sentence of a document and says which words earn a mark, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from kb.documents import MarkName, Section, Sentence, SentenceMark
from kb.section_roles import SectionRole, section_role

# "in time.12 The", "practices,4 and": reference marks that have lost their raised place.
_GLUED_NUMBER = re.compile(r"(?<=[a-z]{2}[.,;])[1-9]\d{0,2}(?:[-–,][1-9]\d{0,2}){0,8}(?=\s|$)")
_LEAST_GLUED = 3


@dataclass(frozen=True)
class Context:
    """A document as the rules see it."""

    text: str
    sections: Sequence[Section]
    sentences: Sequence[Sentence]

    @cached_property
    def glues_references(self) -> bool:
        """Whether the document's reference numbers stand directly behind its stops and commas."""
        return len(_GLUED_NUMBER.findall(self.text)) >= _LEAST_GLUED

    @cached_property
    def _roles(self) -> list[SectionRole]:
        return [section_role(section) for section in self.sections]

    def role_of(self, index: int) -> SectionRole:
        """What part the sentence's section plays."""
        return self._roles[self.sentences[index].section_index]

    def words_of(self, index: int) -> str:
        """The text of a sentence."""
        sentence = self.sentences[index]
        return self.text[sentence.char_start : sentence.char_end]

    def section_of(self, index: int) -> Section:
        """The innermost section of a sentence."""
        return self.sections[self.sentences[index].section_index]


class EvidenceRule(Protocol):
    """Finds what earns a mark in the sentence with this index; a rule never looks at a model or at other documents."""

    def find(self, context: Context, index: int) -> Iterable[SentenceMark]: ...


@dataclass(frozen=True)
class PatternRule:
    """Marks what a pattern matches: its group `cue` where it has one, else all of it; its group `whose` is a name.

    A match does not count where `unless_before` matches the words of the sentence that stand before it. A sentence
    with none of the characters `only_with` is not looked at.
    """

    name: MarkName
    rule: str
    reason: str
    pattern: re.Pattern[str]
    unless_before: re.Pattern[str] | None = None
    only_with: str = ""

    def find(self, context: Context, index: int) -> Iterator[SentenceMark]:
        """Every match in the sentence."""
        start = context.sentences[index].char_start
        words = context.words_of(index)
        if self.only_with and not any(letter in words for letter in self.only_with):
            return
        for match in self.pattern.finditer(words):
            if self.unless_before and self.unless_before.search(words[: match.start()]):
                continue
            groups = match.groupdict()
            cue_start, cue_end = match.span("cue") if groups.get("cue") else match.span()
            whose = groups.get("whose")
            yield SentenceMark(
                char_start=start + cue_start,
                char_end=start + cue_end,
                name=self.name,
                rule=self.rule,
                reason=self.reason,
                whose=" ".join(whose.split()) if whose else None,
            )
