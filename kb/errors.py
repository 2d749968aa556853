"""One error tree. Every error tells the user what happened, what to do, and whether trying again can help."""

from __future__ import annotations

from typing import Literal

FetchOutcome = Literal[
    "not_found", "refused_address", "web_page", "not_json", "wrong_content", "incomplete", "rate_limited",
    "server_error", "refused", "timed_out", "too_large", "unreachable",
]  # fmt: skip


class BriefingError(Exception):
    """Something the user can fix; the command line prints it without a traceback and exits with 2.

    `message` says what happened, `hint` what to do about it, `retry` whether the same call may succeed later.
    """

    def __init__(self, message: str, hint: str, *, retry: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.retry = retry


class SettingsError(BriefingError):
    """A setting is unknown or has a value outside its range."""


class CatalogueError(BriefingError):
    """A catalogue record or a note does not validate."""


class UnreadableFileError(BriefingError):
    """A file given to ingest cannot be read as a document; ingest reports it as a refused row and goes on."""


class SourceError(BriefingError):
    """There is no such source, or it is not in the state that the command needs."""


class PasswordNeededError(UnreadableFileError):
    """The file is encrypted and no password, or a wrong one, was given."""


class ScannedFileError(UnreadableFileError):
    """The file holds images of pages and no text: it needs text recognition."""


class DataFolderError(BriefingError):
    """The data folder is missing, cannot be written, or is held by another writer."""


class IndexMismatchError(BriefingError):
    """The index was made by another model, chunker or version, or its files do not agree with each other."""


class EmbeddingModelError(BriefingError):
    """The embedding model is missing or is not the one whose hash is recorded; search falls back to BM25."""


class UnknownSourceError(BriefingError):
    """A source that the library does not hold was asked for."""


class QuestionFileError(BriefingError):
    """A file of questions, or a saved answer, does not follow its contract."""


class ScopeError(BriefingError):
    """The part of the library that a search was narrowed to holds nothing, or names what is not stored."""


class BriefError(BriefingError):
    """A brief cannot be made from what was given, or a file is not a brief."""


class ReferenceFileError(BriefingError):
    """A file of references or of retraction notices cannot be read as what it should be."""


class FetchError(BriefingError):
    """A web service or an address did not give what was asked for.

    `outcome` names the kind for reports; `retry_after_seconds` is how long the service asked to wait, if it did.
    """

    def __init__(
        self,
        outcome: FetchOutcome,
        message: str,
        hint: str,
        *,
        retry: bool = False,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(message, hint, retry=retry)
        self.outcome = outcome
        self.retry_after_seconds = retry_after_seconds


class JudgeError(BriefingError):
    """The language model that grades answers cannot be asked."""


class ModelEndpointError(BriefingError):
    """A language model cannot be asked, or what it sent back cannot be used; the sources' own words answer instead."""


class NotAllowedError(BriefingError):
    """Whoever asked has not the right to do this; nothing has been done."""


class SignInError(BriefingError):
    """Name or password is wrong, or there were too many attempts."""


class WorkerError(BriefingError):
    """A child process did not answer in time, or died; its callers say it in words of their own."""

    def __init__(self, *, timed_out: bool) -> None:
        super().__init__("A child process gave no answer.", "Try again.", retry=True)
        self.timed_out = timed_out


class PageImageError(BriefingError):
    """A page of a stored PDF cannot be shown as a picture; its text still can."""
