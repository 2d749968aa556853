"""Is a claim one plain statement about the subject: no link, no markup, no talk to the reader, no false quotation?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from chatbot.model.evidence_items import EvidenceItem
from kb.quotes import fold_repairs

MAX_CLAIM_WORDS = 60
_LINK = re.compile(r"https?:|www\.|\b[\w.+-]+@[\w-]+\.\w|\b[\w-]+\.(?:com|org|net|io|uk|gov|edu)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<[/!?a-z]|&#?\w+;|\[[^\]]*\]|[`*_#|{}\\]|\$\{", re.IGNORECASE)
_TO_A_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,60}\b(?:instruction|prompt|rule|above|previous|earlier)|"
    r"\b(?:system|developer) (?:prompt|message)\b|\bas an ai\b|\blanguage model\b|\byou are (?:now|a|an)\b|"
    r"\b(?:i|we) (?:am|are)?\s?(?:sorry|unable to|can(?:no|')t (?:help|answer|assist))|\bmy instructions\b",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(r"[\"“«]([^\"”»]*)[\"”»]")


def check_wording(claim: str, items: Sequence[EvidenceItem], sentences: Sequence[str]) -> Iterator[str]:
    """What is wrong, in words. `sentences` are those of the evidence that the claim draws on."""
    if len(claim.split()) > MAX_CLAIM_WORDS:
        yield f"it has more than {MAX_CLAIM_WORDS} words"
    if any(unicodedata.category(char)[0] == "C" for char in claim):
        yield "it holds characters that cannot be seen"
    if _LINK.search(claim):
        yield "it holds an address"
    if _MARKUP.search(claim):
        yield "it holds markup or markers"
    if claim.rstrip().endswith("?"):
        yield "it is a question"
    if _TO_A_MODEL.search(claim):
        yield "it speaks of instructions or of itself"
    if any(_TO_A_MODEL.search(sentence) for sentence in sentences):
        yield "it rests on a sentence that gives instructions to a model"
    for quoted in _QUOTED.findall(claim):
        if not any(_is_quoted(quoted, item) for item in items):
            yield "it sets words in quotation marks that the source does not have"


def _is_quoted(words: str, item: EvidenceItem) -> bool:
    """Whether a source's own text has the words; a note is not quoted, so that it must have them in marks itself."""
    wanted = words if item.kind == "original" else f'"{words}"'
    return fold_repairs(wanted) in fold_repairs(item.text)
