"""What a question will only be answered with: a figure of one kind, or a proper name; and where a text holds one.

Stricter and wider than `answer_slots.py`, which helps to rank sentences: this decides whether to answer at all, so it
speaks up only where nothing else would do, and a name that stands in every second text is none.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from chatbot.answer_slots import CONDITION, FORMS, NUMBER, TIME_UNIT
from kb.place_names import Level, places_in
from kb.terms import content_terms, stem_word

WantedKind = Literal["age", "date", "duration", "share", "money", "rate", "count", "name"]

WANTED_NAMES: dict[WantedKind, str] = {
    "age": "age",
    "date": "date",
    "duration": "stretch of time",
    "share": "share",
    "money": "sum of money",
    "rate": "figure",
    "count": "count",
    "name": "name",
}
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_BE = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
_NAMED = (
    r"(?:groups?|organi[sz]ations?|compan(?:y|ies)|persons?|people|authors?|bod(?:y|ies)|countr(?:y|ies)|states?|"
    r"cit(?:y|ies)|towns?|regions?|journals?|publishers?|sites?|firms?|laws?|acts?|insurers?|hospitals?|"
    r"universit(?:y|ies)|chains?|networks?|trusts?|agenc(?:y|ies)|plans?|clinics?|vendors?|software|systems?|"
    r"programmes?|programs?|schemes?|doctors?|physicians?|ministers?|politicians?|departments?|institutes?|foundations?|"
    r"charit(?:y|ies)|researchers?|teams?|rivers?|islands?|players?|clubs?|albums?|songs?|films?|books?)"
)
# Words before such a noun that make it a kind of thing rather than one with a name.
_NO_NAME = rf"(?:{_BE}|kinds?|types?|sorts?|other|skills?|caveats?|problems?|ways?|of)"
_OPENING = r"^(?:and |but |so |then )*"
_PREPOSITION = r"(?:(?:in|at|on|for|by|from|to|with|under|of) )?"
_COST = r"(?:prices?|costs?|fees?|salar(?:y|ies)|wages?|fine|sum|budget|pay|income|turnover|revenues?|premium)"
_CHANGED = (
    r"(?:fall|fell|rise|rose|cut|reduced?|increased?|drop(?:ped)?|gr(?:ow|ew)|improved?|declined?|shrunk|raised?)"
)
_ASKED: tuple[tuple[WantedKind, str], ...] = (
    ("age", r"\bhow old\b|\b(?:what|which) (?:is |was |were |are )?(?:the )?(?:\w+ )?ages?\b|\b(?:average|mean|median) age\b"),
    ("date", rf"(?!{CONDITION})\bwhen (?:did|was|were|will|is|are|had|does|do|has|have)\b|\b(?:what|which) (?:year|date|month|decade|century|day)\b|\b(?:by|since|until) when\b"),
    ("duration", rf"\bhow (?:long|fast|quickly|soon)\b|\bhow many (?:more |extra )?{TIME_UNIT}\b|\b(?:length|duration) of\b"),
    ("share", r"\b(?:what|which) (?:\w+ )?(?:share|proportion|percentage|per ?cent|fraction)\b|\bhow (?:large|big|small|high) (?:a |an |is |was |are |were |could )?(?:the )?(?:share|proportion|percentage)\b|"
              r"\b(?:as a|what) (?:slice|share|part|proportion) of\b|\bby (?:what|how many) (?:percentage|per ?cent)\b"),
    ("money", r"\bhow much (?:money|cash|funding)\b|(?<!by )\bhow much (?:did|does|do|is|are|was|were|has|have|will|would|can|could) .{1,80}?\b(?:costs?|pay|paid|spend|spent|earn|charge|owe|lose|save|raise|invest)\b|"
              rf"\b(?:what|how (?:large|big|high)) (?:is |was |are |were |a |an )?(?:the )?(?:(?!(?:did|do|does|to|of|for|in|with|behind|on)\b)[\w'’-]+ ){{0,4}}?{_COST}\b(?! (?:cut|control|saving|structure|off))|"
              r"\bin (?:dollars|pounds|euros)\b"),
    ("rate", r"\b(?:what|which) (?:[\w'’-]+ ){0,3}(?:rates?|ratios?|levels?|scores?|figures?)\b|\bby how (?:much|many)\b|\bhow (?:much|many times) (?:more|less|lower|higher|larger|smaller|bigger|better|worse)\b|"
             rf"\bhow (?:far|much) (?:did|do|does|has|have|had) .{{1,80}}?\b{_CHANGED}\b"),
    ("count", r"\bhow many\b|\b(?:what|which) (?:is |was |are |were )?(?:the )?(?:total )?(?:number|size)\b|\bhow (?:large|big)\b"),
    ("name", rf"{_OPENING}(?:who|whom|whose)\b|\b(?:by|to|for|with|from|of) (?:whom|which {_NAMED})\b|"
             rf"{_OPENING}{_PREPOSITION}which (?:of (?:the |these |those )?)?(?:(?!{_NO_NAME}\b)[\w'’-]+ ){{0,3}}?{_NAMED}\b(?! (?:of|that) (?:doctors|physicians|patients|people))|"
             rf"{_OPENING}{_PREPOSITION}what (?:(?!{_NO_NAME}\b)[\w'’-]+ )?{_NAMED}\b|^where (?:is|was|are|were|did|does|do|has|have|had|can)\b|"
             r"\bwhat (?:is|was|are|were) the names? of\b|^name the\b"),
)  # fmt: skip
_WHEN_ASKED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKED)
_FIGURE_OF_CHANGE = re.compile(r"\b(?:half|halved|halves|twice|doubled?|trebled|tripled?|thirds?|quarters?)\b", re.I)
_FORMS: dict[WantedKind, tuple[re.Pattern[str], ...]] = {
    "age": (re.compile(
        r"\baged? (?:of |from |between |over |under )?\d+|\b\d+[- ]years?[- ]olds?|\bages? (?:\w+ ){0,3}\d+|\b\d+ (?:years )?of age\b|"
        r"\bin (?:his|her|their) (?:twenties|thirties|forties|fifties|sixties)\b|\bborn in \d{4}", re.I),),
    "date": (FORMS["date"],),
    "duration": (FORMS["duration"],),
    "share": (FORMS["share"],),
    "money": (FORMS["money"],),
    "rate": (NUMBER, _FIGURE_OF_CHANGE),
    "count": (NUMBER,),
}  # fmt: skip
_CAPITALISED = r"(?:[A-Z][\w'’&-]*[a-z][\w'’-]*|[A-Z]{2,}s?)"
_NAME = re.compile(rf"\b{_CAPITALISED}(?:(?: (?:of|for|and|the|de|van|von|in))? {_CAPITALISED})*")
# Capitalised, and yet no answer to "which" or "who": nations and their people, forms of address, months, signposts.
_NOT_A_NAME = frozenset(
    """
    us uk usa american americans english england british britain european french german californian california
    government northern southern eastern western figure table box part section appendix chapter mr mrs ms dr prof
    january february march april may june july august september october november december monday
    nhs gp gps hmo hmos ipa ipas pct pcts however according also our they there
    """.split()  # noqa: SIM905 - one word a line would be harder to read
)
# Names asked for by this word are places of this level.
_LEVELS: dict[str, Level] = {stem_word("states"): "state", stem_word("countries"): "country"}
_FOCUS = re.compile(
    r"\b(?:how many(?: of)?|which(?: of)?|what|number of|share of|proportion of|percentage of)\s+((?:[\w'’-]+\s?){1,5})",
    re.IGNORECASE,
)
_FOCUS_ENDS = re.compile(rf"{_BE}|of|in|at|on|for|to|from|by|with|per|that|who|which", re.IGNORECASE)
_MEASURE_WORDS = frozenset({"share", "proportion", "percentage", "rate", "rates", "level", "levels", "fraction"})
_LIST_OF = re.compile(rf"\b(?:which|what|name)(?: of)?(?: the)? ({'|'.join(_NUMBERS)}|\d{{1,2}})\b", re.IGNORECASE)
_SENTENCE_ENDS = ".?!:"


@dataclass(frozen=True)
class Wanted:
    """What would answer, and nothing else."""

    kind: WantedKind
    type_words: frozenset[str] = frozenset()
    """Stems of the words that only say of what kind it is ("city", "share"); the answer need not repeat them."""
    names: int = 0
    """How many names are asked for, where the question says so."""

    @property
    def is_name(self) -> bool:
        return self.kind == "name"


def wanted_of(text: str) -> Wanted | None:
    """What the question asks to be told; None where no figure and no name would be the answer."""
    for kind, pattern in _WHEN_ASKED:
        if pattern.search(text):
            focus = _focus(text)
            only_type = focus[-1:] if kind == "name" or (focus and focus[-1].lower() in _MEASURE_WORDS) else []
            stems = frozenset(term.stem for word in only_type for term in content_terms(word))
            return Wanted(kind, stems, _names_asked_for(text) if kind == "name" else 0)
    return None


def mentions(text: str, wanted: Wanted, question_stems: Set[str]) -> list[tuple[int, int]]:
    """Spans (half-open, code points) of what would answer, in order; of names those that the question does not give."""
    if wanted.kind == "name" and (
        level := next((_LEVELS[stem] for stem in wanted.type_words if stem in _LEVELS), None)
    ):
        return [
            place.span
            for place in places_in(text)
            if place.level == level and not {term.stem for term in content_terms(place.written)} & question_stems
        ]
    if wanted.kind == "name":
        return [match.span() for match in _NAME.finditer(text) if _is_new_name(text, match, question_stems)]
    return sorted(match.span() for form in _FORMS[wanted.kind] for match in form.finditer(text))


def _is_new_name(text: str, match: re.Match[str], question_stems: Set[str]) -> bool:
    """A first word of a sentence is capitalised anyway: alone it is a name only in capitals throughout."""
    before = text[: match.start()].rstrip()
    new = [
        term
        for term in content_terms(match.group())
        if term.stem not in question_stems and term.word.lower() not in _NOT_A_NAME
    ]
    if not new:
        return False
    opens = not before or before[-1] in _SENTENCE_ENDS
    return not (opens and len(new) == 1 and new[0].char_start == 0 and not new[0].word.isupper())


def _focus(text: str) -> list[str]:
    """The words of what is counted or chosen from: "clinics" of "how many clinics hold"."""
    found = _FOCUS.search(text)
    words: list[str] = []
    for word in found[1].split() if found else ():
        if _FOCUS_ENDS.fullmatch(word):
            break
        words.append(word)
    return words


def _names_asked_for(text: str) -> int:
    found = _LIST_OF.search(text)
    if found is None:
        return 0
    number = _NUMBERS.get(found[1].lower()) or int(found[1])
    return number if number < 20 else 0
