"""Metamorphic tests (Segura et al. 2016): what must hold between two answers, whatever the right answer is.

    paraphrase    two questions with the same gold: both pass or both fail
    distractor    a made-up source on the same subject is added: what passed still passes and does not cite it
    reordered     the sources are read in another order: the answers are identical (a promise: any break fails)
    gold removed  the question's source is taken away: the answer abstains, or cites another that holds the nugget
    negated       the question is negated: it is not answered in the same words

On the notes, each variant freshly ingested into a scratch folder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.gold import GoldIndex
from evals.questions import Question
from evals.records import Outcome
from evals.run import run_question
from evals.scratch import ingested
from evals.system import System
from kb.ids import sha256_bytes
from kb.notes import load_notes
from kb.settings import Settings

_AUXILIARY = re.compile(
    r"\b(do|does|did|is|are|was|were|could|should|would|has|have|had)\b(?! not\b|n't)", re.IGNORECASE
)
_DISTRACTOR = "distractor"
_DISTRACTOR_CLAIMS = (
    "Lakeside doctors' groups in Norland hold a budget of 95 crowns per patient and share any surplus with nurses.",
    "The 7 Lakeside groups were founded in 1971 and employ 212 doctors, most of them part-time.",
    "Lakeside members elect their medical director every 4 years by secret ballot.",
    "Referrals from the Lakeside groups fell by 18 per cent in the 2 years after peer review was introduced.",
    "Specialists in the Lakeside groups are paid a salary and no bonus.",
)
Advance = Callable[[str], None]


@dataclass(frozen=True)
class Relation:
    """How often a relation held. `broken` names questions; of a promise none may break."""

    name: str
    tried: int
    broken: tuple[str, ...]
    promise: bool = False

    @property
    def share_held(self) -> float | None:
        return 1 - len(self.broken) / self.tried if self.tried else None

    @property
    def held(self) -> bool:
        return not (self.promise and self.broken)


def measure_relations(settings: Settings, questions: Sequence[Question], advance: Advance) -> tuple[Relation, ...]:
    """Every relation over the questions it applies to. `advance` is told what has been done."""
    settings = settings.model_copy(update={"corpus": "notes"})
    notes, gold = sorted(settings.notes_dir.glob("*.toml")), GoldIndex(load_notes(settings.notes_dir))
    answerable = [question for question in questions if question.expect == "answer"]
    with TemporaryDirectory(prefix="briefing-metamorphic-") as scratch:
        folder = Path(scratch)

        def judged(system: System, asked: Iterable[Question]) -> dict[str, Outcome]:
            return {question.id: run_question(system, question, settings, gold) for question in asked}

        plain = ingested(settings, notes, folder / "plain")
        before = judged(plain, questions)
        relations = [paraphrase(questions, before)]
        advance("paraphrase")
        passed = [question for question in answerable if before[question.id].passed]
        crowded = ingested(settings, [*notes, write_distractor(folder)], folder / "crowded")
        relations.append(distractor(judged(crowded, passed)))
        advance("distractor")
        relations.append(reordered(plain, ingested(settings, notes[::-1], folder / "reversed"), questions))
        advance("reordered")
        without: dict[str, Outcome] = {}
        for note in notes:
            asked = [question for question in answerable if question.source_ids[0] == note.stem]
            if asked:
                rest = ingested(settings, [other for other in notes if other != note], folder / f"without-{note.stem}")
                without |= judged(rest, asked)
        relations.append(gold_removed(without))
        advance("gold removed")
        relations.append(negated(plain, passed))
        advance("negated")
    return tuple(relations)


def paraphrase(questions: Iterable[Question], outcomes: Mapping[str, Outcome]) -> Relation:
    """Pairs on the same gold, named by both questions."""
    pairs = [
        (one, other)
        for one, other in combinations([q for q in questions if q.expect == "answer"], 2)
        if one.fact == other.fact and _vital_gold(one) == _vital_gold(other)
    ]
    broken = [f"{a.id} {b.id}" for a, b in pairs if outcomes[a.id].passed != outcomes[b.id].passed]
    return Relation("paraphrase", len(pairs), tuple(broken))


def distractor(crowded: Mapping[str, Outcome]) -> Relation:
    """Of questions that passed without the made-up source."""
    broken = [
        name
        for name, outcome in crowded.items()
        if not outcome.passed or any(citation.source_id == _DISTRACTOR for citation in outcome.citations)
    ]
    return Relation("distractor", len(crowded), tuple(broken))


def reordered(plain: System, other: System, questions: Iterable[Question]) -> Relation:
    """Answers compared in everything but their timings."""
    asked = list(questions)
    broken = [q.id for q in asked if _untimed(plain, q) != _untimed(other, q)]
    return Relation("reordered", len(asked), tuple(broken), promise=True)


def gold_removed(without: Mapping[str, Outcome]) -> Relation:
    """Answers from the other sources alone."""
    broken = [
        name
        for name, outcome in without.items()
        if outcome.status != "abstained" and not any(citation.gold for citation in outcome.citations)
    ]
    return Relation("gold removed", len(without), tuple(broken))


def negated(system: System, questions: Iterable[Question]) -> Relation:
    """Questions with an auxiliary verb that can be negated."""
    tried, broken = 0, []
    for question in questions:
        opposite = negate(question.question)
        if opposite is None:
            continue
        tried += 1
        answer = system.ask(opposite, question.history)
        if not answer.abstained and answer.segments == system.ask(question.question, question.history).segments:
            broken.append(question.id)
    return Relation("negated", tried, tuple(broken))


def negate(question: str) -> str | None:
    """The question with its first auxiliary verb negated, or None where it has none."""
    opposite, found = _AUXILIARY.subn(lambda verb: f"{verb[0]}n't", question, count=1)
    return opposite if found else None


def write_distractor(folder: Path) -> Path:
    """A note on a made-up source about the same subject as the sources."""
    original = sha256_bytes(_DISTRACTOR.encode())
    cards = [
        f'[[card]]\nclaim = "{claim}"\nkind = "finding"\ntheme = "Lakeside groups"\nsection = ["Findings"]\n'
        f"support = [[{100 * number}, {100 * number + 90}]]\n"
        for number, claim in enumerate(_DISTRACTOR_CLAIMS)
    ]
    path = folder / f"{_DISTRACTOR}.toml"
    path.write_text(
        "\n".join([f'source_id = "{_DISTRACTOR}"\noriginal_sha256 = "{original}"\n', *cards]), encoding="utf-8"
    )
    return path


def _vital_gold(question: Question) -> frozenset[tuple[str, int, int]]:
    return frozenset((gold.document_sha256, gold.start, gold.end) for nugget in question.vital for gold in nugget.gold)


def _untimed(system: System, question: Question) -> dict[str, object]:
    answer = system.ask(question.question, question.history)
    return answer.model_dump(exclude={"timings_ms"})
