"""A question as a form: fields of text, and either the question they make or what is wrong with each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from pydantic import ValidationError

from evals.patterns import any_matches, compile_pattern
from evals.place_gold import GoldPlaces
from evals.question_checks import check_gold
from evals.questions import Expectation, GoldRecord, GoldSpan, Question, QuestionType, build_question
from kb.errors import QuestionFileError

ASKERS = ("policymaker", "student")
TYPES: tuple[str, ...] = get_args(QuestionType)
EXPECTATIONS: tuple[str, ...] = get_args(Expectation)
IMPORTANCES = ("vital", "okay")
MOST_NUGGETS = 12
FIELD_LIMIT_CHARS = 4000
Errors = Mapping[str, str]
_RECORD = re.compile(r"^(?P<source>\S+)\s+record:(?P<field>\S+)$")  # a field of the catalogue, not of an original
# How the question model's own complaints are told apart by field; what fits none stands above the form.
_FIELD_OF_FAULT = (
    (r"of type .* expects", "expect"),
    (r"abstain from has no nuggets", "nugget-0-patterns"),
    (r"no vital nugget", "nugget-0-importance"),
    (r"no note that says", "note"),
    (r"needs a history", "history"),
    (r"sources names two or more|source_ids leaves out", "sources"),
)


@dataclass(frozen=True)
class NuggetFields:
    """A nugget as text: patterns and gold one a line."""

    importance: str = "vital"
    patterns: str = ""
    gold: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.patterns.strip() and not self.gold.strip()


@dataclass(frozen=True)
class QuestionFields:
    """The whole form. `opened_id` and `opened_version` say what was opened; empty for a new question."""

    question: str = ""
    history: str = ""
    type: str = "figure"
    asker: str = "policymaker"
    expect: str = "answer"
    fact: str = ""
    sources: str = ""
    note: str = ""
    tags: str = ""
    nuggets: tuple[NuggetFields, ...] = (NuggetFields(),)
    opened_id: str = ""
    opened_version: str = ""
    feedback: str = ""
    """Id of the feedback that the question is made from."""


@dataclass(frozen=True)
class ReadForm:
    """What a form makes: a question, or errors by field (`""` for the whole). `fields` has its words placed as gold."""

    fields: QuestionFields
    question: Question | None = None
    errors: Errors = field(default_factory=dict)
    unchecked: int = 0
    """Gold in originals that are not at hand or in the catalogue, so that nobody looked whether it holds its nugget."""


def fields_of(question: Question, version: str, places: GoldPlaces) -> QuestionFields:
    """A question as it is edited."""
    return QuestionFields(
        question=question.question,
        history="\n".join(question.history),
        type=question.type,
        asker=question.asker,
        expect=question.expect,
        fact=question.fact,
        sources=" ".join(question.source_ids),
        note=question.note or "",
        tags=" ".join(question.tags),
        nuggets=tuple(
            NuggetFields(n.importance, "\n".join(n.patterns), _gold_lines(n.gold, n.records, places))
            for n in question.nuggets
        ),
        opened_id=question.id,
        opened_version=version,
    )


def fields_from(sent: Mapping[str, str]) -> QuestionFields:
    """The form as a browser sent it; what is missing is empty. Raises QuestionFileError for what is too large."""
    for name, value in sent.items():
        if len(value) > FIELD_LIMIT_CHARS:
            raise QuestionFileError(
                f"{name[:40]} has {len(value):,} characters; at most {FIELD_LIMIT_CHARS:,} are taken.", "Shorten it."
            )
    numbers = sorted({int(found[1]) for name in sent if (found := re.fullmatch(r"nugget-(\d{1,3})-\w+", name))})
    if len(numbers) > MOST_NUGGETS:
        raise QuestionFileError(f"A question has at most {MOST_NUGGETS} nuggets here.", "Ask for less at once.")
    nuggets = tuple(
        NuggetFields(
            *(
                sent.get(f"nugget-{number}-{part}", "").replace("\r\n", "\n")
                for part in ("importance", "patterns", "gold")
            )
        )
        for number in numbers
    )
    names = ("question", "history", "type", "asker", "expect", "fact", "sources", "note", "tags")
    texts = {name: sent.get(name, "").replace("\r\n", "\n") for name in names}
    hidden = {name: sent.get(name, "") for name in ("opened_id", "opened_version", "feedback")}
    return QuestionFields(**texts, **hidden, nuggets=nuggets)


def read_form(fields: QuestionFields, places: GoldPlaces) -> ReadForm:
    """Check everything that can be checked: the schema, the patterns, and that each gold span holds its nugget."""
    errors: dict[str, str] = {}
    nuggets: list[dict[str, Any]] = []
    placed: list[NuggetFields] = []
    for number, nugget in enumerate(fields.nuggets):
        if nugget.is_empty:
            placed.append(nugget)
            continue
        patterns = _lines(nugget.patterns)
        if problem := _pattern_problem(patterns):
            errors[f"nugget-{number}-patterns"] = problem
        spans, records, problem = _read_gold(nugget.gold, places)
        if problem:
            errors[f"nugget-{number}-gold"] = problem
        else:
            nugget = replace(nugget, gold=_gold_lines(spans, records, places))
        placed.append(nugget)
        gold = [span.model_dump(mode="json") for span in spans]
        named = [record.model_dump(mode="json") for record in records]
        nuggets.append({"importance": nugget.importance, "patterns": patterns, "gold": gold, "records": named})
    fields = replace(fields, nuggets=tuple(placed))
    if not fields.question.strip():
        errors["question"] = "Write the question."
    if not re.fullmatch(r"\S+", fields.fact.strip()):
        errors["fact"] = "Name what the question turns on, in one word such as consultant-pay."
    if errors:
        return ReadForm(fields, errors=errors)
    try:
        question = build_question(
            {
                "question": " ".join(fields.question.split()),
                "history": tuple(_lines(fields.history)),
                "type": fields.type,
                "asker": fields.asker,
                "expect": fields.expect,
                "fact": fields.fact.strip(),
                "source_ids": tuple(dict.fromkeys(fields.sources.replace(",", " ").split())),
                "note": fields.note.strip() or None,
                "tags": tuple(dict.fromkeys(fields.tags.lower().replace(",", " ").split())),
                "nuggets": nuggets,
            }
        )
    except ValidationError as error:
        return ReadForm(fields, errors=_errors_of(error))
    spans_of = [(number, span) for number, nugget in enumerate(question.nuggets) for span in nugget.gold]
    texts = places.source_texts(span for _, span in spans_of)
    gold_errors = _gold_errors(question, texts, placed)
    unchecked = sum(span.document_sha256 not in texts for _, span in spans_of)
    unchecked += sum(len(nugget.records) for nugget in question.nuggets)  # `briefing eval check` looks at these
    return ReadForm(fields, None if gold_errors else question, gold_errors, unchecked)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pattern_problem(patterns: list[str]) -> str:
    if not patterns:
        return "Give at least one pattern that recognises the fact."
    for pattern in patterns:
        try:
            compile_pattern(pattern)
            any_matches([pattern], "a" * 200)  # a pattern that runs away is found here rather than in a run
        except QuestionFileError as error:
            return f"{error.message} {error.hint}"
    return ""


def _read_gold(text: str, places: GoldPlaces) -> tuple[list[GoldSpan], list[GoldRecord], str]:
    """Spans of originals, fields of the catalogue, and what is wrong with the first line that names neither."""
    spans: dict[GoldSpan, None] = {}
    records: dict[GoldRecord, None] = {}
    for line in _lines(text):
        try:
            if found := _RECORD.match(line):
                records[GoldRecord(source_id=found["source"], field=found["field"])] = None
            else:
                spans |= dict.fromkeys(places.read(line))
        except (QuestionFileError, ValidationError) as error:
            said = f"{error.message} {error.hint}" if isinstance(error, QuestionFileError) else "That is no place."
            return [], [], said
    return list(spans), list(records), "" if spans or records else "Say where the original states it."


def _gold_lines(spans: Iterable[GoldSpan], records: Iterable[GoldRecord], places: GoldPlaces) -> str:
    return "\n".join([*map(places.line, spans), *(f"{r.source_id} record:{r.field}" for r in records)])


def _gold_errors(question: Question, texts: Mapping[str, str], nuggets: list[NuggetFields]) -> Errors:
    """What `check_gold` says, at the nugget it says it of; fields that are empty count among the form's nuggets."""
    filled = [number for number, nugget in enumerate(nuggets) if not nugget.is_empty]
    errors: dict[str, str] = {}
    for number, nugget in zip(filled, question.nuggets, strict=True):
        alone = question.model_copy(update={"nuggets": (nugget,)})
        try:
            faults = check_gold([alone], texts)
        except QuestionFileError as error:
            errors[f"nugget-{number}-patterns"] = f"{error.message} {error.hint}"
            continue
        if faults:
            errors[f"nugget-{number}-gold"] = "; ".join(fault.split(", ", 2)[2] for fault in faults) + "."
    return errors


def _errors_of(error: ValidationError) -> Errors:
    errors: dict[str, str] = {}
    for problem in error.errors():
        message = problem["msg"].removeprefix("Value error, ")
        if problem["loc"]:
            name = {"source_ids": "sources"}.get(str(problem["loc"][0]), str(problem["loc"][0]))
            if name == "nuggets":
                number, part = (problem["loc"] + (0, "patterns"))[1:3]
                name = f"nugget-{number}-{part}"
            errors.setdefault(name, f"{message}.")
            continue
        for fault in message.split("; "):
            name = next((name for pattern, name in _FIELD_OF_FAULT if re.search(pattern, fault)), "")
            errors.setdefault(name, f"{fault[:1].upper()}{fault[1:]}.")
    return errors
