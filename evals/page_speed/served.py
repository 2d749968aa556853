"""The page and the chat interface, each served by a process of its own over the same data folder.

`python -m evals.page_speed.served page|chat SETTINGS_JSON` is that process: it prints its address and serves until its
standard input ends, so that it never outlives the benchmark.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from kb.errors import DataFolderError
from kb.settings import Settings

Kind = Literal["page", "chat"]
KINDS: tuple[Kind, ...] = ("page", "chat")


@contextmanager
def served(kind: Kind, settings: Settings) -> Iterator[str]:
    """The address of a server of that kind. Raises DataFolderError where it does not start; its own words say why."""
    command = [sys.executable, "-m", "evals.page_speed.served", kind, settings.model_dump_json()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            address = server.stdout.readline().strip()
            if not address:
                raise DataFolderError(f"The {kind} did not start.", "See what it printed above; run `briefing doctor`.")
            yield address
        finally:
            server.stdin.close()
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


def _serve(kind: Kind, settings: Settings) -> None:
    from starlette.middleware import Middleware

    from chatbot.page.build_page import build_page
    from chatbot.page.serve_page import start_page
    from chatbot.pipeline import Briefing
    from chatbot.programs.check_host import HostCheck

    briefing = Briefing.open(settings)
    if kind == "page":
        address = start_page(build_page(briefing), settings.host, 0)
    else:
        _, address, _ = build_chat_interface(briefing).launch(
            server_name=settings.host,
            share=False,
            ssr_mode=False,
            run_history=False,
            enable_monitoring=False,
            prevent_thread_lock=True,
            quiet=True,
            app_kwargs={"middleware": [Middleware(HostCheck, host=settings.host, allowed=())]},
        )
    print(address, flush=True)  # noqa: T201 the parent process reads it
    sys.stdin.read()


if __name__ == "__main__":
    _kind: Kind = "page" if sys.argv[1] == "page" else "chat"
    _serve(_kind, Settings.model_validate_json(sys.argv[2]))
