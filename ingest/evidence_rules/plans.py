"""`plan`: the sentence speaks of what is to come, is intended or proposed, not of what was done or found."""

from __future__ import annotations

import re

from ingest.evidence_rules.rule import PatternRule

# The noun: "the will", "political will"; the name, with a capital, is not looked at. "This paper will describe" and "we
# will denote" are about the text; "will often" is a habit.
_NO_FUTURE = re.compile(
    r"\b(?:the|a|an|of|at|his|her|their|our|its|political|good|free|ill|living|public|popular|strong|paper|report|article|section"
    r"|chapter|briefing|study) $"
)
_WILL = re.compile(
    r"\b(?:will|won['’]t|shall)\b(?= [a-z]|, )(?! (?:typically|usually|often|always|normally|generally|sometimes)\b)"
    r"(?! (?:now |also |first |then )?(?:denote|write|consider|assume|refer|describe|discuss|show|present|examine|return to|focus on)\b)"
)

PLAN_RULES = (
    PatternRule("plan", "will", "speaks of the future", _WILL, unless_before=_NO_FUTURE),
    PatternRule(
        "plan",
        "planned",
        "says what is planned or expected",
        re.compile(
            r"\b(?:(?:is|are|was|were|being) (?:currently |now |also )?(?:planned|scheduled|intended|expected|about|going) to\b"
            r"|(?:is|are|was|were) due to (?:be|have|take|start|begin|open|close|end|come|go|join|move|merge|report|finish|expire|return|run|follow)\b"
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
            r"\b(?:(?:the|these|its|their|current|latest|new|government['’]s) (?:latest |recently )?(?:proposed|planned|envisaged|forthcoming) (?!method|framework|model|approach|algorithm|analysis|technique|procedure|duration|sample)[a-z]+"
            r"|propos(?:es?|ed|ing) (?:to [a-z]+|that\b)|(?:under|in) (?:the|these|its) (?:[a-z]+ )?(?:proposals|plans)"
            r"|the (?:[a-z]+ )?proposals? (?:to|for|that)\b|envisag(?:es?|ed)\b)",
            re.IGNORECASE,
        ),
        unless_before=re.compile(r"\b[Ww]e (?:also |therefore |further )?$"),  # the authors put forward a thought
    ),
    PatternRule(
        "plan",
        "future",
        "speaks of the future",
        re.compile(r"\b(?:in (?:the )?(?:near |foreseeable |longer-term )?future|in (?:the )?(?:coming|next (?:few|two|three|five|ten)) (?:years|months|decades?)|would-be|future (?:commissioners|consortia|plans|reforms?))\b", re.IGNORECASE),
    ),
)  # fmt: skip
