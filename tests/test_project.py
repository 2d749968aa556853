"""The project as a whole: layers, names, locks, generated pages, and that no words of others are in it."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from evals.elsewhere_cli import PLOS_DIR
from ingest.readers.jats import JatsReader
from ingest.readers.json_article import JsonArticleReader
from kb.catalogue import load_catalogue
from kb.ids import sha256_bytes
from kb.settings import PROJECT_DIR, Settings

TOP_LEVEL = ("kb", "ingest", "chatbot", "evals", "briefing")
RUN_LENGTH_WORDS = 12
PLOS_RUN_LENGTH_WORDS = 8  # of an article that questions are on: they are in a reader's words, patterns in nobody's


@cache
def tracked_files() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT_DIR, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    return tuple(PROJECT_DIR / name for name in listed.stdout.decode().split("\0") if name)


def tracked_text() -> list[tuple[str, str]]:
    texts = []
    for path in tracked_files():
        if path.is_file():
            data = path.read_bytes()
            if b"\0" not in data[:4096]:
                texts.append((path.relative_to(PROJECT_DIR).as_posix(), data.decode("utf-8", "replace")))
    return texts


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+(?:['’][a-z]+)?", re.sub(r"-\s*\n\s*", "", text).lower().replace("’", "'"))


def test_each_top_level_name_has_one_owner() -> None:
    owners = packages_distributions()
    for name in TOP_LEVEL:
        assert set(owners.get(name, [])) <= {"policy-briefing"}, f"{name} also belongs to {owners[name]}"
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        assert Path(spec.origin).is_relative_to(PROJECT_DIR)


def test_a_wheel_would_hold_just_the_packages_and_the_command() -> None:
    build = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    listed = build["targets"]["wheel"]["only-include"]
    assert sorted(listed) == sorted(["kb", "ingest", "chatbot", "evals", "briefing.py"])


@pytest.mark.parametrize("name", ["runtime.lock", "dev.lock"])
def test_locks_are_hashed_without_hosts_and_without_torch(name: str) -> None:
    lock = (PROJECT_DIR / "requirements" / name).read_text(encoding="utf-8")
    requirements = re.split(r"\n(?=\S)", lock)
    assert len(requirements) > 100
    assert all("--hash=sha256:" in requirement for requirement in requirements if "==" in requirement)
    assert not re.search(r"://|--index|--find-links|--extra-index", lock)
    assert not re.search(r"^(torch|nvidia-|triton|sentence-transformers)\b", lock, re.MULTILINE)


def test_both_locks_agree() -> None:
    def pins(name: str) -> dict[str, str]:
        text = (PROJECT_DIR / "requirements" / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))

    runtime, dev = pins("runtime.lock"), pins("dev.lock")
    assert {name: dev.get(name) for name in runtime} == runtime


def test_generated_pages_are_current() -> None:
    sys.path.insert(0, str(PROJECT_DIR / "docs"))
    try:
        from generate import PAGES
    finally:
        sys.path.pop(0)
    for name, page in PAGES.items():
        assert (PROJECT_DIR / "docs" / name).read_text(encoding="utf-8") == page(), f"run `make docs`: {name} is behind"


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    pattern = re.compile(r"(pypi|pythonhosted|npmjs|debian)\.(org|com|io)\b|/(root|home/\w+|work)/", re.IGNORECASE)
    this = Path(__file__).relative_to(PROJECT_DIR).as_posix()
    offenders = [name for name, text in tracked_text() if name != this and pattern.search(text)]
    assert offenders == []


def test_no_tracked_text_shares_twelve_words_in_a_row_with_an_original(shared_dir: Path) -> None:
    runs: set[tuple[str, ...]] = set()
    for path in sorted((shared_dir / "originals").glob("*.txt")):
        data = path.read_bytes()
        is_json = data.lstrip().startswith(b"{")
        text = JsonArticleReader().read(data, path.name).source_text if is_json else data.decode("utf-8")
        original = words(text)
        runs.update(tuple(original[i : i + RUN_LENGTH_WORDS]) for i in range(len(original) - RUN_LENGTH_WORDS + 1))
    assert runs
    titles = {
        tuple(title[i : i + RUN_LENGTH_WORDS])
        for record in tomllib.loads(Settings().catalogue_path.read_text(encoding="utf-8"))["source"]
        for title in [words(record["title"])]
        for i in range(len(title) - RUN_LENGTH_WORDS + 1)
    }
    offenders = []
    for name, text in tracked_text():
        is_note = name.startswith("sources/notes/")
        # A card names the headings of the section it stands for, as any reference does.
        ours = words(re.sub(r"^section = .*$", "", text, flags=re.MULTILINE) if is_note else text)
        shared = {tuple(ours[i : i + RUN_LENGTH_WORDS]) for i in range(len(ours) - RUN_LENGTH_WORDS + 1)} & runs
        offenders += [f"{name}: {' '.join(run)}" for run in sorted(shared - titles)]
    assert offenders == []


def test_questions_on_articles_share_no_eight_words_in_a_row_with_them(shared_dir: Path) -> None:
    """Titles aside; every other file of the project shares no twelve."""
    records = load_catalogue(PLOS_DIR / "catalogue.toml").source
    named = {digest for record in records for digest in record.original_sha256}
    articles = [path.read_bytes() for path in sorted((shared_dir / "data" / "plos_jats" / "xml").glob("*.xml"))]
    texts = [JatsReader().read(data, "article").source_text for data in articles if sha256_bytes(data) in named]
    assert len(texts) == len(named)
    titles = [record.title for record in records]
    asked = {path.relative_to(PROJECT_DIR).as_posix() for path in PLOS_DIR.iterdir()}
    offenders = []
    for length, chosen in ((PLOS_RUN_LENGTH_WORDS, True), (RUN_LENGTH_WORDS, False)):
        theirs = runs_of(texts, length) - runs_of(titles, length)
        assert theirs
        offenders += [
            f"{name}: {' '.join(run)}"
            for name, text in tracked_text()
            if (name in asked) is chosen
            for run in sorted(runs_of([text], length) & theirs)
        ]
    assert offenders == []


def runs_of(texts: Iterable[str], length: int) -> set[tuple[str, ...]]:
    """Every run of so many words, within one text each."""
    split = [words(text) for text in texts]
    return {tuple(row[i : i + length]) for row in split for i in range(len(row) - length + 1)}
