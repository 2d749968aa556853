"""A server on loopback that speaks each service's documented form, and misbehaves when told to."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kb.settings import Settings

DOI = "10.1234/harbour.2014"
PDF = b"%PDF-1.7\n" + b"0123456789" * 3000 + b"\n%%EOF\n"
JATS = (
    b'<?xml version="1.0"?>\n<!DOCTYPE article>\n<article><front><article-meta><title-group>'
    b"<article-title>Harbour clinics</article-title></title-group></article-meta></front>"
    b"<body><p>Each clinic receives 95 crowns.</p></body></article>\n"
)
LOGIN = b"<!DOCTYPE html><html><body><form action='/login'>Sign in</form></body></html>"


@dataclass
class Reply:
    """What the server sends. `cut_bytes` ends the connection after that many bytes of the body it announced."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay_seconds: float = 0
    cut_bytes: int | None = None
    chunk_forever: bool = False


def as_json(value: Any, **fields: Any) -> Reply:
    return Reply(body=json.dumps(value).encode(), headers={"Content-Type": "application/json"}, **fields)


@dataclass
class Asked:
    """A request that the server got."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


Route = Reply | list[Reply] | Callable[[Asked], Reply]


class LocalServices:
    """Routes by path; a list of replies is given one by one, its last one from then on."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []
        self.url = ""

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        route = self.routes.get(asked.path, Reply(status=404, body=b"Resource not found."))
        if isinstance(route, list):
            return route.pop(0) if len(route) > 1 else route[0]
        return route if isinstance(route, Reply) else route(asked)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def settings(self, folder: Path, **fields: Any) -> Settings:
        values = {
            "data_dir": folder / "data",
            "sources_dir": folder / "sources",
            "contact_email": "curator@example.org",
            "openalex_api_key": "a-secret-key",
            "fetch_interval_seconds": 0,
            "fetch_timeout_seconds": 5,
            "crossref_url": f"{self.url}/crossref",
            "openalex_url": f"{self.url}/openalex",
            "europe_pmc_url": f"{self.url}/epmc",
            "pubmed_url": f"{self.url}/pubmed",
            "unpaywall_url": f"{self.url}/unpaywall",
        }
        return Settings.model_validate(values | fields)

    def speak(self, pdf_licence: str | None = "cc-by", in_europe_pmc: bool = True) -> None:
        """Every service knows the made-up work."""
        self.routes |= {
            "/crossref/works/10.1234%2Fharbour.2014": as_json(self.crossref()),
            "/pubmed/esearch.fcgi": as_json({"header": {}, "esearchresult": {"count": "1", "idlist": ["18714745"]}}),
            "/pubmed/esummary.fcgi": as_json(self.pubmed()),
            "/epmc/search": as_json(self.europe_pmc(in_europe_pmc)),
            "/epmc/PMC123456/fullTextXML": Reply(body=JATS, headers={"Content-Type": "application/xml"}),
            "/openalex/works/doi:10.1234/harbour.2014": as_json(self.openalex(pdf_licence)),
            "/unpaywall/10.1234/harbour.2014": as_json(self.unpaywall(pdf_licence)),
            "/files/harbour.pdf": Reply(body=PDF, headers={"Content-Type": "application/pdf", "ETag": '"one"'}),
        }

    def crossref(self) -> dict[str, Any]:
        message = {
            "DOI": "10.1234/HARBOUR.2014",
            "type": "journal-article",
            "title": ["Harbour clinics: how <i>shared</i> budgets work"],
            "author": [
                {"given": "Ngozi", "family": "Okafor", "sequence": "first", "affiliation": []},
                {"given": "P.", "family": "Lind", "suffix": "III", "sequence": "additional"},
                {"name": "Department of Harbours", "sequence": "additional"},
            ],
            "container-title": ["Journal of Harbours &amp; Quays"],
            "publisher": "Norland Press",
            "volume": "12",
            "issue": "3",
            "page": "101-110",
            "published-print": {"date-parts": [[2014, 3]]},
            "published-online": {"date-parts": [[2013, 12, 1]]},
            "license": [
                {"URL": "https://www.example.org/terms", "content-version": "tdm"},
                {"URL": "http://creativecommons.org/licenses/by/4.0/", "content-version": "vor"},
            ],
            "link": [],
        }
        return {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": message}

    def pubmed(self) -> dict[str, Any]:
        record = {
            "uid": "18714745",
            "title": "Harbour clinics: how shared budgets work.",
            "authors": [
                {"name": "Okafor N", "authtype": "Author", "clusterid": ""},
                {"name": "van den Lind P Jr", "authtype": "Author", "clusterid": ""},
                {"name": "Department of Harbours", "authtype": "CollectiveName", "clusterid": ""},
            ],
            "fulljournalname": "Journal of harbours & quays",
            "pubdate": "2014 Mar",
            "volume": "12",
            "issue": "3",
            "pages": "101-10",
            "pubtype": ["Journal Article", "Retracted Publication"],
            "articleids": [
                {"idtype": "pubmed", "idtypen": 1, "value": "18714745"},
                {"idtype": "doi", "idtypen": 3, "value": DOI},
            ],
        }
        return {"header": {"type": "esummary"}, "result": {"uids": ["18714745"], "18714745": record}}

    def europe_pmc(self, with_full_text: bool = True) -> dict[str, Any]:
        result = {
            "id": "18714745",
            "source": "MED",
            "pmid": "18714745",
            "doi": DOI,
            "title": "Harbour clinics: how shared budgets work.",
            "authorList": {
                "author": [
                    {"fullName": "Okafor N", "firstName": "Ngozi", "lastName": "Okafor", "initials": "N"},
                    {"collectiveName": "Department of Harbours"},
                ]
            },
            "journalInfo": {"volume": "12", "issue": "3", "yearOfPublication": 2014, "journal": {"title": "J Harb"}},
            "pageInfo": "101-110",
            "pubYear": "2014",
            "isOpenAccess": "Y" if with_full_text else "N",
            "license": "cc by",
        }
        if with_full_text:
            result["pmcid"] = "PMC123456"
        return {"version": "6.9", "hitCount": 1, "resultList": {"result": [result]}}

    def openalex(self, licence: str | None) -> dict[str, Any]:
        place = {"is_oa": True, "pdf_url": f"{self.url}/files/harbour.pdf", "license": licence}
        return {
            "id": "https://openalex.org/W1",
            "doi": f"https://doi.org/{DOI}",
            "title": "Harbour clinics: how shared budgets work",
            "publication_year": 2014,
            "authorships": [{"author": {"display_name": "Ngozi Okafor"}}],
            "primary_location": {"source": {"display_name": "Journal of Harbours & Quays"}},
            "biblio": {"volume": "12", "issue": "3", "first_page": "101", "last_page": "110"},
            "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/18714745"},
            "best_oa_location": place,
            "locations": [place, {"is_oa": False, "pdf_url": f"{self.url}/files/closed.pdf"}],
            "is_retracted": False,
        }

    def unpaywall(self, licence: str | None) -> dict[str, Any]:
        place = {"url": f"{self.url}/landing", "url_for_pdf": f"{self.url}/files/harbour.pdf", "license": licence}
        return {
            "doi": DOI,
            "title": "Harbour clinics: how shared budgets work",
            "year": 2014,
            "journal_name": "Journal of Harbours & Quays",
            "is_oa": True,
            "best_oa_location": place,
            "oa_locations": [place, {"url": f"{self.url}/landing", "url_for_pdf": None, "license": None}],
        }


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that breaks off, as some tests make it, is no news."""


@contextmanager
def local_services(certificate: Path | None = None) -> Iterator[LocalServices]:
    """The server, running; over TLS with a certificate and its key in one file."""
    services = LocalServices()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            reply = services.reply(Asked(parts.path, query, {k.lower(): v for k, v in self.headers.items()}))
            time.sleep(reply.delay_seconds)
            try:
                self._send(reply)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.chunk_forever:
                self.send_header("Connection", "close")
                self.end_headers()
                while True:
                    self.wfile.write(b"%PDF-" + b" " * 65_536)
            if "no-length" not in reply.headers:
                self.send_header("Content-Length", str(len(reply.body)))
            else:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(reply.body[: reply.cut_bytes])
            if reply.cut_bytes is not None or "no-length" in reply.headers:
                self.close_connection = True

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = _QuietServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    services.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield services
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
