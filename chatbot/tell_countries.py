"""After composing: in an answer from several countries, say at each change of source which country and year it is.

"England (2016):" is a connective of the project's own. A source that speaks of several countries is named instead, so
that no sentence seems to be about the country named before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from chatbot.answer import Segment
from chatbot.merge_agreement import says_likewise
from chatbot.pair_contrasts import leads_to_contrast
from kb.citations import Citation
from kb.describe_holdings import countries_of
from kb.library import Library

_LEAST_COUNTRIES = 2


def tell_countries(
    segments: Sequence[Segment], citations: Sequence[Citation], library: Library, words: int
) -> list[Segment]:
    """The segments with a connective wherever the source changes, or unchanged where all are not needed or do not fit.

    Needed where the answer cites sources on two countries or more; `words` is how many words there is room for. A
    language model's sentences mix their sources, so that nothing is put before them.
    """
    countries = {country for citation in citations if (country := _country(citation, library))}
    if len(countries) < _LEAST_COUNTRIES or any(segment.kind == "model" for segment in segments):
        return list(segments)
    labels = {citation.marker: _label(citation, library) for citation in citations}
    sources = {citation.marker: citation.source_id for citation in citations}
    result: list[Segment] = []
    for before, segment in pairwise([None, *segments]):
        assert segment is not None
        here, earlier = (sources.get(s.markers[0]) if s and s.markers else None for s in (segment, before))
        if here is not None and here != earlier and not says_likewise(segment):
            label = labels[segment.markers[0]]
            contrast = leads_to_contrast(segment)
            if contrast is not None:  # "By contrast, Vik (2015):" becomes "By contrast, England (2015):"
                words += len(segment.text.split())
                segment = segment.model_copy(update={"text": f"{contrast}, {label}"})
                words -= len(segment.text.split())
            else:
                result.append(Segment(text=label, kind="connective", markers=segment.markers))
                words -= len(label.split())
        result.append(segment)
    return result if words >= 0 else list(segments)


def _country(citation: Citation, library: Library) -> str | None:
    """The one country that a source speaks of; None where it speaks of several or of none."""
    countries = countries_of(library.record(citation.source_id))
    return countries[0] if len(countries) == 1 and countries[0] == citation.country else None


def _label(citation: Citation, library: Library) -> str:
    country = _country(citation, library)
    if country is None:
        return f"{library.record(citation.source_id).short_reference}:"
    return f"{country} ({citation.year}):" if citation.year else f"{country}:"
