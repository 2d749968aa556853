"""Stands behind the check of Host: closes what Gradio's server offers and nothing here uses, and asks for a sign-in
where reading needs one. What a handler may do, the handler checks itself.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.authority.authority import Authority

# Gradio's routes that take files from anyone, or fetch what they are told to. Files come in by the page's own route,
# whose handler asks who sends them.
CLOSED = ("/gradio_api/upload", "/gradio_api/process_recording")
# Gradio asks its own server for this before it says that it has started. It gives nothing away.
_STARTING = "/gradio_api/startup-events"
_CLOSED_STARTS = ("/gradio_api/proxy=", "/gradio_api/file=http:", "/gradio_api/file=https:", "/gradio_api/file/http")


class RequestGuard:
    """ASGI middleware. `sign_in_path` is where people are sent to sign in, and `open_paths` need no sign-in."""

    def __init__(self, app: ASGIApp, authority: Authority, sign_in_path: str, open_paths: tuple[str, ...]) -> None:
        self._app = app
        self._authority = authority
        self._sign_in_path = sign_in_path
        self._open_paths = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it; no other site may put a page of this server into a frame of its own."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if (refusal := self._refusal(scope)) is not None:
            await refusal(scope, receive, send)
            return

        async def send_unframed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", "frame-ancestors 'none'")
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
            await send(message)

        await self._app(scope, receive, send_unframed)

    def _refusal(self, scope: Scope) -> Response | None:
        path = str(scope["path"])
        plain = path.rstrip("/")
        if plain in CLOSED or path.lower().startswith(_CLOSED_STARTS):
            return PlainTextResponse("This server does not offer that.\n", status_code=403)
        headers = Headers(scope=scope)
        if plain in (*self._open_paths, _STARTING) or self._authority.visitor(headers) is not None:
            return None
        if scope["type"] == "http" and scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
            query = scope.get("query_string", b"").decode("latin-1")
            to = urlencode({"to": f"{path}?{query}" if query else path})
            return RedirectResponse(f"{self._sign_in_path}?{to}", status_code=303)
        error = {"message": "Sign in first, or send a token: Authorization: Bearer ...", "type": "authentication_error"}
        return JSONResponse(
            {"error": error | {"param": None, "code": "sign_in_needed"}},
            status_code=401,
            headers={"WWW-Authenticate": "Bearer"},
        )
