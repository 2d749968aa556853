"""Services that know works by their DOI, one file each behind one Protocol (`connector.py`).

All network access of the project is `web.py`, and only `briefing sources add` and `fetch`, and a DOI added on the page,
open it.
"""

from collections.abc import Sequence

from ingest.connectors.connector import Connector
from ingest.connectors.crossref import Crossref
from ingest.connectors.europe_pmc import EuropePmc
from ingest.connectors.openalex import OpenAlex
from ingest.connectors.pubmed import PubMed
from ingest.connectors.unpaywall import Unpaywall
from ingest.connectors.web import Web
from kb.settings import Settings


def open_connectors(settings: Settings, web: Web) -> Sequence[Connector]:
    """All services, the one whose word counts most for a record first."""
    return [service(settings, web) for service in (Crossref, PubMed, EuropePmc, OpenAlex, Unpaywall)]


__all__ = ["Connector", "open_connectors"]
