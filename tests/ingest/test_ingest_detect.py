"""What a file is, told by its bytes."""

from __future__ import annotations

import codecs

import pytest

from ingest.detect import decode_text, detect_media_type
from kb.errors import UnreadableFileError


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\n...", "application/pdf"),
        (b"junk before\n%PDF-1.4", "application/pdf"),
        (b' {"abstract": "A", "reduced_content": "B"}', "application/json"),
        (b'source_id = "x"\n[[card]]\nclaim = "y"', "application/toml"),
        (b"# Clinics\n\nThey share.", "text/markdown"),
        (b"| a | b |\n|---|---|\n| 1 | 2 |", "text/markdown"),
        (b'<?xml version="1.0"?><!-- x --><article><front></front></article>', "application/jats+xml"),
        (b"\n<!doctype html>\n<html><body>x", "text/html"),
        (b"Clinics share costs.", "text/plain"),
        (b"{not json} is how the note began.", "text/plain"),
        ("Zoë paid £5.".encode("utf-16"), "text/plain"),
    ],
)
def test_media_type_comes_from_content(data: bytes, media_type: str) -> None:
    assert detect_media_type(data, "misleading.pdf") == media_type


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"", "completely"),
        (b" \n\t ", "completely"),
        (b"PK\x03\x04rest", "again"),
        (b"\x89PNG\r\n", "ocrmypdf"),
        (b"{\\rtf1 text}", "PDF"),
        (b'<?xml version="1.0"?><feed/>', "PDF"),
        (b"text\x00\x01\x02\x03 more", "text"),
        (b"\x81\x8d\x8f\x90\x9d", "UTF-8"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_with_a_hint(data: bytes, hint: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        detect_media_type(data, "file.txt")
    assert "file.txt" in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_are_no_part_of_the_text(encoding: str) -> None:
    assert decode_text("Zoë paid £5.".encode(encoding), "x") == ("Zoë paid £5.", ())


def test_windows_1252_is_the_last_resort_and_says_so() -> None:
    text, warnings = decode_text("Zoë’s £5".encode("cp1252"), "x")
    assert text == "Zoë’s £5"
    assert "Windows-1252" in warnings[0]
