"""The end of every command that makes a run: keep it, compare it where a baseline is named, print it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Group

from evals.compare import compare_runs
from evals.console import print_result
from evals.records import RunRecord, read_run, write_run
from evals.tables import comparison_table, run_table


def tell_run(record: RunRecord, *, out: Path, save_baseline: Path | None, baseline: Path | None, as_json: bool) -> None:
    """Write the run to `out` and, without any text, to `save_baseline`; print it.

    Raises typer.Exit with code 1 when it regressed against `baseline`, and what reading and writing runs raises.
    """
    write_run(record, out)
    if save_baseline is not None:
        write_run(record.as_baseline(), save_baseline)
    result = {**record.summary(), "run_file": str(out)}
    if baseline is None:
        print_result(result, run_table(record), as_json)
        return
    comparison = compare_runs(read_run(baseline), record, across_corpora=True)
    told = Group(run_table(record), comparison_table(comparison))
    print_result({**result, "comparison": asdict(comparison), "held": comparison.held}, told, as_json)
    if not comparison.held:
        raise typer.Exit(1)
