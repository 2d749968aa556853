"""One error tree. Every error tells the user what happened, what to do, and whether trying again can help."""

from __future__ import annotations


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


class DataFolderError(BriefingError):
    """The data folder is missing, cannot be written, or is held by another writer."""


class IndexMismatchError(BriefingError):
    """The index was made by another model, chunker or version, or its files do not agree with each other."""


class EmbeddingModelError(BriefingError):
    """The embedding model is missing or is not the one whose hash is recorded; search falls back to BM25."""


class QuestionFileError(BriefingError):
    """A file of questions, or a saved answer, does not follow its contract."""


class ScopeError(BriefingError):
    """The part of the library that a search was narrowed to holds nothing, or names what is not stored."""


class BriefError(BriefingError):
    """A brief cannot be made from what was given, or a file is not a brief."""


class ReferenceFileError(BriefingError):
    """A file of references or of retraction notices cannot be read as what it should be."""


class JudgeError(BriefingError):
    """The language model that grades answers cannot be asked."""
