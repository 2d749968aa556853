"""The web client: polite, guarded, and sure of what it got. The only file that imports httpx to send anything.

Every hop of a redirect is checked by the guard; requests to one host keep their distance; a request is tried again
only when its error says that this can help, after as long as the service asked for.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx
import orjson
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from ingest.connectors.guard_address import AddressGuard, Resolve, resolve_host
from ingest.connectors.reply_cache import ReplyCache
from kb.errors import FetchError, SettingsError
from kb.settings import Settings

_MOST_HOPS = 5
_LARGEST_JSON_BYTES = 20_000_000
_LONGEST_WAIT_SECONDS = 60  # a service that asks for more is told off in the report, not waited for
_SLOWEST = 20  # a whole reply may take this many times the longest silence
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
T = TypeVar("T")

logging.getLogger("httpx").setLevel(logging.WARNING)  # below that it logs whole addresses, with the user's key in them


class Web:
    """One session with the network. Use as a context manager; raises SettingsError without a contact address."""

    def __init__(
        self,
        settings: Settings,
        *,
        refresh: bool = False,
        resolve: Resolve = resolve_host,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if settings.contact_email is None:
            raise SettingsError(
                "No contact address is set, and the services ask for one.",
                'Set it: `contact_email = "you@example.org"` in briefing.toml, or BRIEFING_CONTACT_EMAIL.',
            )
        self._settings = settings
        self._sleep, self._clock = sleep, clock
        self.oldest_reply_on = date.today()
        """Day of the oldest reply that this session has used; today when none was kept from before."""
        self._last_request: dict[str, float] = {}
        self._cache = ReplyCache(settings.data_dir / "web", 0 if refresh else settings.fetch_cache_days)
        trusted = (
            settings.crossref_url, settings.openalex_url, settings.europe_pmc_url, settings.pubmed_url,
            settings.unpaywall_url,
        )  # fmt: skip
        self._guard = AddressGuard(trusted, resolve)
        agent = f"policy-briefing/0.1 (mailto:{settings.contact_email})"
        # No proxy, no .netrc: what is sent, and where, is decided here.
        self._client = httpx.Client(
            headers={"User-Agent": agent}, timeout=settings.fetch_timeout_seconds, trust_env=False, verify=tls or True
        )

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def get_json(
        self, url: str, query: Mapping[str, str], unstored: Mapping[str, str] | None = None
    ) -> dict[str, Any] | None:
        """The JSON object at an address, or None for 404; kept for the days that are set.

        `unstored` is asked with and left out of the key of what is kept: addresses and keys of the user. Raises
        FetchError.
        """
        kept = self._cache.get(url, query)
        if kept is not None:
            self.oldest_reply_on = min(self.oldest_reply_on, kept[1])
            return kept[0]
        asked = str(httpx.URL(url).copy_merge_params({**query, **(unstored or {})}))
        try:
            found = self.retrying(lambda: self._get_json_once(asked))
        except FetchError as error:
            if error.outcome == "not_found":
                return None
            raise
        self._cache.put(url, query, found)
        return found

    def retrying(self, request: Callable[[], T]) -> T:
        """What `request` returns, tried again after errors that a retry can help; the last error is raised."""
        return Retrying(
            retry=retry_if_exception(_worth_a_retry),
            stop=stop_after_attempt(self._settings.fetch_attempts),
            wait=_seconds_to_wait,
            sleep=self._sleep,
            reraise=True,
        )(request)

    @contextmanager
    def open(self, url: str, headers: Mapping[str, str] | None = None) -> Iterator[httpx.Response]:
        """The reply at the end of the redirects, status 200 or 206 (416 too when a range was asked for), body unread.

        Raises FetchError for any other status and for everything that goes wrong before or while the body is read.
        """
        at = _parsed(url)
        for _ in range(_MOST_HOPS + 1):
            with _translated(at), self._send(at, headers or {}) as response:
                if response.status_code not in _REDIRECTS:
                    _check_status(response, at, asked_for_range="Range" in (headers or {}))
                    yield response
                    return
                location = response.headers.get("Location")
            if not location:
                raise FetchError("refused", f"{at.host} redirects to nowhere.", "Get the file by hand.")
            at = at.join(_parsed(location))
        raise FetchError("refused", f"{_parsed(url).host} redirects more than {_MOST_HOPS} times.", "Get it by hand.")

    def read_body(self, response: httpx.Response, largest_bytes: int, *, raw: bool = False) -> Iterator[bytes]:
        """The body in pieces. Raises FetchError when it is too large or takes too long."""
        started, total = self._clock(), 0
        limit_seconds = _SLOWEST * self._settings.fetch_timeout_seconds
        declared = response.headers.get("Content-Length", "")
        if declared.isdigit() and int(declared) > largest_bytes:
            raise _too_large(largest_bytes)
        # Pieces as they arrive: gathered into larger ones, those before a broken line would be lost.
        for piece in response.iter_raw() if raw else response.iter_bytes():
            total += len(piece)
            if total > largest_bytes:
                raise _too_large(largest_bytes)
            if self._clock() - started > limit_seconds:
                raise FetchError("timed_out", f"The reply took more than {limit_seconds:.0f} s.", "Try again later.")
            yield piece

    def _get_json_once(self, url: str) -> dict[str, Any]:
        with self.open(url, {"Accept": "application/json"}) as response:
            body = b"".join(self.read_body(response, _LARGEST_JSON_BYTES))
            host = httpx.URL(url).host
        try:
            found = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            what = "a web page" if body.lstrip()[:1] == b"<" else "something else"
            raise FetchError(
                "not_json", f"{host} answered with {what} instead of JSON.", "Try later; it may be down."
            ) from error
        if not isinstance(found, dict):
            raise FetchError("not_json", f"{host} answered with JSON of another form.", "Check the base address.")
        return found

    @contextmanager
    def _send(self, url: httpx.URL, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """One request to the number that the guard checked; name and certificate stay those of the host."""
        address = self._guard.address_of(url)
        self._keep_distance(url.host)
        request = self._client.build_request(
            "GET",
            url.copy_with(host=address),
            headers={**headers, "Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.host},
        )
        response = self._client.send(request, stream=True)
        try:
            yield response
        finally:
            response.close()

    def _keep_distance(self, host: str) -> None:
        last = self._last_request.get(host)
        if last is not None:
            wait = last + self._settings.fetch_interval_seconds - self._clock()
            if wait > 0:
                self._sleep(wait)
        self._last_request[host] = self._clock()


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchError("refused_address", "The address is not one.", "Get the file by hand.") from error


@contextmanager
def _translated(url: httpx.URL) -> Iterator[None]:
    """httpx's exceptions as ours."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise FetchError("timed_out", f"{url.host} did not answer in time.", "Try again later.", retry=True) from error
    except httpx.RemoteProtocolError as error:
        raise FetchError(
            "incomplete",
            f"{url.host} broke off in the middle.",
            "Try again; it goes on where it broke off.",
            retry=True,
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise FetchError(
            "unreachable", f"{url.host} cannot be reached ({type(error).__name__}).", "Check the network.", retry=True
        ) from error


def _check_status(response: httpx.Response, url: httpx.URL, *, asked_for_range: bool) -> None:
    status = response.status_code
    if status in (200, 206) or (status == 416 and asked_for_range):
        return
    if status in (404, 410):
        raise FetchError("not_found", f"{url.host} has nothing at this address.", "Check the DOI.")
    if status == 429 or (status == 503 and "Retry-After" in response.headers):
        wait = _retry_after_seconds(response.headers.get("Retry-After"))
        asked = "" if wait is None else f" and asks to wait {wait:.0f} s"
        raise FetchError(
            "rate_limited", f"{url.host} is asked too often{asked}.", "Try again later.", retry=True,
            retry_after_seconds=wait,
        )  # fmt: skip
    if status >= 500 or status == 408:
        raise FetchError(
            "server_error", f"{url.host} has a fault of its own ({status}).", "Try again later.", retry=True
        )
    raise FetchError("refused", f"{url.host} refuses the request ({status}).", "It may want a login or a key.")


def _retry_after_seconds(header: str | None) -> float | None:
    """Seconds from now, from a number or a date; None when the header says neither."""
    if not header:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _worth_a_retry(error: BaseException) -> bool:
    return isinstance(error, FetchError) and error.retry and (error.retry_after_seconds or 0) <= _LONGEST_WAIT_SECONDS


def _seconds_to_wait(state: RetryCallState) -> float:
    """What the service asked for, else 1, 2, 4 ... seconds."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after_seconds if isinstance(error, FetchError) else None
    return asked if asked is not None else min(2.0 ** (state.attempt_number - 1), _LONGEST_WAIT_SECONDS)


def _too_large(largest_bytes: int) -> FetchError:
    return FetchError(
        "too_large",
        f"The reply is larger than {largest_bytes / 1e6:g} MB.",
        "Raise fetch_max_megabytes if you want it.",
    )
