"""One contract for every service: what it finds, what it leaves alone, and what it makes of a service that fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from local_services import DOI, LOGIN, LocalServices, Reply, as_json, local_services

from ingest.connectors import open_connectors
from ingest.connectors.connector import Connector
from ingest.connectors.crossref import Crossref
from ingest.connectors.europe_pmc import EuropePmc
from ingest.connectors.look_up import look_up, merge_works
from ingest.connectors.openalex import OpenAlex
from ingest.connectors.pubmed import PubMed
from ingest.connectors.unpaywall import Unpaywall
from ingest.connectors.web import Web
from kb.catalogue import Author
from kb.errors import FetchError, SettingsError
from kb.references.checked_fields import check_fields
from kb.settings import Settings

SERVICES = [Crossref, PubMed, EuropePmc, OpenAlex, Unpaywall]
FIRST_PATHS = {
    Crossref: "/crossref/works/10.1234%2Fharbour.2014",
    PubMed: "/pubmed/esearch.fcgi",
    EuropePmc: "/epmc/search",
    OpenAlex: "/openalex/works/doi:10.1234/harbour.2014",
    Unpaywall: "/unpaywall/10.1234/harbour.2014",
}


@pytest.fixture
def server() -> Iterator[LocalServices]:
    with local_services() as services:
        services.speak()
        yield services
        while Session.opened:
            Session.opened.pop().close()


class Session:
    """A service opened on the local server, with the waiting noted instead of done."""

    opened: ClassVar[list[Web]] = []

    def __init__(self, service: type[Connector], server: LocalServices, folder: Path, **fields: Any) -> None:
        self.waited: list[float] = []
        settings = server.settings(folder, **fields)
        web = Web(settings, sleep=self.waited.append)
        self.opened.append(web)
        self.connector = service(settings, web)


@pytest.mark.parametrize("service", SERVICES)
class TestEveryService:
    def test_it_finds_the_work_and_every_field_holds(
        self, service: type[Connector], server: LocalServices, tmp_path: Path
    ) -> None:
        found = Session(service, server, tmp_path).connector.find(DOI)
        assert found is not None
        checked = check_fields(found.fields, ())
        assert checked.remarks == ()
        assert checked.record is not None
        record = checked.record
        assert (record.doi, record.year) == (DOI, 2014)
        assert record.title == "Harbour clinics: how shared budgets work"
        assert "curator@example.org" in str([asked.query for asked in server.asked])
        assert "curator@example.org" in server.asked[0].headers["user-agent"]

    def test_it_knows_nothing_of_an_unknown_work(
        self, service: type[Connector], server: LocalServices, tmp_path: Path
    ) -> None:
        server.routes["/pubmed/esearch.fcgi"] = as_json({"esearchresult": {"count": "0", "idlist": []}})
        server.routes["/epmc/search"] = as_json({"hitCount": 0, "resultList": {"result": []}})
        assert Session(service, server, tmp_path).connector.find("10.1234/unknown") is None

    def test_a_reply_about_another_work_is_not_taken(
        self, service: type[Connector], server: LocalServices, tmp_path: Path
    ) -> None:
        for path, route in server.routes.items():
            if isinstance(route, Reply) and b'"10.1234/' in route.body.replace(b"https://doi.org/", b"").lower():
                body = route.body.replace(b"10.1234/", b"10.9999/")
                server.routes[path] = Reply(body=body, headers=route.headers)
        assert Session(service, server, tmp_path).connector.find(DOI) is None

    def test_a_web_page_instead_of_json_is_said_and_not_asked_again(
        self, service: type[Connector], server: LocalServices, tmp_path: Path
    ) -> None:
        server.routes[FIRST_PATHS[service]] = Reply(body=LOGIN, headers={"Content-Type": "text/html"})
        with pytest.raises(FetchError) as raised:
            Session(service, server, tmp_path).connector.find(DOI)
        assert raised.value.outcome == "not_json"
        assert len(server.asked) == 1

    @pytest.mark.parametrize("reply", [[], {}, {"message": 5, "result": [], "resultList": "x", "esearchresult": None}])
    def test_json_of_another_form_is_no_work(
        self, service: type[Connector], server: LocalServices, tmp_path: Path, reply: Any
    ) -> None:
        server.routes[FIRST_PATHS[service]] = as_json(reply)
        with pytest.raises(FetchError) if reply == [] else nullcontext():
            assert Session(service, server, tmp_path).connector.find(DOI) is None

    def test_it_waits_as_long_as_it_is_asked_to(
        self, service: type[Connector], server: LocalServices, tmp_path: Path
    ) -> None:
        path = FIRST_PATHS[service]
        answer = server.routes[path]
        assert isinstance(answer, Reply)
        server.routes[path] = [Reply(status=429, headers={"Retry-After": "7"}), answer]
        session = Session(service, server, tmp_path)
        assert session.connector.find(DOI) is not None
        assert session.waited == [7]

    def test_a_service_that_asks_for_an_hour_is_left_alone(
        self, service: type[Connector], server: LocalServices, tmp_path: Path
    ) -> None:
        server.routes[FIRST_PATHS[service]] = Reply(status=429, headers={"Retry-After": "3600"})
        session = Session(service, server, tmp_path)
        with pytest.raises(FetchError) as raised:
            session.connector.find(DOI)
        assert raised.value.outcome == "rate_limited"
        assert "3600 s" in raised.value.message
        assert (session.waited, len(server.asked)) == ([], 1)

    def test_faults_of_the_service_are_tried_again_and_then_said(
        self, service: type[Connector], server: LocalServices, tmp_path: Path
    ) -> None:
        server.routes[FIRST_PATHS[service]] = Reply(status=502)
        session = Session(service, server, tmp_path, fetch_attempts=3)
        with pytest.raises(FetchError) as raised:
            session.connector.find(DOI)
        assert (raised.value.outcome, session.waited, len(server.asked)) == ("server_error", [1, 2], 3)

    def test_a_refusal_is_not_tried_again(
        self, service: type[Connector], server: LocalServices, tmp_path: Path
    ) -> None:
        server.routes[FIRST_PATHS[service]] = Reply(status=403)
        with pytest.raises(FetchError) as raised:
            Session(service, server, tmp_path).connector.find(DOI)
        assert (raised.value.outcome, len(server.asked)) == ("refused", 1)

    def test_silence_and_a_broken_line_are_said(
        self, service: type[Connector], server: LocalServices, tmp_path: Path
    ) -> None:
        path = FIRST_PATHS[service]
        server.routes[path] = as_json({}, delay_seconds=0.5)
        with pytest.raises(FetchError) as raised:
            Session(service, server, tmp_path, fetch_timeout_seconds=0.1, fetch_attempts=1).connector.find(DOI)
        assert raised.value.outcome == "timed_out"
        server.routes[path] = as_json({"message": "x" * 5000}, cut_bytes=40)
        with pytest.raises(FetchError) as raised:
            Session(service, server, tmp_path, fetch_attempts=1).connector.find(DOI)
        assert raised.value.outcome == "incomplete"

    def test_a_reply_without_end_is_cut_off(
        self, service: type[Connector], server: LocalServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ingest.connectors.web._LARGEST_JSON_BYTES", 100_000)
        server.routes[FIRST_PATHS[service]] = Reply(chunk_forever=True)
        with pytest.raises(FetchError) as raised:
            Session(service, server, tmp_path).connector.find(DOI)
        assert raised.value.outcome == "too_large"

    def test_nobody_is_asked_twice_for_the_same(
        self, service: type[Connector], server: LocalServices, tmp_path: Path
    ) -> None:
        first = Session(service, server, tmp_path).connector.find(DOI)
        asked = len(server.asked)
        assert Session(service, server, tmp_path).connector.find(DOI) == first
        assert len(server.asked) == asked
        kept = "".join(path.read_text("utf-8") + path.name for path in (tmp_path / "data" / "web").iterdir())
        assert "a-secret-key" not in kept
        assert "curator@example.org" not in kept
        Session(service, server, tmp_path, fetch_cache_days=0).connector.find(DOI)
        assert len(server.asked) == 2 * asked


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every path into a JSON value."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from _places(child, (*path, key))


class _Scripted:
    """Gives replies in which one value was exchanged for another."""

    def __init__(self, replies: dict[str, Any]) -> None:
        self.replies = replies

    def get_json(self, url: str, query: Any, unstored: Any = None) -> Any:
        return next((reply for part, reply in self.replies.items() if part in url), None)


@pytest.mark.parametrize("service", SERVICES)
@given(data=st.data())
def test_no_value_of_a_reply_breaks_a_service(service: type[Connector], data: st.DataObject) -> None:
    made = LocalServices()
    replies: dict[str, Any] = {
        "crossref": made.crossref(),
        "esearch": {"esearchresult": {"idlist": ["18714745"]}},
        "esummary": made.pubmed(),
        "europepmc": made.europe_pmc(),
        "openalex": made.openalex("cc-by"),
        "unpaywall": made.unpaywall("cc-by"),
    }
    name = data.draw(st.sampled_from(sorted(replies)))
    path = data.draw(st.sampled_from(list(_places(replies[name]))))
    at = replies[name]
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = data.draw(_JSON)
    settings = Settings(contact_email="curator@example.org")
    found = service(settings, _Scripted(replies)).find(DOI)  # type: ignore[arg-type]
    if found is not None:
        check_fields(found.fields, ())
        merge_works([found], [])


def test_records_are_put_together_and_differences_said(server: LocalServices, tmp_path: Path) -> None:
    changed = server.openalex("cc-by")
    changed["publication_year"] = 2013
    server.routes["/openalex/works/doi:10.1234/harbour.2014"] = as_json(changed)
    settings = server.settings(tmp_path)
    with Web(settings) as web:
        found = look_up(DOI, open_connectors(settings, web))
    merged = merge_works(found.works, ["okafor-2014"])
    assert merged.record is not None
    record = merged.record
    assert record.source_id == "okafor-2014b"
    assert record.authors == (
        Author(family="Okafor", given="Ngozi"),
        Author(family="Lind", given="P., III"),
        Author(family="Department of Harbours"),
    )
    assert record.published_in == "Journal of Harbours & Quays"
    assert (record.pmid, record.licence, record.pages) == ("18714745", "CC-BY-4.0", "101-110")
    assert any(remark.startswith("the year differs: Crossref 2014") for remark in merged.remarks)
    assert [row.status for row in found.rows] == ["found"] * 5
    assert found.rows[1].reason == "PubMed marks it as: Retracted Publication"
    assert next(link.media_type for link in found.links) == "application/jats+xml"


def test_one_service_that_fails_does_not_stop_the_others(server: LocalServices, tmp_path: Path) -> None:
    server.routes[FIRST_PATHS[Crossref]] = Reply(body=LOGIN)
    settings = server.settings(tmp_path, openalex_api_key=None)
    with Web(settings) as web:
        found = look_up(DOI, open_connectors(settings, web))
    assert [(row.service, row.status) for row in found.rows] == [
        ("Crossref", "failed"), ("PubMed", "found"), ("Europe PMC", "found"), ("OpenAlex", "not_asked"),
        ("Unpaywall", "found"),
    ]  # fmt: skip
    assert found.rows[0].outcome == "not_json"
    merged = merge_works(found.works, [])
    assert merged.record is not None
    assert merged.record.authors[1] == Author(family="van den Lind", given="P, Jr")


def test_pubmed_passes_on_what_it_complains_of(server: LocalServices, tmp_path: Path) -> None:
    server.routes["/pubmed/esearch.fcgi"] = as_json({"error": "API rate limit exceeded", "count": "11"})
    with pytest.raises(FetchError) as raised:
        Session(PubMed, server, tmp_path).connector.find(DOI)
    assert "rate limit" in raised.value.message


def test_without_a_contact_address_nobody_is_asked(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        Web(Settings(data_dir=tmp_path))
    assert "contact_email" in raised.value.hint


def test_requests_to_one_host_keep_their_distance(server: LocalServices, tmp_path: Path) -> None:
    now, waited = [100.0], []

    def sleep(seconds: float) -> None:
        waited.append(round(seconds, 3))
        now[0] += seconds

    settings = server.settings(tmp_path, fetch_interval_seconds=0.5)
    with Web(settings, sleep=sleep, clock=lambda: now[0]) as web:
        PubMed(settings, web).find(DOI)
        now[0] += 0.2
        Crossref(settings, web).find(DOI)
    assert waited == [0.5, 0.3]


def test_a_damaged_kept_reply_is_asked_for_again(server: LocalServices, tmp_path: Path) -> None:
    Session(Crossref, server, tmp_path).connector.find(DOI)
    for path in (tmp_path / "data" / "web").iterdir():
        path.write_text("{", encoding="utf-8")
    assert Session(Crossref, server, tmp_path).connector.find(DOI) is not None
    assert len(server.asked) == 2
    assert json.loads(next((tmp_path / "data" / "web").iterdir()).read_text("utf-8"))["status"] == "ok"
