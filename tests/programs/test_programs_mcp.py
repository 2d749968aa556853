"""The MCP server as a client speaks to it: JSON-RPC lines over standard input and output, sockets blocked."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from chatbot.pipeline import Briefing
from chatbot.programs.mcp_server import Tools, serve_mcp
from kb.errors import SettingsError, UnknownSourceError
from kb.settings import PROJECT_DIR, Settings

sys.path.insert(0, str(PROJECT_DIR / "tests"))
from test_command_line import blocked_command


class Client:
    """The few words of the protocol that are needed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._number = 0

    def call(self, method: str, **params: Any) -> Any:
        self._number += 1
        self.write({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        assert self._process.stdout is not None
        while True:
            line = self._process.stdout.readline()
            assert line, "the server ended"
            message = json.loads(line)  # nothing else may stand on standard output
            if message.get("id") == self._number:
                return message.get("result") or message["error"]

    def write(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()


@pytest.fixture(scope="module")
def client(harbour_settings: Settings) -> Iterator[Client]:
    if importlib.util.find_spec("mcp") is None:
        pytest.skip("the extra `mcp` is not installed")
    command, environment = blocked_command("mcp", "--with-originals", settings=harbour_settings)
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        cwd=PROJECT_DIR,
    ) as process:  # fmt: skip
        client = Client(process)
        client.call(
            "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": "test", "version": "1"}
        )
        client.write({"jsonrpc": "2.0", "method": "notifications/initialized"})
        yield client
        process.terminate()


def use(client: Client, tool: str, **arguments: Any) -> Any:
    return client.call("tools/call", name=tool, arguments=arguments)


def test_three_tools_are_offered(client: Client) -> None:
    tools = client.call("tools/list")["tools"]
    assert [tool["name"] for tool in tools] == ["ask", "search", "get_source"]
    assert all(tool["description"] for tool in tools)


def test_ask_gives_the_answer_of_the_command(client: Client, harbour_settings: Settings) -> None:
    answer = json.loads(use(client, "ask", question="How are the clinics paid?")["content"][0]["text"])
    expected = Briefing.open(harbour_settings).ask("How are the clinics paid?").model_dump(mode="json")
    assert answer | {"timings_ms": None} == expected | {"timings_ms": None}


def test_search_and_get_source(client: Client) -> None:
    found = json.loads(use(client, "search", query="bonus for patient experience", k=2)["content"][0]["text"])
    assert [passage["rank"] for passage in found["passages"]] == [1, 2]
    source = json.loads(use(client, "get_source", source_id="harbour-2014")["content"][0]["text"])
    assert source["record"]["year"] == 2014
    assert ["How the clinics are paid"] in [section[-1:] for section in source["documents"][0]["sections"]]


def test_mistakes_are_explained_and_end_nothing(client: Client) -> None:
    unknown = use(client, "get_source", source_id="nowhere-1999")
    assert unknown["isError"]
    assert "harbour-2014" in unknown["content"][0]["text"]
    assert use(client, "ask")["isError"]
    assert client.call("tools/list")["tools"]


def test_originals_are_kept_from_the_client_unless_asked_for(harbour_settings: Settings) -> None:
    command, environment = blocked_command("mcp", settings=harbour_settings)
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, cwd=PROJECT_DIR
    )
    assert done.returncode == 2
    assert done.stdout == ""


def test_without_the_extra_it_says_what_to_install(harbour_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    with pytest.raises(SettingsError, match="not installed") as raised:
        serve_mcp(harbour_settings)
    assert "[mcp]" in raised.value.hint


def test_the_tools_work_without_the_package(notes_settings: Settings) -> None:
    tools = Tools(Briefing.open(notes_settings))
    assert tools.ask("What is capitation?")["citations"]
    assert len(tools.search("capitation", 500)["passages"]) <= 50
    assert len(tools.search("capitation", -1)["passages"]) == 1
    with pytest.raises(UnknownSourceError) as raised:
        tools.get_source("nowhere")
    assert "berry-2006" in raised.value.hint
