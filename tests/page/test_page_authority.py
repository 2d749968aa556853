"""Handlers are asked past the page's own script, as anyone can: who may not, gets nothing done."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from page_http import Headers, call, handlers_of, send, session_of, sign_in
from starlette.routing import BaseRoute

from chatbot.authority.authority import Authority
from chatbot.authority.password_hash import hash_password
from chatbot.authority.role import Role
from chatbot.authority.users_file import User, Users, changing_users
from chatbot.page import open_page
from chatbot.page.serve_page import who_may
from chatbot.page.visit import VisitPlace, require
from kb.ids import sha256_bytes
from kb.settings import Settings

PASSWORD = "a long made-up phrase"
ROLES = ("reader", "evaluator", "curator")
_DONE: list[str] = []


class _MadeUpVisit:
    """A tab with one button for a role, as evals and ingest bring them."""

    script: Path | None = None
    style_sheet: Path | None = None

    def __init__(self, role: Role) -> None:
        self.role = role
        self.name = f"For {role.label}s"
        self.id = f"for-{role.label}"

    def build(self, place: VisitPlace) -> None:
        shown = gr.Textbox(label="Shown")

        def do(request: gr.Request) -> str:
            visitor = require(place.authority, request, self.role)
            _DONE.append(self.id)
            return f"{self.id} done by {visitor.name}"

        gr.Button(self.name).click(do, None, shown, api_name=self.id)

    def routes(self, authority: Authority) -> Sequence[BaseRoute]:
        return ()


def _user(name: str) -> User:
    token = sha256_bytes(f"token-of-{name}".encode())
    return User.model_validate({"name": name, "role": name, "password": hash_password(PASSWORD), "token_sha256": token})


def _serve(settings: Settings) -> Iterator[str]:
    async def start() -> tuple[Any, str]:
        page, address, _ = open_page(settings, [_MadeUpVisit(Role.EVALUATOR), _MadeUpVisit(Role.CURATOR)])
        return page, address

    page, address = asyncio.run(start())  # made outside a running loop, Gradio 6.31 leaves loops of its own open
    yield address
    page.close(verbose=False)


@pytest.fixture(scope="module")
def users_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users.json"
    with changing_users(path) as states:
        states.append(Users(users=tuple(map(_user, ROLES))))
    return path


@pytest.fixture(scope="module")
def address(page_settings: Settings, users_file: Path) -> Iterator[str]:
    """Anyone may read, the rest needs a sign-in."""
    yield from _serve(page_settings.model_copy(update={"port": 0, "users_file": users_file}))


@pytest.fixture(scope="module")
def closed(page_settings: Settings, users_file: Path) -> Iterator[str]:
    """Reading needs a sign-in as well."""
    more = {"port": 0, "users_file": users_file, "readers_sign_in": True}
    yield from _serve(page_settings.model_copy(update=more))


def _headers(address: str, who: str) -> Headers:
    if who == "anonymous":
        return {}
    if who.startswith("token of "):
        return {"Authorization": f"Bearer token-of-{who.removeprefix('token of ')}"}
    return session_of(address, who, PASSWORD)


def _may(who: str, needed: str) -> bool:
    return who != "anonymous" and ROLES.index(who.removeprefix("token of ")) >= ROLES.index(needed)


WHO = ["anonymous", *ROLES, *(f"token of {role}" for role in ROLES)]


@pytest.mark.parametrize("needed", ["evaluator", "curator"])
@pytest.mark.parametrize("who", WHO)
def test_a_handler_asks_who_it_is_whichever_way_it_is_called(address: str, who: str, needed: str) -> None:
    headers = _headers(address, who)
    events = handlers_of(address, headers)
    (event,) = [event["id"] for event in events if event["api_name"] == f"for-{needed}"]
    for path in ("queue", f"/gradio_api/run/for-{needed}", f"/gradio_api/call/for-{needed}"):
        _DONE.clear()
        if path == "queue":
            reply = json.dumps(call(address, event, [], headers))
        else:
            as_json = {"Content-Type": "application/json", **headers}
            _, _, body = send(address, "POST", path, b'{"data": []}', as_json)
            if "event_id" in (started := json.loads(body)):
                _, _, body = send(address, "GET", f"{path}/{started['event_id']}", headers=headers)
            reply = body.decode()
        assert ([f"for-{needed}"] if _may(who, needed) else []) == _DONE, (path, reply)
        assert (f"for-{needed} done by" in reply) == _may(who, needed)
        if not _may(who, needed) and path == "queue":
            assert f"needs the role {needed}" in reply


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/upload/", "/gradio_api/process_recording"])
def test_gradios_own_upload_is_closed_to_everyone(address: str, who: str, path: str) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\na\r\n--x--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    status, _, body = send(address, "POST", path, form, kind | _headers(address, who))
    assert status == 403, body


@pytest.mark.parametrize("path", ["/gradio_api/file=http://192.0.2.1/x", "/gradio_api/proxy=https://192.0.2.1/x"])
def test_the_server_fetches_nothing_for_anyone(address: str, path: str) -> None:
    assert send(address, "GET", path)[0] == 403


def test_no_other_site_can_frame_the_page(address: str) -> None:
    for path in ("/", "/sign-in", "/v1/models"):
        _, headers, _ = send(address, "GET", path)
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_signing_in_and_out(address: str) -> None:
    status, headers, _ = sign_in(address, "curator", PASSWORD, to="/?q=1")
    assert (status, headers["location"]) == (303, "/?q=1")
    cookie = headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    session = {"Cookie": headers["set-cookie"].partition(";")[0]}
    status, headers, _ = send(address, "POST", "/sign-out", b"", session)
    assert (status, headers["location"]) == (303, "/")
    (event,) = [e["id"] for e in handlers_of(address, {}) if e["api_name"] == "for-curator"]
    assert "needs the role" in json.dumps(call(address, event, [], session))


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/a\r\nSet-Cookie: x=y", ""]
)
def test_signing_in_leads_to_no_other_site(address: str, to: str) -> None:
    status, headers, _ = sign_in(address, "reader", PASSWORD, to=to)
    assert (status, headers["location"]) == (303, "/")


def test_a_wrong_password_is_said_and_what_was_typed_comes_back_as_text(address: str) -> None:
    status, headers, body = sign_in(address, '"><script>alert(1)</script>', "wrong")
    assert status == 401
    assert b"Name or password is wrong" in body
    assert b"<script>" not in body
    assert "set-cookie" not in headers
    assert send(address, "POST", "/sign-in", b"\xff\xfe")[0] == 400
    assert send(address, "POST", "/sign-in", b"name=" + b"x" * 20_000)[0] == 400


CLOSED_TO_STRANGERS = [
    ("GET", "/config"), ("GET", "/gradio_api/info"), ("POST", "/gradio_api/queue/join"), ("GET", "/v1/models"),
    ("POST", "/gradio_api/call/ask"), ("POST", "/v1/chat/completions"),
    ("GET", "/gradio_api/queue/data?session_hash=x"),
    ("GET", "/sign-in/../config"), ("GET", "/static/img/logo.svg"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), CLOSED_TO_STRANGERS)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer anything"}, {"Cookie": "briefing-session=x"}])
def test_where_readers_sign_in_strangers_get_nothing(closed: str, method: str, path: str, headers: Headers) -> None:
    status, found, body = send(closed, method, path, b"{}" if method == "POST" else None, headers)
    assert status == 401, body
    assert found["www-authenticate"] == "Bearer"
    assert b"crowns" not in body


def test_a_browser_is_sent_to_the_form_and_back(closed: str) -> None:
    status, headers, _ = send(closed, "GET", "/?share=x%26y", headers={"Accept": "text/html"})
    assert (status, headers["location"]) == (303, "/sign-in?to=%2F%3Fshare%3Dx%2526y")
    status, _, body = send(closed, "GET", headers["location"], headers={"Accept": "text/html"})
    assert status == 200
    assert b'value="/?share=x%26y"' in body


@pytest.mark.parametrize("who", ["reader", "token of reader"])
def test_a_reader_who_signed_in_can_ask_as_a_program_does(closed: str, who: str) -> None:
    body = json.dumps({"model": "briefing", "messages": [{"role": "user", "content": "Who founded the clinics?"}]})
    headers = {"Content-Type": "application/json"} | _headers(closed, who)
    status, _, reply = send(closed, "POST", "/v1/chat/completions", body.encode(), headers)
    assert status == 200, reply
    assert b"1987" in reply


def test_whoever_starts_the_page_is_told_who_may_do_what(tmp_path: Path, users_file: Path) -> None:
    def said(**fields: Any) -> str:
        settings = Settings(data_dir=tmp_path, **fields)
        return " ".join(who_may(Authority(settings), settings))

    assert "may do everything" in said()
    assert "Nobody can change anything" in said(host="0.0.0.0")
    assert "changing anything needs a sign-in" in said(users_file=users_file)
    assert "https" in said(users_file=users_file, host="0.0.0.0")
    assert "https" not in said(users_file=users_file)
