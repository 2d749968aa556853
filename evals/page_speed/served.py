"""The page and the chat interface, each served by a process of its own over the same data folder.

The page is served by `briefing chat`, as its readers have it, the other by this module. Both say on standard error
where they are.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from kb.console import messages
from kb.errors import DataFolderError
from kb.settings import PROJECT_DIR, Settings, load_settings

Kind = Literal["page", "chat"]
KINDS: tuple[Kind, ...] = ("page", "chat")
_HOST = "127.0.0.1"
_SERVERS: dict[Kind, list[str]] = {
    "page": ["-m", "briefing", "chat", "--host", _HOST, "--port", "0"],
    "chat": ["-m", "evals.page_speed.served"],
}
_ADDRESS = re.compile(r"is at (http://\S+)")


@contextmanager
def served(kind: Kind, settings: Settings) -> Iterator[str]:
    """The address of a server of that kind over the settings' data and sources folders.

    Raises DataFolderError with its last line where it does not start.
    """
    chosen = {
        "BRIEFING_DATA_DIR": str(settings.data_dir.resolve()),
        "BRIEFING_SOURCES_DIR": str(settings.sources_dir.resolve()),
        "BRIEFING_CORPUS": settings.corpus,
    }
    command = [sys.executable, *_SERVERS[kind]]
    with subprocess.Popen(
        command, cwd=PROJECT_DIR, env=os.environ | chosen, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        try:
            said = ""
            for said in server.stderr:
                if found := _ADDRESS.search(said):
                    break
            else:
                raise DataFolderError(f"The {kind} did not start: {said.strip()}", "Run `briefing doctor`.")
            drain = threading.Thread(target=server.stderr.read, daemon=True)  # so that it never waits to be heard
            drain.start()
            yield found[1]
            server.terminate()
            drain.join(timeout=30)
        finally:
            server.terminate()
            server.wait(timeout=30)


def build_chat_interface(briefing: Any) -> Any:
    """Gradio's chat with the same answers, their citations in the text as other chat clients get them.

    As many questions at once as on the page; by default it would take one. Not streamed: one update shows all of an
    answer, the least that a chat can send.
    """
    import gradio as gr

    from chatbot.describe_citation import cited_text
    from chatbot.page.ask_tab import ANSWERS_AT_ONCE

    def answer(message: str, history: list[dict[str, Any]]) -> str:
        asked = [part["text"] for turn in history if turn["role"] == "user" for part in turn["content"]]
        return cited_text(briefing.ask(message, asked), briefing.library)

    return gr.ChatInterface(answer, concurrency_limit=ANSWERS_AT_ONCE, analytics_enabled=False)


def _serve_chat(settings: Settings) -> None:
    from starlette.middleware import Middleware

    from chatbot.pipeline import Briefing
    from chatbot.programs.check_host import HostCheck

    interface = build_chat_interface(Briefing.open(settings))
    _, address, _ = interface.launch(
        server_name=_HOST,
        share=False,
        ssr_mode=False,
        run_history=False,
        enable_monitoring=False,
        prevent_thread_lock=True,
        quiet=True,
        app_kwargs={"middleware": [Middleware(HostCheck, host=_HOST, allowed=())]},
    )
    messages.print(f"The chat interface is at {address}", markup=False)
    interface.block_thread()


if __name__ == "__main__":
    _serve_chat(load_settings())
