"""`plan`: the sentence speaks of what is to come, is intended or proposed, not of what was done or found."""

from __future__ import annotations

import re

from ingest.evidence_rules.rule import PatternRule

# The noun: "the will", "political will", "at will", "good will"; the name: "Will" with a capital is not looked at.
_NOUN = r"(?<!\bthe )(?<!\ba )(?<!\bpolitical )(?<!\bgood )(?<!\bfree )(?<!\bat )(?<!\bliving )(?<!\btheir )(?<!\bof )(?<!\bhis )(?<!\bher )(?<!\bill )(?<!\bpublic )(?<!\bour )(?<!\bpopular )(?<!\bstrong )"
# "This paper will describe" is about the paper.
_ABOUT_PAPER = r"(?<!paper )(?<!report )(?<!article )(?<!section )(?<!chapter )(?<!briefing )(?<!study )"

PLAN_RULES = (
    PatternRule(
        "plan", "will", "speaks of the future", re.compile(rf"{_NOUN}{_ABOUT_PAPER}\b(?:will|won['’]t|shall)\b(?= [a-z]|, )(?! (?:typically|usually|often|always|normally|generally|sometimes)\b)")
    ),
    PatternRule(
        "plan",
        "planned",
        "says what is planned or expected",
        re.compile(
            r"\b(?:(?:is|are|was|were|being) (?:currently |now |also )?(?:planned|scheduled|due|set|intended|expected|supposed|designed to be|about|going) to\b"
            r"|(?:is|are) to be [a-z]+(?:ed|en|wn|lt|de|ne)\b|(?:is|are|was|were) (?:planned|scheduled|envisaged) (?:for|in|by|from|as)\b"
            r"|(?:plans?|planned|planning|intends?|intended|hopes?|hoped|pledge[sd]?|promise[sd]?|committed) to (?!the\b|an?\b)[a-z]+)",
            re.IGNORECASE,
        ),
        # "This report is intended to inform" is about the report.
        unless_before=re.compile(r"\b(?:report|paper|article|study|briefing|document|section|chapter|review)\b[^.;:]{0,60}$"),
    ),
    PatternRule(
        "plan",
        "proposed",
        "speaks of a proposal",
        re.compile(
            r"\b(?:(?:the|these|its|their|current|latest|new|government['’]s) (?:latest |recently )?(?:proposed|planned|envisaged|forthcoming) [a-z]+"
            r"|propos(?:es?|ed|ing) (?:to [a-z]+|that\b)|(?:is|are|was|were|been) proposed\b|(?:under|in) (?:the|these|its) (?:[a-z]+ )?(?:proposals|plans)"
            r"|the (?:[a-z]+ )?proposals? (?:to|for|that)\b|envisag(?:es?|ed)\b)",
            re.IGNORECASE,
        ),
    ),
    PatternRule(
        "plan",
        "future",
        "speaks of the future",
        re.compile(r"\b(?:in (?:the )?(?:near |foreseeable |longer-term )?future|in (?:the )?(?:coming|next (?:few|two|three|five|ten)) (?:years|months|decades?)|would-be|future (?:commissioners|consortia|plans|reforms?))\b", re.IGNORECASE),
    ),
)  # fmt: skip
