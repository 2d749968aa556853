"""Quiz cards that ask for a figure: the source's sentence with one figure blanked and its unit kept."""

from __future__ import annotations

from chatbot.study.given_away import figure_given_away
from chatbot.study.quantities import Figure, figures, is_percentage, numbers
from chatbot.study.quiz_card import BLANK
from chatbot.study.read_alone import reads_alone

_MOST_NUMBERS = 6  # beyond, the sentence is a table in words, and no figure of it is worth keeping in mind
_CITING = ("(citing ", " et al")


def blank_figure(sentence: str, context: str) -> tuple[str, str] | None:
    """Prompt and answer of the first figure that can be asked for, or None.

    A figure that stands or can be worked out from what the card still shows is passed over.
    """
    if not reads_alone(sentence) or len(numbers(sentence, years=False)) > _MOST_NUMBERS:
        return None
    for figure in figures(sentence):
        prompt = _without(sentence, figure)
        answer = figure.answer(sentence)
        if not figure_given_away(answer, is_percentage(sentence, figure), prompt, context) and _names_what(prompt):
            return prompt, answer
    return None


def _without(sentence: str, figure: Figure) -> str:
    for start, end in reversed(figure.blanks):
        sentence = sentence[:start] + BLANK + sentence[end:]
    return sentence


def _names_what(prompt: str) -> bool:
    """Whether the blank stands neither at the very beginning of a bare sentence nor in a reference to another work."""
    before, _, after = prompt.partition(BLANK)
    bracket = before[before.rfind("(") :] if before.rfind("(") > before.rfind(")") else ""
    return not any(mark.strip() in bracket for mark in _CITING) and bool(after.strip(" .)"))
