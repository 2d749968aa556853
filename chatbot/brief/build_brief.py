"""Plan -> brief: words read from the store, footnotes numbered, and as many entries as the pages hold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest

from chatbot.brief.brief import (
    SECTIONS,
    Brief,
    BriefPlan,
    BriefSection,
    EvidencePin,
    Footnote,
    GapPin,
    Item,
    OwnTextPin,
    Pin,
    Proof,
)
from chatbot.brief.cite_proof import Cited, cite_proof
from chatbot.brief.describe_methods import describe_methods
from chatbot.brief.lay_out_brief import lay_out_brief
from chatbot.brief.page_size import PAGE_SIZES, estimate_pages
from chatbot.brief.stored_sources import StoredSources
from chatbot.brief.visible_text import visible
from chatbot.brief.wording import footnote_runs, gap_runs, item_runs, own_text_runs, reference_line
from kb.errors import BriefError
from kb.settings import Corpus


def build_brief(plan: BriefPlan, sources: StoredSources, corpus: Corpus) -> Brief:
    """The brief that fits its pages; what did not fit is in `left_out`, in the author's order.

    Room is given to the first entry of each section, then to the second of each, so that no section is crowded out.
    Raises BriefError when a pin's document is not stored or when not even an empty brief fits.
    """
    if not visible(plan.title):
        raise BriefError("The brief has no title.", "Give it one.")
    cited = {pin.proof: cite_proof(pin.proof, sources) for pin in plan.pins if isinstance(pin, EvidencePin)}
    kept: set[int] = set()
    for index in _in_turn(plan.pins):
        if _fits(plan, kept | {index}, cited, sources, corpus):
            kept.add(index)
    if not kept and not _fits(plan, kept, cited, sources, corpus):
        raise BriefError(
            "Title, audience and questions alone fill more than the pages.", "Shorten them, or choose three pages."
        )
    return _assemble(plan, kept, cited, sources, corpus)


def _in_turn(pins: Sequence[Pin]) -> list[int]:
    """Indices in the order in which room is given: the first entry of each section, then the second of each."""
    by_section = [[i for i, pin in enumerate(pins) if pin.section == name] for name in SECTIONS]
    return [index for index in chain.from_iterable(zip_longest(*by_section)) if index is not None]


def _fits(plan: BriefPlan, kept: set[int], cited: dict[Proof, Cited], sources: StoredSources, corpus: Corpus) -> bool:
    size = PAGE_SIZES[plan.pages]
    return estimate_pages(lay_out_brief(_assemble(plan, kept, cited, sources, corpus)), size) <= size.pages


def _assemble(
    plan: BriefPlan, kept: set[int], cited: dict[Proof, Cited], sources: StoredSources, corpus: Corpus
) -> Brief:
    pins = [pin for index, pin in enumerate(plan.pins) if index in kept]
    left_out = tuple(pin for index, pin in enumerate(plan.pins) if index not in kept)
    numbers: dict[Proof, int] = {}
    sections: list[BriefSection] = []
    for name in SECTIONS:
        items = tuple(_item(pin, cited, numbers) for pin in pins if pin.section == name)
        crowded_out = not items and any(pin.section == name for pin in left_out)
        sections.append(BriefSection(name=name, items=items, crowded_out=crowded_out))
    quoted = [cited[proof] for proof in numbers]
    by_source: dict[str, list[Cited]] = {}
    for one in quoted:
        by_source.setdefault(one.record.source_id, []).append(one)
    return Brief(
        title=visible(plan.title),
        audience=visible(plan.audience),
        pages=plan.pages,
        sections=tuple(sections),
        footnotes=tuple(
            Footnote(number=number, proof=cited[proof].proof, runs=footnote_runs(cited[proof], number))
            for proof, number in numbers.items()
        ),
        references=tuple(
            reference_line(
                group[0].record, [one.proof for one in group], plan.reference_style, sources.notices(source_id)
            )
            for source_id, group in by_source.items()
        ),
        methods=describe_methods(plan.model_copy(update={"pins": tuple(pins)}), quoted, len(left_out), sources, corpus),
        left_out=left_out,
    )


def _item(pin: Pin, cited: dict[Proof, Cited], numbers: dict[Proof, int]) -> Item:
    if isinstance(pin, OwnTextPin):
        return Item(runs=own_text_runs(pin.text))
    if isinstance(pin, GapPin):
        return Item(runs=gap_runs(pin.question, pin.reason))
    number = numbers.setdefault(pin.proof, len(numbers) + 1)
    return Item(runs=item_runs(cited[pin.proof], number), footnote=number)
