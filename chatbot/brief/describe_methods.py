"""The methods appendix: what was searched and asked, what was not found, how the words were checked, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from chatbot.brief.brief import BriefPlan, GapPin
from chatbot.brief.cite_proof import Cited
from chatbot.brief.stored_sources import StoredSources
from chatbot.brief.wording import shown_question
from kb.settings import Corpus

_SOURCES_NAMED = 40


def describe_methods(
    plan: BriefPlan, cited: Sequence[Cited], left_out: int, sources: StoredSources, corpus: Corpus
) -> tuple[str, ...]:
    """Lines of the appendix. `cited` is what the brief quotes, `corpus` the setting of that name."""
    return tuple(_lines(plan, cited, left_out, sources, corpus))


def _lines(
    plan: BriefPlan, cited: Sequence[Cited], left_out: int, sources: StoredSources, corpus: Corpus
) -> Iterator[str]:
    held = sources.manifest.answering(corpus)
    named = [f"{version.source_id} ({version.kind})" for version in held[:_SOURCES_NAMED]]
    more = f" and {len(held) - _SOURCES_NAMED} more" if len(held) > _SOURCES_NAMED else ""
    yield f"Sources searched ({len(held)}): {', '.join(named)}{more}."
    settings = list(dict.fromkeys(asked.settings_hash for asked in plan.asked))
    made_by = f" Settings: hash {settings[0]}." if len(settings) == 1 else ""
    yield f"Corpus: {corpus}, hash {sources.manifest.corpus_hash}.{made_by}"
    for number, asked in enumerate(plan.asked, start=1):
        outcome = "answered" if asked.answered else "not answered"
        filters = f" Only: {asked.filters}." if asked.filters else ""
        other = f", over another corpus, {asked.corpus_hash}" * _differs(asked.corpus_hash, asked.filters, sources)
        own_settings = f"; settings {asked.settings_hash}" if len(settings) > 1 else ""
        made_by = f"{outcome}; {asked.answer_id}{own_settings}{other}"
        yield f"Question {number} ({made_by}): {shown_question(asked.question)}{filters}"
    if not plan.asked:
        yield "No question is recorded: the passages were chosen by hand."
    gaps = sum(isinstance(pin, GapPin) for pin in plan.pins)
    unanswered = sum(not asked.answered for asked in plan.asked)
    yield (
        f"Not found: {unanswered} of {len(plan.asked)} questions had no answer in the sources; "
        f"{gaps} {'is' if gaps == 1 else 'are'} listed under what is not known."
    )
    if cited:
        yield _checks(cited)
        yield _rests_on(cited)
    if left_out:
        yield f"Left out to keep to the length: {left_out} of the {left_out + len(plan.pins)} chosen entries."
    yield f"Date: {plan.date}." if plan.date else "Date: not given by the author."


def _differs(corpus_hash: str, filters: str, sources: StoredSources) -> bool:
    return not filters and corpus_hash != sources.manifest.corpus_hash


def _checks(cited: Sequence[Cited]) -> str:
    verdicts = Counter(one.verdict for one in cited)
    counted = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
    return (
        f"Checks: the words of every footnote were compared, character by character, with the stored file: {counted}. "
        "A note’s words are ours; they are compared with the note as stored."
    )


def _rests_on(cited: Sequence[Cited]) -> str:
    """How old the evidence is, from where and of what kind: what a reader weighs it by."""
    records = {one.record.source_id: one.record for one in cited}.values()
    years = sorted({record.year for record in records if record.year})
    span = f"published {years[0]}" + (f" to {years[-1]}" if len(years) > 1 else "") if years else "years not known"
    kinds = ", ".join(sorted({record.evidence_kind for record in records}))
    countries = ", ".join(sorted({record.country for record in records if record.country})) or "not known"
    return (
        f"What it rests on: {len(records)} {'source' if len(records) == 1 else 'sources'}, {span}; kinds: {kinds}; "
        f"countries: {countries}. The certainty of the evidence was not graded."
    )
