"""The protocol against a real llama.cpp server, with a model of random weights made here. It can say nothing sensible:
what is tested is that the request is taken, that the schema binds the reply, and that nonsense never becomes an answer.

Needs the packages `gguf` and `llama-cpp-python` with its server, which no other part of the project uses.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from chatbot.model.endpoint import ModelEndpoint
from chatbot.model.evidence_items import EvidenceItem
from chatbot.model.prompt import build_prompt
from chatbot.pipeline import Briefing
from kb.errors import ModelEndpointError
from kb.settings import Settings

_NEEDED = ("gguf", "llama_cpp", "sse_starlette", "starlette_context")
_WIDTH, _HIDDEN, _HEADS, _LAYERS, _CONTEXT = 64, 128, 4, 2, 8192
_START_SECONDS = 60


def write_random_model(path: Path) -> None:
    """A two-layer model of 0.2 million random weights whose tokens are single bytes."""
    import gguf

    tokens = [b"<unk>", b"<s>", b"</s>", *(f"<0x{byte:02X}>".encode() for byte in range(256))]
    kinds = [gguf.TokenType.UNKNOWN, *[gguf.TokenType.CONTROL] * 2, *[gguf.TokenType.BYTE] * 256]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(_CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_HIDDEN)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_space_prefix(False)
    random = np.random.default_rng(0)

    def weights(*shape: int) -> np.ndarray:
        return (random.standard_normal(shape) * 0.05).astype(np.float32)

    writer.add_tensor("token_embd.weight", weights(len(tokens), _WIDTH))
    for layer in range(_LAYERS):
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", weights(_WIDTH, _WIDTH))
        for name in ("ffn_gate", "ffn_up"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", weights(_HIDDEN, _WIDTH))
        writer.add_tensor(f"blk.{layer}.ffn_down.weight", weights(_WIDTH, _HIDDEN))
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(_WIDTH, dtype=np.float32))
    writer.add_tensor("output_norm.weight", np.ones(_WIDTH, dtype=np.float32))
    writer.add_tensor("output.weight", weights(len(tokens), _WIDTH))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@pytest.fixture(scope="module")
def llama_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"no llama.cpp server at hand: {', '.join(missing)} not installed")
    folder = tmp_path_factory.mktemp("llama")
    write_random_model(folder / "random.gguf")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(folder / "random.gguf"), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--n_ctx", str(_CONTEXT), "--n_threads", "2", "--chat_format", "chatml"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with (folder / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            wait_for(f"http://127.0.0.1:{port}/v1/models", server, folder / "log.txt")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            server.wait()


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            said = log.read_text(errors="replace")[-2000:]
            assert server.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.2)


def settings_for(llama_url: str, base: Settings, **fields: object) -> Settings:
    model = {"model_base_url": llama_url, "model_name": "random", "model_timeout_seconds": 120.0}
    return Settings(**(base.model_dump() | model | fields))


def pieces_of(endpoint: ModelEndpoint, messages: tuple[dict[str, str], ...]) -> tuple[list[str], str]:
    """What came, and what was wrong with the end: random weights seldom come to one by themselves."""
    pieces = []
    try:
        for piece in endpoint.stream(messages):
            pieces.append(piece)  # noqa: PERF402 - what came before an error is wanted too
    except ModelEndpointError as error:
        return pieces, error.message
    return pieces, ""


def test_a_real_server_takes_the_request_and_streams(llama_url: str, harbour_settings: Settings) -> None:
    item = EvidenceItem(1, ("Each clinic receives 95 crowns.",), None, None, "original")
    prompt = build_prompt("How are the clinics paid?", [item], 150)
    endpoint = ModelEndpoint(settings_for(llama_url, harbour_settings, model_max_tokens=60))
    pieces, wrong = pieces_of(endpoint, prompt.messages)
    assert wrong in ("", "The language model's reply was cut off.")
    assert len(pieces) > 5, "it came in pieces"
    assert "".join(pieces).lstrip().startswith("{"), "the schema binds even random weights"
    assert pieces_of(endpoint, prompt.messages) == (pieces, wrong), "same seed, same temperature, same reply"


def test_nonsense_of_a_real_model_never_becomes_an_answer(llama_url: str, harbour_settings: Settings) -> None:
    plain = Briefing.open(harbour_settings).ask("How are the clinics paid?")
    answer = Briefing.open(settings_for(llama_url, harbour_settings, model_max_tokens=120)).ask(plain.question)
    assert answer.answer == plain.answer
    assert "in the library's own sentences instead" in answer.warnings[0]
