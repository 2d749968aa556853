"""OpenAlex: `GET /works/doi:{doi}?api_key=...`. It has no family names apart, so its authors are not taken."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ingest.connectors.connector import FoundWork, FullTextLink, list_at, text_at, value_at
from ingest.connectors.licences import licence_id
from ingest.connectors.web import Web
from kb.references.checked_fields import normalise_doi
from kb.settings import Settings


class OpenAlex:
    """Fields but authors, and the places that hold an open copy. It wants a key."""

    name = "OpenAlex"

    def __init__(self, settings: Settings, web: Web) -> None:
        self._settings, self._web = settings, web

    @property
    def not_asked(self) -> str | None:
        return None if self._settings.openalex_api_key else "it wants a key, and openalex_api_key is not set"

    def find(self, doi: str) -> FoundWork | None:
        key = self._settings.openalex_api_key
        url = f"{self._settings.openalex_url}/works/doi:{quote(doi, safe='/')}"
        caller = {"mailto": self._settings.contact_email or "", "api_key": key.get_secret_value() if key else ""}
        work = self._web.get_json(url, {}, caller)
        if work is None or normalise_doi(text_at(work, "doi")) != doi:
            return None
        first, last = text_at(work, "biblio", "first_page"), text_at(work, "biblio", "last_page")
        fields = {
            "title": text_at(work, "title") or text_at(work, "display_name"),
            "year": text_at(work, "publication_year"),
            "published_in": text_at(work, "primary_location", "source", "display_name"),
            "volume": text_at(work, "biblio", "volume"),
            "issue": text_at(work, "biblio", "issue"),
            "pages": f"{first}-{last}" if first and last and first != last else first,
            "doi": doi,
            "pmid": (text_at(work, "ids", "pmid") or "").rsplit("/", 1)[-1],
            "licence": licence_id(text_at(work, "best_oa_location", "license")),
        }
        warnings = ("OpenAlex marks it as retracted",) if value_at(work, "is_retracted") is True else ()
        return FoundWork(self.name, text_at(work, "id"), fields, _links(work), warnings=warnings)


def _links(work: Any) -> tuple[FullTextLink, ...]:
    places = [value_at(work, "best_oa_location"), *list_at(work, "locations")]
    return tuple(
        dict.fromkeys(
            FullTextLink(address, "application/pdf", licence_id(text_at(place, "license")))
            for place in places
            if value_at(place, "is_oa") is True and (address := text_at(place, "pdf_url"))
        )
    )
