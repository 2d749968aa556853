"""Opens the library, serves the page, and closes what Gradio leaves open: history, monitoring, uploads, sharing."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from chatbot.page.build_page import build_page
from chatbot.page.loopback import is_loopback
from chatbot.page.page_routes import page_routes
from chatbot.page.theme import BriefingTheme
from chatbot.pipeline import Briefing
from chatbot.programs.chat_completions import chat_routes
from chatbot.programs.check_host import HostCheck
from kb.console import messages
from kb.errors import SettingsError
from kb.settings import Settings

_FOLDER = Path(__file__).parent
STYLE_SHEET = _FOLDER / "page.css"
READER_STYLE_SHEET = _FOLDER / "reader.css"
_SCRIPT = _FOLDER / "page.js"
_VISITORS_REMEMBERED = 1000


def serve_page(settings: Settings) -> None:
    """Serve the page until Ctrl+C. Raises what `Briefing.open` and `start_page` raise."""
    briefing = Briefing.open(settings)
    page = build_page(briefing)
    routes = [*chat_routes(briefing), *page_routes(briefing.library)]
    address = start_page(page, settings.host, settings.port, settings.allowed_hosts, routes)
    messages.print(f"The page is at {address} (stop it with Ctrl+C).", markup=False)
    if not is_loopback(settings.host):
        messages.print("Anyone who can reach this machine can read it: the page has no sign-in.")
    page.block_thread()


def start_page(
    page: gr.Blocks, host: str, port: int, allowed_hosts: Sequence[str] = (), routes: Sequence[BaseRoute] = ()
) -> str:
    """Begin serving in the background and return the address. Port 0 takes a free one.

    `routes` are served beside the page, behind the same check of Host and Origin. Raises SettingsError when nothing
    can listen there.
    """
    _, address, _ = page.launch(
        server_name=host,
        server_port=_usable_port(host, port),
        theme=BriefingTheme(),
        css_paths=[STYLE_SHEET, READER_STYLE_SHEET],
        js=_SCRIPT.read_text(encoding="utf-8"),
        footer_links=[],
        share=False,
        ssr_mode=False,
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=1,  # byte: nothing on the page takes a file, but Gradio's upload route is always there
        state_session_capacity=_VISITORS_REMEMBERED,
        prevent_thread_lock=True,
        quiet=True,
        app_kwargs={
            "middleware": [Middleware(HostCheck, host=host, allowed=allowed_hosts)],
            "routes": list(routes),
        },
    )
    return str(address)


def _usable_port(host: str, port: int) -> int:
    """The port if it can be listened on; for 0 one that is free now, since Gradio cannot ask the system for one."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just given back counts as free
            probe.bind((host, port))
            return int(probe.getsockname()[1])
    except OSError as error:
        raise SettingsError(
            f"The page cannot be served at {host}, port {port} ({error.strerror}).",
            "If another program is using the port, choose another with --port (0 takes a free one).",
        ) from error
