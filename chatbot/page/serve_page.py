"""Opens the library, serves the page, and closes what Gradio leaves open: history, monitoring, uploads, sharing."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from chatbot.authority.authority import Authority
from chatbot.current_briefing import CurrentBriefing
from chatbot.loopback import is_loopback
from chatbot.page.build_page import build_page
from chatbot.page.page_routes import page_routes
from chatbot.page.sign_in_page import SIGN_IN_PATH, SIGN_OUT_PATH, sign_in_routes
from chatbot.page.theme import BriefingTheme
from chatbot.page.visit import Visit
from chatbot.pipeline import Briefing
from chatbot.programs.chat_completions import chat_routes
from chatbot.programs.check_host import HostCheck
from chatbot.programs.guard_requests import RequestGuard
from kb.console import messages
from kb.errors import SettingsError
from kb.settings import Settings

_FOLDER = Path(__file__).parent
STYLE_SHEET = _FOLDER / "page.css"
STUDY_STYLE_SHEET = _FOLDER / "study.css"
READER_STYLE_SHEET = _FOLDER / "reader.css"
_SCRIPT = _FOLDER / "page.js"
_VISITORS_REMEMBERED = 1000


def serve_page(settings: Settings, visits: Sequence[Visit] = ()) -> None:
    """Serve the page until Ctrl+C. Raises what `open_page` raises."""
    page, address, authority = open_page(settings, visits)
    messages.print(f"The page is at {address} (stop it with Ctrl+C).", markup=False)
    for line in who_may(authority, settings):
        messages.print(line, markup=False)
    page.block_thread()


def open_page(settings: Settings, visits: Sequence[Visit] = ()) -> tuple[gr.Blocks, str, Authority]:
    """The page with further visits, being served in the background; its address, and what decides who may do what.

    Raises what `Briefing.open`, `Authority` and `start_page` raise.
    """
    authority = Authority(settings)
    current = CurrentBriefing(Briefing.open(settings))
    page = build_page(current, authority, visits)
    routes = [
        *chat_routes(current),
        *page_routes(current),
        *(route for visit in visits for route in visit.routes(authority)),
    ]
    style_sheets = [visit.style_sheet for visit in visits if visit.style_sheet is not None]
    address = start_page(
        page,
        settings.host,
        settings.port,
        settings.allowed_hosts,
        routes,
        authority=authority,
        style_sheets=style_sheets,
    )
    return page, address, authority


def who_may(authority: Authority, settings: Settings) -> Iterator[str]:
    """What whoever starts the page should know of who can do what there."""
    if authority.is_one_person:
        yield "Whoever uses this machine may do everything there; `briefing sign-in add` changes that."
    elif not authority.has_users:
        yield "Anyone who can reach this address can ask and read. Nobody can change anything: there are no users yet."
        yield "Add one with `briefing sign-in add NAME --role curator`."
    elif not authority.readers_sign_in:
        yield "Anyone who can reach this address can ask and read; changing anything needs a sign-in."
    if authority.has_users and not is_loopback(settings.host):
        yield "The page speaks plain http: put it behind a proxy with https, or passwords travel as they are typed."


def start_page(
    page: gr.Blocks,
    host: str,
    port: int,
    allowed_hosts: Sequence[str] = (),
    routes: Sequence[BaseRoute] = (),
    *,
    authority: Authority,
    style_sheets: Sequence[Path] = (),
) -> str:
    """Begin serving in the background and return the address. Port 0 takes a free one.

    `routes` are served beside the page, behind the same checks of Host, Origin and sign-in. Raises SettingsError when
    nothing can listen there.
    """
    _, address, _ = page.launch(
        server_name=host,
        server_port=_usable_port(host, port),
        theme=BriefingTheme(),
        css_paths=[STYLE_SHEET, STUDY_STYLE_SHEET, READER_STYLE_SHEET, *style_sheets],
        js=_SCRIPT.read_text(encoding="utf-8"),
        footer_links=[],
        share=False,
        ssr_mode=False,
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=1,  # byte: Gradio's upload route is closed as well; files come in by a route of the page's own
        state_session_capacity=_VISITORS_REMEMBERED,
        prevent_thread_lock=True,
        quiet=True,
        app_kwargs={
            "middleware": [
                Middleware(HostCheck, host=host, allowed=allowed_hosts),
                Middleware(
                    RequestGuard,
                    authority=authority,
                    sign_in_path=SIGN_IN_PATH,
                    open_paths=(SIGN_IN_PATH, SIGN_OUT_PATH),
                ),
                Middleware(GZipMiddleware, compresslevel=6),  # Gradio compresses its own files, not the page itself
            ],
            "routes": [*sign_in_routes(authority), *routes],
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
