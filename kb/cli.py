"""`briefing doctor`."""

from __future__ import annotations

import typer
from rich.table import Table

from kb.console import DataDir, Json, print_json, tables
from kb.doctor import examine
from kb.settings import load_settings

_MARKS = {"ok": "[green]ok[/]", "degraded": "[yellow]degraded[/]", "failed": "[bold red]failed[/]"}


def doctor(json: Json = False, data_dir: DataDir = None) -> None:
    """Say whether installation, model, catalogue and index agree. Exit code 1 when a check failed."""
    checks = list(examine(load_settings(data_dir=data_dir)))
    if json:
        print_json({"checks": [check.model_dump() for check in checks]})
    else:
        table = Table("check", "status", "found", "what to do")
        for check in checks:
            table.add_row(check.name, _MARKS[check.status], check.found, check.hint or "")
        tables.print(table)
    if any(check.status == "failed" for check in checks):
        raise typer.Exit(1)
