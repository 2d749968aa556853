"""What leaves the machine when a model is asked, to whom, and what never does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import model_server
import pytest
from model_server import Server, serving

from chatbot.answer import Segment
from chatbot.composer import Composition, ExtractiveComposer
from chatbot.model import sharing
from chatbot.model.compose_claims import ModelComposer
from chatbot.model.endpoint import ModelEndpoint
from chatbot.model.sharing import is_loopback_endpoint
from chatbot.pipeline import Briefing
from ingest.pipeline import ingest_paths
from kb.citations import Citation
from kb.errors import SettingsError
from kb.library import Library
from kb.settings import MODEL_KEY_VARIABLE, PROJECT_DIR, Settings, load_settings

QUESTION = "How are the clinics paid?"


@pytest.mark.parametrize(
    ("host", "stays"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("[::1]", True),
        ("[::ffff:127.0.0.1]", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("0.0.0.0", False),
        ("[::]", False),
        ("192.168.1.4", False),
        ("10.0.0.1", False),
        ("8.8.8.8", False),
        ("127.1", False),
        ("2130706433", False),
        ("0x7f000001", False),
        ("localhost.", False),
        ("localhost.example.com", False),
        ("127.0.0.1.nip.io", False),
        ("model.internal", False),
    ],
)
def test_only_an_address_on_this_machine_counts_as_staying_here(
    host: str, stays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []

    def lookup(name: str, *rest: object, **named: object) -> list[tuple[object, ...]]:
        looked_up.append(name)
        return [(2, 1, 6, "", ("127.0.0.1", 0))]

    monkeypatch.setattr(sharing.socket, "getaddrinfo", lookup)  # every name resolves to loopback
    assert is_loopback_endpoint(f"http://{host}:8000/v1") is stays
    assert set(looked_up) <= {"localhost"}, "a public name is not even asked for"


@pytest.mark.parametrize("found", [["127.0.0.1", "203.0.113.7"], ["203.0.113.7"], []])
def test_localhost_counts_only_while_it_is_this_machine(found: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (a, 0)) for a in found])
    assert not is_loopback_endpoint("http://localhost:8000/v1")


def ask_as_if_elsewhere(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, question: str = QUESTION, *, share: bool = False
) -> tuple[Server, Briefing, object]:
    """Ask through a server on loopback that the sharing rule is told is on another machine."""
    library = Library.open(settings)
    if share:
        records = tuple(record.model_copy(update={"share_with_model": True}) for record in library.catalogue)
        library.catalogue = library.catalogue.model_copy(update={"source": records})
    monkeypatch.setattr(sharing, "is_loopback_endpoint", lambda base_url: False)
    with serving(model_server.honest) as server:
        model = {"model_base_url": server.base_url, "model_name": "tiny", "model_timeout_seconds": 5.0}
        endpoint = ModelEndpoint(Settings(**(settings.model_dump() | model)))
        briefing = Briefing(library, composer=ModelComposer(library, ExtractiveComposer(library), endpoint))
        return server, briefing, briefing.ask(question)


def test_an_originals_words_stay_here(harbour_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    server, briefing, answer = ask_as_if_elsewhere(harbour_settings, monkeypatch)
    assert server.received == [], "nothing is sent, not even the question"
    assert "may not leave this machine" in " ".join(answer.warnings)  # type: ignore[attr-defined]
    assert answer.answer == Briefing(briefing.library).ask(QUESTION).answer  # type: ignore[attr-defined]


def test_an_originals_words_may_be_sent_where_its_record_says_so(
    harbour_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, _, answer = ask_as_if_elsewhere(harbour_settings, monkeypatch, share=True)
    assert len(server.received) == 1
    assert not answer.warnings  # type: ignore[attr-defined]


def test_notes_may_be_sent(notes_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    server, _, _ = ask_as_if_elsewhere(notes_settings, monkeypatch, "How do medical groups pay specialists?")
    assert len(server.received) == 1


class Fixed:
    """A composer that always has the same evidence."""

    def __init__(self, citations: list[Citation]) -> None:
        self._citations = tuple(c.model_copy(update={"marker": i}) for i, c in enumerate(citations, start=1))

    def compose(self, *_: object) -> Composition:
        segments = tuple(Segment(text=c.quote, kind="quote", markers=(c.marker,)) for c in self._citations)
        return Composition(segments, self._citations)


def test_of_mixed_evidence_only_what_may_be_sent_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Micro practices\n\nSecret words: each micro practice in Norland has 77 chairs for its patients.\n"
    (tmp_path / "own-2020.txt").write_text(text, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data")
    ingest_paths(settings, [settings.notes_dir / "wasson-2008.toml", tmp_path / "own-2020.txt"])
    library = Library.open(settings)
    plain = Briefing(library)
    secret = plain.ask("How many chairs does each micro practice in Norland have?").citations[:1]
    ours = plain.ask("What are micro practices?").citations[:1]
    assert [citation.kind for citation in (*secret, *ours)] == ["original", "note"]

    def repeat(handler: model_server.Handler, evidence: model_server.Evidence) -> None:
        handler.claim((evidence[0]["text"], [evidence[0]["number"]]))

    monkeypatch.setattr(sharing, "is_loopback_endpoint", lambda base_url: False)
    with serving(repeat) as server:
        model = {"model_base_url": server.base_url, "model_name": "tiny", "model_timeout_seconds": 5.0}
        endpoint = ModelEndpoint(Settings(**(settings.model_dump() | model)))
        composer = ModelComposer(library, Fixed([*secret, *ours]), endpoint)
        answer = Briefing(library, composer=composer).ask("What are micro practices?")
    (received,) = server.received
    assert [item["text"] for item in received.data["evidence"]] == [ours[0].quote]
    assert "77" not in json.dumps(received.body)
    assert "Secret" not in json.dumps(received.body)
    assert [citation.kind for citation in answer.citations] == ["note"]
    assert "1 of 2 pieces of evidence were not shown to the language model" in answer.warnings[0]


def test_only_question_and_evidence_are_sent(harbour_settings: Settings) -> None:
    with serving(model_server.honest) as server:
        model = {"model_base_url": server.base_url, "model_name": "tiny"}
        Briefing.open(Settings(**(harbour_settings.model_dump() | model))).ask(QUESTION)
    (received,) = server.received
    assert set(received.body) == {
        "model", "messages", "temperature", "seed", "max_tokens", "stream", "response_format"
    }  # fmt: skip
    assert set(received.data) == {"question", "max_words", "evidence"}
    assert all(set(item) <= {"number", "text", "words_of", "country"} for item in received.data["evidence"])
    whole = json.dumps([received.body, received.headers])
    for private in (
        str(harbour_settings.data_dir),
        str(Path.cwd()),
        "harbour-2014",
        os.environ.get("USER", "no-such-user"),
    ):
        assert private not in whole
    assert "authorization" not in received.headers


@pytest.mark.parametrize("question", ["", "How do I bake sourdough bread?"])
def test_nothing_is_sent_for_a_question_that_is_not_answered(harbour_settings: Settings, question: str) -> None:
    with serving(model_server.honest) as server:
        model = {"model_base_url": server.base_url, "model_name": "tiny"}
        answer = Briefing.open(Settings(**(harbour_settings.model_dump() | model))).ask(question)
    assert answer.abstained
    assert server.received == []


def test_no_proxy_of_the_environment_sees_what_stays_here(
    harbour_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(model_server.honest) as server, serving(model_server.honest) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.base_url.removesuffix("/v1"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        model = {"model_base_url": server.base_url, "model_name": "tiny"}
        Briefing.open(Settings(**(harbour_settings.model_dump() | model))).ask(QUESTION)
        assert (len(server.received), len(proxy.received)) == (1, 0)


def test_a_redirect_is_not_followed(harbour_settings: Settings) -> None:
    with serving(model_server.honest) as elsewhere:
        moved = model_server.status(307, Location=f"{elsewhere.base_url}/chat/completions")
        with serving(moved) as server:
            model = {"model_base_url": server.base_url, "model_name": "tiny"}
            answer = Briefing.open(Settings(**(harbour_settings.model_dump() | model))).ask(QUESTION)
        assert elsewhere.received == []
    assert "sends requests on to another address" in answer.warnings[0]


def test_a_key_is_not_sent_unencrypted_to_another_machine(
    harbour_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MODEL_KEY_VARIABLE, "sk-very-secret")
    given = harbour_settings.model_dump() | {"model_name": "tiny"}
    with pytest.raises(SettingsError, match="unencrypted") as raised:
        Briefing.open(Settings(**(given | {"model_base_url": "http://192.0.2.7/v1"})))
    assert "very-secret" not in f"{raised.value} {raised.value.hint}"
    Briefing.open(Settings(**(given | {"model_base_url": "https://192.0.2.7/v1"})))
    monkeypatch.setenv(MODEL_KEY_VARIABLE, "sk\nInjected: header")
    with pytest.raises(SettingsError, match="characters"):
        Briefing.open(Settings(**(given | {"model_base_url": "https://192.0.2.7/v1"})))


@pytest.mark.parametrize(
    "address",
    ["ftp://127.0.0.1/v1", "127.0.0.1:8000", "http://user:secret@127.0.0.1/v1", "http://127.0.0.1/v1?key=secret", ""],
)
def test_an_address_with_a_secret_or_of_another_kind_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_MODEL_BASE_URL", address)
    monkeypatch.setenv("BRIEFING_MODEL_NAME", "tiny")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert "secret" not in f"{raised.value} {raised.value.hint}"


@pytest.mark.parametrize("given", [{"model_name": "tiny"}, {"model_base_url": "http://127.0.0.1:1/v1"}])
def test_address_and_model_go_together(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="go together"):
        load_settings(**given)


def test_a_key_in_the_settings_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "briefing.toml").write_text('model_key = "sk-very-secret"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert "very-secret" not in f"{raised.value} {raised.value.hint}"


def test_without_an_endpoint_nothing_changes_and_nothing_is_loaded(harbour_settings: Settings) -> None:
    assert Settings().model_base_url is None
    program = (
        "import sys\nfrom kb.settings import load_settings\nfrom chatbot.pipeline import Briefing\n"
        "answer = Briefing.open(load_settings()).ask('How are the clinics paid?')\n"
        "assert not answer.abstained\n"
        "print([name for name in sys.modules if name.startswith('chatbot.model')])\n"
    )
    variables = {
        "BRIEFING_DATA_DIR": str(harbour_settings.data_dir),
        "BRIEFING_SOURCES_DIR": str(harbour_settings.sources_dir),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BRIEFING_")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=kept | variables,
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
    asked = Settings(**(harbour_settings.model_dump() | {"model_base_url": "http://127.0.0.1:1/v1", "model_name": "a"}))
    assert asked.answer_hash != harbour_settings.answer_hash
