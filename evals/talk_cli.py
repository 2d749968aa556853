"""`briefing eval talk`: are follow-ups answered as well as the questions that say it all?

Exit codes as in cli.py: 0 done, 1 under the aim.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer

from evals.console import print_result, progress_bar
from kb.console import DataDir, Json
from kb.errors import SettingsError
from kb.settings import Corpus, load_settings

AIM = 0.9
HalfOption = Annotated[str, typer.Option("--half", help="Which half: dev, test or all.")]
CorpusOption = Annotated[Corpus | None, typer.Option("--corpus", help="What answers: auto, notes or originals")]


def talk(
    half: HalfOption = "dev",
    pairs: Annotated[str, typer.Option("--pairs", help="Which set of pairs: first or further (dev alone).")] = "first",
    aim: Annotated[float, typer.Option(min=0, max=1, help="Share that must be as good; below it, exit code 1.")] = AIM,
    corpus: CorpusOption = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Ask follow-ups and their full questions, on the library and on made-up sources; exit code 1 under the aim."""
    from chatbot.pipeline import Briefing
    from evals.gold import GoldIndex
    from evals.questions import load_questions
    from evals.talk import SETS, measure_made_up, measure_pairs, pair_questions, summarise_pairs
    from kb.notes import load_notes

    if half not in ("dev", "test", "all"):
        raise SettingsError(f"There is no half {half}.", "Say dev, test or all.")
    if pairs not in SETS:
        raise SettingsError(f"There is no set of pairs {pairs}.", f"Say {' or '.join(SETS)}.")
    folder = SETS[pairs]
    settings = load_settings(data_dir=data_dir, corpus=corpus)
    gold = GoldIndex(load_notes(settings.notes_dir))
    library, made_up = (
        [p for p in pair_questions(load_questions(folder / f"{name}.jsonl")) if half in ("all", p.full.half)]
        for name in ("five-sources", "made-up")
    )
    with progress_bar() as progress:
        task = progress.add_task("pairs", total=len(library) + len(made_up))
        advance = partial(progress.advance, task)
        on_library = measure_pairs(Briefing.open(settings), library, settings, gold, advance)
        on_made_up = measure_made_up(settings, sorted((folder / "made-up").glob("*.txt")), made_up, gold, advance)
    groups = {"library": on_library, "made_up": on_made_up, "all": [*on_library, *on_made_up]}
    result: dict[str, Any] = {name: summarise_pairs(outcomes) for name, outcomes in groups.items()}
    share = result["all"]["as_good_share"]
    result |= {"pairs": pairs, "half": half, "aim": aim, "reached": share is not None and share >= aim}
    print_result(result, "\n".join(_told(name, result[name]) for name in groups), json)
    if not result["reached"]:
        raise typer.Exit(1)


def _told(name: str, summary: dict[str, Any]) -> str:
    if summary["as_good_share"] is None:
        return f"{name.replace('_', '-')}: no full question of {summary['pairs']} pairs was answered"
    low, high = summary["interval"]
    told = (
        f"{name.replace('_', '-')}: {summary['as_good']} of {summary['counted']} follow-ups as good as the full "
        f"question ({summary['as_good_share']:.2f}, 95% {low:.2f} to {high:.2f}; {summary['pairs']} pairs)"
    )
    return "\n".join([told, *(f"  worse: {question_id}" for question_id in summary["worse"])])
