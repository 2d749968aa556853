"""`limitation`: what the work does not show, or with what caution it is to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.evidence_rules.rule import Context, PatternRule
from kb.documents import Section, SentenceMark

_STUDY = (
    r"(?:study|studies|research|report|review|analys[ie]s|data|sample|method(?:s|ology)?|survey|interviews?|focus groups?"
    r"|approach|evidence|paper|article|briefing|design|findings|results|evaluation|fieldwork|case studies)"
)


class LimitationsSectionRule:
    """A sentence under a heading that announces limitations; the span is the heading."""

    def find(self, context: Context, index: int) -> Iterator[SentenceMark]:
        """At most one mark."""
        section = context.section_of(index)
        if context.role_of(index) == "limitations" and context.sentences[index].kind != "table_row":
            yield SentenceMark(
                char_start=section.char_start,
                char_end=_heading_end(context.text, section),
                name="limitation",
                rule="limitations_section",
                reason="stands in a section on limitations",
            )


class LimitationCardRule:
    """A claim card of a note that says it is one."""

    def find(self, context: Context, index: int) -> Iterator[SentenceMark]:
        """At most one mark, over the card."""
        sentence = context.sentences[index]
        if sentence.claim_kind == "limitation":
            yield SentenceMark(
                char_start=sentence.char_start,
                char_end=sentence.char_end,
                name="limitation",
                rule="limitation_card",
                reason="a claim card of this kind",
            )


LIMITATION_RULES = (
    LimitationsSectionRule(),
    LimitationCardRule(),
    PatternRule(
        "limitation",
        "limits_of_the_work",
        "speaks of the limits of the work itself",
        re.compile(
            rf"\blimitations? of (?:the |this |these |our |any )?(?:present |current )?(?:[\w-]+ )?{_STUDY}\b"
            rf"|\b(?:our|this|the (?:present|current)) (?:[\w-]+ )?{_STUDY}(?:['’]s)? (?:has|have|had|is|was|are|were) "
            rf"(?:[\w-]+ )?(?:limitations?|limited|restricted|confined|small|exploratory|not (?:representative|generali[sz]able))"
            rf"|\b(?:study|research) limitations?\b|\b{_STUDY} (?:has|have|had) (?:[\w-]+ )?limitations\b",
            re.IGNORECASE,
        ),
    ),
    PatternRule(
        "limitation",
        "read_with_caution",
        "asks to be read with caution",
        re.compile(
            r"\b(?:with (?:some |great |due )?(?:caution|care)(?= (?:because|as|since|given)|[.,;])|caution (?:is|must be|should be) (?:needed|taken|exercised)"
            r"|(?:interpret|treat|read|generali[sz])\w* (?:\w+ ){0,3}(?:cautiously|with caution)|should not be (?:generali[sz]ed|over-?interpreted|taken as))\b",
            re.IGNORECASE,
        ),
    ),
    PatternRule(
        "limitation",
        "not_shown",
        "says what the authors could not or did not show",
        re.compile(
            rf"\b(?:we|the authors|our (?:[\w-]+ )?{_STUDY}|this (?:[\w-]+ )?{_STUDY}) (?:(?:(?:were|was|are|is) (?:not able|unable) to|could not|cannot)"
            rf" (?:comment|say|tell|rule out|exclude|establish|be (?:sure|certain)|know|generali[sz]e|infer|conclude|determine|claim|assess|distinguish|measure|show|explain|examine)"
            rf"|did not (?:measure|assess|examine|collect|include|have|seek|set out|study|ask|interview|look|compare|aim|attempt)"
            rf"|do(?:es)? not (?:claim|measure|assess|cover|comment|know|address|attempt))\b"
            rf"|\b(?:beyond|outside) the scope of (?:this|the|our)\b|\b(?:not|cannot be|may not be|limits?(?: the)?|limited) generali[sz]\w+"
            rf"|\bmay not (?:apply|be representative|be generali[sz]able|reflect)\b|\b(?:small|unrepresentative|self-selected|convenience) samples?\b",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip


def _heading_end(text: str, section: Section) -> int:
    """The end of a section's heading: its words where they stand first, else its first line."""
    heading = section.path[-1] if section.path else ""
    if text.startswith(heading, section.char_start) and heading:
        return section.char_start + len(heading)
    found = text.find("\n", section.char_start, section.char_end)
    return section.char_end if found < 0 else found
