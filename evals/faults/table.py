"""The measurement of the gate as Markdown, and its place in docs/evals.md between two marks."""

from __future__ import annotations

from pathlib import Path

from evals.faults.measure import STRENGTHS, GateResult
from evals.records import write_text
from kb.errors import DataFolderError

START, END = "<!-- faults: written by `briefing eval faults` -->", "<!-- end of faults -->"


def render_gate(result: GateResult) -> str:
    """One row a fault with the gate's verdict by strength, then the no-op changes it flagged, if any."""
    shares = [f"{share:.0%}" for share in STRENGTHS]
    lines = [
        f"{result.caught} of {len(result.faults)} faults flagged at full strength, {result.false_alarms} of "
        f"{len(result.no_ops)} no-op changes flagged; {result.questions} questions, on the notes.",
        "",
        f"| fault | what it does | {' | '.join(shares)} | first named at full strength |",
        f"|---|---|{':---:|' * len(shares)}---|",
    ]
    for fault in result.faults:
        cells = ["flagged" if flagged else "held" for flagged in fault.flagged]
        first = fault.regressions[-1][0].split(":")[0] if fault.flagged[-1] else ""
        lines.append(f"| {fault.name} | {fault.says} | {' | '.join(cells)} | {first} |")
    lines += ["", "| no-op change | gate |", "|---|---|"]
    for change in result.no_ops:
        lines.append(f"| {change.name} | {'; '.join(change.regressions) or 'held'} |")
    return "\n".join(lines)


def write_into(page: Path, result: GateResult) -> None:
    """Replace what stands between the marks of a page. Raises DataFolderError when the page has none."""
    try:
        text = page.read_text(encoding="utf-8")
    except OSError as error:
        raise DataFolderError(f"{page} cannot be read ({error.strerror}).", "Name an existing page.") from error
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise DataFolderError(f"{page} has no place for the table of faults.", f"Put {START} and {END} into it.")
    write_text(page, f"{before}{START}\n{render_gate(result)}\n{END}{after}")
