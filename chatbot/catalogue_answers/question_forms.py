"""What a question asks of the catalogue, told from its form alone; which source it means is found elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kb.describe_record import RecordField

Wanted = Literal[
    "authors", "author_count", "journal", "year", "volume", "pages", "doi", "pmid", "url", "licence", "evidence_kind",
    "country", "cited_in",
]  # fmt: skip

FIELD_OF: dict[Wanted, RecordField] = {
    "authors": "authors",
    "author_count": "authors",
    "journal": "published",
    "year": "published",
    "volume": "published",
    "pages": "published",
    "doi": "doi",
    "pmid": "pmid",
    "url": "url",
    "licence": "licence",
    "evidence_kind": "evidence_kind",
    "country": "country",
    "cited_in": "cited_in",
}
_WORKS = (
    r"(?:papers?|stud(?:y|ies)|articles?|reports?|briefings?|reviews?|books?|works?|sources?|publications?|editorials?|"
    r"evaluations?|surveys?|commentar(?:y|ies)|chapters?|viewpoints?|documents?|texts?|literature|"
    r"experiments?|trials?|analys[ei]s|comparisons?|investigations?)"
)
_PUBLISHED = r"(?:published|printed|written|appear(?:ed)?|c[ao]me out|brought out|put out|released)"
_PATTERNS: tuple[tuple[Wanted, str], ...] = (
        ("author_count", r"\bhow many (?:people |researchers )?(?:wrote|authors?|co-?authors?)\b|\bnumber of (?:co-?)?authors\b"),
        ("authors", rf"\bwho (?:co-?)?(?:wrote|authored|penned)\b|\bwho (?:was|is|were|are|has|have) (?:\w+ )?(?:authors?|written|writers?)\b|"
                    r"\bwho (?:was|is|were|are) the (?:\w+ )?(?:authors?|writers?)\b|\b(?:names? of|list|name|what are|tell me) the (?:names of the )?(?:\w+ )?authors?\b|\bby whom\b|"
                    rf"\bwritten by (?:whom|who)\b|\bwho is (?:it|this|that|the {_WORKS}) by\b|\bwhose (?:work|{_WORKS}) (?:is|was)\b|"
                    rf"\bwho (?:carried out|conducted|undertook|did|ran) (?:the|this|that) (?:[\w'’-]+ ){{0,3}}{_WORKS}\b"),
        ("journal", rf"\b(?:which|what) (?:\w+ )?(?:journal|publisher|periodical)\b|\b(?:which|what) (?:\w+ )?(?:organi[sz]ation|body|institute|institution|charity|think tank) (?:published|brought out)\b|\bwhere did\b.*\bpublish\b|\bwhere (?:was|were|is|did|has|had)\b.*\b{_PUBLISHED}\b|"
                    r"\bwho (?:published|brought out|was the publisher)\b|\bpublished (?:where|by whom)\b|\b(?:name of the|the) (?:journal|publisher) (?:of|that|in which)\b"),
        ("year", rf"(?:^|^in |[,;] |\band )(?:when|(?:what|which) (?:year|month|date))\b.*\b{_PUBLISHED}\b|\b(?:published|printed|come out|appear) when\b|\b(?:year|date) of publication\b|\bpublication (?:year|date)\b|"
                 rf"\bhow old (?:is|are)\b.*\b{_WORKS}\b|\b(?:what|which) year (?:is|was|are)\b.*\b{_WORKS}\b.*\bfrom\b"),
        ("volume", r"\b(?:which|what) (?:volume|issue)\b"),
        ("pages", r"\b(?:which|what|on which|on what) pages?\b|\bpage (?:numbers|range)\b"),
        ("doi", r"\bdois?\b|\bdigital object identifier\b"),
        ("pmid", r"\bpmid\b|\bpub ?med (?:id|number|identifier)\b"),
        ("url", r"\b(?:url|web ?(?:page|address)|link) (?:of|for|to)\b"),
        ("licence", rf"\blicen[cs]ed?\b(?=.*\b{_WORKS}\b)|\b{_WORKS}\b.*\blicen[cs]ed?\b"),
        ("evidence_kind", rf"\b(?:what|which) (?:kind|type|sort|form) of (?:evidence|research|method|{_WORKS}) (?:is|was|are|were|does|do|did)\b|"
                          rf"\bwhat (?:is|was) the (?:study )?design of\b|\bwhat (?:study|research) design\b"),
        ("country", rf"\b(?:which|what) (?:country|countries)\b.*\b(?:{_WORKS}|evidence)\b"),
        ("cited_in", rf"\b(?:which|what) (?:of the )?{_WORKS} (?:\w+ ){{0,3}}(?:cites?|cited|refers? to|references?)\b|\bwho (?:cites?|cited)\b|\bwhere is\b.*\bcited\b|"
                     r"\bcited (?:by|in) (?:which|what|whom)\b"),
)  # fmt: skip
_FORMS = tuple((wanted, re.compile(pattern, re.IGNORECASE)) for wanted, pattern in _PATTERNS)
_ASKS_FOR_WORKS = re.compile(
    rf"\bhow many (?:of (?:the|your) )?(?:[\w'’-]+ ){{0,2}}{_WORKS}\b|\b(?:which|what|list|show|name|any)\b(?: me)?(?: all)?(?: of)?(?: the)? (?:[\w'’-]+ ){{0,2}}{_WORKS}\b|"
    r"\bwhat (?:has|have|did|else has) (?:[\w'’-]+ ){1,3}(?:written|publish(?:ed)?|write)\b",
    re.IGNORECASE,
)  # fmt: skip

_RANKS = re.compile(r"\b(?:the|has|have) (?:most|fewest|least)\b", re.IGNORECASE)  # the catalogue compares nobody
# What documents themselves hardly say of other works: without a source that fits, there is nothing to find in them.
_ONLY_IN_RECORDS = frozenset({"journal", "volume", "pages", "doi", "pmid", "licence"})


@dataclass(frozen=True)
class CatalogueForm:
    """What a question asks: `wanted` of one source, or works to be counted or listed."""

    wanted: tuple[Wanted, ...] = ()
    works: bool = False

    @property
    def is_only_in_records(self) -> bool:
        """Whether nothing but a bibliographic record would answer it."""
        return bool(self.wanted) and set(self.wanted) <= _ONLY_IN_RECORDS


def question_form(text: str) -> CatalogueForm | None:
    """The form of a question that the catalogue may answer; None of any other."""
    if _RANKS.search(text):
        return None
    wanted = tuple(name for name, pattern in _FORMS if pattern.search(text))
    if "author_count" in wanted:
        wanted = tuple(name for name in wanted if name != "authors")
    works = _ASKS_FOR_WORKS.search(text) is not None and not wanted
    if not wanted and not works:
        return None
    return CatalogueForm(wanted, works)
