"""`hedged`: the sentence leaves open whether what it says is so."""

from __future__ import annotations

import re

from ingest.evidence_rules.rule import PatternRule

# Lower case alone, so that the month is left out; at the start of a sentence or an item only before a bare verb.
_MAY = r"may(?! \d| the \d)|May(?<![\w ]May) (?=not\b|be\b|have\b|also\b)"
# "as the case may be", "the might of the board", "with all his might".
_NO_MODAL = re.compile(r"\b(?:as the case|come what|that as it|the|his|her|their|its|all|military|economic) $")
# "could" is past ability in "so that nurses could", "where they could", "could not"; elsewhere a possibility.
_COULD = r"could(?! (?:not|no|never|only)\b)(?= [a-z])"
_ABILITY = re.compile(
    r"\b(?:so|that they|which|where|what|whom?|how|when|whenever|as (?:much|many|often|well|far) as|they|he|she|we|I|possibly|ensure that"
    r"|pro(?:ve|of) that)(?: [^,;:.]{0,40})?$"
)
_BARE_ADVERBS = (
    r"perhaps|possibly|probably|presumably|arguably|apparently|conceivably|maybe|supposedly|seemingly"
    r"|potentially(?! (?:\w+able|\w+ible|\w+ful|\w+ous|fatal)\b)|in all likelihood"
)

HEDGING_RULES = (
    PatternRule(
        "hedged", "modal_verb", "a verb of possibility", re.compile(rf"\b(?:{_MAY}|might(?! of\b))\b"), unless_before=_NO_MODAL
    ),
    PatternRule("hedged", "could", "a verb of possibility", re.compile(rf"\b{_COULD}"), unless_before=_ABILITY),
    PatternRule(
        "hedged",
        "verb_of_appearance",
        "says how it looks, not how it is",
        re.compile(
            r"\bseem(?:s|ed|ing)?\b(?!ly)|\bappear(?:s|ed)? (?:to (?!the\b|an?\b)[a-z]+|that\b|as (?:if|though)\b|likely\b)"
            r"|\b(?:looks?|looked) (?:likely|set|as (?:if|though))\b",
            re.IGNORECASE,
        ),
    ),
    PatternRule(
        "hedged",
        "verb_of_inference",
        "infers rather than finds",
        re.compile(
            r"(?<!not )\b(?:suggest(?:s|ed|ing)?|hint(?:s|ed) (?:at|that)|impl(?:y|ies|ied) that)\b(?! (?:reading|citation)\b)"
            r"|\b(?:indicat(?:es?|ed|ing)) that\b"
            r"|\bpoints? to (?:the (?:possibility|likelihood)|a (?:possible|likely))\b",
            re.IGNORECASE,
        ),
    ),
    PatternRule(
        "hedged", "adverb_of_doubt", "a word of doubt", re.compile(rf"\b(?:{_BARE_ADVERBS})\b", re.IGNORECASE)
    ),
    PatternRule(
        "hedged",
        "likelihood",
        "speaks of what is likely",
        # "twice as likely to", "more likely to" compare what was measured.
        re.compile(r"\b(?:[Uu]n)?[Ll]ikely\b(?! as\b| than\b)"),
        unless_before=re.compile(r"(?:\b(?:more|less|times|equally|as|per cent)|%) $", re.IGNORECASE),
    ),
    PatternRule(
        "hedged",
        "left_open",
        "says that it is not known",
        re.compile(
            r"\b(?:(?:is|are|was|were|remains?|remained) (?:as yet |still |often |largely |currently )?"
            r"(?:unclear|uncertain|unknown|unproven|speculative|debatable|to be seen|an open question|open to (?:question|debate))"
            r"|(?:is|are|was) not (?:yet )?(?:clear|certain|known)|too (?:early|soon) to (?:say|tell|judge|know|assess)"
            r"|(?:is|are|was) (?:yet|still) to be (?:seen|proved|proven|shown)|it is (?:possible|conceivable) that|not necessarily)\b",
            re.IGNORECASE,
        ),
    ),
    PatternRule(
        "hedged",
        "own_belief",
        "given as what somebody thinks",
        re.compile(
            r"\b(?:we|I) (?:\w+ly )?(?:believe|think|feel|suspect|assume|expect|speculate|hypothesi[sz]e|guess)\b(?! about\b)"
            r"|\bin (?:our|my) (?:view|opinion|judg(?:e)?ment)\b|\bto (?:our|my) mind\b",
            re.IGNORECASE,
        ),
    ),
    PatternRule(
        "hedged",
        "tendency",
        "a tendency, with exceptions",
        re.compile(r"\b(?:tends?|tended) (?:not )?to (?!the\b|an?\b|his\b|her\b|their\b)[a-z]+|\bto some (?:extent|degree)\b", re.IGNORECASE),
    ),
)  # fmt: skip
