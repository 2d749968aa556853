"""A BEIR-form collection as read from its folder: corpus.jsonl, queries*.jsonl and qrels*.tsv with a header line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from kb.errors import QuestionFileError


@dataclass(frozen=True)
class Collection:
    """A retrieval collection: texts by id, queries by id, and relevant documents' grades by query."""

    documents: dict[str, str]
    queries: dict[str, str]
    relevance: dict[str, dict[str, int]]


def load_collection(folder: Path, *, limit: int | None = None) -> Collection:
    """The collection in `folder`, or its first `limit` documents and the queries that these answer."""
    documents: dict[str, str] = {}
    for row, where in _json_lines(_files(folder, "corpus.jsonl")):
        if limit is not None and len(documents) == limit:
            break
        documents[_text(row, "_id", where)] = _as_markdown(str(row.get("title") or ""), _text(row, "text", where))
    relevance: dict[str, dict[str, int]] = {}
    for query_id, corpus_id, grade in _judgements(_files(folder, "qrels*.tsv")):
        if grade > 0 and corpus_id in documents:
            relevance.setdefault(query_id, {})[corpus_id] = grade
    queries = {
        _text(row, "_id", where): _text(row, "text", where)
        for row, where in _json_lines(_files(folder, "queries*.jsonl"))
    }
    judged = {query_id: text for query_id, text in queries.items() if query_id in relevance}
    if not judged:
        raise QuestionFileError(f"No query in {folder} has a relevant document.", "Check that the ids agree.")
    return Collection(documents, judged, {query_id: relevance[query_id] for query_id in judged})


def _as_markdown(title: str, text: str) -> str:
    """The title as a section's heading, so that each passage is indexed under it.

    A heading of the first level would be taken for the document's title page, which is not searched.
    """
    title = " ".join(title.split())
    return f"## {title}\n\n{text}\n" if title else f"{text}\n"


def _files(folder: Path, pattern: str) -> list[Path]:
    files = sorted(folder.glob(pattern))
    if not files:
        raise QuestionFileError(
            f"There is no {pattern} in {folder}.",
            "A BEIR collection is a folder of corpus.jsonl, queries*.jsonl and qrels*.tsv.",
        )
    return files


def _json_lines(files: Iterable[Path]) -> Iterator[tuple[dict[str, Any], str]]:
    for file in files:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if not line.strip():
                    continue
                try:
                    row = orjson.loads(line)
                except orjson.JSONDecodeError as error:
                    raise QuestionFileError(
                        f"{file.name}, line {number}: not JSON: {error}.", "One object a line."
                    ) from error
                if not isinstance(row, dict):
                    raise QuestionFileError(f"{file.name}, line {number}: not an object.", "One object a line.")
                yield row, f"{file.name}, line {number}"


def _text(row: dict[str, Any], field: str, where: str) -> str:
    if not isinstance(row.get(field), str):
        raise QuestionFileError(f"{where}: no text in {field!r}.", "BEIR's fields are _id, title and text.")
    return str(row[field])


def _judgements(files: Iterable[Path]) -> Iterator[tuple[str, str, int]]:
    for file in files:
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                try:
                    yield row["query-id"], row["corpus-id"], int(row["score"])
                except (KeyError, TypeError, ValueError) as error:
                    raise QuestionFileError(
                        f"{file.name}: a line is not query-id, corpus-id, score.",
                        "Keep the header line of BEIR's qrels.",
                    ) from error
