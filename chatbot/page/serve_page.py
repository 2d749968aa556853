"""Opens the library, serves the page, and closes what Gradio leaves open: history, monitoring, uploads, sharing."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path

import gradio as gr

from chatbot.page.build_page import build_page
from chatbot.page.theme import BriefingTheme
from chatbot.pipeline import Briefing
from kb.console import messages
from kb.errors import BriefingError, SettingsError
from kb.settings import Settings

_FOLDER = Path(__file__).parent
STYLE_SHEET = _FOLDER / "page.css"
_SCRIPT = _FOLDER / "page.js"
_VISITORS_REMEMBERED = 1000


def serve_page(settings: Settings) -> None:
    """Serve the page until Ctrl+C. Raises what `Briefing.open` raises, and SettingsError when the port is taken."""
    page = build_page(Briefing.open(settings))
    address = start_page(page, settings.host, settings.port)
    messages.print(f"The page is at {address} (stop it with Ctrl+C).", markup=False)
    if not _is_loopback(settings.host):
        messages.print("Anyone who can reach this machine can read it: the page has no sign-in.")
    page.block_thread()


def start_page(page: gr.Blocks, host: str, port: int) -> str:
    """Begin serving in the background and return the address. Port 0 takes a free one."""
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port or _free_port(host),
            theme=BriefingTheme(),
            css_paths=STYLE_SHEET,
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
        )
    except OSError as error:
        raise SettingsError(
            f"The page cannot be served at {host}, port {port}.",
            "Another program may be using the port: choose another with --port (0 takes a free one).",
        ) from error
    if address is None:
        raise BriefingError("The page did not start.", "Run `briefing doctor`, then try again.", retry=True)
    return str(address)


def _free_port(host: str) -> int:
    """A port that is free now. Gradio has no way to ask the system for one."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
