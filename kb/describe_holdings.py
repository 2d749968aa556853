"""What the library holds, counted in the project's own words: by year, country, author, publisher, kind and theme.

Each count is a sentence of its own with the sources it counts, so that "how many" and "which" can be cited and proved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.catalogue import SourceRecord
from kb.terms import stem_set
from kb.themes import Themes

HoldingsFacet = Literal["all", "year", "country", "author", "published_in", "evidence_kind", "theme"]
MEMBERS_A_LINE = 12
_Has = Callable[[SourceRecord, str], bool]
_COUNTRY_JOINTS = re.compile(r" and |, (?:with|reviewing) [^,]*|, ")


@dataclass(frozen=True)
class Holding:
    """The sources of the library that share a value of a facet, the earliest first."""

    facet: HoldingsFacet
    value: str
    records: tuple[SourceRecord, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The count with the sources it counts; where these are many, the count and then they by the dozen."""
        number = len(self.records)
        one = number == 1
        was, has = ("was", "has") if one else ("were", "have")
        count = f"{number} {'source' if one else 'sources'}"
        place = f"the {self.value}" if self.value.startswith("United ") else self.value
        said = {
            "all": f"The library holds {count}",
            "year": f"{count} in the library {was} published in {self.value}",
            "country": f"{count} in the library {has} evidence from {place}",
            "author": f"{count} in the library {was} written by {self.value}, alone or with others",
            "published_in": f"{count} in the library {was} published in or by {self.value}",
            "evidence_kind": f"{count} in the library {'is' if one else 'are'} recorded as {self.value}",
            "theme": f"{count} in the library {'is' if one else 'are'} on the theme “{self.value}”",
        }[self.facet]
        names = [_short(record) for record in self.records]
        if self.facet == "all":
            return (f"{said}.",)
        if number <= MEMBERS_A_LINE:
            return (f"{said}: {'; '.join(names)}.",)
        lines = -(-number // MEMBERS_A_LINE)
        dozens = [names[number * n // lines : number * (n + 1) // lines] for n in range(lines)]
        label = f"From {place}" if self.facet == "country" else f"“{self.value}”"
        return (f"{said}.", *(f"{label}: {'; '.join(dozen)}." for dozen in dozens))


def _short(record: SourceRecord) -> str:
    """How a list names a source: one without authors by its title as far as the first colon."""
    if record.authors:
        return record.short_reference
    return f"“{record.title.split(': ')[0]}” ({record.year or 'no date'})"


def describe_holdings(records: Sequence[SourceRecord], themes: Themes) -> Iterator[Holding]:
    """Every value of every facet that a source of `records` has, values in the order in which they first occur."""
    records = sorted(records, key=lambda record: record.year or 9999)
    yield Holding("all", "", tuple(records))
    years = [str(record.year) for record in records if record.year]
    yield from _grouped("year", sorted(set(years)), records, lambda record, value: str(record.year or "") == value)
    places = [place for record in records for place in countries_of(record)]
    yield from _grouped("country", places, records, lambda record, value: value in countries_of(record))
    names = [author.family for record in records for author in record.authors]
    yield from _grouped(
        "author", names, records, lambda record, value: any(author.family == value for author in record.authors)
    )
    publishers = [record.published_in for record in records if record.published_in]
    yield from _grouped("published_in", publishers, records, lambda record, value: record.published_in == value)
    kinds = [record.evidence_kind for record in records if record.evidence_kind != "unclassified"]
    yield from _grouped(
        "evidence_kind", kinds, records, lambda record, value: stem_set(value) <= stem_set(record.evidence_kind)
    )
    for theme in themes.theme:
        on_theme = set(themes.sources_on(theme.id))
        if found := tuple(record for record in records if record.source_id in on_theme):
            yield Holding("theme", theme.name, found)


def countries_of(record: SourceRecord) -> tuple[str, ...]:
    """The countries that a record's evidence is from: of "England, with lessons from the United States", England."""
    return tuple(part for part in _COUNTRY_JOINTS.split(record.country or "") if part and part[0].isupper())


def _grouped(
    facet: HoldingsFacet, values: Iterable[str], records: Sequence[SourceRecord], has: _Has
) -> Iterator[Holding]:
    for value in dict.fromkeys(values):
        yield Holding(facet, value, tuple(record for record in records if has(record, value)))
