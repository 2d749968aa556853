"""Signing in and out: a form that needs no script, and the line on the page that says who is signed in."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chatbot.authority.authority import SESSION_COOKIE, Authority
from chatbot.authority.password_hash import MOST_PASSWORD_CHARS
from chatbot.authority.role import Visitor
from chatbot.authority.sessions import LONGEST_SECONDS
from chatbot.page.markup import NOTHING, Markup, tag
from chatbot.page.wording import PAGE_TITLE
from kb.errors import BriefingError

SIGN_IN_PATH = "/sign-in"
SIGN_OUT_PATH = "/sign-out"
_FOLDER = Path(__file__).parent
_MOST_BODY_BYTES = 16 * 1024
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}


def sign_in_routes(authority: Authority) -> list[BaseRoute]:
    """The form, what it sends, and signing out. There is none of them where nobody can sign in."""

    async def show(request: Request) -> Response:
        if not authority.has_users:
            return PlainTextResponse("Nobody can sign in here yet: see `briefing sign-in add`.\n", status_code=404)
        return _page(_local(request.query_params.get("to", "")))

    async def sign_in(request: Request) -> Response:
        fields = await _form(request)
        if fields is None:
            return PlainTextResponse("That is no sign-in form.\n", status_code=400)
        name, to = fields.get("name", "").strip(), _local(fields.get("to", ""))
        address = request.client.host if request.client else ""
        try:
            token = await run_in_threadpool(authority.sign_in, name, fields.get("password", ""), address)
        except BriefingError as error:
            return _page(to, name, f"{error.message} {error.hint}", 429 if error.retry else 401)
        response = RedirectResponse(to, status_code=303)
        response.set_cookie(
            SESSION_COOKIE,
            token,
            max_age=LONGEST_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response

    async def sign_out(request: Request) -> Response:
        authority.sign_out(request.headers)
        response = RedirectResponse("/", status_code=303)
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
        return response

    return [
        Route(SIGN_IN_PATH, show, methods=["GET"]),
        Route(SIGN_IN_PATH, sign_in, methods=["POST"]),
        Route(SIGN_OUT_PATH, sign_out, methods=["POST"]),
    ]


def render_account(visitor: Visitor, *, can_sign_in: bool) -> Markup:
    """Who is signed in, with the way out; else the way in; nothing where nobody can sign in."""
    if visitor.name:
        said = tag("span", f"Signed in as {visitor.name} ({visitor.role.label})")
        button = tag("button", "Sign out", type="submit", class_="plain")
        return tag("form", said, " ", button, method="post", action=SIGN_OUT_PATH, class_="account")
    if not can_sign_in:
        return NOTHING
    return tag("p", tag("a", "Sign in", href=SIGN_IN_PATH), class_="account")


def _local(to: str) -> str:
    """A place on this server: a path with its query, never another site."""
    return to if re.match(r"/(?![/\\])[^\x00-\x20\\]*$", to) else "/"


async def _form(request: Request) -> dict[str, str] | None:
    """The fields that were sent, the first of each name; None for anything but a small form."""
    body = b""
    async for data in request.stream():
        body += data
        if len(body) > _MOST_BODY_BYTES:
            return None
    try:
        return {name: values[0] for name, values in parse_qs(body.decode(), strict_parsing=True).items()}
    except (UnicodeDecodeError, ValueError):
        return None


def _page(to: str, name: str = "", problem: str = "", status_code: int = 200) -> HTMLResponse:
    wrong = {"aria_invalid": "true", "aria_describedby": "problem"} if problem else {}
    form = tag(
        "form",
        tag("p", problem, id="problem", role="alert") if problem else NOTHING,
        tag("label", "Name", for_="name"),
        tag(
            "input", id="name", name="name", value=name, autocomplete="username", maxlength="64", required=True, **wrong
        ),
        tag("label", "Password", for_="password"),
        tag(
            "input",
            id="password",
            name="password",
            type="password",
            autocomplete="current-password",
            maxlength=str(MOST_PASSWORD_CHARS),
            required=True,
            **wrong,
        ),
        tag("input", name="to", type="hidden", value=to),
        tag("button", "Sign in", type="submit"),
        method="post",
        action=SIGN_IN_PATH,
    )
    back = tag("p", tag("a", "Back to the page", href="/"))
    main = tag("main", tag("h1", "Sign in"), tag("p", PAGE_TITLE), form, back)
    head = tag(
        "head",
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", f"Sign in: {PAGE_TITLE}"),
        tag("style", _style()),
    )
    document = tag("html", head, tag("body", main), lang="en")
    return HTMLResponse(f"<!doctype html>{document}", status_code=status_code, headers=_HEADERS)


def _style() -> Markup:
    """The page's own tokens, light and dark by the browser's setting, then the few rules of the form."""
    tokens = (_FOLDER / "page.css").read_text(encoding="utf-8")
    light, dark = (re.search(rf"^{scheme} \{{(.*?)^\}}", tokens, re.M | re.S) for scheme in (r":root", r"\.dark"))
    assert light is not None
    assert dark is not None
    rules = (_FOLDER / "sign_in.css").read_text(encoding="utf-8")
    return Markup(f":root {{{light[1]}}}\n@media (prefers-color-scheme: dark) {{ :root {{{dark[1]}}} }}\n{rules}")
