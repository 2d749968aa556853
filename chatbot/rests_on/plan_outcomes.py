"""What became of a plan: the entries of the timeline that carried it out or changed it, each with its proof.

a sentence marked as a plan -> the entry of the same source that it speaks of -> what followed -> where a source says so
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chatbot.rests_on.place import Place
from kb.library import Library
from kb.terms import stem_set
from kb.timeline import Event, Timeline

_ABOUT_COSINE = 0.55  # from it on, a plan sentence of the five sources speaks of the entry's plan
_SAYS_COSINE = 0.55  # at and above it, a sentence of the cited source says what the entry says
_SAME_STEMS = 0.4  # share of the entry's words, where there are no vectors
_MOST = 2


@dataclass(frozen=True)
class PlanOutcome:
    """What followed, and the stored sentence that says so."""

    event: Event
    place: Place


def plan_outcomes(plan: Place, written: int | None, timeline: Timeline, library: Library) -> tuple[PlanOutcome, ...]:
    """What became of the plan that a sentence speaks of, earliest first, at most two: what followed it most nearly and
    what came last. Empty where the timeline has no such plan, nothing followed, or no source that answers says so.

    `written` is the year of the plan's source: what happened before it is no outcome. Embeds a few entries.
    """
    planned = [
        event
        for event in timeline.event
        if event.status != "happened"
        and event.source_id == plan.document.source_id
        and _later(event, timeline, written)
    ]
    if not planned or not plan.sentence.has_mark("plan"):
        return ()
    near = _nearness([event.what for event in planned], [plan], library)
    best = max(range(len(planned)), key=lambda i: (near[i][0], -i))
    if near[best][0] < _least(library, _ABOUT_COSINE):
        return ()
    followed = _later(planned[best], timeline, written)
    chosen = dict.fromkeys((_direct(planned[best], followed, timeline), followed[-1]))
    found = (_say(event, library) for event in sorted(chosen, key=lambda event: (event.year, event.month or 0)))
    return tuple(outcome for outcome in found if outcome is not None)[:_MOST]


def _later(event: Event, timeline: Timeline, written: int | None) -> list[Event]:
    """Everything that followed an entry and happened, in the order of time; nothing older than the plan's source."""
    followed: dict[str, Event] = {}
    open_ids = [event.id]
    while open_ids:
        for later in timeline.outcomes(open_ids.pop()):
            if later.id not in followed:
                followed[later.id] = later
                open_ids.append(later.id)
    happened = (e for e in timeline.event if e.id in followed and e.status == "happened")
    return [e for e in happened if written is None or e.year > written]


def _direct(event: Event, followed: Sequence[Event], timeline: Timeline) -> Event:
    """The last entry that follows this one directly; else the first that follows at all."""
    direct = [later for later in timeline.outcomes(event.id) if later in followed]
    return direct[-1] if direct else followed[0]


def _say(event: Event, library: Library) -> PlanOutcome | None:
    """The sentence of the entry's source that says what the entry says, most nearly."""
    places = [
        Place(document, index)
        for document in library.documents.values()
        if document.source_id == event.source_id
        for index, sentence in enumerate(document.sentences)
        if sentence.kind not in ("heading", "caption") and not sentence.damaged
    ]
    if not places:
        return None
    near = _nearness([event.what], places, library)[0]
    best = max(range(len(places)), key=lambda i: (near[i], -i))
    return PlanOutcome(event, places[best]) if near[best] >= _least(library, _SAYS_COSINE) else None


def _least(library: Library, cosine: float) -> float:
    return cosine if library.embedder is not None else _SAME_STEMS


def _nearness(texts: Sequence[str], places: Iterable[Place], library: Library) -> list[list[float]]:
    """For each text, how near each place is: cosine of stored vectors, or without them the share of its words."""
    listed = list(places)
    vectors = [library.vectors_of(place.document) for place in listed]
    if library.embedder is None or any(found is None for found in vectors):
        return [[len(stem_set(t) & stem_set(p.text)) / max(len(stem_set(t)), 1) for p in listed] for t in texts]
    embedded = library.embedder.embed_texts(list(texts))
    return [
        [float(vector @ found.sentences[p.sentence_index]) for found, p in zip(vectors, listed, strict=True) if found]
        for vector in embedded
    ]
