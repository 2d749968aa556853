"""No address that somebody else names may lead to this machine or its network."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from local_services import LocalServices, Reply, as_json, local_services

from ingest.connectors.guard_address import AddressGuard, is_public
from ingest.connectors.web import Web
from kb.errors import FetchError

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "193.62.193.80", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_numbers_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_numbers_are_known(address: str) -> None:
    assert is_public(address)


def outcome(guard: AddressGuard, url: str) -> str:
    try:
        return guard.address_of(httpx.URL(url))
    except FetchError as error:
        return error.outcome


def test_every_number_of_a_name_is_checked_and_the_checked_one_is_used() -> None:
    names = {
        "good.example": ["8.8.8.8"],
        "mixed.example": ["8.8.8.8", "10.0.0.1"],
        "inside.example": ["192.168.1.1"],
        "empty.example": [],
    }
    guard = AddressGuard(["http://inside.example:8080/api"], lambda host, port: names[host])
    assert outcome(guard, "https://good.example/a") == "8.8.8.8"
    assert outcome(guard, "https://mixed.example/a") == "refused_address"
    assert outcome(guard, "https://empty.example/a") == "unreachable"
    assert outcome(guard, "http://inside.example:8080/file.pdf") == "192.168.1.1"
    for other in ("http://inside.example/", "https://inside.example:8080/", "http://inside.example:8081/"):
        assert outcome(guard, other) == "refused_address"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://good.example/a", "http://user:pass@good.example/", "/nowhere", "gopher://x/"]
)
def test_only_plain_web_addresses_are_taken(url: str) -> None:
    assert outcome(AddressGuard([], lambda host, port: ["8.8.8.8"]), url) == "refused_address"


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "localhost", "[::1]", "127.0.0.1"])
def test_odd_spellings_of_this_machine_are_refused(host: str) -> None:
    assert outcome(AddressGuard([]), f"http://{host}:1/") in ("refused_address", "unreachable")
    assert outcome(AddressGuard([]), "http://127.0.0.1:1/") == "refused_address"


def test_a_name_that_cannot_be_found_is_said() -> None:
    def fail(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    assert outcome(AddressGuard([], fail), "https://gone.example/") == "unreachable"


@pytest.fixture
def server() -> Iterator[LocalServices]:
    with local_services() as services:
        yield services


def ask(server: LocalServices, folder: Path, **fields: Any) -> FetchError | dict[str, Any] | None:
    with Web(server.settings(folder, **fields), sleep=lambda seconds: None) as web:
        try:
            return web.get_json(f"{server.url}/crossref/start", {})
        except FetchError as error:
            return error


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/secret", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/",
        "//192.168.0.1/", "http://localhost:1/", "file:///etc/passwd", "http://0.0.0.0/", "https://127.0.0.1/",
    ],
)  # fmt: skip
def test_a_redirect_to_a_private_address_is_refused(server: LocalServices, tmp_path: Path, target: str) -> None:
    server.routes["/crossref/start"] = Reply(status=302, headers={"Location": target})
    found = ask(server, tmp_path)
    assert isinstance(found, FetchError)
    assert found.outcome == "refused_address"
    assert len(server.asked) == 1


def test_the_second_hop_is_checked_like_the_first(server: LocalServices, tmp_path: Path) -> None:
    server.routes["/crossref/start"] = Reply(status=307, headers={"Location": "next?x=1"})
    server.routes["/crossref/next"] = Reply(status=301, headers={"Location": "http://10.0.0.1/"})
    found = ask(server, tmp_path)
    assert isinstance(found, FetchError)
    assert found.outcome == "refused_address"
    assert server.paths() == ["/crossref/start", "/crossref/next"]


def test_redirects_end(server: LocalServices, tmp_path: Path) -> None:
    server.routes["/crossref/start"] = Reply(status=302, headers={"Location": "/crossref/start"})
    found = ask(server, tmp_path)
    assert isinstance(found, FetchError)
    assert (found.outcome, len(server.asked)) == ("refused", 6)
    server.routes["/crossref/start"] = Reply(status=302)
    nowhere = ask(server, tmp_path)
    assert isinstance(nowhere, FetchError)
    assert "nowhere" in nowhere.message
    server.routes["/crossref/start"] = Reply(status=302, headers={"Location": "http://[broken"})
    broken = ask(server, tmp_path)
    assert isinstance(broken, FetchError)
    assert broken.outcome in ("refused_address", "unreachable")


def test_a_name_that_changes_its_meaning_is_not_asked_again(server: LocalServices, tmp_path: Path) -> None:
    """The name is looked up once a hop, and the request goes to what was checked; the host keeps its name."""
    server.routes["/start"] = as_json({"found": True})
    port = server.url.rsplit(":", 1)[1]
    lookups: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        lookups.append(host)
        return ["127.0.0.1"] if len(lookups) == 1 else ["10.0.0.1"]

    settings = server.settings(tmp_path, crossref_url=f"http://services.example:{port}")
    with Web(settings, resolve=resolve) as web:
        assert web.get_json(f"http://services.example:{port}/start", {}) == {"found": True}
    assert lookups == ["services.example"]
    assert server.asked[0].headers["host"] == f"services.example:{port}"


def certificate(host: str, folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for one host name in a file with its key, and a context that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    file = folder / "certificate.pem"
    file.write_bytes(
        pem
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file, ssl.create_default_context(cadata=pem.decode())


def test_a_certificate_is_checked_against_the_name_and_not_the_number(tmp_path: Path) -> None:
    file, trusting = certificate("services.example", tmp_path)
    with local_services(certificate=file) as server:
        server.routes["/start"] = as_json({"found": True})
        port = server.url.rsplit(":", 1)[1]

        def ask_as(host: str) -> object:
            address = f"https://{host}:{port}"
            settings = server.settings(tmp_path / host, crossref_url=address, fetch_attempts=1)
            with Web(settings, resolve=lambda host, port: ["127.0.0.1"], tls=trusting) as web:
                try:
                    return web.get_json(f"{address}/start", {})
                except FetchError as error:
                    return error.outcome

        assert ask_as("services.example") == {"found": True}
        assert ask_as("other.example") == "unreachable"
