"""ZIP archives as folders of files. What could harm is refused with a reason: paths that lead out, archives within
archives, encrypted members, and what unpacks to too much."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb.errors import UnreadableFileError
from kb.settings import Settings

_MAGIC = b"PK\x03\x04"
_MOST_MEMBERS = 10_000
_MOST_RATIO = 200  # plain text packs to a hundredth at most; bombs to a thousandth
_RATIO_FROM_BYTES = 1_000_000
_OFFICE_PARTS = frozenset({"[Content_Types].xml", "META-INF/container.xml", "mimetype"})


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """A file in an archive: its bytes, or why they were not taken."""

    name: str
    data: bytes | None
    reason: str | None = None


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP archive that is no office document, by its content."""
    try:
        with path.open("rb") as stream:
            if stream.read(len(_MAGIC)) != _MAGIC:
                return False
        with zipfile.ZipFile(path) as archive:
            return not _OFFICE_PARTS & set(archive.namelist())
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return False


def read_members(path: Path, settings: Settings) -> Iterator[ArchiveMember]:
    """The archive's files one by one, in its order. Raises UnreadableFileError for an archive that is too large."""
    limit = settings.archive_max_mb * 1_000_000
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > _MOST_MEMBERS:
                raise UnreadableFileError(
                    f"{path.name} holds more than {_MOST_MEMBERS:,} files.", "Unpack it and name the folders you want."
                )
            if sum(member.file_size for member in members) > limit:
                raise UnreadableFileError(
                    f"{path.name} unpacks to more than {settings.archive_max_mb} MB.",
                    "Unpack it yourself if you trust it, or raise archive_max_mb.",
                )
            left = limit
            for member in members:
                taken = _read_member(archive, member, left)
                left -= len(taken.data or b"")
                yield taken
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise UnreadableFileError(f"{path.name} is a broken ZIP archive.", "Download or pack it again.") from error


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> ArchiveMember:
    name = member.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or ".." in parts or (parts and ":" in parts[0]):
        return ArchiveMember(name, None, "its path leads out of the archive")
    if member.flag_bits & 1:
        return ArchiveMember(name, None, "it is encrypted: unpack the archive with its password and name the folder")
    if member.file_size > _RATIO_FROM_BYTES and member.file_size > _MOST_RATIO * max(member.compress_size, 1):
        return ArchiveMember(name, None, f"it unpacks to more than {_MOST_RATIO} times its size")
    try:
        with archive.open(member) as stream:
            data = stream.read(min(member.file_size, left) + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        return ArchiveMember(name, None, f"it is damaged ({type(error).__name__})")
    if len(data) > min(member.file_size, left):
        return ArchiveMember(name, None, "it unpacks to more than it says")
    if data.startswith(_MAGIC) and _holds_files(data):
        return ArchiveMember(name, None, "it is an archive within an archive: unpack it and name it")
    return ArchiveMember(name, data)


def _holds_files(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return not _OFFICE_PARTS & set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return True
