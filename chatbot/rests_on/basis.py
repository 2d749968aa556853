"""What an answer rests on, as data: the `rests_on` object of `briefing ask --json`. Field names are a contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kb.citations import Citation
from kb.documents import DocumentKind, MarkName
from kb.section_roles import SectionRole

TensionRule = Literal["amount", "quality", "negated"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceBasis(_Record):
    """One source that the answer cites."""

    source_id: str
    reference: str = Field(description="For example: Thorlby and others (2011)")
    year: int | None
    age_years: int | None = Field(description="Years between its publication and `as_of_year`")
    country: str | None = Field(description="Country the evidence is from")
    evidence_kind: str
    studied: str | None = Field(description="When and on what the evidence was gathered, as stated")
    kind: DocumentKind = Field(description="Whether its own text or our note on it was cited")
    abstract_only: bool = Field(description="Whether the library holds no more of it than its abstract")
    section_roles: tuple[SectionRole, ...] = Field(
        description="What parts of it the quotes stand in; empty for a note, whose sections are themes"
    )
    marks: tuple[MarkName, ...] = Field(description="What its quoted sentences say about their own worth as evidence")
    carries_direct_answer: bool = Field(description="Whether it states the direct answer")
    answered_without_it: bool = Field(description="Whether the direct answer would still be given without it")


class StatedLimitation(_Record):
    """A limitation that a cited source states of itself."""

    source_id: str
    citation: Citation


class Tension(_Record):
    """Two quotes on the same thing that point in opposite directions; the first stands in the answer."""

    rule: TensionRule
    about: tuple[str, ...] = Field(description="Words that both share, as the first writes them")
    first: Citation
    second: Citation


class DatedPlan(_Record):
    """A cited sentence that speaks of what was to come when its source was written."""

    marker: int
    source_id: str
    as_of: int | None = Field(description="Year the plan was stated; None where the source has no year")
    outcomes: tuple[Citation, ...] = Field(
        default=(), description="What became of it, by the library's timeline, earliest first"
    )


class RestsOn(_Record):
    """Everything an answer rests on. An abstained answer rests on nothing; what was searched is still said."""

    as_of_year: int = Field(description="Year that ages are counted to")
    independent_sources: int = Field(description="Sources that each carry the direct answer, by leaving them out")
    sources: tuple[SourceBasis, ...] = Field(description="In the order of the answer's citations")
    limitations: tuple[StatedLimitation, ...]
    silent_sources: tuple[str, ...] = Field(description="Ids of sources that were searched and hold nothing close")
    searched_sources: int
    tensions: tuple[Tension, ...]
    plans: tuple[DatedPlan, ...]

    def citations(self) -> Iterator[Citation]:
        """Its own citations; their markers go on from the answer's."""
        for limitation in self.limitations:
            yield limitation.citation
        for tension in self.tensions:
            yield tension.first
            yield tension.second
        for plan in self.plans:
            yield from plan.outcomes
