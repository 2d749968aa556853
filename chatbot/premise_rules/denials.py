"""The negation: the one denies what the other takes for granted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatbot.premise_rules.conflict import NEARER, SAME_EVENT, SAME_PLACE, Conflict, clauses, neighbours
from kb.opposites import is_change, opposites_in
from kb.terms import content_terms, stem_word

_NEGATION = re.compile(r"\b(?:not|never|no longer|neither|cannot)\b|n['’]t\b", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r"[,;:.()]|\b(?:but|and|or|because|although|however|if|only|just|merely|necessarily|until|yet|always|enough)\b",
    re.I,
)
_COMPOUND = re.compile(r"\w+(?:-\w+)+")
_WITHOUT = re.compile(r"\bwithout (?:any |a |an )?([\w-]+)", re.IGNORECASE)
_PAY = frozenset(map(stem_word, ("pay", "payment", "payments", "compensation", "remuneration", "reimbursement")))
_UNCHANGED = re.compile(
    r"\b(?:(?:did|do|does|was|were|has|have|is|are)(?: not|n['’]t)(?: \w+ly)? "
    r"(?:change[sd]?|differ|alter(?:ed)?|affect(?:ed)?)(?: \w+ly)?|"
    r"unchanged|unrelated|unaffected|without significance|not significant(?:ly)?|"
    r"no (?:significant |clear |real |measurable )?"
    r"(?:change|difference|effect|impact|increase|reduction|rise|fall|improvement)s?|"
    r"(?:changed|differed)(?: \w+)? neither|no (?:more|less|better|worse|\w+er)\b)",
    re.IGNORECASE,
)
_NO_CHANGE_ASKED = re.compile(
    r"\b(?:not|never|no|un(?:changed|related|affected)|same|without|neither|hardly)\b|n['’]t\b", re.IGNORECASE
)


def denials(question: str, sentence: str) -> Iterator[Conflict]:
    """A word that the one denies and the other says; a change or difference where the sentence says that there is
    none. Names and figures are left out: what is denied of them is seldom they themselves."""
    denied, asked = _denied(sentence), _denied(question)
    # "Follow-up" does not say that anything is followed.
    said = {term.stem: term.word for term in content_terms(_COMPOUND.sub(" ", question))}
    for stem, words in denied.items():
        if stem in said and stem not in asked and said[stem].islower():
            yield Conflict(said[stem], words, NEARER)
    in_sentence = {term.stem: term.word for term in content_terms(sentence)}
    for match in _WITHOUT.finditer(question):
        stem = stem_word(match[1])
        if stem in in_sentence and stem not in denied and not _WITHOUT.search(sentence):
            yield Conflict(match[0], in_sentence[stem], NEARER)
        elif stem in _PAY:
            for opposite in opposites_in(sentence, "unpaid")[:1]:
                yield Conflict(match[0], opposite.word, SAME_PLACE)
    yield from _unchanged(question, sentence)


def _unchanged(question: str, sentence: str) -> Iterator[Conflict]:
    if _NO_CHANGE_ASKED.search(question):
        return
    changes = [term.word for term in content_terms(question) if is_change(term.stem)]
    if not changes:
        return
    said = {term.stem for term in content_terms(question)}
    for part in clauses(sentence):
        match = _UNCHANGED.search(part.text)
        if match is None or any(is_change(term.stem) for term in part.terms if term.word not in match[0]):
            continue
        beside = neighbours(question, changes[0]) | neighbours(part.text, match[0])
        if part.stems & said & beside:
            yield Conflict(changes[0], match[0], SAME_EVENT)
            return


def _denied(text: str) -> dict[str, str]:
    """Stem of the first content word after each negation within its clause, with the words from one to the other."""
    found: dict[str, str] = {}
    for match in _NEGATION.finditer(text):
        clause = _CLAUSE_END.split(text[match.end() :], maxsplit=1)[0]
        if terms := content_terms(clause)[:1]:
            found.setdefault(terms[0].stem, text[match.start() : match.end() + terms[0].char_end])
    return found
