"""Unpaywall: where open copies are. `GET /{doi}?email=...`; its own record is thin and is used last."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ingest.connectors.connector import FoundWork, FullTextLink, list_at, text_at, value_at
from ingest.connectors.licences import licence_id
from ingest.connectors.web import Web
from kb.references.checked_fields import normalise_doi
from kb.settings import Settings


class Unpaywall:
    """Places that hold an open copy, each with the licence stated there."""

    name = "Unpaywall"

    def __init__(self, settings: Settings, web: Web) -> None:
        self._settings, self._web = settings, web

    @property
    def not_asked(self) -> str | None:
        return None

    def find(self, doi: str) -> FoundWork | None:
        url = f"{self._settings.unpaywall_url}/{quote(doi, safe='/')}"
        work = self._web.get_json(url, {}, {"email": self._settings.contact_email or ""})
        if work is None or normalise_doi(text_at(work, "doi")) != doi:
            return None
        fields = {
            "title": text_at(work, "title"),
            "year": text_at(work, "year"),
            "published_in": text_at(work, "journal_name"),
            "doi": doi,
            "licence": licence_id(text_at(work, "best_oa_location", "license")),
        }
        return FoundWork(self.name, None, fields, _links(work))


def _links(work: Any) -> tuple[FullTextLink, ...]:
    places = [value_at(work, "best_oa_location"), *list_at(work, "oa_locations")]
    return tuple(
        dict.fromkeys(
            FullTextLink(address, "application/pdf", licence_id(text_at(place, "license")))
            for place in places
            if (address := text_at(place, "url_for_pdf"))
        )
    )
