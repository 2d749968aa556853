"""`briefing eval page`: how fast the page is, beside Gradio's own chat interface."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
import typer

from evals.console import print_result
from kb.console import DataDir, Json, messages
from kb.settings import Corpus, load_settings


def page(
    visitors: Annotated[int, typer.Option(min=1, help="Visitors who ask at once.")] = 20,
    rounds: Annotated[int, typer.Option(min=1, help="Turns of the page and the chat interface.")] = 3,
    corpus: Annotated[Corpus | None, typer.Option("--corpus", help="What answers: auto, notes or originals")] = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Time the page beside Gradio's own chat interface with the same answers; exit code 1 when a visitor got none."""
    from evals.page_speed.measure import measure_page

    def tell(what: str) -> None:
        if messages.is_terminal:
            messages.print(f"{what} ...", markup=False)

    settings = load_settings(data_dir=data_dir, corpus=corpus)
    figures: dict[str, Any] = measure_page(settings, visitors=visitors, rounds=rounds, progress=tell)
    print_result(figures, orjson.dumps(figures, option=orjson.OPT_INDENT_2).decode(), json)
    if figures["page"]["at_once"]["lost"]:
        raise typer.Exit(1)
