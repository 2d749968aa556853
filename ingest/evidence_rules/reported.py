"""`reported`: the sentence hands on what somebody said or thought, in the authors' words; not what was found to be so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.evidence_rules.people import PEOPLE, SAID, SOME
from ingest.evidence_rules.rule import Context, PatternRule
from kb.documents import SentenceMark


class OpinionCardRule:
    """A claim card of a note that gives somebody's opinion."""

    def find(self, context: Context, index: int) -> Iterator[SentenceMark]:
        """At most one mark, over the card."""
        sentence = context.sentences[index]
        if sentence.claim_kind == "opinion":
            yield SentenceMark(
                char_start=sentence.char_start,
                char_end=sentence.char_end,
                name="reported",
                rule="opinion_card",
                reason="a claim card of this kind",
                whose=sentence.speaker,
            )


_WHERE = r"(?: (?:at|in|from|of|with|interviewed|we (?:met|interviewed|spoke to))[^,.;:]{0,40}?)?"
_HOW = r"(?:also|often|then|all|both|further|commonly|consistently|frequently|repeatedly|generally|simply|have|had)"

REPORTED_RULES = (
    OpinionCardRule(),
    PatternRule(
        "reported",
        "reported_speech",
        "hands on what somebody said or thought",
        re.compile(
            rf"\b(?P<cue>(?P<whose>(?:{PEOPLE}|(?i:{SOME})"
            rf"(?: of (?:the|them|these|those|our)(?: [\w-]+){{0,2}})?){_WHERE}|(?:[Tt]hey|[Hh]e|[Ss]he)) (?:{_HOW} )*{SAID})(?: to us| us)?"
            rf"(?= (?:that|how|why|what|whether|the need|they|the importance|a need|being|having|feeling)\b|[,:] [“\"‘`]|,$|:$)"
        ),
        # "the experience of the leaders suggests": the leaders say nothing. "when they said": a clause within another.
        unless_before=re.compile(r"\bof (?:[\w,-]+ ){0,2}$|\b(?:that|when|where|if|what|which|whatever|[Nn]o) $"),
    ),
    PatternRule(
        "reported",
        "according_to_people",
        "says on whose word",
        re.compile(
            rf"\b[Aa]ccording to (?P<whose>(?:the |an? |some |one |many |most |several |our |his |her |their )?(?:[\w-]+ ){{0,3}}?{PEOPLE})\b(?![’'])"
        ),
    ),
    PatternRule(
        "reported",
        "hearsay",
        "hands on what is said without saying by whom",
        re.compile(
            r"\b(?:(?:is|are|was|were|has been|have been) (?:widely |often |generally |sometimes |commonly )?"
            r"(?:said|reported|thought|believed|alleged|rumou?red) to\b(?! us\b)"
            r"|it (?:is|was|has been) (?:widely |often |also |generally |sometimes )?"
            r"(?:argued|suggested|claimed|estimated|reported|said|believed|thought|alleged) that|reportedly|allegedly)",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip
