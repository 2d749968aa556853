"""What the page says in words of its own: verdicts, what the library holds, what went wrong."""

from __future__ import annotations

from kb.catalogue_documents import is_catalogue_section
from kb.citations import Citation, Verdict
from kb.library import Library

PAGE_TITLE = "Policy briefing"
_SUBJECT = "Ask about GP commissioning, capitation and the safety lessons of medical groups."
_EXTRACTIVE = "Answers are put together from the library’s own sentences, without a language model,"
_MODEL = "A language model puts answers into words from the library’s own sentences, each of its sentences is checked,"
_PROOF = "and every sentence leads to the place it comes from."

_VERDICTS: dict[Verdict, str] = {
    "verified": "Verified: the source says exactly this",
    "repaired": "Repaired: only spacing or line-end hyphens differ",
    "altered": "Altered: the source’s words or figures differ",
    "stitched": "Stitched: these words do not stand together in the source",
    "misattributed": "Misattributed: these words stand elsewhere",
    "absent": "Absent: the source does not say this",
}
_ACCEPTED: frozenset[Verdict] = frozenset({"verified", "repaired", "note"})

DAMAGED = "Damaged text: lines of the file were lost here, so a sentence may be broken off or joined to another."
OWN_WORDS = "In our own words, from our notes on the sources."
SOURCE_WORDS = "In the sources’ own words."
CATALOGUE_WORDS = "In our own words, from the library’s catalogue."
MIXED_WORDS = "Words in quotation marks are the sources’ own; the rest is from our notes on them."
MODEL_WORDS = (
    "Put into words by a language model from the evidence beside it. Each sentence says what was checked: "
    "its words and numbers, not its meaning. A sentence that does not agree is no part of the answer."
)
FALSE_PREMISE = "The question takes something for granted that the sources contradict."
RESTS_ON = "What this answer rests on"
FOLLOW_UPS = "Questions it does answer"
CARRIED = "Carried over from your earlier questions:"
CARRIED_NOTHING = "Nothing is carried over from your earlier questions."
CARRY_AGAIN = "Carry over as before"
EMPTY_QUESTION = "Type a question first."
SEARCHING = "Searching the library"
BUSY = "Too many people are asking at this moment. Your question is still in the box: ask it again in a minute."
LOST = (
    "The server cannot be reached, so no answer came. Your question is in the box: ask it again in a moment. If that "
    "does not help, load this page again, or see whether the program that serves it is still running."
)
FILTERS_HINT = "With nothing chosen, everything is searched."
KEPT_WHERE = "Kept in this browser alone. The questions are kept; answers are found again when you open one."
CORPUS_CHANGED = (
    "The library has changed since this was asked.",
    "The answer below is from the library as it is now, and may differ from the one that was shared or kept.",
)
MORE_COMING = "A language model is putting the evidence into words"
DEFECT = (
    "Something went wrong inside the program; it is not your question.",
    "Ask again. If it happens again, stop and start the page, and report it to whoever runs it.",
)


def purpose(library: Library) -> str:
    """What the page is for and how answers are made."""
    return f"{_SUBJECT} {_MODEL if library.settings.model_name else _EXTRACTIVE} {_PROOF}"


def verdict_words(citation: Citation) -> str:
    """The verdict on a citation's quote, for readers."""
    if is_catalogue_section(citation.section):
        return "From the library’s catalogue, in our own words"
    if citation.verdict == "note":
        return f"Our summary of section {section_words(citation.section)}"
    return _VERDICTS[citation.verdict]


def verdict_holds(citation: Citation) -> bool:
    """Whether the words shown are the source's (or a note's, said to be one)."""
    return citation.verdict in _ACCEPTED


def section_words(path: tuple[str, ...]) -> str:
    """`Lessons › Leadership`; the text itself where a source has no headings."""
    return " › ".join(path) or "the text"


def holdings(library: Library) -> str:
    """What is searched: `5 sources: 3 in their original text, 2 as notes in our own words`."""
    kinds = [document.kind for document in library.documents.values()]
    sources = counted(len({document.source_id for document in library.documents.values()}), "source")
    notes, originals = kinds.count("note"), kinds.count("original")
    if not originals:
        return f"{sources}, as notes in our own words"
    if not notes:
        return f"{sources}, in {'its' if originals == 1 else 'their'} original text"
    return f"{sources}: {originals} in the original text, {notes} as notes in our own words"


def evidence_count(count: int) -> str:
    """`3 places in the library`, for announcements and headings."""
    return counted(count, "place") + " in the library"


def too_long(length_chars: int, limit_chars: int) -> tuple[str, str]:
    """Message and hint for a text that is not taken as a question."""
    return (
        f"The question has {length_chars:,} characters; at most {limit_chars:,} are taken.",
        "Shorten it to what you want to know, in a sentence or two.",
    )


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
