"""Many visitors at once, each with the requests that a browser sends to ask (`record_asking`), from this process.

Browsers for all of them would measure how browsers share this machine. A visitor's times count from the moment when all
begin to the event that carries the first words, and to the end of the answer.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from evals.page_speed.served import Kind

_TIMEOUT_SECONDS = 120.0
# What the event holds that carries words of the answer; what comes before is the question and "searching".
_FIRST_WORDS: dict[Kind, re.Pattern[str]] = {
    "page": re.compile(r'class=\\"segment|class=\\"abstention'),
    "chat": re.compile(r'"role": ?"assistant"'),
}


@dataclass(frozen=True)
class Visit:
    """Milliseconds of one visitor, None where the answer never came; and the bytes of its events."""

    first_words_ms: float | None
    whole_answer_ms: float | None
    received_bytes: int


async def ask_at_once(
    kind: Kind, address: str, calls: Sequence[tuple[str, dict[str, Any]]], recorded: str, questions: Sequence[str]
) -> list[Visit]:
    """A visitor for each of the questions. `calls` are those recorded while `recorded` was asked."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=_TIMEOUT_SECONDS, limits=limits, trust_env=False) as client:
        asked = [_substitute(calls, recorded, question) for question in questions]
        start = time.perf_counter()
        return list(
            await asyncio.gather(*(_visit(client, kind, calls, n, start) for n, calls in enumerate(asked)))
        )  # fmt: skip


def _substitute(
    calls: Sequence[tuple[str, dict[str, Any]]], recorded: str, question: str
) -> list[tuple[str, dict[str, Any]]]:
    old, new = json.dumps(recorded)[1:-1], json.dumps(question)[1:-1]
    return [(path, json.loads(json.dumps(body).replace(old, new))) for path, body in calls]


async def _visit(
    client: httpx.AsyncClient, kind: Kind, calls: Sequence[tuple[str, dict[str, Any]]], number: int, start: float
) -> Visit:
    session = f"visitor{number}at{int(start * 1e6)}"
    try:
        for path, body in calls:
            reply = await client.post(path, json={**body, "session_hash": session})
            reply.raise_for_status()
        return await _listen(client, kind, session, reply.json()["event_id"], start)
    except httpx.HTTPError:
        return Visit(None, None, 0)


async def _listen(client: httpx.AsyncClient, kind: Kind, session: str, event_id: str, start: float) -> Visit:
    first_words: float | None = None
    received = 0
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        async for line in stream.aiter_lines():
            received += len(line)
            if not line.startswith("data:"):
                continue
            if first_words is None and _FIRST_WORDS[kind].search(line):
                first_words = (time.perf_counter() - start) * 1000
            event = json.loads(line.removeprefix("data:"))
            if event.get("msg") == "process_completed" and event.get("event_id") == event_id:
                whole = (time.perf_counter() - start) * 1000 if event["success"] and first_words is not None else None
                return Visit(first_words if whole else None, whole, received)
    return Visit(None, None, received)
