"""`taken_back`: the next sentence qualifies this one or says the contrary, so this one alone would mislead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.evidence_rules.rule import Context
from kb.documents import SentenceMark

_READ_ON = frozenset({"prose", "lead_in", "quotation", "card"})
# "However much", "But for", "Yet another", "Still waiting" take nothing back.
_OPENING = re.compile(
    r"(?:However(?!,? (?:much|many|hard|long|often|little|large|small|good|bad|well|great|far|few)\b)(?=,| [a-z]+\b)"
    r"|But(?! (?:for|above all|then again)\b)|Nevertheless|Nonetheless|Notwithstanding (?:this|that|these)|That said|Even so|Having said that"
    r"|Yet(?! (?:another|more|again|to)\b)|Still(?=,)|On the other hand|By contrast|In contrast|Despite (?:this|that|these|those)\b"
    r"|In spite of (?:this|that|these)|Conversely|In practice(?=,)|In reality(?=,)|Unfortunately(?=,))\b"
)
# "However the board decides" is "in whatever way": a subject and its verb, and later another clause, and no comma.
_WHATEVER_WAY = re.compile(r"However (?:the|you|they|we|it|one|he|she|a) [^,]{3,60},")
_INSERTED = re.compile(
    r"[^.;:]{2,60}?(?:, (?P<between>however|nevertheless|nonetheless|though)(?=[,.])"
    r"|\b(?:is|are|was|were|will|may|has|have|does|did|can|must) (?P<after_verb>however|nevertheless|nonetheless)"
    r"(?! (?:much|many|hard|long|often|little|large|small)\b)(?=,? [a-z]))"
)


class TakenBackRule:
    """A sentence followed, in the same section, by one that opens with "However", "But" or the like."""

    def find(self, context: Context, index: int) -> Iterator[SentenceMark]:
        """At most one mark; its span is in the next sentence."""
        following = index + 1
        if following >= len(context.sentences):
            return
        this, after = context.sentences[index], context.sentences[following]
        if this.section_index != after.section_index or not {this.kind, after.kind} <= _READ_ON:
            return
        words = context.words_of(following).lstrip("\"“‘'(")
        skipped = len(context.words_of(following)) - len(words)
        span = _cue(words)
        if span is not None:
            yield SentenceMark(
                char_start=after.char_start + skipped + span[0],
                char_end=after.char_start + skipped + span[1],
                name="taken_back",
                rule="next_sentence_contrasts",
                reason="the next sentence qualifies it or says the contrary",
            )


def _cue(words: str) -> tuple[int, int] | None:
    opening = _OPENING.match(words)
    if opening:
        return None if _WHATEVER_WAY.match(words) else opening.span()
    inserted = _INSERTED.match(words)
    return inserted.span("between" if inserted["between"] else "after_verb") if inserted else None
