"""PubMed through the E-utilities: `esearch` finds the PMID of a DOI, `esummary` gives its record."""

from __future__ import annotations

import re
from typing import Any

from ingest.connectors.connector import FoundWork, list_at, text_at, value_at
from ingest.connectors.web import Web
from kb.errors import FetchError
from kb.references.checked_fields import normalise_doi, normalise_pmid
from kb.settings import Settings

_NAME = re.compile(r"^(?P<family>.+?) (?P<initials>[A-Z][A-Z-]{0,4})(?: (?P<suffix>Jr|Sr|\d(?:st|nd|rd|th)))?$")


class PubMed:
    """Record and PMID. PubMed holds no full text."""

    name = "PubMed"

    def __init__(self, settings: Settings, web: Web) -> None:
        self._settings, self._web = settings, web

    @property
    def not_asked(self) -> str | None:
        return None

    def find(self, doi: str) -> FoundWork | None:
        found = self._ask("esearch.fcgi", {"term": f'"{doi}"[doi]'})
        ids = [pmid for value in list_at(found, "esearchresult", "idlist") if (pmid := normalise_pmid(value))]
        for pmid in ids[:3]:
            record = self._record(pmid)
            if _doi(record) == doi:  # a search may answer with something near
                return self._work(record, doi, pmid)
        return None

    def doi_of(self, pmid: str) -> str | None:
        """The DOI that PubMed states for one of its records, or None. Raises FetchError; touches the network."""
        return _doi(self._record(pmid))

    def _record(self, pmid: str) -> Any:
        return value_at(self._ask("esummary.fcgi", {"id": pmid}), "result", pmid)

    def _ask(self, tool: str, query: dict[str, str]) -> dict[str, Any] | None:
        caller = {"tool": "policy-briefing", "email": self._settings.contact_email or ""}
        url = f"{self._settings.pubmed_url}/{tool}"
        reply = self._web.get_json(url, {"db": "pubmed", "retmode": "json", **query}, caller)
        problem = text_at(reply, "error") or text_at(reply, "esearchresult", "ERROR")
        if problem:
            raise FetchError("refused", f"PubMed says: {problem[:200]}.", "Try again later.")
        return reply

    def _work(self, record: Any, doi: str, pmid: str) -> FoundWork:
        names = [_name(a) for a in list_at(record, "authors") if text_at(a, "authtype") in ("Author", "CollectiveName")]
        kinds = [kind for kind in list_at(record, "pubtype") if isinstance(kind, str)]
        fields = {
            "title": (text_at(record, "title") or "").removesuffix("."),
            "authors": names,
            "year": text_at(record, "pubdate"),
            "published_in": text_at(record, "fulljournalname"),
            "volume": text_at(record, "volume"),
            "issue": text_at(record, "issue"),
            "pages": text_at(record, "pages"),
            "doi": doi,
            "pmid": pmid,
        }
        notices = sorted({"Retracted Publication", "Expression of Concern"} & set(kinds))
        return FoundWork(
            self.name,
            f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/",
            fields,
            warnings=tuple(f"PubMed marks it as: {notice}" for notice in notices),
        )


def _doi(record: Any) -> str | None:
    stated = (text_at(i, "value") for i in list_at(record, "articleids") if text_at(i, "idtype") == "doi")
    return next(filter(None, map(normalise_doi, stated)), None)


def _name(author: Any) -> tuple[str, str]:
    """PubMed writes `Family Initials`; a name of any other form is a body's."""
    name = text_at(author, "name") or ""
    match = _NAME.match(name)
    if match is None or text_at(author, "authtype") == "CollectiveName":
        return name, ""
    return match["family"], ", ".join(filter(None, (match["initials"], match["suffix"])))
