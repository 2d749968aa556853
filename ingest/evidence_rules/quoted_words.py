"""`quotation`: somebody's own words, and whose. A phrase of three words or fewer in marks is a term, not a quotation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.evidence_rules.people import SAID
from ingest.evidence_rules.rule import Context
from kb.documents import SentenceMark

_OPENING = re.compile(r"(?:(?<=^)|(?<=[\s(\[—–-]))[\"“]|“")
_CLOSING = re.compile(r"”|\"(?=$|[\s.,;:!?)\]\d—–-])")
_LEAST_WORDS = 4
_WHO_BEFORE = re.compile(
    rf"(?P<who>[A-Z][^.;:,\"“”]{{0,70}}?|[a-z]+ [^.;:,\"“”]{{0,60}}?) (?:also |then |once )?{SAID}(?: to us| us)?[,:]?\s*$"
)
_WHO_AFTER = re.compile(
    rf"^[,.]?\s*(?:{SAID} (?P<after>[^.;:,\"“”()]{{2,70}}?)(?=[.,;:(]|$)|(?P<before>(?:[a-z]+ )?[^.;:,\"“”()]{{2,50}}?) {SAID}\b)"
)
_LEADING = re.compile(
    r"^(?:(?:as|and|but|while|when|for example|indeed|in the words of|here|similarly|likewise)\b,? )+", re.IGNORECASE
)


class QuotationRule:
    """A sentence that the reader knows to be somebody's words, or a stretch of four words or more in marks."""

    def find(self, context: Context, index: int) -> Iterator[SentenceMark]:
        """One mark for the whole sentence, or one a quoted stretch."""
        sentence = context.sentences[index]
        if sentence.kind == "quotation":
            yield SentenceMark(
                char_start=sentence.char_start,
                char_end=sentence.char_end,
                name="quotation",
                rule="set_as_quotation",
                reason="somebody's own words",
                whose=sentence.speaker,
            )
            return
        words = context.words_of(index)
        opened = _opened_before(context, index)
        if not opened and '"' not in words and "“" not in words:
            return
        for start, end in _stretches(words, opened):
            quoted = words[start:end]
            if len(quoted.split()) < _LEAST_WORDS:
                continue
            yield SentenceMark(
                char_start=sentence.char_start + start,
                char_end=sentence.char_start + end,
                name="quotation",
                rule="in_quotation_marks",
                reason="words in quotation marks",
                whose=sentence.speaker or _who(words[:start], words[end:]),
            )


def _stretches(words: str, opened: bool) -> Iterator[tuple[int, int]]:
    """Half-open ranges in quotation marks, marks included; one that is not closed goes on to the end."""
    position = 0
    while True:
        start = 0 if opened else None
        if start is None:
            found = _OPENING.search(words, position)
            if found is None:
                return
            start, position = found.start(), found.end()
        opened = False
        closing = _CLOSING.search(words, position)
        end = closing.end() if closing else len(words)
        yield start, end
        if closing is None:
            return
        position = end


def _opened_before(context: Context, index: int) -> bool:
    """Whether a quotation is open where the sentence begins, counted from the start of its paragraph."""
    start = context.sentences[index].char_start
    paragraph = context.text[context.text.rfind("\n", 0, start) + 1 : start].rstrip()
    if '"' not in paragraph and "“" not in paragraph:
        return False
    opened = False
    position = 0
    while (found := (_CLOSING if opened else _OPENING).search(paragraph, position)) is not None:
        opened, position = not opened, found.end()
    return opened


def _who(before: str, after: str) -> str | None:
    """The subject of the verb of saying next to the quotation, where there is one."""
    found = _WHO_BEFORE.search(before)
    if found:
        return _LEADING.sub("", found["who"]).strip() or None
    found = _WHO_AFTER.match(after)
    return (found["after"] or found["before"]).strip() or None if found else None
