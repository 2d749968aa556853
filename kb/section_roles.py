"""What part a section plays in a document, told from its headings: methods, results, limitations and so on."""

from __future__ import annotations

import re
from typing import Literal

from kb.documents import Section

SectionRole = Literal[
    "abstract",
    "background",
    "methods",
    "results",
    "discussion",
    "conclusions",
    "recommendations",
    "limitations",
    "appendix",
    "references",
    "front_matter",
    "back_matter",
    "main_text",
]

_BY_HEADING: tuple[tuple[SectionRole, re.Pattern[str]], ...] = (
    ("limitations", re.compile(r"\blimitations?\b|\bstrengths and weaknesses\b")),
    (
        "methods",
        re.compile(
            r"\bmethods?$|\bmethodology\b|\bmethods and\b|\b(?:study|research) design\b"
            r"|^data(?: collection| sources?)?$"
            r"|^(?:aims?|objectives?)(?: of (?:the|this) (?:study|report|paper|review|research))?$"
            r"|\bhow (?:we|the study) (?:did|carried out|conducted|was (?:done|carried out|conducted))\b"
        ),
    ),
    ("recommendations", re.compile(r"\brecommendations?\b|^(?:policy )?implications\b|^implications for\b")),
    ("conclusions", re.compile(r"\bconclusions?\b|^concluding\b")),
    ("results", re.compile(r"^(?:the )?(?:main |key )?(?:results|findings)\b|\bresults$|\bfindings$")),
    ("discussion", re.compile(r"\bdiscussion\b")),
    ("background", re.compile(r"\bintroduction\b|\bbackground\b|\bcontext$")),
)
_LEADING_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[ivx]{1,4}\.)\s+")


def section_role(section: Section) -> SectionRole:
    """The role of a section; `main_text` where no heading tells. The innermost heading that tells decides.

    What the reader found (`Section.kind`) goes first, since it also knows where a section stands.
    """
    if section.kind != "body":
        return section.kind
    for heading in reversed(section.path):
        words = _LEADING_NUMBER.sub("", heading.casefold().strip(" .:"))
        for role, pattern in _BY_HEADING:
            if pattern.search(words):
                return role
    return "main_text"
