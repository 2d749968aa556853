"""Which sources a question counts or lists: those of a year, country, author, publisher, kind of evidence or theme."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.catalogue import SourceRecord
from kb.country_names import with_country_names
from kb.describe_holdings import Holding
from kb.terms import content_terms, stem_set, stem_word

_OF_THE_FORM = frozenset(
    stem_word(word)
    for word in """
    paper papers study studies article articles report reports briefing review reviews book books work works
    source sources publication publications evidence document documents text texts literature list name show
    library collection hold holds held knowledge base many number written wrote write publish published printed
    come comes came year years since theme themes topic subject country countries deal deals dealing cover
    covers covering discuss discusses treat address addresses talk talks concern concerns appear appeared come
    came out put brought released older earlier newer later available anything mention contain contains exist
    research
    """.split()  # noqa: SIM905 - a list of quoted words would be harder to read
)
_OF_THE_WHOLE = re.compile(
    r"\b(?:library|collection|knowledge base)\b|\bdo you (?:have|hold|know)\b|\bare there here\b", re.IGNORECASE
)
_BETWEEN = re.compile(r"\b(?:between|from) (\d{4}) (?:and|to|until) (\d{4})\b", re.IGNORECASE)
_SINCE = re.compile(
    r"\b(?:since (\d{4})|from (\d{4})(?: on(?:wards?)?\b| to the present))|\b(?:after|(?:newer|later) than) (\d{4})\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:before|(?:older|earlier) than) (\d{4})\b|\b(?:until|up to) (\d{4})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True)
class Listed:
    """The sources asked for: one holding that says so, or those that several holdings share, by `labels`."""

    records: tuple[SourceRecord, ...]
    holding: Holding | None
    labels: tuple[str, ...]


def find_holding(text: str, holdings: Sequence[Holding], held: Sequence[SourceRecord]) -> Listed | None:
    """What is asked for; None where any word of the question is left that names no facet of the holdings."""
    written = with_country_names(text)
    words = {term.stem: term.word for term in content_terms(written)}
    left = set(words)
    chosen: list[Holding] = []
    period, in_words = _period(text)
    left -= {stem for stem, word in words.items() if word in in_words}
    for holding in _by_facet(holdings):
        stems = stem_set(holding.value)
        if holding.facet == "theme":
            continue
        if holding.facet == "author" and not _is_written(holding.value, written):
            continue
        if stems and stems <= left:
            chosen.append(holding)
            left -= stems
            if holding.facet == "author":  # "by Chris Ham" names no other source than "by Ham"
                left -= _given_names(holding)
    unheld = {stem for stem in left if _YEAR.fullmatch(stem)}
    rest = left - _OF_THE_FORM - unheld
    if rest:
        theme = _theme(rest, holdings)
        if theme is None:
            return None
        chosen.append(theme)
    if unheld:
        return Listed((), None, tuple(f"published in {year}" for year in sorted(unheld)))
    if not chosen and period is None:
        whole = next((holding for holding in holdings if holding.facet == "all"), None)
        return Listed(whole.records, whole, ()) if whole and _OF_THE_WHOLE.search(text) else None
    if len(chosen) == 1 and period is None:
        within = tuple(record for record in chosen[0].records if record in held)
        return Listed(within, chosen[0], (chosen[0].value,))
    first, last = period or (0, 9999)
    shared = [
        record
        for record in held
        if all(record in holding.records for holding in chosen)
        and (period is None or (record.year is not None and first <= record.year <= last))
    ]
    labels = [holding.value for holding in chosen]
    if period is not None:
        labels.append(
            f"published {f'from {first}' if last == 9999 else f'up to {last}' if not first else f'{first} to {last}'}"
        )
    return Listed(tuple(shared), None, tuple(labels))


def _by_facet(holdings: Sequence[Holding]) -> list[Holding]:
    """Longer values first, so that "qualitative case studies" is not read as "case studies"."""
    return sorted((h for h in holdings if h.value), key=lambda h: -len(stem_set(h.value)))


def _theme(stems: set[str], holdings: Sequence[Holding]) -> Holding | None:
    """The theme whose name has all the words left, the one with the fewest others where several have."""
    themes = [h for h in holdings if h.facet == "theme" and stems <= stem_set(h.value)]
    return min(themes, key=lambda h: len(stem_set(h.value)), default=None)


def _period(text: str) -> tuple[tuple[int, int] | None, frozenset[str]]:
    """Years from and to, both inclusive, and how they are written."""
    if between := _BETWEEN.search(text):
        return (int(between[1]), int(between[2])), frozenset(between.groups())
    since, before = _SINCE.search(text), _BEFORE.search(text)
    if since is None and before is None:
        return None, frozenset()
    first = 0 if since is None else int(since[1] or since[2] or since[3]) + bool(since[3])
    last = 9999 if before is None else int(before[1] or before[2]) - bool(before[1])
    written = frozenset(match[0] for found in (since, before) if found for match in _YEAR.finditer(found[0]))
    return (first, last), written


def _given_names(holding: Holding) -> frozenset[str]:
    given = (a.given for record in holding.records for a in record.authors if a.family == holding.value)
    return frozenset().union(*map(stem_set, given))


def _is_written(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None
