"""What a model sends back: claims with the numbers of their evidence, read strictly.

Allowed around the one JSON object: white space, a code fence, and a `<think>` block before it. Anything else, another
schema, or a reply that stops half-way is refused whole.
"""

from __future__ import annotations

import json
import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import ModelEndpointError

MAX_CLAIMS = 40
MAX_CLAIM_CHARS = 1000
_AROUND = re.compile(r"\A\s*(?:<think>.*?</think>\s*)?(?:```(?:json)?\s*)?(\{.*\})\s*(?:```)?\s*\Z", re.DOTALL)
_THOUGHT = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)", re.DOTALL)


class Claim(BaseModel):
    """A sentence of a model and the evidence that it names, unchecked."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    text: Annotated[str, Field(max_length=MAX_CLAIM_CHARS)]
    evidence: list[int]


class Reply(BaseModel):
    """The whole of a reply."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    claims: Annotated[list[Claim], Field(max_length=MAX_CLAIMS)]


def read_reply(content: str) -> list[Claim]:
    """The claims of a reply, in order; may be none. Raises ModelEndpointError for anything but the schema."""
    found = _AROUND.match(content)
    if found is None:
        raise ModelEndpointError("The language model did not reply with JSON.", "Try another model.")
    try:
        json.loads(found[1])  # an object that ends early or twice is told apart from one of another schema
        return Reply.model_validate_json(found[1]).claims
    except ValidationError as error:
        message = "The language model's reply is not a list of claims with their evidence."
        raise ModelEndpointError(message, "Try another model.") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise ModelEndpointError("The language model's reply is no valid JSON.", "Try another model.") from error


class ClaimStream:
    """Finds claims in a reply while it arrives. What it finds is early news; `read_reply` decides."""

    def __init__(self) -> None:
        self._text = ""
        self._position = 0
        self._depth = 0
        self._start = 0
        self._in_string = self._escaped = False

    def feed(self, piece: str) -> list[Claim]:
        """The claims that `piece` completes."""
        self._text += piece
        if self._position == 0 and (thought := _THOUGHT.match(self._text)):
            if not thought.group().endswith("</think>"):
                return []
            self._position = thought.end()
        found: list[Claim] = []
        for position in range(self._position, len(self._text)):
            if self._closes(position):
                try:
                    found.append(Claim.model_validate_json(self._text[self._start : position + 1]))
                except ValidationError:
                    continue
        self._position = len(self._text)
        return found

    def _closes(self, position: int) -> bool:
        """Take in one character; whether it closes an object inside the outermost one."""
        char = self._text[position]
        if self._in_string:
            if self._escaped:
                self._escaped = False
            elif char == "\\":
                self._escaped = True
            elif char == '"':
                self._in_string = False
            return False
        if char == '"':
            self._in_string = self._depth > 0
        elif char == "{":
            self._depth += 1
            if self._depth == 2:
                self._start = position
        elif char == "}":
            self._depth -= 1
            return self._depth == 1
        return False
