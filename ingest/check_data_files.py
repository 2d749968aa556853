"""Do the data files beside the catalogue load, and does every link in them lead somewhere?

Glossary, themes and timeline validate their own links on load; links between files are `kb/check_links.py`. A sources
folder of one's own need not have these files; one that is there has to hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kb.catalogue import Catalogue
from kb.check_links import link_problems
from kb.errors import CatalogueError
from kb.glossary import Glossary
from kb.load_toml import Model, load_toml
from kb.notes import Note
from kb.themes import Themes
from kb.timeline import Timeline


def find_broken_links(sources_dir: Path, catalogue: Catalogue, notes: Sequence[Note]) -> list[str]:
    """What does not load or does not resolve, one sentence a problem; empty when everything does."""
    problems: list[str] = []
    _load(sources_dir / "glossary.toml", Glossary, problems)
    themes = _load(sources_dir / "themes.toml", Themes, problems)
    timeline = _load(sources_dir / "timeline.toml", Timeline, problems)
    return [*problems, *link_problems(catalogue, notes, themes, timeline)]


def _load(path: Path, model: type[Model], problems: list[str]) -> Model | None:
    """The file as a model; None when it is not there, or when it does not hold, which becomes a problem."""
    if not path.exists():
        return None
    try:
        return load_toml(path, model)
    except CatalogueError as error:
        problems.append(error.message)
        return None
