"""Which sources a saved answer cites: all that its references need to know of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kb.catalogue import Catalogue, SourceRecord
from kb.errors import QuestionFileError


class _CitedSource(BaseModel):
    model_config = ConfigDict(extra="ignore")

    source_id: str
    title: str
    year: int | None = None


class _SavedAnswer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    citations: tuple[_CitedSource, ...]


def cited_records(path: Path, catalogue: Catalogue) -> list[SourceRecord]:
    """Records of the sources cited in the output of `briefing ask --json`, in order of first citation.

    A cited source that the catalogue does not have is given with the title and year that the answer states.
    Raises QuestionFileError naming the line.
    """
    records: dict[str, SourceRecord] = {}
    for answer in _answers(path):
        for cited in answer.citations:
            stated = SourceRecord.model_construct(source_id=cited.source_id, title=cited.title, year=cited.year)
            records.setdefault(cited.source_id, catalogue.get(cited.source_id) or stated)
    return list(records.values())


def _answers(path: Path) -> Iterator[_SavedAnswer]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise QuestionFileError(f"{path} cannot be read ({error.strerror}).", "Check the path.") from error
    try:
        yield _SavedAnswer.model_validate_json(data)
        return
    except ValidationError:
        lines = [(number, line) for number, line in enumerate(data.splitlines(), 1) if line.strip()]
    hint = "Save the output of `briefing ask --json` unchanged and try again."
    if not lines:
        raise QuestionFileError(f"{path.name} is empty.", hint)
    for number, line in lines:
        try:
            yield _SavedAnswer.model_validate_json(line)
        except ValidationError as error:
            raise QuestionFileError(f"{path.name}, line {number}, is not a saved answer.", hint) from error
