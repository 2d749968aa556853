"""One claim held against the evidence that it names. What agrees is called "words and numbers agree", never more.

Checked: the evidence exists; every number stands there with its unit, bounds, thing and name; negations, modal verbs,
hedges and quantity words are the same over the same words; directions are the same; names are the evidence's; no
content word is the model's own; and the sentence is a plain statement. Not checked, because words cannot show it: who
does what to whom, and whether the words taken together mean what they meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chatbot.answer import AGREES
from chatbot.compare_words.check_direction import check_direction, same_direction
from chatbot.compare_words.check_figures import check_figures, find_figures
from chatbot.compare_words.check_operators import check_operators
from chatbot.compare_words.clauses import aligned, content_bases, read_words
from chatbot.model.check_names import check_names
from chatbot.model.check_wording import check_wording
from chatbot.model.evidence_items import EvidenceItem

DISAGREES = "does not agree: "
# Words about sources as such; they claim nothing about the subject.
_BRIDGING = content_bases(
    "according author authors evidence example describe described include included including report reported source "
    "sources state stated study text however therefore"
)
_SHOWN_WORDS = 5


@dataclass(frozen=True)
class CheckedClaim:
    """The outcome for one claim."""

    problems: tuple[str, ...]
    wrong_numbers: bool
    """Evidence that does not exist, or a number that does not agree: a model that does this is not to be used."""

    @property
    def agreement(self) -> str:
        """What a segment says of it."""
        return DISAGREES + "; ".join(self.problems) if self.problems else AGREES


def check_claim(text: str, evidence: Sequence[int], items: Mapping[int, EvidenceItem]) -> CheckedClaim:
    """`items` by their numbers; `evidence` as the claim names it. The same outcome for the same input."""
    unknown = [number for number in evidence if number not in items]
    if unknown:
        return CheckedClaim((f"evidence {unknown[0]} does not exist",), wrong_numbers=True)
    cited = [items[number] for number in dict.fromkeys(evidence)]
    if not cited:
        return CheckedClaim(("it names no evidence",), wrong_numbers=False)
    texts = [item.text for item in cited]
    sentences = aligned(text, [sentence for item in cited for sentence in item.sentences])
    known = " ".join(part for item in cited for part in (item.speaker, item.country) if part)
    wrong = tuple(check_figures(text, texts))
    problems = [
        *wrong,
        *check_operators(text, texts, sentences),
        *check_direction(text, sentences),
        *check_names(text, texts, sentences, known),
        *check_wording(text, cited, sentences),
    ]
    own = _own_words(text, " ".join([*texts, known]))
    if own:
        problems.append(f"words that are not in the evidence: {', '.join(own[:_SHOWN_WORDS])}")
    if not content_bases(text):
        problems.append("it says nothing that can be checked")
    return CheckedClaim(tuple(dict.fromkeys(problems)), wrong_numbers=bool(wrong))


def _own_words(claim: str, evidence: str) -> list[str]:
    """Content words of the claim that the evidence does not have in any form, each once; numbers are checked apart."""
    bases = frozenset(word.base for word in read_words(evidence))
    in_figures = [(figure.char_start, figure.char_end) for figure in find_figures(claim)]
    found = {
        word.base: word.text
        for word in read_words(claim)
        if word.is_content
        and word.base not in bases | _BRIDGING
        and not same_direction(word.base, bases)
        and not any(start <= word.char_start < end for start, end in in_figures)
    }
    return list(found.values())
