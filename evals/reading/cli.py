"""`briefing eval reading`: figures on how well files are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from evals.console import print_result
from kb.console import Json, messages
from kb.settings import load_settings


def reading(
    folder: Annotated[Path, typer.Argument(help="Folder of PDFs (NAME.expected.txt beside one) and JATS XML.")],
    articles: Annotated[int, typer.Option(min=0, help="Articles to print to PDF and read back.")] = 10,
    citations: Annotated[int, typer.Option(min=0, help="Sentences whose page number is looked up.")] = 50,
    boxes: Annotated[int, typer.Option(min=0, help="Sentences of each PDF that are boxed on their page.")] = 40,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds of the speed measurement.")] = 3,
    json: Json = False,
) -> None:
    """Measure how well PDFs and journal articles are read; exit code 1 when a file ended in a defect or a box
    holds other words than the sentence's."""
    from evals.reading.measure import measure_reading

    figures = measure_reading(
        folder,
        load_settings(),
        articles=articles,
        citations=citations,
        boxes=boxes,
        rounds=rounds,
        progress=lambda what: messages.print(f"{what} ...") if messages.is_terminal else None,
    )
    print_result(figures, _told(figures), json)
    if figures["files"]["defects"] or figures["boxes"]["wrong"]:
        raise typer.Exit(1)


def _told(figures: dict[str, Any]) -> str:
    files, pages, unseen = figures["files"], figures["page_numbers"], figures["unseen"]
    lines = [
        f"PDFs: {files['files']}; {files['with_text']} with text, {files['refused_with_reason']} refused with a "
        f"reason, {len(files['defects'])} defects"
    ]
    lines += [f"  {one['name']}: {one['reason']}" for one in files["each"] if one["reason"]]
    lines += [f"  {one['name']}: {doubt}" for one in files["each"] for doubt in one["doubts"][:3]]
    lines += [
        f"Word similarity, {one['file']}: {one['ours']} (pypdf alone {one['pypdf']}, "
        f"pypdfium2 alone {one['pypdfium2']})"
        for one in figures["similarity"]
    ]
    lines.append(f"Page numbers right: {pages['right']} of {pages['looked_up']} sampled sentences")
    boxes = figures["boxes"]
    lines.append(
        f"Sentences boxed on their page: {boxes['boxed']} of {boxes['sampled']} sampled; "
        f"boxes with other words: {boxes['wrong']}"
    )
    for one in boxes["each"]:
        if one["boxed"] < one["sampled"] or one["wrong"]:
            lines.append(f"  {one['name']}: {one['boxed']} of {one['sampled']}, {one['wrong']} with other words")
    if sections := figures["sections"]:
        lines.append(
            f"Sections of {sections['articles']} articles printed and read back: F1 of titles "
            f"{sections['titles_f1']}, of paths {sections['paths_f1']}"
        )
        for name, one in sections["each"].items():
            lines.append(f"  {name}: titles {one['titles_f1']}, paths {one['paths_f1']}")
    if speed := figures["speed"]:
        lines.append(
            f"Speed: {speed['pages_per_second']} pages a second, pypdf alone {speed['pypdf_pages_per_second']}: "
            f"{speed['times_of_pypdf']} times its time ({speed['pages']} pages)"
        )
    kept = "kept" if unseen["seen_text_kept"] else "lost"
    lines.append(f"Unseen lines caught: {unseen['caught']} of {unseen['hidden']}, text in sight {kept}")
    return "\n".join(lines)
