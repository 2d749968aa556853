"""A data file of `sources/` read and validated: TOML in, a model out, faults in words."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kb.errors import CatalogueError

Model = TypeVar("Model", bound=BaseModel)


def load_toml(path: Path, model: type[Model]) -> Model:
    """The file as a `model`. Raises CatalogueError that names the file, the entry and the field."""
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise CatalogueError(
            f"There is no {path.name} in {path.parent}.", "Run from the project's folder, or set BRIEFING_SOURCES_DIR."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path.name} is not valid TOML: {error}.", "Correct the line named above.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise CatalogueError(f"{path.name}: {where}: {first['msg']}.", "Correct the entry and run again.") from error


def doubled(values: list[str]) -> str:
    """The values that occur more than once, sorted and joined by commas; empty when there are none."""
    return ", ".join(sorted({value for value in values if values.count(value) > 1}))
