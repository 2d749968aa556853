"""Where in the Evaluate tab an evaluator is, and what a control asks for. A browser sends it, so all is checked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

View = Literal["overview", "run", "outcome", "compare", "start", "questions", "edit", "feedback"]
Act = Literal["go", "back", "begin", "save", "place-gold", "add-nugget", "set-aside", "reopen"]
_NAME = Field(default="", max_length=200)
_MOST_FIELDS = 100
_FieldValue = Annotated[str, Field(max_length=20_000)]


class EvaluatePlace(BaseModel):
    """A view with its fields; those that the view does not use are empty. A name may name nothing that is there."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    view: View = "overview"
    run: str = _NAME
    before: str = _NAME
    across: str = _NAME
    """Not empty where runs on different corpora are compared."""
    shared: str = _NAME
    """Not empty where runs on different questions are compared over those of both."""
    item: str = _NAME
    """A question's id."""
    feedback: str = _NAME
    q: str = _NAME
    type: str = _NAME
    half: str = _NAME
    tag: str = _NAME
    shown: str = _NAME
    """Which part of a list: empty for the usual one."""


class EvaluateAction(EvaluatePlace):
    """What a control asks for. `fields` are those of its form, each with its values."""

    act: Act = "go"
    fields: dict[Annotated[str, Field(max_length=60)], Annotated[list[_FieldValue], Field(max_length=100)]] = Field(
        default_factory=dict, max_length=_MOST_FIELDS
    )

    @property
    def place(self) -> EvaluatePlace:
        """The place named, with the form's fields of the same names; longer ones than a place takes are cut."""
        named = self.model_dump(include=set(EvaluatePlace.model_fields))
        sent = {name: self.first(name)[:200] for name in self.fields if name in EvaluatePlace.model_fields}
        return EvaluatePlace.model_validate({**named, **{k: v for k, v in sent.items() if k != "view"}})

    def first(self, name: str) -> str:
        """The first value of a form's field; empty without one."""
        return next(iter(self.fields.get(name, ())), "")
