"""`damaged` and `question`: what the form of a sentence says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.evidence_rules.rule import Context, PatternRule
from ingest.phrases import ends_sentence
from kb.documents import SentenceMark

QUESTION_RULE = PatternRule(
    "question", "asks", "asks a question", re.compile(r"\?(?=[\"'”’)\]*]*(?:\s*\([^()]{1,80}\)\.?)?$)")
)


class DamageRule:
    """A sentence that the reader flagged because lines of its file are missing. It is never completed."""

    def find(self, context: Context, index: int) -> Iterator[SentenceMark]:
        """At most one mark, over the whole sentence."""
        sentence = context.sentences[index]
        if not sentence.damaged:
            return
        words = context.words_of(index)
        if not ends_sentence(words):
            rule, reason = "broken_off", "its end is missing in the file"
        else:
            rule, reason = "beginning_lost", "its beginning is missing in the file"
        yield SentenceMark(
            char_start=sentence.char_start, char_end=sentence.char_end, name="damaged", rule=rule, reason=reason
        )
