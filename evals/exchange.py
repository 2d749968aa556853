"""Questions in and out: CSV for spreadsheets, records as DeepEval and Ragas know them, so that people can bring theirs.

    csv       one row a question; history one turn a line; source_ids and tags set apart by spaces; nuggets as JSON
    deepeval  JSON array of goldens: input, expected_output, context, additional_metadata
    ragas     JSON lines of samples: user_input, reference, reference_contexts, metadata

Our own fields travel in the metadata, so that what is exported comes back as it was. Expected answers and contexts are
left empty on export: gold is kept as places in the originals, whose words are not ours to hand out.
A record from elsewhere has no metadata of ours. It becomes a question when its contexts are found in an original at
hand and its expected answer is short enough to be looked for as it stands; otherwise the error says what to add.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import orjson
from pydantic import ValidationError

from evals.questions import Question, build_question
from kb.errors import QuestionFileError
from kb.ids import content_id

Format = Literal["csv", "deepeval", "ragas"]
FORMATS: tuple[Format, ...] = ("csv", "deepeval", "ragas")
_COLUMNS = (
    "id",
    "question",
    "history",
    "type",
    "asker",
    "expect",
    "fact",
    "source_ids",
    "half",
    "note",
    "nuggets",
    "tags",
)
_KEYS: Mapping[str, tuple[str, str, str, str]] = {
    "deepeval": ("input", "expected_output", "context", "additional_metadata"),
    "ragas": ("user_input", "reference", "reference_contexts", "metadata"),
}
_SHORT_ANSWER_WORDS = 8
_DERIVED = ("id", "half")


def as_format(name: str) -> Format:
    """The form of this name. Raises QuestionFileError when there is none."""
    for form in FORMATS:
        if form == name:
            return form
    raise QuestionFileError(f"There is no format {name}.", f"Say one of {', '.join(FORMATS)}.")


def export_questions(questions: Iterable[Question], form: Format) -> bytes:
    """The questions in one of the forms, in order; UTF-8."""
    if form == "csv":
        return _csv(questions)
    records = [_record(question, form) for question in questions]
    if form == "deepeval":
        return orjson.dumps(records, option=orjson.OPT_INDENT_2) + b"\n"
    return b"".join(orjson.dumps(record) + b"\n" for record in records)


def import_questions(path: Path, form: Format, originals: Mapping[str, tuple[str, str]]) -> tuple[Question, ...]:
    """The questions of a file. `originals` maps the SHA-256 of each original at hand to its source id and source text.

    Raises QuestionFileError naming the record at fault.
    """
    try:
        data = path.read_bytes()
        rows = _csv_rows(data) if form == "csv" else _json_rows(data)
    except (OSError, UnicodeDecodeError, orjson.JSONDecodeError) as error:
        raise QuestionFileError(f"{path} is not {form} ({error}).", f"Name a file in {form} form.") from error
    if not rows:
        raise QuestionFileError(f"There are no questions in {path}.", "Name another file.")
    return tuple(_question(row, form, f"{path.name}, record {n}", originals) for n, row in enumerate(rows, start=1))


def _csv(questions: Iterable[Question]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for question in questions:
        fields = question.model_dump(mode="json")
        writer.writerow(
            {
                **{name: fields.get(name) for name in _COLUMNS},
                "history": "\n".join(question.history),
                "source_ids": " ".join(question.source_ids),
                "note": question.note or "",
                "tags": " ".join(question.tags),
                "nuggets": orjson.dumps(fields["nuggets"]).decode(),
            }
        )
    return text.getvalue().encode()


def _csv_rows(data: bytes) -> list[dict[str, Any]]:
    rows = []
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        given: dict[str, Any] = {name: value for name, value in row.items() if name in _COLUMNS and value}
        given["history"] = [turn for turn in given.get("history", "").splitlines() if turn.strip()]
        given["source_ids"] = given.get("source_ids", "").split()
        given["tags"] = given.get("tags", "").split()
        given["nuggets"] = orjson.loads(given.get("nuggets", "[]"))
        rows.append(given)
    return rows


def _json_rows(data: bytes) -> list[dict[str, Any]]:
    """A JSON array, or one object a line."""
    rows = orjson.loads(data) if data.lstrip().startswith(b"[") else [orjson.loads(x) for x in data.splitlines() if x]
    return [row if isinstance(row, dict) else {} for row in rows]


def _record(question: Question, form: Format) -> dict[str, Any]:
    asked, expected, context, metadata = _KEYS[form]
    fields = question.model_dump(mode="json")
    return {asked: fields.pop("question"), expected: None, context: None, metadata: fields}


def _question(row: Mapping[str, Any], form: Format, where: str, originals: Mapping[str, tuple[str, str]]) -> Question:
    if form == "csv":
        fields = dict(row)
    else:
        asked, expected, context, metadata = _KEYS[form]
        own = row.get(metadata) or {}
        fields = {**own, "question": row.get(asked) or ""}
        if "expect" not in own:
            fields |= _from_elsewhere(str(row.get(expected) or ""), row.get(context) or [], where, originals)
    if not fields.get("question"):
        raise QuestionFileError(f"{where} asks nothing.", f"A {form} record needs its question.")
    fields.setdefault("fact", content_id("fact", fields["question"]))
    fields.setdefault("asker", "student")
    try:
        return build_question({name: value for name, value in fields.items() if name not in _DERIVED})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "question"
        raise QuestionFileError(f"{where}: {place}: {first['msg']}.", "Correct the record.") from error


def _from_elsewhere(
    expected: str, contexts: Sequence[str], where: str, originals: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    """Fields of a record without our metadata: the expected answer is the pattern, the contexts are the gold."""
    words = expected.rstrip(".").split()
    if not 0 < len(words) <= _SHORT_ANSWER_WORDS:
        raise QuestionFileError(
            f"{where} has no expected answer of at most {_SHORT_ANSWER_WORDS} words to look for.",
            "Shorten it to the fact, or give nuggets with patterns in the metadata.",
        )
    gold = [
        {"source_id": source_id, "document_sha256": sha256, "start": start, "end": start + len(context)}
        for context in contexts
        for sha256, (source_id, text) in originals.items()
        if (start := text.find(context)) >= 0 and context
    ]
    if not gold:
        raise QuestionFileError(
            f"No context of {where} stands in an original at hand.", "Put the original into sources/originals/."
        )
    pattern = r"\s+".join(re.escape(word) for word in words)
    return {
        "type": "figure" if re.search(r"\d", expected) else "how",
        "expect": "answer",
        "source_ids": sorted({place["source_id"] for place in gold}),
        "nuggets": [{"importance": "vital", "patterns": [pattern], "gold": gold}],
    }
