"""A file is kept only when it is whole and what it should be; what arrived of one is not fetched twice."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from local_services import JATS, LOGIN, PDF, Asked, LocalServices, Reply, local_services

from ingest.connectors.connector import FullTextType
from ingest.connectors.download import download
from ingest.connectors.web import Web
from kb.errors import FetchError

ETAG = {"ETag": '"one"'}


@pytest.fixture
def server() -> Iterator[LocalServices]:
    with local_services() as services:
        yield services


def fetch(
    server: LocalServices, folder: Path, media_type: FullTextType = "application/pdf", *, attempts: int = 1,
    largest_bytes: int = 1_000_000,
) -> str | None:  # fmt: skip
    """The outcome of an attempt that failed, or None. The file would be `paper`."""
    settings = server.settings(folder, fetch_attempts=attempts)
    with Web(settings, sleep=lambda seconds: None) as web:
        try:
            download(web, f"{server.url}/paper", media_type, folder / "paper", largest_bytes)
        except FetchError as error:
            return error.outcome
    return None


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def whole_or_rest(asked: Asked) -> Reply:
    """What a server that knows ranges does."""
    wanted = asked.headers.get("range")
    if wanted is None or asked.headers.get("if-range") != '"one"':
        return Reply(body=PDF, headers=ETAG)
    start = int(wanted.removeprefix("bytes=").removesuffix("-"))
    headers = {**ETAG, "Content-Range": f"bytes {start}-{len(PDF) - 1}/{len(PDF)}"}
    return Reply(status=206, body=PDF[start:], headers=headers)


def test_a_whole_file_is_kept_and_nothing_else(server: LocalServices, tmp_path: Path) -> None:
    server.routes["/paper"] = Reply(body=PDF, headers=ETAG)
    assert fetch(server, tmp_path) is None
    assert (tmp_path / "paper").read_bytes() == PDF
    assert left(tmp_path) == {"paper"}


def test_a_transfer_goes_on_where_it_broke_off(server: LocalServices, tmp_path: Path) -> None:
    server.routes["/paper"] = Reply(body=PDF, headers=ETAG, cut_bytes=10_000)
    assert fetch(server, tmp_path) == "incomplete"
    assert left(tmp_path) == {".paper.part", ".paper.part.json"}
    arrived = (tmp_path / ".paper.part").stat().st_size
    assert 0 < arrived <= 10_000
    server.routes["/paper"] = whole_or_rest
    assert fetch(server, tmp_path) is None
    assert (tmp_path / "paper").read_bytes() == PDF
    assert server.asked[-1].headers["range"] == f"bytes={arrived}-"
    assert left(tmp_path) == {"paper"}


def test_a_retry_within_one_call_goes_on_too(server: LocalServices, tmp_path: Path) -> None:
    cut = Reply(body=PDF, headers=ETAG, cut_bytes=10_000)
    replies = iter([cut])
    server.routes["/paper"] = lambda asked: next(replies, None) or whole_or_rest(asked)
    assert fetch(server, tmp_path, attempts=2) is None
    assert (tmp_path / "paper").read_bytes() == PDF
    assert "range" in server.asked[1].headers


def test_a_file_that_changed_meanwhile_is_begun_anew(server: LocalServices, tmp_path: Path) -> None:
    server.routes["/paper"] = Reply(body=PDF, headers={"ETag": '"zero"'}, cut_bytes=10_000)
    fetch(server, tmp_path)
    server.routes["/paper"] = whole_or_rest
    assert fetch(server, tmp_path) is None
    assert (tmp_path / "paper").read_bytes() == PDF


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"weak"'}])
def test_a_file_of_unknown_state_is_begun_anew(server: LocalServices, tmp_path: Path, headers: dict[str, str]) -> None:
    server.routes["/paper"] = Reply(body=PDF, headers=headers, cut_bytes=10_000)
    fetch(server, tmp_path)
    server.routes["/paper"] = Reply(body=PDF)
    assert fetch(server, tmp_path) is None
    assert "range" not in server.asked[-1].headers
    assert (tmp_path / "paper").read_bytes() == PDF


@pytest.mark.parametrize(
    "odd",
    [
        Reply(status=416, headers=ETAG),
        Reply(status=206, body=PDF[5:], headers={**ETAG, "Content-Range": "bytes 5-9/10"}),
        Reply(status=206, body=PDF[5:], headers=ETAG),
    ],
)
def test_a_rest_that_does_not_fit_is_thrown_away(server: LocalServices, tmp_path: Path, odd: Reply) -> None:
    server.routes["/paper"] = Reply(body=PDF, headers=ETAG, cut_bytes=10_000)
    fetch(server, tmp_path)
    server.routes["/paper"] = odd
    assert fetch(server, tmp_path) == "incomplete"
    assert left(tmp_path) == set()
    server.routes["/paper"] = [Reply(body=PDF, headers=ETAG, cut_bytes=10_000), odd, Reply(body=PDF, headers=ETAG)]
    assert fetch(server, tmp_path, attempts=3) is None
    assert (tmp_path / "paper").read_bytes() == PDF


@pytest.mark.parametrize(
    ("reply", "media_type", "outcome"),
    [
        (Reply(body=LOGIN, headers={"Content-Type": "application/pdf"}), "application/pdf", "web_page"),
        (Reply(body=b"\xef\xbb\xbf\n <HTML lang='en'>"), "application/jats+xml", "web_page"),
        (Reply(body=b"<!-- cache -->\n" + LOGIN), "application/pdf", "web_page"),
        (Reply(body=PDF[:20_000]), "application/pdf", "incomplete"),
        (Reply(body=PDF[:20_000], headers={"no-length": "1"}), "application/pdf", "incomplete"),
        (Reply(body=b""), "application/pdf", "wrong_content"),
        (Reply(body=b"\x00\x01\x02"), "application/pdf", "wrong_content"),
        (Reply(body=PDF), "application/jats+xml", "wrong_content"),
        (Reply(body=JATS[:200]), "application/jats+xml", "incomplete"),
        (Reply(body=b"<?xml version='1.0'?><error>no</error>"), "application/jats+xml", "wrong_content"),
        (Reply(status=404), "application/pdf", "not_found"),
        (Reply(status=401), "application/pdf", "refused"),
        (Reply(status=503), "application/pdf", "server_error"),
        (Reply(status=503, headers={"Retry-After": "5"}), "application/pdf", "rate_limited"),
        (
            Reply(status=429, headers={"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}),
            "application/pdf",
            "rate_limited",
        ),
        (Reply(body=PDF * 40), "application/pdf", "too_large"),
        (Reply(chunk_forever=True), "application/pdf", "too_large"),
        (Reply(status=302, headers={"Location": "http://10.0.0.1/x.pdf"}), "application/pdf", "refused_address"),
    ],
)
def test_what_is_not_the_file_is_said_and_not_kept(
    server: LocalServices, tmp_path: Path, reply: Reply, media_type: FullTextType, outcome: str
) -> None:
    server.routes["/paper"] = reply
    assert fetch(server, tmp_path, media_type) == outcome
    assert left(tmp_path) == set()


def test_a_redirect_to_a_login_page_is_said(server: LocalServices, tmp_path: Path) -> None:
    server.routes["/paper"] = Reply(status=302, headers={"Location": "/login"})
    server.routes["/login"] = Reply(body=LOGIN, headers={"Content-Type": "text/html"})
    assert fetch(server, tmp_path) == "web_page"
    assert left(tmp_path) == set()


def test_a_packed_reply_is_unpacked_and_bounded(server: LocalServices, tmp_path: Path) -> None:
    packed = {"Content-Encoding": "gzip"}
    server.routes["/paper"] = Reply(body=gzip.compress(JATS), headers=packed)
    assert fetch(server, tmp_path, "application/jats+xml") is None
    assert (tmp_path / "paper").read_bytes() == JATS
    (tmp_path / "paper").unlink()
    server.routes["/paper"] = Reply(body=gzip.compress(b"%PDF-" + bytes(5_000_000)), headers=packed)
    assert fetch(server, tmp_path) == "too_large"
    assert left(tmp_path) == set()


def test_a_drip_is_cut_off(server: LocalServices, tmp_path: Path) -> None:
    server.routes["/paper"] = Reply(body=PDF, headers=ETAG)
    now = iter(range(0, 10_000, 300))
    with Web(server.settings(tmp_path), clock=lambda: float(next(now)), sleep=lambda seconds: None) as web:
        with pytest.raises(FetchError) as raised:
            download(web, f"{server.url}/paper", "application/pdf", tmp_path / "paper", 1_000_000)
        assert raised.value.outcome == "timed_out"


def test_a_note_of_what_arrived_that_cannot_be_read_is_no_harm(server: LocalServices, tmp_path: Path) -> None:
    (tmp_path / ".paper.part").write_bytes(b"rubbish")
    (tmp_path / ".paper.part.json").write_bytes(b"{")
    server.routes["/paper"] = Reply(body=PDF, headers=ETAG)
    assert fetch(server, tmp_path) is None
    assert (tmp_path / "paper").read_bytes() == PDF
