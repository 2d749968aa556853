"""Quiz cards that ask for a term or what it means: sentences that define, and the terms of the glossary. English alone.

The term is asked for where what is shown does not say it; else the meaning is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chatbot.study.given_away import term_given_away
from chatbot.study.quiz_card import BLANK, Asks
from chatbot.study.read_alone import reads_alone
from kb.glossary import Term
from kb.terms import content_terms, stem_set

_VERB = (
    r"(?:is|are)(?:(?: defined| understood)(?:, [^,]+,)? as| (?:taken|understood) to mean| the name (?:for|of))?"
    r"|means?|refers? to|denotes?|stands for|amounts? to|concerns?|describes?"
)
_DEFINES = re.compile(
    rf"^(?P<article>(?:An?|The) )?(?P<term>[^,;:()]+?)(?P<short> \([A-Za-z&+-]{{2,12}}\))?(?P<aside>, [^,]+,)?"
    rf" (?P<verb>{_VERB}),? (?P<meaning>.+)$"
)
# A noun phrase holds none of these; where one stands, the verb found is not the sentence's.
_NO_TERM = re.compile(
    r"\b(?:that|which|who|whose|whom|where|when|while|if|has|have|had|was|were|will|would|can|could|may|might|must"
    r"|should|do|does|did|to|from|than|most|many|some|all|more|less|one|both|not|there|this|these|those|it|they|he|she"
    r"|what|how|by the|in|of the|aim|aims|purpose|goal|reason|result|example|difference|main|first|second|third)\b",
    re.IGNORECASE,
)
# What follows the verb when a sentence tells what a thing is, not how it fared or what is said of it.
_NO_MEANING = re.compile(
    r"^(?:not|also|often|usually|generally|likely|more|most|less|least|very|now|still|only|being|seen|said|called"
    r"|expected|supposed|able|unable|about to|free|due|to|in|at|on|by|with|under|among|between|important|crucial"
    r"|key|central|similar|different|dependent|responsible for only)\b",
    re.IGNORECASE,
)
# "is" is followed by a noun phrase, "are" perhaps by a bare noun: an adverb or a participle tells of a state.
_NO_NOUN = {
    "is": re.compile(r"^(?!(?:an?|the|any|every|each|one|when|what|how|that|[A-Z][\w-]*['’]s)\b)", re.IGNORECASE),
    "are": re.compile(r"^(?:\w+ly|\w+ed)\b(?!,? \w+s\b)"),
}
_MOST_TERM_WORDS = 6
_FEWEST_MEANING_WORDS = 4


@dataclass(frozen=True)
class DefinitionQuestion:
    """What is asked, what is shown, and the answer."""

    asks: Asks
    prompt: str
    answer: str


def ask_definition(sentence: str, context: str) -> DefinitionQuestion | None:
    """A question on a sentence that defines something, or None for one that does not or leans on another."""
    match = _DEFINES.match(sentence)
    if match is None or not reads_alone(sentence):
        return None
    term, meaning = match["term"].strip(), match["meaning"]
    words = term.split()
    if not words or len(words) > _MOST_TERM_WORDS or _NO_TERM.search(term) or _NO_MEANING.match(meaning):
        return None
    if (no_noun := _NO_NOUN.get(match["verb"])) and no_noun.match(meaning):
        return None
    if len(content_terms(meaning)) < _FEWEST_MEANING_WORDS or not stem_set(meaning) - stem_set(term):
        return None
    short = (match["short"] or "").strip(" ()")
    shown = f"{BLANK}{match['aside'] or ''} {match['verb']} {meaning}"
    hidden = [term, short] if short else [term]
    if not any(term_given_away(form, shown, context) for form in hidden) and not match["aside"]:
        asked = f"{match['article'] or ''}{shown}"
        return DefinitionQuestion("term", re.sub(r"^An? ", "A(n) ", asked), f"{term}{match['short'] or ''}")
    named = term if term[:2].isupper() or not match["article"] else term[0].lower() + term[1:]
    aside = (match["aside"] or "").rstrip(",")
    return DefinitionQuestion("meaning", f"What is meant by “{named}{match['short'] or ''}”{aside}?", meaning)


def ask_glossary_term(term: Term) -> DefinitionQuestion | None:
    """A question on a term of the glossary, or None where the definition says no more than the term."""
    if len(stem_set(term.definition) - stem_set(term.term)) < _FEWEST_MEANING_WORDS:
        return None
    name = f"{term.term} ({term.abbreviation})" if term.abbreviation else term.term
    hidden = [term.term, *([term.abbreviation] if term.abbreviation else [])]
    others = [form for form in term.equivalents if form.casefold() in term.definition.casefold()]
    if not others and not any(term_given_away(form, term.definition) for form in hidden):
        return DefinitionQuestion("term", f"{BLANK}: {term.definition}", name)
    return DefinitionQuestion("meaning", f"What is meant by “{name}”?", term.definition)
