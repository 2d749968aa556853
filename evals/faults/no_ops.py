"""Twenty changes that alter bytes and not merit; the gate has to hold through each."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from chatbot.answer import Answer
from chatbot.pipeline import Briefing
from evals.faults.spec import with_search
from evals.scratch import ingested
from evals.system import SearchableLibrary, SearchMode, System
from kb.library import Library, SearchHit
from kb.settings import Settings

_CLAIM = re.compile(r'^(claim = ")(.*)(")$', re.MULTILINE)


@dataclass(frozen=True)
class Bench:
    """Where no-op changes are made: the pipeline as it is, its settings, and a scratch folder."""

    briefing: Briefing
    settings: Settings
    scratch: Path

    def ingested(self, name: str, files: Sequence[Path], **changes: Any) -> Briefing:
        """The pipeline over another ingest of notes, with other settings where `changes` names them."""
        return ingested(self.settings.model_copy(update=changes), files, self.scratch / name)

    @property
    def notes(self) -> list[Path]:
        return sorted(self.settings.notes_dir.glob("*.toml"))


@dataclass(frozen=True)
class NoOp:
    """A change without merit or harm. `reverse_order`: the questions are asked last to first."""

    name: str
    make: Callable[[Bench], System]
    reverse_order: bool = False


class Rephrased:
    """A system that is asked the same words with other spacing."""

    def __init__(self, system: System, space: Callable[[str], str]) -> None:
        self._system = system
        self._space = space

    @property
    def library(self) -> SearchableLibrary:
        return self._system.library

    def ask(self, question: str, history: Sequence[str] = (), length: Literal["short", "long"] = "short") -> Answer:
        return self._system.ask(self._space(question), [self._space(turn) for turn in history], length)


def _rechunked(**changes: Any) -> Callable[[Bench], System]:
    return lambda bench: bench.ingested(
        "-".join(f"{name}-{value}" for name, value in changes.items()), bench.notes, **changes
    )


def _ties(seed: int) -> Callable[[Bench], System]:
    def search(
        library: Library, query: str, k: int, mode: SearchMode, query_vector: NDArray[np.float32] | None
    ) -> list[SearchHit]:
        """Hits whose scores agree to three decimals, in an order of their own."""
        hits = library.search(query, k, mode=mode, query_vector=query_vector)
        tied = groupby(hits, key=lambda hit: round(hit.fused_score or hit.bm25_score or 0.0, 3))
        order = random.Random(seed)
        groups = [list(group) for _, group in tied]
        return [hit for group in groups for hit in order.sample(group, len(group))]

    return lambda bench: with_search(bench.briefing, search)


def _threads(count: int) -> Callable[[Bench], System]:
    return lambda bench: Briefing.open(bench.settings.model_copy(update={"threads": count}))


def _respaced(name: str, respace: Callable[[str], str]) -> Callable[[Bench], System]:
    def make(bench: Bench) -> System:
        folder = bench.scratch / f"{name}-notes"
        folder.mkdir()
        for path in bench.notes:
            (folder / path.name).write_text(respace(path.read_text(encoding="utf-8")), encoding="utf-8")
        return bench.ingested(name, sorted(folder.glob("*.toml")))

    return make


def _in_claims(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: _CLAIM.sub(lambda found: f"{found[1]}{change(found[2])}{found[3]}", text)


NO_OPS: tuple[NoOp, ...] = (
    NoOp("passages share no sentence", _rechunked(passage_overlap_sentences=0)),
    NoOp("passages share two sentences", _rechunked(passage_overlap_sentences=2)),
    NoOp("passages longer by a sentence", _rechunked(passage_max_tokens=190)),
    NoOp("passages shorter by a sentence", _rechunked(passage_max_tokens=130)),
    *(NoOp(f"ties in another order ({seed})", _ties(seed)) for seed in (1, 2, 3, 4)),
    *(NoOp(f"{count} threads" if count > 1 else "1 thread", _threads(count)) for count in (1, 2, 4)),
    NoOp("two spaces in the notes", _respaced("spaces", _in_claims(lambda claim: claim.replace(" ", "  ")))),
    NoOp("line breaks in the notes", _respaced("breaks", _in_claims(lambda claim: claim.replace(", ", ",\\n")))),
    NoOp("spaces around claims", _respaced("around", _in_claims(lambda claim: f"  {claim}  "))),
    NoOp("blank lines in the notes", _respaced("blank", lambda text: text.replace("\n", "\n\n"))),
    NoOp("notes read in reverse order", lambda bench: bench.ingested("reversed", bench.notes[::-1])),
    NoOp("spaces after the question", lambda bench: Rephrased(bench.briefing, lambda text: f"{text}  ")),
    NoOp("two spaces in the question", lambda bench: Rephrased(bench.briefing, lambda text: text.replace(" ", "  "))),
    NoOp("opened again", lambda bench: Briefing.open(bench.settings)),
    NoOp("asked in reverse order", lambda bench: bench.briefing, reverse_order=True),
)
