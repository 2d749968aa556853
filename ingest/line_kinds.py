"""What a line can be by its own looks: a list item, a table row, a caption, an affiliation, a known heading."""

from __future__ import annotations

import re

from ingest.phrases import FUNCTION_WORDS, first_word, starts_upper, word_count

BULLET = re.compile(r"(?:[-•*–▪◦‣·●○■□➢✓\uf0b7\uf0a7]|/C\d{1,3})[ \t]+(?=\S)")
NUMBERED_ITEM = re.compile(r"\(?(\d{1,2})[.)][ \t]+(?=\S)")
LETTERED_ITEM = re.compile(r"\(?([a-z]|[ivx]{1,4})[.)][ \t]+(?=\S)")
CAPTION = re.compile(
    r"(?:table|figure|fig\.?|exhibit|chart|graph)\s+[A-Z]?\d{1,3}[a-z]?\s?(?:[:.|]\s+|[–—]\s+)\S", re.IGNORECASE
)
BARE_CAPTION = re.compile(r"(?:table|figure|fig\.?|exhibit|chart)\s+[A-Z]?\d{1,3}[a-z]?\s?[:.]?", re.IGNORECASE)
UNMARKED_CAPTION = re.compile(r"(?:Table|Figure|Fig\.?)\s+\d{1,3}[a-z]?\s+[A-Z][a-z]")
NUMBERS_AT_END = re.compile(r"(?:\s[\d.,%()–<>=±*-]*\d[\d.,%()–*-]*){2,12}$")
BOX = re.compile(r"box\s+\d{1,3}[a-z]?\s?[:.–—]\s*\S", re.IGNORECASE)
TABLE_RULE = re.compile(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?")
RULE = re.compile(r"(?:[-*_=~][ \t]?){3,}")
_CELL_BREAK = re.compile(r"\S[ \t]*\t+[ \t]*\S")

_AFFILIATION_WORD = (
    r"(?i:university|institute|department|dept|school|college|hospital|centre|center|board|faculty|foundation|consulting"
    r"|academy|division|clinic|group|laboratory|unit|trust|ministry|council|directorate|usa|uk|u\.s\.a\.)"
)
_AFFILIATION = re.compile(rf"(?:\d{{1,2}}|[*†‡§¶])\s?(?=[A-Z])(?:[^.]*\b)?{_AFFILIATION_WORD}\b")
_CORRESPONDENCE = re.compile(
    r"(?:[*†]\s?)?(?:Corresponding [Aa]uthor|CORRESPONDING AUTHOR|Correspondence|Address for correspondence)\b"
)
_EMAIL = re.compile(r"(?:e-?mail|tel|telephone|phone|fax)\b\s*[:.]|\S+@\S+\.\w+$", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?:street|road|avenue|drive|lane|circle|boulevard|p\.?\s?o\.? box|suite|floor)\b"
    r"|,\s*(?:USA|UK|United Kingdom|United States|Canada|Ireland|Germany|Australia|Ghana)\b"
    r"|\b\d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[\dA-Z]?\s\d[A-Z]{2}\b",
    re.IGNORECASE,
)
LICENCE = re.compile(
    r"creative commons|open[- ]access article|all rights reserved|reprints and permissions|permits unrestricted use"
    r"|which permits|sagepub\.com|^©|^\(c\)\s*\d{4}|^copyright\b|original work is (?:properly cited|attributed)",
    re.IGNORECASE,
)
METADATA = re.compile(
    r"(?:authors?|publisher|publication date|issn|isbn|source|doi|pmid|pmcid|volume|issue|journal|citation|cite this"
    r"|received|accepted|published(?: online)?|academic editor|edited by|available (?:online|to download))\b\s*[:.]?",
    re.IGNORECASE,
)
IMPRINT = re.compile(
    r"©|published by\b|available (?:to download|at|from)|tel(?:ephone)?\s*:|fax\s*:|e-?mail\s*:|www\.|https?://|isbn\b"
    r"|\b[A-Z]{1,2}\d[\dA-Z]?\s*\d[A-Z]{2}\b|all rights reserved|not to be reproduced",
    re.IGNORECASE,
)

_KNOWN_HEADINGS = """
    abstract; structured abstract; summary; executive summary; key points; keywords; key words; introduction;
    background; objective; objectives; aim; aims; method; methods; materials and methods; methods and materials;
    patients and methods; study design; data collection; data analysis; results; findings; results and discussion;
    discussion; limitations; strengths and limitations; study limitations; conclusion; conclusions; recommendations;
    implications; references; bibliography; works cited; further reading; appendix; appendices; acknowledgements;
    acknowledgments; acknowledgement; acknowledgment; funding; competing interests; conflict of interest; conflicts
    of interest; declaration of conflicting interests; authors' contributions; author contributions; author details;
    pre-publication history; abbreviations; supplementary material; additional files; ethics approval; mesh terms;
    original research; contents
"""
KNOWN = frozenset(" ".join(heading.split()) for heading in _KNOWN_HEADINGS.split(";"))
_HEADING_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-H]\.)\s+(?=[A-Z])")


def heading_words(text: str) -> str:
    """The words of a heading without its number and closing colon, in lower case with straight apostrophes."""
    number = _HEADING_NUMBER.match(text)
    words = text[number.end() :] if number else text
    return " ".join(words.strip(" :.").casefold().replace("’", "'").split())


def heading_number(text: str) -> str | None:
    """The number a heading begins with, such as `2.1`; None without one."""
    number = _HEADING_NUMBER.match(text)
    return number[0].strip().rstrip(".") if number else None


def is_known_heading(text: str) -> bool:
    """Whether the whole line is a heading that articles use, with or without a number."""
    return len(text) <= 60 and starts_upper(text) and heading_words(text) in KNOWN


def is_table_row(text: str) -> bool:
    """Whether the line has cells: text on both sides of a tab, or at least two pipes."""
    return bool(_CELL_BREAK.search(text)) or (text.count("|") >= 2 and text.startswith("|"))


def list_mark(text: str) -> re.Match[str] | None:
    """The bullet, number or letter that the line begins with."""
    return BULLET.match(text) or NUMBERED_ITEM.match(text) or LETTERED_ITEM.match(text)


def is_affiliation(text: str) -> bool:
    """Whether the line says where an author works, with a reference mark before it."""
    return len(text) <= 250 and bool(_AFFILIATION.match(text))


def is_correspondence(text: str) -> bool:
    """Whether the line opens the address of the corresponding author."""
    return bool(_CORRESPONDENCE.match(text))


def is_contact(text: str) -> bool:
    """Whether the line gives an e-mail address or a telephone number."""
    return len(text) <= 120 and bool(_EMAIL.match(text))


def looks_like_heading(text: str, *, may_go_on: bool = False) -> bool:
    """Whether a line could be a heading: short, no stop at its end, opened by a capital or a digit.

    `may_go_on`: whether it may break off after a function word because its second line is to follow.
    """
    if not 2 <= len(text) <= 120 or (text[-1] in ".?!;:,-–—&/" and not is_known_heading(text)):
        return False
    if not starts_upper(text) or text[0] in "\"“‘'`([" or word_count(text) > 16 or not first_word(text):
        return False
    last = text.rsplit(None, 1)[-1].casefold()
    return (
        (may_go_on or last not in FUNCTION_WORDS)
        and not METADATA.match(text)
        and "@" not in text
        and "www." not in text
    )


def is_address_line(text: str) -> bool:
    """Whether the line reads like part of a postal address: a number or a post code, and commas, and no sentence."""
    return len(text) <= 120 and bool(_ADDRESS.search(text)) and not text.endswith(".")
