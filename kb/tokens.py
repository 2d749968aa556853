"""Token counts with tiktoken's cl100k_base, whose encoding file comes inside llama-index-core: nothing is downloaded.

tiktoken looks in TIKTOKEN_CACHE_DIR and goes to the network for what it does not find there, so the variable points
at the bundled file while the encoding is loaded, whatever the user's environment says, and is put back afterwards.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

import tiktoken

from kb.errors import BriefingError
from kb.ids import sha256_file

_ENCODING = "cl100k_base"
# tiktoken names a cached file by the SHA-1 of its address; the content hash is the one tiktoken itself expects.
_CACHED_NAME = "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"
_CACHED_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
_VARIABLE = "TIKTOKEN_CACHE_DIR"
_lock = Lock()


def _bundled_cache() -> Path:
    package = find_spec("llama_index.core")
    folder = Path(package.origin).parent / "_static" / "tiktoken_cache" if package and package.origin else Path()
    file = folder / _CACHED_NAME
    # Checked first, because tiktoken deletes a cached file whose hash does not match and then downloads it.
    if not file.is_file() or sha256_file(file) != _CACHED_SHA256:
        raise BriefingError(
            "The token encoding bundled with llama-index-core is missing or altered.",
            "Run `make setup` to install the locked packages again.",
        )
    return folder


@cache
def _encoding() -> tiktoken.Encoding:
    with _lock:
        before = os.environ.get(_VARIABLE)
        os.environ[_VARIABLE] = str(_bundled_cache())
        try:
            return tiktoken.get_encoding(_ENCODING)
        finally:
            if before is None:
                del os.environ[_VARIABLE]
            else:
                os.environ[_VARIABLE] = before


def count_tokens(text: str) -> int:
    """Number of cl100k_base tokens in `text`; special-token strings count as ordinary text."""
    return len(_encoding().encode(text, disallowed_special=()))
