"""Requests to the page's server as any program sends them, past its own script."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

Headers = dict[str, str]


def send(
    address: str, method: str, path: str, body: bytes | None = None, headers: Headers | None = None
) -> tuple[int, Headers, bytes]:
    """Status, headers in lower case, and body; no redirect is followed."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def sign_in(address: str, name: str, password: str, to: str = "/") -> tuple[int, Headers, bytes]:
    """What the form's answer is."""
    body = urlencode({"name": name, "password": password, "to": to}).encode()
    return send(address, "POST", "/sign-in", body, {"Content-Type": "application/x-www-form-urlencoded"})


def session_of(address: str, name: str, password: str) -> Headers:
    """Headers of someone who has signed in."""
    status, headers, body = sign_in(address, name, password)
    assert status == 303, body
    return {"Cookie": headers["set-cookie"].partition(";")[0]}


def handlers_of(address: str, headers: Headers) -> list[dict[str, Any]]:
    """Every event of the page that a browser may call, hidden or not."""
    status, _, body = send(address, "GET", "/config", headers=headers)
    assert status == 200, body
    events: list[dict[str, Any]] = json.loads(body)["dependencies"]
    return events


def call(address: str, event: int, data: list[Any], headers: Headers, **fields: Any) -> dict[str, Any]:
    """What one handler of the page answers by the queue, as the page's script calls it: its last message."""
    session = "made-up-session"
    asked = {"data": data, "fn_index": event, "session_hash": session, **fields}
    as_json = {"Content-Type": "application/json", **headers}
    status, _, body = send(address, "POST", "/gradio_api/queue/join", json.dumps(asked).encode(), as_json)
    assert status == 200, body
    _, _, stream = send(address, "GET", f"/gradio_api/queue/data?session_hash={session}", headers=headers)
    messages = [json.loads(line[6:]) for line in stream.decode().splitlines() if line.startswith("data: ")]
    done: dict[str, Any] = next(message for message in messages if message["msg"] == "process_completed")
    return done
