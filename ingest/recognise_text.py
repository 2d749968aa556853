"""Text recognition for scanned PDFs by `ocrmypdf`, where it is installed. The only file that runs it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from kb.errors import ScannedFileError, UnreadableFileError


def can_recognise() -> bool:
    """Whether `ocrmypdf` is on the path."""
    return shutil.which("ocrmypdf") is not None


def recognise_text(data: bytes, name: str, max_seconds: int) -> bytes:
    """The PDF with a layer of recognised text. Raises UnreadableFileError when that fails or takes too long."""
    program = shutil.which("ocrmypdf")
    if program is None:
        raise ScannedFileError(f"{name} has no text: its pages are scanned or drawn.", "Install ocrmypdf.")
    with tempfile.TemporaryDirectory() as folder:
        scan, result = Path(folder) / "scan.pdf", Path(folder) / "text.pdf"
        scan.write_bytes(data)
        try:
            subprocess.run(
                [program, "--skip-text", "--quiet", str(scan), str(result)],
                check=True, capture_output=True, timeout=max_seconds, stdin=subprocess.DEVNULL,
            )  # fmt: skip
            return result.read_bytes()
        except subprocess.TimeoutExpired as error:
            raise UnreadableFileError(
                f"{name} is scanned, and text recognition took longer than {max_seconds} seconds.",
                "Run ocrmypdf yourself, or raise ocr_max_seconds.",
            ) from error
        except (subprocess.CalledProcessError, OSError) as error:
            raise UnreadableFileError(
                f"{name} is scanned, and ocrmypdf could not recognise its text.",
                "Run `ocrmypdf in.pdf out.pdf` yourself to see why.",
            ) from error
