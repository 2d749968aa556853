"""`briefing eval premises`: are false premises named, and true ones left alone?

Exit codes as in cli.py: 0 done, 1 a true premise was called false.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer

from evals.console import print_result, progress_bar
from kb.console import DataDir, Json
from kb.errors import SettingsError
from kb.settings import load_settings

HalfOption = Annotated[str, typer.Option("--half", help="Which half: dev or test.")]


def premises(half: HalfOption = "dev", data_dir: DataDir = None, json: Json = False) -> None:
    """Ask pairs of questions on the notes, one of each with a false premise; exit code 1 when a true one is denied."""
    from chatbot.pipeline import Briefing
    from evals.premises import load_pairs, measure_pairs

    if half not in ("dev", "test"):
        raise SettingsError(f"There is no half {half}.", "Say dev or test.")
    pairs = load_pairs("dev" if half == "dev" else "test")
    settings = load_settings(data_dir=data_dir, corpus="notes")
    with progress_bar() as progress:
        task = progress.add_task("pairs", total=len(pairs))
        result = measure_pairs(Briefing.open(settings), pairs, partial(progress.advance, task)) | {"half": half}
    print_result(result, _told(result), json)
    if result["false_alarms"]:
        raise typer.Exit(1)


def _told(result: dict[str, Any]) -> str:
    low, high = result["named_interval"]
    told = (
        f"{result['named']} of {result['pairs']} false premises named ({result['named_share']:.2f}, "
        f"95% {low:.2f} to {high:.2f}), {len(result['false_alarms'])} true ones called false"
    )
    lists = (
        ("by another sentence", "named_by_another_sentence"),
        ("missed", "missed"),
        ("false alarm", "false_alarms"),
    )
    return "\n".join([told, *(f"  {title}: {question}" for title, key in lists for question in result[key])])
