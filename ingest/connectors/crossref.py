"""Crossref: the record that the publisher registered. `GET /works/{doi}?mailto=...` -> `{"message": {...}}`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ingest.connectors.connector import FoundWork, FullTextLink, list_at, text_at, value_at
from ingest.connectors.licences import licence_id
from ingest.connectors.web import Web
from kb.catalogue import WorkType
from kb.references.checked_fields import normalise_doi
from kb.settings import Settings

_WORK_TYPES: dict[str, WorkType] = {
    "journal-article": "article-journal",
    "report": "report",
    "report-component": "report",
    "monograph": "book",
    "book": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "proceedings-article": "paper-conference",
    "dissertation": "thesis",
}
_NOTICES = {"retraction", "withdrawal", "removal", "expression_of_concern", "correction", "corrigendum", "erratum"}


class Crossref:
    """Fields of the version of record, its licence, and links that the publisher registered for text mining."""

    name = "Crossref"

    def __init__(self, settings: Settings, web: Web) -> None:
        self._settings, self._web = settings, web

    @property
    def not_asked(self) -> str | None:
        return None

    def find(self, doi: str) -> FoundWork | None:
        url = f"{self._settings.crossref_url}/works/{quote(doi, safe='')}"
        reply = self._web.get_json(url, {}, {"mailto": self._settings.contact_email or ""})
        message = value_at(reply, "message")
        if normalise_doi(text_at(message, "DOI")) != doi:
            return None
        kind = _WORK_TYPES.get(text_at(message, "type") or "", "document")
        part = kind in ("article-journal", "chapter", "paper-conference")
        licence = _licence(message)
        fields = {
            "title": _title(message),
            "authors": [_name(author) for author in list_at(message, "author")],
            "year": _year(message),
            "published_in": text_at(message, "container-title", 0) if part else text_at(message, "publisher"),
            "work_type": kind,
            "volume": text_at(message, "volume"),
            "issue": text_at(message, "issue"),
            "pages": text_at(message, "page") or text_at(message, "article-number"),
            "doi": doi,
            "licence": licence,
        }
        links = tuple(
            FullTextLink(address, "application/pdf", licence)
            for link in list_at(message, "link")
            if text_at(link, "content-type") == "application/pdf" and (address := text_at(link, "URL"))
        )
        notices = {text_at(update, "type") or "" for update in list_at(message, "updated-by")} & _NOTICES
        warnings = tuple(f"Crossref links it to a notice ({notice})" for notice in sorted(notices))
        return FoundWork(self.name, url, fields, tuple(dict.fromkeys(links)), warnings=warnings)


def _title(message: Any) -> str | None:
    title, subtitle = text_at(message, "title", 0), text_at(message, "subtitle", 0)
    if title and subtitle and subtitle.casefold() not in title.casefold():
        return f"{title.rstrip(':')}: {subtitle}"
    return title


def _name(author: Any) -> tuple[str, str]:
    """Family and given names; a body has a `name` alone."""
    family, given = text_at(author, "family") or text_at(author, "name") or "", text_at(author, "given")
    return family, ", ".join(filter(None, (given, text_at(author, "suffix") if given else None)))


def _year(message: Any) -> str | None:
    """Of the printed issue where there is one, as references give it."""
    for name in ("published-print", "published", "issued", "published-online"):
        if year := text_at(message, name, "date-parts", 0, 0):
            return year
    return None


def _licence(message: Any) -> str | None:
    """The licence of the version of record, else of any version but the manuscript sent in."""
    stated = [
        (text_at(item, "content-version") != "vor", licence)
        for item in list_at(message, "license")
        if (licence := licence_id(text_at(item, "URL"))) and text_at(item, "content-version") != "tdm"
    ]
    return min(stated)[1] if stated else None
