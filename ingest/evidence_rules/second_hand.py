"""`second_hand`: the sentence hands on what others found or said. `first_hand`: what the authors found themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.evidence_rules.people import FOUND, SAID, STUDIES
from ingest.evidence_rules.rule import Context, PatternRule
from kb.documents import SentenceMark

_NAME = r"(?:[A-Z][\w’'-]*[a-z][\w’'-]*|[A-Z][a-z]?[’'][A-Z]\w+)"
_AUTHORS = rf"{_NAME}(?:,? (?:et al\.?|and others|and colleagues|& {_NAME}|and {_NAME}))"
_YEAR = r"(?:(?:1[89]|20)\d\d[a-z]?|forthcoming|in press|n\.d\.)"
_NOT_AUTHORS = (
    r"(?!(?:In|Since|By|Until|After|Before|During|From|Between|Early|Late|Mid|Spring|Summer|Autumn|Winter|Act|January"
    r"|February|March|April|May|June|July|August|September|October|November|December|Founded|Established|Box|Table"
    r"|Figure|Version|Volume|Vol|Iss|Issue)\b)"
)
_NUMBERS = r"[1-9]\d{0,2}(?:\s?[-–,]\s?[1-9]\d{0,2}){0,12}"
_SUPERSCRIPT = r"[¹²³⁴-⁹⁰]{1,3}(?:[⁻,–-][¹²³⁴-⁹⁰]{1,3}){0,6}"

# "brca1", "pLenti6.2" and "kg/m2" are names and units.
_NUMBER_ON_WORD = PatternRule(
    "second_hand",
    "number_on_word",
    "cites another work by number",
    re.compile(r"(?<=[a-z]{4})[1-9]\d?(?:[-–,][1-9]\d?){0,8}(?=[\s,;:)]|\.?$)"),
)


class NumberOnWordRule:
    """Digits glued to a word, in a document that also glues them to its stops."""

    def find(self, context: Context, index: int) -> Iterator[SentenceMark]:
        """Every such number in the sentence."""
        if context.glues_references:
            yield from _NUMBER_ON_WORD.find(context, index)


SECOND_HAND_RULES = (
    PatternRule(
        "second_hand",
        "author_and_year",
        "cites another work by author and year",
        re.compile(
            rf"\((?:(?:see(?: also)?|e\.?g\.?|cf\.|cited in|as in|for example|in),? )*"
            rf"(?P<whose>{_NOT_AUTHORS}{_NAME}(?:[^()]{{0,80}}?))[, ]+{_YEAR}(?:[,;:] ?[^()]{{0,120}})?\)"
            rf"|(?P<cue>{_NOT_AUTHORS}(?:{_AUTHORS}|{_NAME}) \({_YEAR}(?:[,:;] ?[^()]{{0,40}})?\))"
        ),
        only_with="(",
    ),
    PatternRule(
        "second_hand",
        "reference_number",
        "cites another work by number",
        re.compile(
            # "[12]" behind a word, not an interval or a year; or digits glued to a stop or a comma.
            rf"(?<=[^\W\d_.,;:)”\"’'])\s?(?<!range )(?<!interval )(?<!CI )(?<!score )\[{_NUMBERS}\]|(?<=[.,;:)”\"’'])\s?\[{_NUMBERS}\]"
            rf"|(?<=[a-z)”\"’'][.,;:]){_NUMBERS}(?=$|\s)|(?<=[a-z]{{2}}[,.;:][\"”’']){_NUMBERS}(?=$|\s)"
            rf"|(?<=[a-z][\"”]){_NUMBERS}(?=[\s,.;]|$)|(?:(?<=[a-z]{{3}})|(?<=[.,;:)”\"])){_SUPERSCRIPT}(?!\w)"
        ),
        only_with="0123456789¹²³⁴⁵⁶⁷⁸⁹",
    ),
    NumberOnWordRule(),
    PatternRule(
        "second_hand",
        "named_authors",
        "says what named authors found",
        re.compile(
            rf"\b(?P<whose>{_NOT_AUTHORS}{_NAME},? (?:et al(?:\.|\b|(?=\d))|(?:and others|and colleagues)\b))"
            rf"|\b(?P<cue>{_NAME} and {_NAME},? (?:(?:have |has |recently |also |previously )*){FOUND}) (?:that|how)\b"
        ),
        unless_before=re.compile(r"(?:©|\bcopyright\b)[^.;]{0,80}$", re.IGNORECASE),  # whose the text is
    ),
    PatternRule(
        "second_hand",
        "according_to",
        "says on whose word",
        # "according to need", "according to the number of patients" divide something up.
        re.compile(
            rf"\b[Aa]ccording to (?P<whose>(?:the |an? |some |one |many |most |several |our |his |her |their )?"
            rf"(?:[\w-]+ ){{0,3}}?(?:{STUDIES}|data|figures|statistics|estimates|authors?|government)\b"
            rf"|(?:the |Dr\.? |Professor |Mr\.? |Ms\.? )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)"
        ),
    ),
    PatternRule(
        "second_hand",
        "other_studies",
        "hands on what other studies found",
        re.compile(
            rf"\b(?:(?:previous|earlier|prior|other|recent|several|many|some|numerous|subsequent|existing|past|related|published|international"
            rf"|a number of|a recent|one|two|three|another|few) (?:[\w-]+ )?{STUDIES}\b"
            rf"|(?:^|(?<=[,;] ))(?:the )?(?:studies|research|literature|evidence|reviews)(?: (?:of|on|into|from|about)\b[^,.;]{{0,80}}?)?"
            rf" (?:(?:has|have|also|often|recently|consistently|generally) )*{FOUND}"
            rf"|(?:previous|earlier|other|recent) work (?:by|on|has|have|found|shows?|showed|suggests?)"
            rf"|(?<!all )(?:the|this|that) (?:research |academic |wider |broader |published )?literature"
            rf"|\b(?:studies|research|evidence|reviews) (?:from|in|of|on)\b[^,.;]{{0,60}}? (?:has|have|suggests?|shows?|indicates?|demonstrates?)\b)",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip
_OWN = r"(?:our|this|the present|the current)"

FIRST_HAND_RULES = (
    PatternRule(
        "first_hand",
        "authors_found",
        "the authors say what they found themselves",
        re.compile(
            r"\b[Ww]e (?:also |have |then |consistently |repeatedly |only )*"
            r"(?:found|observed|saw|heard|discovered|noted|detected|measured|learn(?:ed|t)|uncovered)\b(?! it\b)"
        ),
    ),
    PatternRule(
        "first_hand",
        "own_study",
        "speaks of the authors' own data",
        re.compile(
            rf"\b{_OWN} (?:[\w-]+ ){{0,2}}(?:study|research|findings?|results?|data|analys[ie]s|interviews?|fieldwork|survey|sample|visits?|observations?|focus groups?)"
            rf" (?:also |clearly |have |has )*{FOUND}\b"
            rf"|\bin our (?:[\w-]+ )?(?:study|sample|survey|interviews|data|focus groups)\b"
            rf"|\bour (?:participants|interviewees|respondents|informants)(?: (?:also |often |all )*{SAID}\b|[’'] (?:accounts|references|views|perceptions|experiences|answers|responses)\b)",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip
