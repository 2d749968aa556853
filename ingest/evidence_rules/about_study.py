"""`about_study`: the sentence speaks of the study or report itself: its aim, its methods, its parts.

Standing in a section on methods sets no mark, since such sections also describe what was studied; `section_role` tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.evidence_rules.rule import Context, PatternRule
from kb.documents import SentenceMark

_WORK = r"(?:report|paper|article|study|briefing|review|chapter|section|research|project|evaluation|analysis|case study|survey|document|brief)"
_DID = (
    r"(?:interviewed|visited|surveyed|conducted|carried out|undertook|analy[sz]ed|collected|reviewed|recorded|transcribed|examined|explored"
    r"|used(?! to\b)|selected|recruited|spoke (?:to|with)|held|sampled|coded|searched|asked|invited|included|excluded|chose|compared|sought|gathered"
    r"|approached|offered|designed|focus(?:ed)? on|describe|discuss|present|outline|divide|set out|draw on|drew on|consider|report|summari[sz]e"
    r"|argue|look at|looked at|address|begin (?:by|with)|conclude with|turn to|took (?:detailed )?notes)"
)


class MethodCardRule:
    """A claim card of a note that says it is on method."""

    def find(self, context: Context, index: int) -> Iterator[SentenceMark]:
        """At most one mark, over the card."""
        sentence = context.sentences[index]
        if sentence.claim_kind == "method":
            yield SentenceMark(
                char_start=sentence.char_start,
                char_end=sentence.char_end,
                name="about_study",
                rule="method_card",
                reason="a claim card of this kind",
            )


ABOUT_STUDY_RULES = (
    MethodCardRule(),
    PatternRule(
        "about_study",
        "this_work",
        "speaks of the work itself",
        re.compile(
            # "The groups in this study paid" is a finding; "in this study, we" is not.
            rf"(?<!\b[Ii]n )(?<!\bby )(?<!\bfrom )\b(?:[Tt]his|[Oo]ur|[Tt]he (?:present|current)|[Tt]he (?:aims?|purpose|objectives?|focus|scope) of (?:this|the|our))"
            rf" (?:[\w-]+ )?{_WORK}\b(?! (?:found|shows?|showed|groups?|sites?|organi[sz]ations?|participants?)\b)|\b[Ii]n (?:this|our) {_WORK},? (?:we|I|the authors)\b"
        ),
    ),
    PatternRule(
        "about_study",
        "authors_did",
        "says what the authors did",
        re.compile(rf"\b[Ww]e (?:also |then |have |first |will |only |therefore |next |both |chiefly |mainly )*{_DID}\b"),
    ),
    PatternRule(
        "about_study",
        "study_was_done",
        "says how the work was done",
        re.compile(
            r"\b(?:interviews?|focus groups?|surveys?|questionnaires?|site visits?|study visits?|transcripts?|data|notes|audio recordings?|participants|respondents|interviewees|sessions)"
            r" (?:was|were) (?:[\w-]+ly )?(?:conducted|held|carried out|collected|recorded|transcribed|analy[sz]ed|coded|recruited|selected|sampled|gathered|administered|obtained|chosen|undertaken|invited|asked)\b"
            r"|\b(?:the authors?|the research(?:ers| team)|the study team|the moderators?) (?:[\w-]+ly |also |then )?(?:interviewed|visited|conducted|carried out|analy[sz]ed|collected|asked|moderated|describe|present|discuss|propose|examine|review|report|offer|outline)\b"
            r"|\b(?:informed consent|institutional review board|ethics committee|ethical approval|see the appendix)\b",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip
