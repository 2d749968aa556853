"""Are the claim cards true to their originals? Figures, names, negations and copied words, wherever an original is at hand.

A fault is certain (a figure that the supporting words do not hold); a doubt wants a person's eye (a negation that the
claim has and the supporting words do not show).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ingest.read import extract_text
from kb.catalogue import Catalogue, SourceRecord
from kb.errors import UnreadableFileError
from kb.ids import sha256_bytes
from kb.notes import Card, Note

COPIED_RUN_WORDS = 8

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_NAME = re.compile(r"\b[A-Z][\w&’'-]*[\w]\b")
_NEGATION = re.compile(
    r"\b(not|no|never|none|nobody|nothing|neither|nor|cannot|without|unable|lack(s|ed|ing)?|fail(s|ed|ing|ure)?|"
    r"rather than|instead|few|little|hardly|rarely|seldom|avoid\w*|deni\w+|deny|un\w{4,}|in(ability|adequate|appropriate)|"
    r"too|absen\w+|refus\w+|reject\w+|prevent\w*|exclud\w+|only|limit\w*|less|fewer|separat\w+|out of|beyond|against|"
    r"gone|drop\w*|stop\w*|end(s|ed)?|abolish\w*|abolition|ill-equipped|dis\w{4,}|non-\w+|free of|merely|alone)\b|n['’]t\b",
    re.IGNORECASE,
)
_PLAIN_NEGATION = re.compile(
    r"\b(not|no|never|none|nobody|nothing|neither|nor|cannot|without)\b|n['’]t\b", re.IGNORECASE
)
_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"first": "1", "second": "2", "third": "3", "once": "1", "twice": "2", "half": "50", "both": "2", "single": "1"}


# Places that readers would name though no heading is printed there.
_UNPRINTED_HEADINGS = frozenset({"title page", "affiliations", "bibliographic details", "abstract"})


class CardFinding(BaseModel):
    """Something about one card."""

    model_config = ConfigDict(frozen=True)

    source_id: str
    card: int
    """Number of the card in its file, from 1."""
    severity: Literal["fault", "doubt"]
    problem: str


class OriginalTexts:
    """Source texts of originals by the hash of their file, from folders that hold copies of them."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._paths = {
            sha256_bytes(path.read_bytes()): path
            for folder in folders
            if folder.is_dir()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def source_text(self, sha256: str) -> str | None:
        """The text as extracted, or None where no readable copy is at hand."""
        path = self._paths.get(sha256)
        if path is None:
            return None
        try:
            return extract_text(path.read_bytes(), path.name).source_text
        except UnreadableFileError:
            return None

    def all_texts(self) -> Iterator[tuple[str, str, str]]:
        """Hash, name and text of every readable original, one hash once; notes are none."""
        for sha256, path in self._paths.items():
            if b"[[card]]" not in path.read_bytes() and (text := self.source_text(sha256)) is not None:
                yield sha256, path.name, text


def check_note(note: Note, record: SourceRecord | None, original: str) -> Iterator[CardFinding]:
    """Findings on every card of a note against the original's source text."""
    runs = word_runs(original, COPIED_RUN_WORDS)
    exempt = word_runs(record.title, COPIED_RUN_WORDS) if record else frozenset()
    spelled = mended(original) + " " + _record_words(record)
    known_names = set(words(spelled)) | set(re.findall(r"[a-z]+", spelled.lower())) | _initials(words(spelled))
    for number, card in enumerate(note.card, start=1):
        problems = _card_problems(card, record, original, runs - exempt, known_names)
        for severity, problem in problems:
            yield CardFinding(source_id=note.source_id, card=number, severity=severity, problem=problem)


def check_notes(
    notes: Iterable[Note], catalogue: Catalogue, originals: OriginalTexts
) -> tuple[list[CardFinding], list[str]]:
    """All findings, and the sources that were not checked: their original is not at hand, or the note was written from
    a public page and counts in no file."""
    findings: list[CardFinding] = []
    unchecked: list[str] = []
    for note in notes:
        original = originals.source_text(note.original_sha256) if note.original_sha256 else None
        if original is None:
            unchecked.append(note.source_id)
        else:
            findings += check_note(note, catalogue.get(note.source_id), original)
    return findings, unchecked


def _card_problems(
    card: Card, record: SourceRecord | None, original: str, runs: frozenset[tuple[str, ...]], known_names: set[str]
) -> Iterator[tuple[Literal["fault", "doubt"], str]]:
    if max(end for _, end in card.support) > len(original):
        yield "fault", "a support range lies outside the original"
        return
    support = " ".join(mended(original[start:end]) for start, end in card.support)
    known_figures = figures(support) | figures(" ".join(card.section))
    known_figures |= {str(record.year)} if record and record.year else set()
    for figure in sorted(figures(card.claim, words_too=False) - known_figures):
        yield "fault", f"the figure {figure} is not in the supporting words"
    for name in _names(card.claim):
        if not set(words(name)) <= known_names:
            yield "fault", f"the name {name} is not in the original"
    if _PLAIN_NEGATION.search(card.claim) and not _NEGATION.search(support):
        yield "doubt", "the claim is negated and the supporting words are not"
    elif _PLAIN_NEGATION.search(support) and not _NEGATION.search(card.claim):
        yield "doubt", "the supporting words are negated and the claim is not"
    copied = word_runs(card.claim, COPIED_RUN_WORDS) & runs
    if copied:
        yield "fault", f"{COPIED_RUN_WORDS} words in a row are the original's: {' '.join(min(copied))}"
    heading = " ".join(words(card.section[-1]))
    if heading not in " ".join(words(mended(original))) and heading not in _UNPRINTED_HEADINGS:
        yield "fault", f"the section {card.section[-1]} is not a heading of the original"


def figures(text: str, *, words_too: bool = True) -> set[str]:
    """Figures of a text, thousands separators dropped; number words too, unless told not to."""
    found = {match.replace(",", "").rstrip(".") for match in _NUMBER.findall(text)}
    if words_too:
        found |= {_NUMBER_WORDS[word] for word in words(text.replace("-", " ")) if word in _NUMBER_WORDS}
    return found


def words(text: str) -> list[str]:
    """Lower-case words and figures, the shape of apostrophes evened out."""
    return _WORD.findall(text.lower().replace("’", "'").replace("‘", "'"))


def word_runs(text: str, length: int) -> frozenset[tuple[str, ...]]:
    """Every run of `length` words."""
    listed = words(mended(text))
    return frozenset(tuple(listed[i : i + length]) for i in range(len(listed) - length + 1))


def mended(text: str) -> str:
    """Text with hyphens at line ends taken out and white space squeezed."""
    return " ".join(re.sub(r"-\s*\n\s*", "", text).split())


def _names(claim: str) -> list[str]:
    """Capitalised words that do not start a sentence; a possessive ending is not part of a name."""
    return [
        re.sub(r"['’]s?$", "", match.group())
        for match in _NAME.finditer(claim)
        if match.start() and not re.search(r"[.!?:]\s*[\"“(]*$", claim[: match.start()])
    ]


def _initials(listed: list[str]) -> set[str]:
    """What the first letters of two to four words in a row spell: the abbreviations that a text implies."""
    return {
        "".join(word[0] for word in listed[i : i + length])
        for length in (2, 3, 4)
        for i in range(len(listed) - length + 1)
    }


def _record_words(record: SourceRecord | None) -> str:
    if record is None:
        return ""
    authors = " ".join(f"{author.family} {author.given}" for author in record.authors)
    return " ".join((record.title, authors, record.published_in or "", record.country or "", record.short_reference))
