"""The brief that a visitor is putting together: what a click on the page does to its plan. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.answer import Answer
from chatbot.brief.brief import (
    AUDIENCE_MAX_CHARS,
    SECTION_TITLES,
    TITLE_MAX_CHARS,
    BriefPlan,
    EvidencePin,
    OwnTextPin,
    Pin,
    Proof,
    SectionName,
)
from chatbot.brief.plan_brief import asked_for, pins_of_answers
from chatbot.brief.stored_sources import StoredSources
from chatbot.page.render_answer import Turn
from kb.citations import Citation
from kb.documents import Span

MOST_PINS = 60
_MOST_QUESTIONS = 40
UNTITLED = "Untitled brief"


class DraftAction(BaseModel):
    """What a button or a choice on the page asks for. `pin` counts from 0 in the plan's order."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    act: Literal["pin-answer", "pin-quote", "pin-passage", "up", "down", "remove", "section"]
    turn: int = 0
    marker: int = 0
    pin: int = Field(default=-1, ge=-1)
    section: SectionName | None = None


class DraftChange(BaseModel):
    """The plan afterwards, what to read out, and the control to put the focus on."""

    model_config = ConfigDict(frozen=True)

    plan: BriefPlan
    said: str
    focus: str | None = None


def read_draft(stored: Any) -> BriefPlan:
    """The plan as the browser kept it; a new one when that is missing or is not a plan."""
    try:
        return BriefPlan.model_validate(stored)
    except ValidationError:
        return BriefPlan(title=UNTITLED)


def with_words(plan: BriefPlan, title: str, audience: str) -> BriefPlan:
    """The plan with title and audience as typed, cut to what a brief takes."""
    title = title.strip()[:TITLE_MAX_CHARS] or UNTITLED
    return plan.model_copy(update={"title": title, "audience": audience.strip()[:AUDIENCE_MAX_CHARS]})


def add_own_text(plan: BriefPlan, text: str, section: SectionName) -> DraftChange:
    """The author's words as the last entry of a section. Raises ValidationError when empty or too long."""
    return _added(plan, (OwnTextPin(section=section, text=text.strip()),))


def change_draft(plan: BriefPlan, action: DraftAction, turns: Sequence[Turn], sources: StoredSources) -> DraftChange:
    """Apply an action; one that no longer fits (its turn or entry is gone) changes nothing and says so."""
    if action.act.startswith("pin-"):
        turn = next((turn for turn in turns if turn.number == action.turn), None)
        if turn is None:
            return DraftChange(plan=plan, said="That answer is no longer here.")
        change = _added(plan, _pins_from(turn, action, sources))
        return change.model_copy(update={"plan": _with_question(change.plan, turn)})
    if not 0 <= action.pin < len(plan.pins):
        return DraftChange(plan=plan, said="That entry is no longer in the brief.")
    if action.act == "remove":
        pins = tuple(pin for index, pin in enumerate(plan.pins) if index != action.pin)
        near = min(action.pin, len(pins) - 1)
        focus = f"pin-{near}-remove" if pins else None
        emptied = {} if pins else {"asked": ()}  # an empty brief begins anew
        plan = _with_pins(plan, pins).model_copy(update=emptied)
        return DraftChange(plan=plan, said=f"Removed. {_count(pins)}", focus=focus)
    if action.act == "section":
        return _to_section(plan, action)
    return _moved(plan, action.pin, -1 if action.act == "up" else 1)


def neighbour(plan: BriefPlan, index: int, step: int) -> int | None:
    """The entry before (-1) or after (1) this one in its section, or None."""
    places = [i for i, pin in enumerate(plan.pins) if pin.section == plan.pins[index].section]
    position = places.index(index) + step
    return places[position] if 0 <= position < len(places) else None


def _pins_from(turn: Turn, action: DraftAction, sources: StoredSources) -> tuple[Pin, ...]:
    answer = turn.answer
    if action.act == "pin-answer":
        return pins_of_answers([answer], [None], sources)
    citation = next((citation for citation in answer.citations if citation.marker == action.marker), None)
    if citation is None:
        return ()
    if action.act == "pin-quote":
        (pin,) = pins_of_answers([_alone(answer, citation)], [None], sources)
        return (pin,)
    return (EvidencePin(section="options", proof=whole_passage(Proof.of(citation), sources)),)


def _alone(answer: Answer, citation: Citation) -> Answer:
    return answer.model_copy(update={"citations": (citation,)})


def whole_passage(proof: Proof, sources: StoredSources) -> Proof:
    """All sentences of the passage that holds the first quoted words; the words alone where no passage does."""
    document = sources.document(proof.source_id, proof.kind, proof.version, proof.document_sha256)
    first = proof.spans[0]
    passage = document and next(
        (p for p in document.passages if p.char_start <= first.char_start and first.char_end <= p.char_end), None
    )
    if not document or not passage:
        return proof
    sentences = document.sentences[passage.first_sentence : passage.last_sentence + 1]
    spans = tuple(Span(char_start=s.char_start, char_end=s.char_end) for s in sentences if s.kind != "heading")
    return proof.model_copy(update={"spans": spans}) if spans else proof


def _added(plan: BriefPlan, pins: tuple[Pin, ...]) -> DraftChange:
    new = [pin for pin in pins if not any(_same(pin, old) for old in plan.pins)]
    room = MOST_PINS - len(plan.pins)
    kept = (*plan.pins, *new[: max(0, room)])
    if not new:
        return DraftChange(plan=plan, said=f"Already in the brief. {_count(plan.pins)}")
    if len(new) > room:
        return DraftChange(plan=_with_pins(plan, kept), said=f"A brief takes {MOST_PINS} entries; it is full.")
    return DraftChange(plan=_with_pins(plan, kept), said=f"Added to the brief. {_count(kept)}")


def _same(one: Pin, other: Pin) -> bool:
    """Whether two pins hold the same, in whatever section."""
    return one.model_dump(exclude={"section"}) == other.model_dump(exclude={"section"})


def _with_question(plan: BriefPlan, turn: Turn) -> BriefPlan:
    asked = asked_for(turn.answer, turn.scope.describe())
    if asked in plan.asked or len(plan.asked) >= _MOST_QUESTIONS:
        return plan
    return plan.model_copy(update={"asked": (*plan.asked, asked)})


def _to_section(plan: BriefPlan, action: DraftAction) -> DraftChange:
    if action.section is None:
        return DraftChange(plan=plan, said="")
    pins = list(plan.pins)
    pins[action.pin] = pins[action.pin].model_copy(update={"section": action.section})
    said = f"Moved to {SECTION_TITLES[action.section]}."
    return DraftChange(plan=_with_pins(plan, tuple(pins)), said=said, focus=f"pin-{action.pin}-section")


def _moved(plan: BriefPlan, index: int, step: int) -> DraftChange:
    other = neighbour(plan, index, step)
    if other is None:
        return DraftChange(plan=plan, said="It is already at the end of its section.")
    pins = list(plan.pins)
    pins[index], pins[other] = pins[other], pins[index]
    name = "up" if step < 0 else "down"
    changed = _with_pins(plan, tuple(pins))
    if neighbour(changed, other, step) is None:  # the button that was pressed is now switched off
        name = "down" if step < 0 else "up"
    return DraftChange(plan=changed, said="Moved up." if step < 0 else "Moved down.", focus=f"pin-{other}-{name}")


def _with_pins(plan: BriefPlan, pins: tuple[Pin, ...]) -> BriefPlan:
    return plan.model_copy(update={"pins": pins})


def _count(pins: Sequence[Pin]) -> str:
    return f"It has {len(pins)} {'entry' if len(pins) == 1 else 'entries'}."
