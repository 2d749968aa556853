"""The command as others call it: JSON contracts, exit codes, messages, with sockets blocked in the child too."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evals.questions import QUESTIONS_DIR, build_question, dump_questions, load_questions
from kb.settings import PROJECT_DIR, Settings

# Run before the program: any connection but loopback ends it, as on a machine without a network.
BLOCKED = """
import socket, sys
connect = socket.socket.connect
def loopback_only(self, address):
    if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"network reached: {address}")
    return connect(self, address)
socket.socket.connect = loopback_only
def no_lookup(host, *rest, **named):
    if host not in (None, "127.0.0.1", "::1", "localhost", b"127.0.0.1"):
        raise AssertionError(f"network name looked up: {host}")
    return lookup(host, *rest, **named)
lookup, socket.getaddrinfo = socket.getaddrinfo, no_lookup
sys.argv = ["briefing", *sys.argv[1:]]
from briefing import main
main()
"""


def blocked_command(
    *arguments: str | Path, settings: Settings | None = None, **variables: str
) -> tuple[list[str], dict[str, str]]:
    """The program with sockets blocked, and an environment without settings of the machine that runs the tests."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BRIEFING_", "TIKTOKEN_"))}
    if settings is not None:
        environment |= {"BRIEFING_DATA_DIR": str(settings.data_dir), "BRIEFING_SOURCES_DIR": str(settings.sources_dir)}
    return [sys.executable, "-c", BLOCKED, *map(str, arguments)], environment | variables


def run(*arguments: str | Path, settings: Settings | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    command, environment = blocked_command(*arguments, settings=settings, **variables)
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=PROJECT_DIR, timeout=300
    )


def test_ask_prints_the_contract(harbour_settings: Settings) -> None:
    result = run("ask", "--json", "How large a bonus can a clinic earn?", settings=harbour_settings)
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    assert set(answer) >= {
        "schema_version", "id", "question", "status", "abstained", "answer", "segments", "citations", "reason",
        "confidence", "timings_ms",
    }  # fmt: skip
    assert answer["schema_version"] == 1
    assert set(answer["segments"][0]) == {"text", "kind", "markers", "agreement"}
    assert set(answer["citations"][0]) >= {
        "marker", "source_id", "title", "year", "country", "evidence_kind", "kind", "section", "speaker", "page_number",
        "page_label", "document_sha256", "version", "quote", "spans", "verdict", "damaged",
    }  # fmt: skip
    assert set(answer["citations"][0]["spans"][0]) == {"char_start", "char_end", "quote"}
    assert set(answer["timings_ms"]) == {"retrieve", "answer"}


def test_a_file_of_questions_is_answered_in_order(harbour_settings: Settings, tmp_path: Path) -> None:
    lines = [
        {"id": "a", "question": "How large a bonus can a clinic earn?"},
        {"id": "b", "question": ""},
        {"id": "c", "question": "And what does it depend on?", "history": ["How large a bonus can a clinic earn?"]},
        {"id": "d", "question": "How are clinics paid?", "length": "long"},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    first = run("ask", "--json", "--questions", file, settings=harbour_settings)
    assert first.returncode == 0, first.stderr
    answers = [json.loads(line) for line in first.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", "c", "d"]
    assert answers[1]["abstained"]
    assert answers[1]["citations"] == []
    second = run("ask", "--json", "--questions", file, settings=harbour_settings)
    assert without_timings(first.stdout) == without_timings(second.stdout)


def test_processes_of_their_own_answer_alike(notes_settings: Settings, tmp_path: Path) -> None:
    """Questions that the sources do not answer among them: their confidence is the first to show a difference."""
    questions = load_questions(QUESTIONS_DIR)[::8]
    assert {question.type for question in questions} >= {"far_unanswerable", "near_unanswerable"}
    lines = [json.dumps({"id": question.id, "question": question.question}) for question in questions]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    with ThreadPoolExecutor(2) as both:
        first, second = both.map(lambda _: run("ask", "--json", "--questions", file, settings=notes_settings), range(2))
    assert first.returncode == 0, first.stderr
    assert without_timings(first.stdout) == without_timings(second.stdout)
    assert len(without_timings(first.stdout)) == len(questions)


def without_timings(printed: str) -> list[dict[str, object]]:
    return [{**json.loads(line), "timings_ms": None} for line in printed.splitlines()]


def test_search_prints_provenance_and_named_scores(harbour_settings: Settings) -> None:
    result = run("search", "--json", "bonus for patient experience", "-k", "2", settings=harbour_settings)
    assert result.returncode == 0, result.stderr
    passages = json.loads(result.stdout)["passages"]
    assert len(passages) == 2
    assert {"bm25_score", "cosine_similarity", "fused_score", "source_id", "section", "char_start", "version"} <= set(
        passages[0]
    )
    assert passages[0]["fused_score"] >= passages[1]["fused_score"]


def test_verify_passes_and_fails(harbour_settings: Settings, tmp_path: Path) -> None:
    saved = tmp_path / "answer.json"
    asked = run("ask", "--json", "How large a bonus can a clinic earn?", settings=harbour_settings)
    saved.write_text(asked.stdout, encoding="utf-8")
    assert run("verify", saved, settings=harbour_settings).returncode == 0
    saved.write_text(asked.stdout.replace("4 per cent", "14 per cent"), encoding="utf-8")
    assert run("verify", saved, settings=harbour_settings).returncode == 1
    saved.write_text("not an answer", encoding="utf-8")
    broken = run("verify", saved, settings=harbour_settings)
    assert broken.returncode == 2
    assert "What to do" in broken.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "--questions", "no-such-file.jsonl"),
        ("ask",),
        ("ask", "one", "--questions", "two"),
        ("ingest", "no-such-file.pdf"),
        ("verify", "no-such-file.json"),
        ("search", "x", "-k", "0"),
        ("no-such-command",),
    ],
)
def test_what_the_user_can_fix_ends_with_2_and_no_traceback(
    harbour_settings: Settings, arguments: tuple[str, ...]
) -> None:
    result = run(*arguments, settings=harbour_settings)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "--json", "How large a bonus \udcff can a clinic earn?"),
        ("ask", "--json", "And for nurses?", "--history", "How large a bonus\udcff can a clinic earn?"),
        ("ask", "--json", "And for nurses?", "--history", "Who earns a bonus?", "--carried", "bonus\udcff"),
        ("search", "--json", "bonus \udcff"),
    ],
)
def test_bytes_that_are_no_text_are_asked_as_unknown_characters(
    arguments: tuple[str, ...], harbour_settings: Settings
) -> None:
    result = run(*arguments, settings=harbour_settings)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    printed = json.loads(result.stdout)
    assert printed.get("question") or printed["passages"]


def test_a_folder_without_documents_says_what_to_do(harbour_settings: Settings, tmp_path: Path) -> None:
    result = run("ask", "anything", "--data-dir", tmp_path / "empty", settings=harbour_settings)
    assert result.returncode == 2
    assert "briefing ingest" in result.stderr


def test_a_bad_question_file_names_the_line(harbour_settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": "a", "question": "x"}\n{"id": "b"}\n', encoding="utf-8")
    result = run("ask", "--questions", file, settings=harbour_settings)
    assert result.returncode == 2
    assert "line 2" in result.stderr


@pytest.mark.parametrize("cache", [None, "empty"])
def test_ingest_ask_and_doctor_work_offline(harbour_settings: Settings, tmp_path: Path, cache: str | None) -> None:
    variables = {"BRIEFING_DATA_DIR": str(tmp_path / "data")}
    if cache:
        (tmp_path / cache).mkdir()
        variables |= {"TIKTOKEN_CACHE_DIR": str(tmp_path / cache), "DATA_GYM_CACHE_DIR": str(tmp_path / cache)}
    ingested = run("ingest", "--json", settings=harbour_settings, **variables)
    assert ingested.returncode == 0, ingested.stderr
    rows = json.loads(ingested.stdout)["files"]
    assert set(rows[0]) == {
        "path", "status", "reason", "source_id", "pages", "characters", "passages", "seconds", "quality", "changes"
    }  # fmt: skip
    asked = run("ask", "How large a bonus can a clinic earn?", settings=harbour_settings, **variables)
    assert "4 per cent" in asked.stdout, asked.stderr
    examined = run("doctor", "--json", settings=harbour_settings, **variables)
    assert examined.returncode == 0, examined.stdout
    assert {check["status"] for check in json.loads(examined.stdout)["checks"]} == {"ok"}


@pytest.mark.parametrize("cache", [None, "empty"])
def test_the_page_and_an_eval_work_offline(harbour_settings: Settings, tmp_path: Path, cache: str | None) -> None:
    variables = {"BRIEFING_PORT": "0"}
    if cache:
        (tmp_path / cache).mkdir()
        variables |= {"TIKTOKEN_CACHE_DIR": str(tmp_path / cache), "DATA_GYM_CACHE_DIR": str(tmp_path / cache)}
    file = tmp_path / "questions.jsonl"
    asked = {"asker": "student", "fact": "far", "note": "another subject"}
    question = build_question(
        {"question": "Who won the cup final?", "type": "far_unanswerable", "expect": "abstain", **asked}
    )
    file.write_bytes(dump_questions([question]))
    out = tmp_path / "run.json"
    measured = run("eval", "run", "--json", "--questions", file, "--out", out, settings=harbour_settings, **variables)
    assert measured.returncode == 0, measured.stderr
    assert json.loads(measured.stdout)["questions"] == 1

    command, environment = blocked_command("chat", settings=harbour_settings, **variables)
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, cwd=PROJECT_DIR) as page:
        try:
            assert page.stderr is not None
            said = next(line for line in page.stderr if "http://" in line)
            address = re.search(r"http://127\.0\.0\.1:\d+/", said)
            assert address is not None
            with urllib.request.urlopen(address.group(), timeout=60) as response:
                assert b"gradio" in response.read().lower()
        finally:
            page.terminate()


def test_doctor_says_when_nothing_was_ingested(harbour_settings: Settings, tmp_path: Path) -> None:
    result = run("doctor", "--json", "--data-dir", tmp_path / "none", settings=harbour_settings)
    assert result.returncode == 1
    failed = [check for check in json.loads(result.stdout)["checks"] if check["status"] == "failed"]
    assert "briefing ingest" in failed[0]["hint"]
