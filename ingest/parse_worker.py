"""The child process that parses files (kb/worker_process.py); a request is a file's bytes and what to do with them."""

from __future__ import annotations

import sys
from typing import Any

import kb.errors
from ingest.read import opening_text, read_document
from kb.errors import UnreadableFileError
from kb.settings import Settings
from kb.worker_process import serve_requests


def main() -> None:
    """Serve until standard input ends."""
    serve_requests(_reply, int(sys.argv[1]))


def _reply(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    try:
        if request["do"] == "open":
            return {"opening": opening_text(data, request["name"], request["password"])}
        document = read_document(
            data,
            request["name"],
            source_id=request["source_id"],
            kind=request["kind"],
            settings=Settings.model_validate(request["settings"]),
            title=request["title"],
            password=request["password"],
            recognised_from=request["recognised_from"],
        )
        return {"document": document.model_dump_json()}
    except UnreadableFileError as error:
        return {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    except MemoryError:
        return {
            "error": "UnreadableFileError",
            "message": f"{request['name']} needs more memory than a file may take.",
            "hint": "Split it, or raise parse_max_memory_mb (docs/settings.md).",
        }
    except RecursionError:
        return {
            "error": "UnreadableFileError",
            "message": f"{request['name']} is nested too deeply to be read.",
            "hint": "Open it in the program it was made with and save it anew.",
        }


def error_of(reply: dict[str, Any]) -> UnreadableFileError | None:
    """The error that a reply reports, or None."""
    if "error" not in reply:
        return None
    kind = getattr(kb.errors, reply["error"], UnreadableFileError)
    error: UnreadableFileError = kind(reply["message"], reply["hint"])
    return error


if __name__ == "__main__":
    main()
