"""Passwords as salted scrypt hashes: what is stored lets nobody sign in, and guessing costs memory and time."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LEAST_PASSWORD_CHARS = 12
MOST_PASSWORD_CHARS = 1000  # longer ones would only make the server work
_SALT_BYTES = 16
_HASH_BYTES = 32
_Hexadecimal = Annotated[str, Field(pattern=r"^[0-9a-f]{32,128}$")]


class PasswordHash(BaseModel):
    """A hash with the salt and the costs it was made with, so that the costs can rise later (RFC 7914)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    salt: _Hexadecimal
    hash: _Hexadecimal
    n: int = Field(default=2**15, ge=2**10, le=2**20, description="Cost in time and memory, a power of two")
    r: int = Field(default=8, ge=1, le=32, description="Block size")
    p: int = Field(default=1, ge=1, le=16, description="Parallel lanes")


def hash_password(password: str) -> PasswordHash:
    """A hash under a new salt; about a tenth of a second and 32 megabytes."""
    made = PasswordHash(salt=secrets.token_hex(_SALT_BYTES), hash="0" * 2 * _HASH_BYTES)
    return made.model_copy(update={"hash": _scrypt(password, made).hex()})


def is_password(password: str, stored: PasswordHash) -> bool:
    """Whether it is the password that was hashed; takes as long when it is not."""
    if len(password) > MOST_PASSWORD_CHARS:
        return False
    return hmac.compare_digest(_scrypt(password, stored), bytes.fromhex(stored.hash))


def _scrypt(password: str, costs: PasswordHash) -> bytes:
    needed_bytes = 128 * costs.n * costs.r * costs.p
    return hashlib.scrypt(
        password.encode(),
        salt=bytes.fromhex(costs.salt),
        n=costs.n,
        r=costs.r,
        p=costs.p,
        maxmem=2 * needed_bytes,
        dklen=len(costs.hash) // 2,
    )
