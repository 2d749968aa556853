"""Are a claim's names those of the sentences that it draws on?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chatbot.compare_words.clauses import base_form, read_words
from chatbot.compare_words.names import names


def check_names(claim: str, items: Sequence[str], sentences: Sequence[str], known: str) -> Iterator[str]:
    """What disagrees, in words. `known` holds speaker and country of the evidence; `sentences` are the aligned ones."""
    about = names(known) | {word.text.lower() for word in read_words(known)}
    evidence = " ".join(items)
    written = {word.base for word in read_words(evidence)} | names(evidence)
    claimed = names(claim) - about
    for name in sorted(claimed):
        if name not in written and base_form(name) not in written:
            yield f"the name {name} is not in the evidence"
    for sentence in sentences:
        others = names(sentence) - claimed - about
        missing = {name for name in claimed & names(evidence) if name not in names(sentence)}
        if others and missing:
            yield f"the evidence says it of {min(others)}, not of {min(missing)}"
