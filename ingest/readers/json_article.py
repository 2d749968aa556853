"""Articles as JSON objects with the keys `abstract` and `reduced_content`.

The source text is exactly the abstract, an empty line and the content: other tools count offsets in it.
"""

from __future__ import annotations

import json
import re

from ingest.detect import decode_text
from ingest.extracted import ExtractedText, SourceHeading
from kb.errors import UnreadableFileError

_SEPARATOR = "\n\n"
_ABSTRACT_HEADING = re.compile(r"\s*(abstract)[ \t]*:?[ \t]*\r?\n", re.IGNORECASE)


class JsonArticleReader:
    """Reads `{"abstract": "...", "reduced_content": "...", "title": "..."}`; the title may be missing."""

    def read(self, data: bytes, name: str, password: str | None = None) -> ExtractedText:
        """Raises UnreadableFileError when the data is not such an object."""
        text, warnings = decode_text(data, name)
        try:
            article = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UnreadableFileError(f"{name} is not valid JSON.", "Check that the file is complete.") from error
        abstract, content = (article.get(key) for key in ("abstract", "reduced_content"))
        if not isinstance(abstract, str) or not isinstance(content, str):
            raise UnreadableFileError(
                f"{name} is JSON but no article.", "Give an object with the texts `abstract` and `reduced_content`."
            )
        source_text = abstract + _SEPARATOR + content
        if not source_text.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in source_text):
            raise UnreadableFileError(f"{name} holds half a character (a lone surrogate).", "Export the file again.")
        heading = _ABSTRACT_HEADING.match(abstract)
        title = article.get("title")
        return ExtractedText(
            source_text=source_text,
            media_type="application/json",
            title=title if isinstance(title, str) and title.strip() and title.isprintable() else None,
            headings=(SourceHeading(heading.start(1), heading.end(1), 1),) if heading else (),
            abstract=(0, len(abstract)) if abstract.strip() else None,
            warnings=warnings,
        )
