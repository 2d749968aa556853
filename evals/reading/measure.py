"""All figures on reading over one folder: PDFs anywhere in it, some with `NAME.expected.txt` beside them, JATS XML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from evals.reading.awkward import ReadFile, read_all
from evals.reading.boxes import BoxedSentences, sample_boxes
from evals.reading.pages import sample_page_numbers
from evals.reading.print_article import find_browser, print_article
from evals.reading.sections import Recovery, compare_sections, read_sections, xml_sections
from evals.reading.similarity import pypdf_text, pypdfium2_text, word_similarity
from evals.reading.speed import measure_speed
from evals.reading.unseen import caught_unseen
from ingest.read import read_document
from ingest.readers.jats import JatsReader
from kb.errors import QuestionFileError
from kb.settings import Settings

_EXPECTED = ".expected.txt"
_SEED = 4
Progress = Callable[[str], None]


def measure_reading(
    folder: Path, settings: Settings, *, articles: int, citations: int, boxes: int, rounds: int, progress: Progress
) -> dict[str, Any]:
    """Figures by name; None for what the folder or the machine gives no means to measure.

    Raises QuestionFileError for a folder without a PDF or an article.
    """
    pdfs = sorted(folder.rglob("*.pdf"))
    articles_xml = [path for path in sorted(folder.rglob("*.xml")) if b"<article" in path.read_bytes()[:4000]]
    if not pdfs and not articles_xml:
        raise QuestionFileError(f"{folder} holds no PDF and no journal article.", "Name a folder that does.")
    progress("reading every PDF")
    outcomes = read_all(pdfs, settings)
    readable = [path for path, outcome in zip(pdfs, outcomes, strict=True) if outcome.characters]
    progress("comparing with known texts")
    similar = [_similar(path) for path in pdfs if path.with_name(path.stem + _EXPECTED).exists()]
    progress("looking up page numbers")
    right, looked_up = _page_numbers(readable, settings, citations)
    progress("boxing sentences on their pages")
    boxed = _boxes(readable, settings, boxes)
    progress("printing articles and reading them back")
    recovered = _sections(_spread(articles_xml, articles), settings, progress)
    progress("measuring speed")
    long = [path.read_bytes() for path in readable if len(path.read_bytes()) > 20_000]
    speed = measure_speed(long, rounds)
    caught, hidden, kept = caught_unseen()
    return {
        "files": _outcomes(outcomes),
        "similarity": similar,
        "page_numbers": {"right": right, "looked_up": looked_up},
        "boxes": {
            "sampled": sum(one.sampled for one in boxed),
            "boxed": sum(one.boxed for one in boxed),
            "wrong": sum(one.wrong for one in boxed),
            "each": [vars(one) for one in boxed],
        },
        "sections": _recovery(recovered),
        "speed": None if speed is None else vars(speed),
        "unseen": {"caught": caught, "hidden": hidden, "seen_text_kept": kept},
    }


def _outcomes(outcomes: Sequence[ReadFile]) -> dict[str, Any]:
    return {
        "files": len(outcomes),
        "with_text": sum(outcome.characters > 0 for outcome in outcomes),
        "refused_with_reason": sum(outcome.reason is not None for outcome in outcomes),
        "defects": [f"{outcome.name}: {outcome.defect}" for outcome in outcomes if outcome.defect],
        "each": [vars(outcome) for outcome in outcomes],
    }


def _similar(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    expected = path.with_name(path.stem + _EXPECTED).read_text(encoding="utf-8")
    document = read_document(data, path.name, source_id="x", kind="original", settings=Settings())
    return {
        "file": path.name,
        "ours": word_similarity(document.text, expected),
        "pypdf": word_similarity(pypdf_text(data), expected),
        "pypdfium2": word_similarity(pypdfium2_text(data), expected),
    }


def _page_numbers(paths: Sequence[Path], settings: Settings, count: int) -> tuple[int, int]:
    """Over the files of several pages, the sample shared out evenly."""
    several = []
    for path in paths:
        data = path.read_bytes()
        document = read_document(data, path.name, source_id="x", kind="original", settings=settings)
        if len({page.page_index for page in document.pages}) > 2:
            several.append((document, data))
    right = looked_up = 0
    for number, (document, data) in enumerate(several):
        share = (count - looked_up) // (len(several) - number)
        found, sampled = sample_page_numbers(document, data, share, _SEED)
        right, looked_up = right + found, looked_up + sampled
    return right, looked_up


def _boxes(paths: Sequence[Path], settings: Settings, count: int) -> list[BoxedSentences]:
    """Up to `count` sentences of each file."""
    found = []
    for path in paths if count else ():
        data = path.read_bytes()
        document = read_document(data, path.name, source_id="x", kind="original", settings=settings)
        found.append(sample_boxes(document, data, path.name, count, _SEED))
    return found


def _sections(paths: Sequence[Path], settings: Settings, progress: Progress) -> dict[str, Recovery] | None:
    browser = find_browser()
    if browser is None:
        return None
    result: dict[str, Recovery] = {}
    for number, path in enumerate(paths):
        progress(f"article {number + 1} of {len(paths)}")
        data = path.read_bytes()
        printed = print_article(JatsReader().read(data, path.name), browser, 1 + number % 2)
        document = read_document(printed, path.name, source_id="x", kind="original", settings=settings)
        result[path.name] = compare_sections(xml_sections(data), read_sections(document))
    return result


def _recovery(recovered: dict[str, Recovery] | None) -> dict[str, Any] | None:
    if not recovered:
        return None
    return {
        "articles": len(recovered),
        "titles_f1": round(mean(one.titles_f1 for one in recovered.values()), 4),
        "paths_f1": round(mean(one.paths_f1 for one in recovered.values()), 4),
        "each": {name: vars(one) for name, one in recovered.items()},
    }


def _spread(paths: Sequence[Path], count: int) -> list[Path]:
    """`count` of the paths, evenly spread."""
    return [paths[index * len(paths) // count] for index in range(min(count, len(paths)))] if count else []
