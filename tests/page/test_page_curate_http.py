"""Curate's handlers and its upload, called past the page's script: who is no curator changes nothing."""

from __future__ import annotations

import asyncio
import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from page_http import Headers, handlers_of, run, send, session_of

from chatbot.authority.password_hash import hash_password
from chatbot.authority.role import Role, Visitor
from chatbot.authority.users_file import User, Users, changing_users
from chatbot.current_briefing import CurrentBriefing
from chatbot.page import open_page
from chatbot.page.curate.curate_visit import CurateVisit
from chatbot.page.curate.receive_files import UPLOAD_PATH, ReceivedFiles
from chatbot.page.curate.writing_desk import Change, WritingDesk
from chatbot.pipeline import Briefing
from ingest.curation import LibraryCuration
from ingest.fetch_report import FetchRow
from ingest.pipeline import ingest_paths
from kb.errors import DataFolderError, SourceError, UploadError
from kb.settings import PROJECT_DIR, Settings
from kb.store import DocumentStore

# Gradio 6.31 calls pandas in the server's thread in two ways that pandas 3 has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
PASSWORD = "a long made-up phrase"
ROLES = ("reader", "evaluator", "curator")
BINARY = {"Content-Type": "application/octet-stream"}
_TEXT = "Pier wardens\n\nSummary\n\nThe pier wardens of Norland counted {} seals in 2011. They count every winter.\n"

_OWLS = "Owl wardens\n\nSummary\n\nThe owl wardens of Norland heard 64 owls in 2009. They listen at night.\n"
_GULLS = "Gull keepers\n\nSummary\n\nThe gull keepers of Norland ringed {} gulls in 2016. They ring each spring.\n"


class _Curation(LibraryCuration):
    """Knows two works; the services themselves are tested with the connectors."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._fetched = settings.sources_dir / "owls.txt"

    def add_doi(self, doi: str) -> Iterator[FetchRow]:
        if doi == "10.1234/unknown":
            yield FetchRow(
                step="record", service="Crossref", status="failed", reason="It cannot be reached. Try later."
            )
            yield FetchRow(step="record", status="refused", reason="no service gave a record")
        elif doi == "10.1234/open":
            self._fetched.write_text(_OWLS, encoding="utf-8")
            yield FetchRow(step="record", status="added", source_id="owls")
            yield FetchRow(step="full text", status="fetched", source_id="owls", path=str(self._fetched))
        else:
            yield from super().add_doi(doi)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("curate")
    (folder / "catalogue.toml").write_text("", encoding="utf-8")
    for name in ("piers", "quays"):
        (folder / f"{name}.txt").write_text(_TEXT.format(len(name)), encoding="utf-8")
    settings = Settings(
        data_dir=folder / "data", sources_dir=folder, port=0, upload_max_mb=1, upload_max_files=3,
        upload_types=(".txt", ".pdf"),
    )  # fmt: skip
    ingest_paths(settings, [folder / "piers.txt", folder / "quays.txt"])
    with changing_users(settings.users_path) as states:
        hashed = hash_password(PASSWORD)
        users = [User.model_validate({"name": role, "role": role, "password": hashed}) for role in ROLES]
        states.append(Users(users=tuple(users)))
    return settings


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    async def start() -> tuple[Any, str]:
        page, address, _ = open_page(settings, [CurateVisit(_Curation(settings), settings)])
        return page, address

    page, address = asyncio.run(start())  # made outside a running loop, Gradio 6.31 leaves loops of its own open
    yield address
    page.close(verbose=False)


@pytest.fixture(scope="module")
def curator(address: str) -> Headers:
    return session_of(address, "curator", PASSWORD)


def act(address: str, headers: Headers, **fields: Any) -> str:
    """What the tab's handler of actions answers; where it begins a change, what is shown when that has ended."""
    (event,) = [
        event["id"]
        for event in handlers_of(address, headers)
        if [target[1] for target in event["targets"]] == ["select"]
        and event["targets"][0][0] == _part(address, headers, "curate-actions")
    ]
    said = run(address, event, [], headers, event_data=fields)
    for _ in range(600):
        if 'aria-busy=\\"true' not in said:
            return said
        time.sleep(0.1)
        said = run(address, event, [], headers, event_data={"act": "look", "source": fields.get("source", "")})
    raise AssertionError(said)


def _part(address: str, headers: Headers, elem_id: str) -> int:
    _, _, body = send(address, "GET", "/config", headers=headers)
    parts = json.loads(body)["components"]
    found: int = next(part["id"] for part in parts if part["props"].get("elem_id") == elem_id)
    return found


def upload(address: str, headers: Headers, name: str = "new.txt", body: bytes = b"Some words.") -> tuple[int, Any]:
    status, _, reply = send(address, "POST", f"{UPLOAD_PATH}?name={name}", body, BINARY | headers)
    return status, json.loads(reply)


def waiting(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.data_dir / "incoming").glob("*/*/*"))


@pytest.mark.parametrize("who", ["anonymous", "reader", "evaluator"])
def test_nobody_but_a_curator_changes_anything(address: str, settings: Settings, curator: Headers, who: str) -> None:
    headers = {} if who == "anonymous" else session_of(address, who, PASSWORD)
    store = DocumentStore(settings.data_dir)
    before = store.manifest()
    status, reply = upload(address, headers)
    assert status == 403
    assert "needs the role curator" in reply["message"]
    assert waiting(settings) == []
    _, theirs = upload(address, curator)
    actions: list[dict[str, Any]] = [
        {"act": "add-files", "files": [theirs["id"]]}, {"act": "add-doi", "doi": "10.1177/0046958017711760"},
        {"act": "remove", "source": "piers", "kind": "original"}, {"act": "show", "source": "piers"},
        {"act": "restore", "source": "piers", "kind": "original"}, {"act": "close"}, {"act": "look"}, {},
    ]  # fmt: skip
    for fields in actions:
        assert "needs the role curator" in act(address, headers, **fields)
    for event in handlers_of(address, headers):  # opening the tab shows nothing either
        if event["targets"] and event["targets"][0] == [_tab(address, headers), "select"]:
            assert "needs the role curator" in run(address, event["id"], [], headers)
            break
    else:
        pytest.fail("the tab has no handler for being opened")
    assert store.manifest() == before
    assert waiting(settings) == ["new.txt"]
    assert act(address, curator, act="add-files", files=[theirs["id"]])
    assert waiting(settings) == []


def _tab(address: str, headers: Headers) -> int:
    _, _, body = send(address, "GET", "/config", headers=headers)
    parts = json.loads(body)["components"]
    found: int = next(part["id"] for part in parts if part["type"] == "tabitem" and part["props"].get("id") == "curate")
    return found


def test_a_curator_adds_replaces_removes_and_restores(address: str, settings: Settings, curator: Headers) -> None:
    _, sent = upload(address, curator, "gulls.txt", _GULLS.format(412).encode())
    said = act(address, curator, act="add-files", files=[sent["id"]])
    assert "Added" in said
    assert waiting(settings) == []
    ask = {"Content-Type": "application/json"}
    question = {
        "model": "briefing",
        "messages": [{"role": "user", "content": "How many gulls did the gull keepers ring?"}],
    }
    _, _, answer = send(address, "POST", "/v1/chat/completions", json.dumps(question).encode(), ask)
    assert b"412" in answer
    _, sent = upload(address, curator, "gulls-corrected.txt", _GULLS.format(419).encode())
    said = act(address, curator, act="add-files", files=[sent["id"]], source="gulls")
    assert "New version" in said
    assert "1 reworded" in said
    said = act(address, curator, act="show", source="gulls")
    assert "Version 2" in said
    assert "Remove the original" in said
    said = act(address, curator, act="remove", source="gulls", kind="original")
    assert "removed" in said
    assert "Restore the original" in said
    _, _, answer = send(address, "POST", "/v1/chat/completions", json.dumps(question).encode(), ask)
    assert b"419" not in answer
    act(address, curator, act="restore", source="gulls", kind="original")
    _, _, answer = send(address, "POST", "/v1/chat/completions", json.dumps(question).encode(), ask)
    assert b"419" in answer


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("run.exe", b"MZ", "not taken"), ("notes", b"x", "not taken"), ("a.txt.sh", b"x", "not taken"),
        ("..%2F..%2Fevil.txt", b"x", "cannot be named"), ("a%5Cb.txt", b"x", "cannot be named"),
        (".hidden.txt", b"x", "cannot be named"), ("", b"x", "cannot be named"), ("a%00.txt", b"x", "cannot be named"),
        ("x" * 200 + ".txt", b"x", "cannot be named"), ("empty.txt", b"", "empty"),
        ("large.txt", b"x" * 1_000_001, "larger than 1 megabyte"),
    ],
)  # fmt: skip
def test_files_that_are_not_taken(
    address: str, settings: Settings, curator: Headers, name: str, body: bytes, said: str
) -> None:
    status, reply = upload(address, curator, name, body)
    assert status == 400
    assert said in reply["message"]
    assert waiting(settings) == []


def test_a_length_that_is_untrue_or_not_named_is_counted(address: str, settings: Settings, curator: Headers) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(address).port, timeout=30)
    chunks = (b"x" * 100_000 for _ in range(20))
    connection.request("POST", f"{UPLOAD_PATH}?name=a.txt", chunks, BINARY | curator, encode_chunked=True)
    response = connection.getresponse()
    assert response.status == 400
    assert b"larger than 1 megabyte" in response.read()
    connection.close()
    assert waiting(settings) == []


def test_a_form_of_another_site_cannot_send_a_file(address: str, curator: Headers) -> None:
    status, _, body = send(address, "POST", f"{UPLOAD_PATH}?name=a.txt", b"x", {"Content-Type": "text/plain"} | curator)
    assert status == 400, body
    origin = {"Origin": "http://evil.example"}
    assert send(address, "POST", f"{UPLOAD_PATH}?name=a.txt", b"x", BINARY | origin | curator)[0] == 403


@pytest.mark.parametrize("files", [[], ["made-up-id"], ["../../x"], "x"])
def test_files_that_did_not_arrive_cannot_be_added(address: str, curator: Headers, files: Any) -> None:
    said = act(address, curator, act="add-files", files=files)
    assert "Choose the files again" in said or "cannot be done" in said


def test_a_doi_without_a_contact_address_says_what_to_set(address: str, curator: Headers) -> None:
    assert "contact_email" in act(address, curator, act="add-doi", doi="10.1177/0046958017711760")
    assert "is not a DOI" in act(address, curator, act="add-doi", doi="half a doi")


def test_a_doi_is_looked_up_and_its_full_text_answers(address: str, settings: Settings, curator: Headers) -> None:
    said = act(address, curator, act="add-doi", doi=" 10.1234/open ")
    for words in ("Added to the catalogue", "Full text fetched", "Added", "owls.txt"):
        assert words in said
    assert (settings.sources_dir / "owls.txt").is_file()  # what was fetched is the library's, not a temporary file
    said = act(address, curator, act="add-doi", doi="10.1234/unknown")
    assert "cannot be reached. Try later." in said
    assert "The work was not added." in said


def test_the_last_source_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "catalogue.toml").write_text("", encoding="utf-8")
    (tmp_path / "piers.txt").write_text(_TEXT.format(3), encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", sources_dir=tmp_path)
    ingest_paths(settings, [tmp_path / "piers.txt"])
    with pytest.raises(SourceError, match="last source that answers"):
        LibraryCuration(settings).remove("piers", "original")


def test_files_are_their_senders_and_wait_an_hour(tmp_path: Path) -> None:
    now = [0.0]
    settings = Settings(data_dir=tmp_path, upload_max_files=2)
    left = tmp_path / "incoming" / "old" / "left.txt"
    left.parent.mkdir(parents=True)
    left.write_text("from a run that was killed", encoding="utf-8")
    received = ReceivedFiles(settings, lambda: now[0])
    assert not left.exists()
    identity, path = received.begin("ada", "a.txt")
    path.write_text("x", encoding="utf-8")
    assert path.parent.stat().st_mode & 0o077 == 0
    with pytest.raises(UploadError):
        received.take("ben", [identity])
    received.begin("ada", "b.txt")
    with pytest.raises(UploadError, match="waiting already"):
        received.begin("ada", "c.txt")
    now[0] = 3601
    received.begin("ada", "c.txt")
    assert not path.exists()
    with pytest.raises(UploadError):
        received.take("ada", [identity])


def test_another_page_over_the_same_data_folder_leaves_waiting_files_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = ReceivedFiles(settings)
    identity, path = first.begin("ada", "a.txt")
    path.write_text("waits", encoding="utf-8")
    subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], cwd=PROJECT_DIR, check=False, timeout=60)
    assert path.read_text(encoding="utf-8") == "waits"
    assert waiting(settings) == ["a.txt", "b.txt"]
    second = ReceivedFiles(settings)
    assert waiting(settings) == ["a.txt"]  # what the killed process left is gone, what the first page holds is not
    second.begin("ben", "c.txt")
    assert first.take("ada", [identity]) == [path]


def test_where_nothing_can_be_written_a_sender_is_told(tmp_path: Path) -> None:
    (tmp_path / "incoming").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(DataFolderError, match="cannot be written"):
        ReceivedFiles(Settings(data_dir=tmp_path)).begin("ada", "a.txt")


def test_a_second_curator_is_told_who_is_doing_what(settings: Settings) -> None:
    desk = WritingDesk(CurrentBriefing(Briefing.open(settings)))
    go_on = threading.Event()
    swept: list[str] = []
    first = desk.begin(
        Visitor("ada", Role.CURATOR),
        "adding 3 files",
        lambda change: _wait(go_on),
        afterwards=lambda: swept.append("ada"),
    )
    with pytest.raises(DataFolderError) as raised:
        desk.begin(
            Visitor("ben", Role.CURATOR),
            "removing a source",
            lambda change: None,
            afterwards=lambda: swept.append("ben"),
        )
    assert raised.value.message == f"ada is adding 3 files, since {first.begun:%H:%M}."
    assert swept == ["ben"]
    go_on.set()
    assert first.finished.wait(30)
    assert swept == ["ben", "ada"]
    assert desk.under_way is None
    again = desk.begin(Visitor("ben", Role.CURATOR), "adding a file", _break)
    assert again.finished.wait(30)
    assert again.problem is not None
    assert "not lost" in again.problem[0]
    assert desk.under_way is None


_KILLED = """
import os, sys
from chatbot.page.curate.receive_files import ReceivedFiles
from kb.settings import Settings

ReceivedFiles(Settings(data_dir=sys.argv[1])).begin("ben", "b.txt")[1].write_text("left behind")
os._exit(1)
"""


def _wait(go_on: threading.Event) -> None:
    assert go_on.wait(30)


def _break(change: Change) -> None:
    raise RuntimeError(f"a defect at {datetime.now()}")
