"""Quotes: is what the answer sets down as the source's words what the source says? (Our own measures of that promise.)

- quotes sound: the product's own verdict on each citation is `verified`, `repaired` or `note`; the others (`altered`,
  `stitched`, `misattributed`, `absent`) break the promise.
- spans exact: the cited spans of the stored document hold just the words quoted, and their place in the original is the
  one the document's map gives. Looked up anew, so that a wrong verdict shows.
- quoted as cited: the text of each quote and note segment stands, whole and in order, in what its citations quote
  (spacing aside), so that a digit or a "not" changed between citation and answer shows. Markers at the end of a segment
  are the answer's; the source's own reference marks (a number in brackets, or stuck to a word's end) stand there as
  the source has them or are all left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from chatbot.answer import Answer, Segment
from evals.judging import Judged
from evals.measures.citations import share
from evals.measures.spec import Measure, Values
from kb.citations import Verdict

SOUND: frozenset[Verdict] = frozenset({"verified", "repaired", "note"})
MEASURES = (
    Measure("quotes_sound", "citations whose quote is sound", "higher", promise=True),
    Measure("spans_exact", "citations whose spans hold the words quoted", "higher", promise=True),
    Measure("quoted_as_cited", "quote segments that stand in their citations", "higher", promise=True),
)
_ELLIPSIS = " ... "
_REFERENCE_MARKS = re.compile(
    r"\s?\[\d[\d\s,;–\]\[-]*\]|\s?\(\d{1,3}(?:[,;–-]\s?\d{1,3})*\)(?=[\s.,;:)]|$)|"
    r"(?:(?<=[a-z]{2})|(?<=[.,;:)\"”’]))(?<!\d[.,])\d{1,3}(?:[,–-]\d{1,3})*(?=[\s.,;:)—]|$)"
)
# "[S]everal" quotes from "several" on.
_BRACKETED_CAPITAL = re.compile(r"^\[([A-Z])\]")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻,;]*[⁰¹²³⁴⁵⁶⁷⁸⁹]")
_MARKERS_AT_END = re.compile(r"(?:\s*\[\d+\])+\s*$")


def values(judged: Judged) -> Values:
    """The family's values for one question; None without citations."""
    quoting = [segment for segment in judged.claims if segment.kind in ("quote", "note")]
    return {
        "quotes_sound": share([citation.verdict in SOUND for citation in judged.answer.citations]),
        "spans_exact": share(judged.exact_citations),
        "quoted_as_cited": share([_stands_in_citations(segment, judged.answer) for segment in quoting]),
    }


def verdict_counts(verdicts: Iterable[str]) -> dict[str, int]:
    """How often each verdict was given, in alphabetical order."""
    return dict(sorted(Counter(verdicts).items()))


def _stands_in_citations(segment: Segment, answer: Answer) -> bool:
    quotes = [span.quote for c in answer.citations if c.marker in segment.markers for span in c.spans]
    allowed = [_squeezed(words) for quote in quotes for words in (quote, _REFERENCE_MARKS.sub("", quote))]
    uncut = _BRACKETED_CAPITAL.sub(lambda match: match[1].lower(), segment.text)
    readings = (segment.text, uncut, _MARKERS_AT_END.sub("", segment.text), _RAISED.sub("", uncut))
    return any(
        all(any(piece in words for words in allowed) for piece in _squeezed(reading).split(_ELLIPSIS))
        for reading in readings
    )


def _squeezed(text: str) -> str:
    return " ".join(text.split()).strip("\"'“”‘’ ")
