"""Answering from a part of the library: the options of the commands, and a briefing narrowed to a scope."""

from __future__ import annotations

import copy
from typing import Annotated

import typer

from chatbot.pipeline import Briefing
from kb.scope import SearchScope

Sources = Annotated[list[str] | None, typer.Option("--source", help="Search only this source id; repeat it")]
Countries = Annotated[
    list[str] | None, typer.Option("--country", help="Search only evidence from this country; repeat it")
]
EvidenceKinds = Annotated[
    list[str] | None, typer.Option("--evidence-kind", help="Search only this kind of evidence; repeat it")
]
PublishedFrom = Annotated[
    int | None, typer.Option("--published-from", min=1900, max=2100, help="Search only sources of this year or later")
]
PublishedTo = Annotated[
    int | None, typer.Option("--published-to", min=1900, max=2100, help="Search only sources of this year or earlier")
]


def scope_of(
    sources: list[str] | None,
    countries: list[str] | None,
    evidence_kinds: list[str] | None,
    published_from: int | None,
    published_to: int | None,
) -> SearchScope:
    """The scope that a command's options ask for; everything without any."""
    return SearchScope(
        sources=tuple(sources or ()),
        countries=tuple(countries or ()),
        evidence_kinds=tuple(evidence_kinds or ()),
        published_from=published_from,
        published_to=published_to,
    )


def narrow(briefing: Briefing, scope: SearchScope) -> Briefing:
    """A briefing that answers as if the library held only the scope. Raises ScopeError when that is nothing."""
    if scope.is_everything:
        return briefing
    # Composer, evidence model and clock are shared: a composer puts into words what is found and searches nothing.
    narrowed = copy.copy(briefing)
    narrowed.library = briefing.library.within(scope)
    return narrowed
