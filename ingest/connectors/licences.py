"""Licences as services state them (`cc-by-nc`, an address, words) as one id, and whether they let one keep a copy."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<kind>by(?:-(?:nc|nd|sa)){0,2})|(?P<free>publicdomain/(?:zero|mark)))"
    r"(?:/(?P<version>\d\.\d))?",
    re.IGNORECASE,
)
_SHORT = re.compile(r"^cc[ _-]?(?P<kind>by(?:[ _-](?:nc|nd|sa)){0,2})(?:[ _-](?P<version>\d\.\d))?$", re.IGNORECASE)
_FREE = re.compile(r"^(?:cc[ _-]?0(?:[ _-]1\.0)?|pd|public[ _-]domain)$", re.IGNORECASE)
_COPY_ALLOWED = re.compile(r"^(?:CC-BY(?:-NC|-ND|-SA)*(?:-\d\.\d)?|CC0-1\.0|OGL-UK-[123]\.0)$")


def licence_id(stated: str | None) -> str | None:
    """An SPDX id where the statement gives one (`CC-BY-NC-4.0`, without a version `CC-BY-NC`); else None.

    Statements such as `publisher-specific-oa` or `implied-oa` name no licence.
    """
    text = (stated or "").strip()
    if match := _ADDRESS.search(text):
        if match["free"]:
            return "CC0-1.0" if "zero" in match["free"].lower() else None
        return _joined(match["kind"], match["version"])
    if match := _SHORT.match(text):
        return _joined(match["kind"], match["version"])
    if _FREE.match(text):
        return "CC0-1.0"
    found = re.search(r"open-government-licence/version/([123])", text)
    return f"OGL-UK-{found[1]}.0" if found else (text if _COPY_ALLOWED.match(text) else None)


def lets_copy(licence: str | None) -> bool:
    """Whether a licence lets anyone keep a copy. Free to read is no licence."""
    return bool(licence and _COPY_ALLOWED.match(licence))


def _joined(kind: str, version: str | None) -> str:
    return "-".join(filter(None, ("CC", re.sub(r"[ _]", "-", kind).upper(), version)))
