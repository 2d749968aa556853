"""Europe PMC: records by `search?query=DOI:"..."`, and the open-access full text as JATS at `/{pmcid}/fullTextXML`."""

from __future__ import annotations

import re
from typing import Any

from ingest.connectors.connector import FoundWork, FullTextLink, list_at, text_at
from ingest.connectors.licences import licence_id
from ingest.connectors.web import Web
from kb.references.checked_fields import normalise_doi
from kb.settings import Settings

_PMCID = re.compile(r"^PMC\d{1,9}$")


class EuropePmc:
    """Record, PMID, licence, and for articles of the open-access subset the address of the full text."""

    name = "Europe PMC"

    def __init__(self, settings: Settings, web: Web) -> None:
        self._settings, self._web = settings, web

    @property
    def not_asked(self) -> str | None:
        return None

    def find(self, doi: str) -> FoundWork | None:
        query = {"query": f'DOI:"{doi}"', "resultType": "core", "format": "json", "pageSize": "5"}
        caller = {"email": self._settings.contact_email or ""}
        reply = self._web.get_json(f"{self._settings.europe_pmc_url}/search", query, caller)
        results = [r for r in list_at(reply, "resultList", "result") if normalise_doi(text_at(r, "doi")) == doi]
        result = next((r for r in results if text_at(r, "source") == "MED"), results[0] if results else None)
        if result is None:
            return None
        licence = licence_id(text_at(result, "license"))
        fields = {
            "title": (text_at(result, "title") or "").removesuffix("."),
            "authors": [_name(author) for author in list_at(result, "authorList", "author")],
            "year": text_at(result, "journalInfo", "yearOfPublication") or text_at(result, "pubYear"),
            "published_in": text_at(result, "journalInfo", "journal", "title"),
            "volume": text_at(result, "journalInfo", "volume"),
            "issue": text_at(result, "journalInfo", "issue"),
            "pages": text_at(result, "pageInfo"),
            "doi": doi,
            "pmid": text_at(result, "pmid"),
            "licence": licence,
        }
        archive, number = text_at(result, "source"), text_at(result, "id")
        page = f"https://europepmc.org/article/{archive}/{number}" if archive and number else None
        return FoundWork(self.name, page, fields, self._links(result, licence))

    def _links(self, result: Any, licence: str | None) -> tuple[FullTextLink, ...]:
        pmcid = text_at(result, "pmcid") or ""
        if text_at(result, "isOpenAccess") != "Y" or not _PMCID.match(pmcid):
            return ()
        address = f"{self._settings.europe_pmc_url}/{pmcid}/fullTextXML"
        return (FullTextLink(address, "application/jats+xml", licence),)


def _name(author: Any) -> tuple[str, str]:
    family = text_at(author, "lastName")
    if family is None:
        return text_at(author, "collectiveName") or text_at(author, "fullName") or "", ""
    return family, text_at(author, "firstName") or text_at(author, "initials") or ""
