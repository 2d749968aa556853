"""Fields that came from elsewhere (a reference file, a web service), checked one by one before they become a record.

A field that does not hold what it should is left out and said so; it is never mended by guessing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import ValidationError

from kb.catalogue import Author, SourceRecord
from kb.references.source_ids import new_source_id

_LONGEST_CHARS = {"title": 1000, "published_in": 300, "volume": 40, "issue": 40, "pages": 60, "licence": 100}
_MOST_AUTHORS = 3000  # the largest collaborations; more is a broken file
_INLINE_MARKUP = re.compile(
    r"</?(?:[a-z]+:)?(?:i|b|em|strong|sub|sup|scp|sc|span|tt|u|italic|bold|p)\b[^<>]*>", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PMID = re.compile(r"^\s*(?:PMID:?\s*)?(\d{1,8})(?:\.0)?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class CheckedRecord:
    """A record made of what held, or None without a usable title; `remarks` name what was left out and why."""

    record: SourceRecord | None
    remarks: tuple[str, ...]


def check_fields(fields: Mapping[str, Any], taken: Iterable[str], wanted_id: str | None = None) -> CheckedRecord:
    """Check fields named as in SourceRecord (`authors` a list of Author or (family, given) pairs).

    The record's id is `wanted_id` as a slug when it gives one, else family name and year; never one of `taken`.
    """
    remarks: list[str] = []
    title = clean_text(fields.get("title"))
    if not title or not any(map(str.isalnum, title)):
        return CheckedRecord(None, ("it has no title",))
    values: dict[str, Any] = {"title": title, "authors": _authors(fields.get("authors") or (), remarks)}
    values["more_authors"] = bool(fields.get("more_authors") and values["authors"])
    for name, check in _CHECKS.items():
        raw = fields.get(name)
        if raw is None or raw == "":
            continue
        values[name] = check(raw)
        if values[name] is None:
            kind = " from 1900 on" if name == "year" else ""
            remarks.append(f"{name} {_shown(raw)} is not one{kind} and was left out")
    for name, longest in _LONGEST_CHARS.items():
        if len(values.get(name) or "") > longest:
            if name == "title":
                return CheckedRecord(None, (f"its title has more than {longest} characters",))
            remarks.append(f"{name} has more than {longest} characters and was left out")
            values[name] = None
    families = [author.family for author in values["authors"]]
    values["source_id"] = new_source_id(wanted_id, families[:1], values.get("year"), title, taken)
    try:
        record = SourceRecord.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        return CheckedRecord(None, (*remarks, f"{'.'.join(map(str, first['loc']))}: {first['msg']}"))
    return CheckedRecord(record, tuple(remarks))


def clean_text(value: Any) -> str | None:
    """Text on one line, without inline markup, entities and control characters; None for anything but text."""
    if not isinstance(value, str):
        return None
    text = html.unescape(_INLINE_MARKUP.sub("", value))
    text = _INLINE_MARKUP.sub("", text)  # some services escape the markup itself
    text = "".join(char if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co") else " " for char in text)
    return unicodedata.normalize("NFC", " ".join(text.split())) or None


def normalise_doi(value: Any) -> str | None:
    """A DOI as `clean_doi` gives it, in lower case, for comparing: the case of a DOI means nothing."""
    doi = clean_doi(value)
    return doi.lower() if doi else None


def clean_doi(value: Any) -> str | None:
    """A DOI without `https://doi.org/`, `doi:` and closing punctuation, its case as printed; None when it is none."""
    if not isinstance(value, str):
        return None
    found = _DOI.search(unquote(value.strip()))
    if found is None or not re.fullmatch(
        r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?", value.strip()[: found.start()], re.IGNORECASE
    ):
        return None
    doi = found.group().rstrip(".,;")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1]
    return doi if doi.isprintable() and not re.search(r"[<>\"{}\\^`|\s]", doi) else None


def normalise_pmid(value: Any) -> str | None:
    """A PubMed id as digits; None when it is not one (0 stands for none)."""
    found = _PMID.match(str(value))
    return found.group(1) if found and int(found.group(1)) else None


def _authors(raw: Iterable[Any], remarks: list[str]) -> tuple[Author, ...]:
    authors: list[Author] = []
    for name in raw:
        family, given = (name.family, name.given) if isinstance(name, Author) else name
        if cleaned := clean_text(family):
            authors.append(Author(family=cleaned, given=clean_text(given) or ""))
    if len(authors) > _MOST_AUTHORS:
        remarks.append(f"{len(authors)} authors are no list of authors and were left out")
        return ()
    return tuple(authors)


def _year(raw: Any) -> int | None:
    found = _YEAR.search(str(raw))
    return int(found.group()) if found else None


def _pages(raw: Any) -> str | None:
    text = clean_text(raw)
    if not text or not re.search(r"[\divxlc]", text, re.IGNORECASE):
        return None
    return re.sub(r"\s*(?:-{1,2}|[‐‑‒–—])\s*", "-", text)


def clean_url(raw: Any) -> str | None:
    """A web address without a user name in it, or None."""
    text = clean_text(raw)
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return None
    is_web = parts.scheme in ("http", "https") and parts.hostname and not parts.username and " " not in (text or "")
    return text if is_web else None


def _shown(raw: Any) -> str:
    text = " ".join(str(raw).split())
    return repr(text if len(text) <= 60 else text[:60] + "...")


def _as_stated(raw: Any) -> Any:
    return raw


_CHECKS = {
    "year": _year,
    "published_in": clean_text,
    "work_type": _as_stated,
    "volume": clean_text,
    "issue": clean_text,
    "pages": _pages,
    "doi": clean_doi,
    "pmid": normalise_pmid,
    "url": clean_url,
    "licence": clean_text,
    "country": clean_text,
}
