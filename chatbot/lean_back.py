"""Whether a question is understood only by what was asked before it, and whose form it takes. Rules for English.

A question leans back when it points ("they", "the rest", "that system"), leaves its verb or its noun out ("And in
England?", "the rural ones"), corrects what was asked ("No, I meant the nurses"), comes back to it ("Back to the
fees: ..."), or says nothing that it could be about ("How many?", "Is that still true?", "What is the difference?").
"""

from __future__ import annotations

import re

from kb.terms import Term, content_terms

_AUXILIARIES = "is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must"
_ASKING = r"^(?:(?:for|in|by|with|to|since|at|from|of|on|under|after|until) )?"
_ASKING_WORDS = "how|why|when|where|what|which|who|whom|whose"
_FEW_TERMS = 3
_FEW_TOPICAL_WORDS = 4  # in a longer question, a pronoun mostly refers to a word of the question itself
CONTINUES = re.compile(r"^(?:and|but|so|or|also|then|now)\b[ ,]*", re.IGNORECASE)
_ELLIPSIS = re.compile(r"^(?:(?:and|but|so|or) )?(?:(?:what|how) about|what of)\b[ ,]*", re.IGNORECASE)
CORRECTS = re.compile(
    r"^(?:(?:but|so) )?(?:i|we) (?:actually |really )?(?:meant?|was asking about|am asking about|were asking about)\b[ ,:]*(?!that\b|by\b)"
    r"|^(?:i|we)['’]m asking about\b[ ,:]*|^(?=not [^,;?]+(?:,| but) \w)",
    re.IGNORECASE,
)
TAKES_BACK = re.compile(
    r"[,;(]? *(?<!\bwhy )(?<!\bor )\b(?:and )?(?:not|instead of|rather than) (?:the |in |for |about )?(?P<dropped>[^,;.?!)]+)\)?",
    re.IGNORECASE,
)
RETURNS = re.compile(
    r"^(?:(?:going|coming|to (?:go|come|get)|let['’]?s (?:go|get)|let us (?:go|get)) )?(?:back|returning)(?: again)? to "
    r"(?P<matter>[^,;:?–—]+)[,;:?–—]?",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:they|them|their|theirs|it|its|those|these|this|he|she|him|her|his|ones?|the same|instead|else|as well"
    r"|others|there|then|neither|both|such)\b|^(?:and |but )?(?:(?:which|what|who|any|did|do|does|has|have|are|is)(?: there)?(?: any)?) other\b"
    r"|\b(?:the rest|the remainder|the remaining)\b(?! of)|\bthe (?:former|latter)\b"
    r"|\bthat\b(?=\W*$)|^(?:is|was|does|did|has|will|would|can|could|should|isn['’]?t|wasn['’]?t|doesn['’]?t) that\b"
    r"|^(?:what|who|how|why|when|where)(?: (?:is|was|does|did|has|will|would|can|could|should)|['’]?s) that\b(?! (?:the|an?|some|many|so)\b)"
    r"|\b(?:of|for|with|from|on|by|about|to|like|is|was|did|does|in|at) that(?: one)?\b(?=\W*$| \w+\W*$)",
    re.IGNORECASE,
)
_POSSESSIVES = frozenset({"their", "its", "his", "her"})  # "How do clinics pay their nurses?" means the clinics
_SUBJECT_OF_THE_CLAUSE = re.compile(
    rf"{_ASKING}(?:{_ASKING_WORDS})\b"
    r"(?:(?!\b(?:if|when|that|who|which|where|while|once|and|or|but|before|after|because)\b)[^,;:])*?"
    rf"\b(?:{_AUXILIARIES})(?:n['’]t)? "
    r"(?:they|he|she|these|those)\b(?! (?:of|who|that)\b)",
    re.IGNORECASE,
)
_THE_STUDY = re.compile(
    r"\bthe (?:study|report|paper|article|authors?|researchers|participants|findings)\b", re.IGNORECASE
)
# "there" and "it" that only fill a place; "this country", "these days" point at the world, not at the talk.
_FILLS_A_PLACE = re.compile(
    r"\b(?:is|are|was|were|have|has|been|be|will|can|could|do|does) there\b|\bthere (?:is|are|was|were|have|has|had|been|be|will|to be)\b"
    r"|\b(?:is|was|would|will|can|could) it\b(?=[^?]{0,60}\b(?:that|to|for|how|whether)\b)|\b(?:does|did|makes?|made) it (?=(?:take|matter|help|pay|cost|possible|easier|harder)\b)|\bit (?:is|was|takes?|took|matters?)\b(?=[^?]{0,60}\b(?:that|to|for)\b)"
    r"|\b(?:these days|this (?:country|year|library))\b|\bone of (?!them\b|these\b|those\b)|\bany ?one\b|\bthe other\b|\bthan others?\b|\beach other\b"
    r"|\bsuch as (?=\w)|\bone (?!of\b)\w+",
    re.IGNORECASE,
)
_VERB = re.compile(
    rf"\b(?:{_AUXILIARIES}|am|be|shall)\b|n['’]t\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"{_ASKING}({_ASKING_WORDS})\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^(?:what|who) (?:is|are|was|were) (?!(?:the|its|their|his|her|it|they|this|that|these|those)\b)|\bmeant by\b"
    r"|\bdefin\w+|\bmean\b|\bstands? for\b",
    re.IGNORECASE,
)
# A question for what something has, that does not say of what: "What is the difference?", "What were the results?"
_OF_WHAT = re.compile(
    r"^(?:what|who|which|how (?:big|large|strong|high|great))(?:['’]?s| (?:is|are|was|were)) the (?:main |biggest |key |overall |first )?"
    r"(?:differences?|reasons?|causes?|costs?|prices?|results?|effects?|impacts?|outcomes?|drawbacks?|downsides?|catch|limits?"
    r"|limitations?|caveats?|advantages?|disadvantages?|benefits?|risks?|problems?|aims?|purpose|point|goals?|authors?"
    r"|sources?|evidence|conclusions?|alternatives?|consequences?|implications?|exceptions?|upsides?|details?)\W*$",
    re.IGNORECASE,
)
_ONES = re.compile(
    r"^(?:(?:and|but|or|so) )?(?:in |for |with |by )?the [\w'’-]+(?: [\w'’-]+)? ones?\W*$", re.IGNORECASE
)
_THAN_WHAT = re.compile(
    r"\b(?:more|less|cheaper|larger|smaller|faster|slower|higher|lower|longer|fewer)\W*$", re.IGNORECASE
)
_ONLY_WHERE = re.compile(
    r"^(?:in|for|among|under|at|from|during|with) (?!which\b|what\b|whom\b)[^,;:]+$", re.IGNORECASE
)
_A_NOUN_LEFT_OUT = re.compile(r"\b(?:the|which|what) (?:[\w'’-]+ ){0,2}ones?\b(?! of\b)", re.IGNORECASE)
# "When patients refuse, what do they lose?": the pronoun stands for what its own question names first.
_CLAUSE_BEFORE = re.compile(
    r"^(?:when|if|once|after|before|while|where|as|although|since|for|given) [^,?]+,", re.IGNORECASE
)
_HAS_ITS_OWNER = re.compile(
    rf"\b(?:{_AUXILIARIES}) "
    r"(?!(?:they|it|he|she|these|those|this|that|there|not|known|said|in|of|for|to|by)\b)[\w'’-]+",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,;:’'] )[A-Z][\w’'-]*")
# Words that only say what form an answer has, or how sure it is.
_FORM = frozenset(
    """
    many much long old large big far often number share proportion percentage percent cent kind kinds type types sort
    way ways thing things list name year exactly roughly usually people one two three four five make made take took
    part actually really though next example instead set lie behind like
    still true sure happen happens happened rest remainder former latter else today nowadays
    anybody anyone somebody someone everybody everyone nobody
    """.split()  # noqa: SIM905 - a list of quoted words would be harder to read
)


def leans_back(question: str) -> bool:
    """Whether a question is understood only by what was asked before it."""
    question = " ".join(question.split())
    if not re.search(r"\w", question):
        return False  # nothing is asked at all
    terms = content_terms(question)
    topical = topical_words(question)
    if not topical or is_elliptical(question) or CORRECTS.match(question) or RETURNS.match(question):
        return True
    named = _NAME.search(question) is not None
    if _points_back(question, terms, few=len(topical) <= _FEW_TOPICAL_WORDS and not named):
        return True
    compares = _THAN_WHAT.search(question) is not None and len(terms) <= _FEW_TERMS
    if (compares or _THE_STUDY.search(question) or _OF_WHAT.match(_bare(question))) and not named:
        return True
    bare = _bare(question)
    if named or _DEFINES.search(bare):
        return False
    return bare != question


def is_elliptical(question: str) -> bool:
    """Whether the verb is left out: "For how long?", "And in England?", "What about the smaller ones?"."""
    if _ELLIPSIS.match(question) or _ONES.match(question):
        return True
    bare = _bare(question)
    if _VERB.search(bare):
        return False
    terms = len(content_terms(bare))
    asks = _ASKS.match(bare)
    if asks is None:
        return terms <= _FEW_TERMS and (bare != question or _ONLY_WHERE.match(bare) is not None)
    subject_can_ask = asks.group(1).lower() in ("what", "which", "who")
    return terms <= (1 if subject_can_ask else 2)


def takes_the_form_over(question: str) -> bool:
    """Whether it asks in the manner of the earlier question: "And the nurses?", but not "Why?" or "For how long?"."""
    if _ELLIPSIS.match(question):
        return True
    matter = CORRECTS.sub("", question)
    asks_nothing = not _ASKS.match(_bare(matter))
    return asks_nothing and (matter != question or is_elliptical(question))


def says_one(question: str) -> bool:
    """Whether a noun is left out: "Who pays for the Sudland one?"."""
    return _A_NOUN_LEFT_OUT.search(question) is not None


def topical_words(question: str) -> list[str]:
    """The words of a question that say what it is about, each once; its first word's capital is only the sentence's."""
    words: dict[str, str] = {}
    for term in content_terms(question):
        if term.word.lower() not in _FORM:
            starts = not question[: term.char_start].strip() and not term.word.isupper()
            words.setdefault(term.stem, term.word.lower() if starts else term.word)
    return list(words.values())


def _bare(question: str) -> str:
    return CONTINUES.sub("", question)


def _points_back(question: str, terms: list[Term], *, few: bool) -> bool:
    """Whether a pronoun has what it stands for outside the question."""
    if _SUBJECT_OF_THE_CLAUSE.match(_bare(question)):
        return True
    own_clause = _CLAUSE_BEFORE.match(question)
    own_clause_ends = own_clause.end() if own_clause and not _POINTS_BACK.search(own_clause.group()) else len(question)
    without_fillers = _FILLS_A_PLACE.sub(lambda match: "·" * len(match.group()), question)
    for pronoun in _POINTS_BACK.finditer(without_fillers):
        if pronoun.start() < terms[0].char_start:
            return True
        if pronoun.start() >= own_clause_ends:
            continue
        if pronoun.group().lower() in _POSSESSIVES:
            if len(terms) <= _FEW_TERMS and not _HAS_ITS_OWNER.search(question[: pronoun.start()]):
                return True
        elif few or len(terms) <= _FEW_TERMS:
            return True
    return False
