"""Can a sentence be understood by someone who has not read the one before it? Rules on its words. English alone."""

from __future__ import annotations

import re

from kb.terms import content_terms

_FEWEST_CONTENT_WORDS = 4
_MOST_WORDS = 45
_LEANS_BACK_FIRST = re.compile(
    r"^[\W_]*(?:this|these|that|those|it|its|they|their|them|he|she|his|her|him|such|another|others?|both|here|there"
    r"|the (?:latter|former|same|other|others|rest|remaining|remainder|two|three|difference|result|results|proportion)"
    r"|but|however|and|or|nor|also|thus|hence|therefore|instead|moreover|furthermore|similarly|likewise|conversely"
    r"|nevertheless|nonetheless|meanwhile|still|so|yet|then|again|finally|first(?:ly)?|second(?:ly)?|third(?:ly)?"
    r"|for (?:example|instance)|in (?:addition|contrast|turn|this|these|that|both|each|either|neither)|by contrast"
    r"|on the other hand|as a result|of (?:these|those|them|the)|among (?:these|those|them)|at (?:this|that)"
    r"|with (?:this|these)|only|overall|each|neither|either|i|we|our|my|you|\w+ly(?=,))\b",
    re.IGNORECASE,
)
_LEANS_BACK = re.compile(
    r"\b(?:the (?:latter|former|above|following|aforementioned|said)|(?:above|below)(?=[.,;)]|$)"
    r"|(?:see|cf\.?) (?:also )?(?:table|text|figure|fig|box|chapter|section|page|annex|appendix)"
    r"|(?:tables?|figures?|fig\.|box|exhibit|annex|appendix) S?\d"
    r"|as (?:noted|mentioned|described|discussed|shown) (?:above|earlier|before|below)|respectively"
    r"|(?:this|these|those) (?:\w+ )?(?:groups?|studies|stud(?:y|ies)|practices?|organi[sz]ations?|patients?|figures?"
    r"|numbers?|cases?|results?|findings?|changes?|reforms?|models?|physicians?|doctors?|interviews?|errors?|respondents?"
    r"|participants?|approach(?:es)?|systems?|one|ones|kinds?|types?))\b",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…][\"”’')\]]*$")
_TWO = re.compile(r"[a-z)]{2}[.!?] [a-z]")  # a sentence that begins with a lower-case name was taken for a part
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))


def reads_alone(sentence: str) -> bool:
    """Whether no rule says that it leans on another sentence, is broken off, or is too short or long to be a card."""
    return not why_not_alone(sentence)


def why_not_alone(sentence: str) -> str:
    """The first rule that it breaks, in words; empty when it breaks none."""
    text = " ".join(sentence.split())
    words = text.split()
    if len(words) > _MOST_WORDS:
        return "too long"
    if len(content_terms(text)) < _FEWEST_CONTENT_WORDS:
        return "too short"
    if _LEANS_BACK_FIRST.search(text):
        return "its opening leans on the sentence before"
    if _LEANS_BACK.search(text):
        return "it points to another place of the text"
    if _TWO.search(text):
        return "two sentences in one"
    if not _END.search(text) or not (text[0].isupper() or text[0].isdigit() or text[0] in "“\"'‘$£€"):
        return "broken off"
    if any(text.count(opens) != text.count(closes) for opens, closes in _PAIRS) or text.count('"') % 2:
        return "a bracket or quotation mark is not closed"
    return ""
