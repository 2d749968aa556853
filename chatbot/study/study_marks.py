"""What a visitor has marked while studying: cards known or not yet, steps of reading paths done. Kept in their browser.

It comes back from the browser, so it is checked; what cannot be read counts as nothing marked.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

_MOST_IDS = 5_000  # of each kind; the oldest are forgotten first
_Id = Annotated[str, StringConstraints(pattern=r"^(?:card|step)-[0-9a-f]{16}$")]
_Ids = Annotated[tuple[_Id, ...], Field(max_length=_MOST_IDS)]


class StudyMarks(BaseModel):
    """Ids, the latest last. A card is known or not yet, never both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    known: _Ids = ()
    not_yet: _Ids = ()
    done: _Ids = ()

    def with_card(self, card_id: str, *, known: bool) -> StudyMarks:
        """The card marked, whatever it was marked before."""
        kept, dropped = ("known", "not_yet") if known else ("not_yet", "known")
        return self._checked({kept: _moved(getattr(self, kept), card_id), dropped: _without(self, dropped, {card_id})})

    def without_cards(self, card_ids: set[str]) -> StudyMarks:
        """These cards as if they had not been answered."""
        return self._checked({name: _without(self, name, card_ids) for name in ("known", "not_yet")})

    def with_step(self, step_id: str, *, done: bool) -> StudyMarks:
        """The step marked as done, or no longer."""
        return self._checked({"done": _moved(self.done, step_id) if done else _without(self, "done", {step_id})})

    def stored_form(self) -> dict[str, Any]:
        """For the browser's storage."""
        return self.model_dump(mode="json")

    def _checked(self, changed: dict[str, tuple[str, ...]]) -> StudyMarks:
        """With what changed; an id that is none changes nothing."""
        try:
            return StudyMarks.model_validate(self.model_dump() | changed)
        except ValidationError:
            return self


def read_marks(stored: Any) -> StudyMarks:
    """What the browser kept."""
    try:
        return StudyMarks.model_validate(stored or {})
    except ValidationError:
        return StudyMarks()


def _moved(ids: tuple[str, ...], added: str) -> tuple[str, ...]:
    return (*(one for one in ids if one != added), added)[-_MOST_IDS:]


def _without(marks: StudyMarks, name: str, dropped: set[str]) -> tuple[str, ...]:
    return tuple(one for one in getattr(marks, name) if one not in dropped)
