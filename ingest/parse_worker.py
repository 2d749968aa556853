"""The child process that parses files: one request after another on standard input, one reply each on standard output.

A message is its length in 8 bytes and then as many bytes. A request is two messages, a JSON object and the file's
bytes; a reply is one JSON object. Nothing of a reply is executed: what broken or hostile files make of this process
stays in it.
"""

from __future__ import annotations

import os
import struct
import sys
from typing import IO, Any

import orjson

import kb.errors
from ingest.read import opening_text, read_document
from kb.errors import UnreadableFileError
from kb.settings import Settings

LENGTH = struct.Struct(">Q")


def main() -> None:
    """Serve until standard input ends."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not break a reply
    limit_memory(int(sys.argv[1]))
    while (head := read_message(requests)) is not None:
        data = read_message(requests) or b""
        write_message(replies, orjson.dumps(_reply(orjson.loads(head), data)))


def limit_memory(megabytes: int) -> None:
    """Limit this process's address space, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, megabytes * 1_000_000))


def read_message(stream: IO[bytes]) -> bytes | None:
    """The next message; None at the end of the stream."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def write_message(stream: IO[bytes], body: bytes) -> None:
    """Write one message and flush."""
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


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
