"""Plain text: the decoded characters."""

from __future__ import annotations

from ingest.detect import decode_text
from ingest.extracted import ExtractedText


class TextReader:
    """Reads plain text in UTF-8, in UTF-16 or UTF-32 with a byte order mark, or in Windows-1252 with a warning."""

    def read(self, data: bytes, name: str, password: str | None = None) -> ExtractedText:
        """Raises UnreadableFileError for empty, binary or undecodable data."""
        text, warnings = decode_text(data, name)
        return ExtractedText(source_text=text, media_type="text/plain", warnings=warnings)
