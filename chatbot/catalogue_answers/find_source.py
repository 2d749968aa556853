"""Which source of the catalogue a question means: by words of its title, its authors, its year, or the talk before."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.catalogue import SourceRecord
from kb.library import Library
from kb.terms import Term, content_terms, stem_set, stem_word

# Words that say that a work is meant or what is asked of it, not which.
_OF_THE_FORM = frozenset(
    stem_word(word)
    for word in """
    paper papers study studies article report briefing review book work source sources publication
    publications editorial evaluation survey commentary document text author authors coauthors writer write
    wrote written penned authored publish published printed appear appeared journal journals periodical
    publisher year date month old doi digital object identifier pmid pubmed id number url link web page pages
    address licence license licensed volume issue kind type sort form evidence research design method country
    countries cite cites cited citing refer reference references name names called entitled titled title
    people researchers first lead main carried conducted undertook ran come came brought released colleagues
    et al co library literature one two three order piece
    """.split()  # noqa: SIM905 - a list of quoted words would be harder to read
)
_AUTHOR_WEIGHT = 1.5  # a name says more of which source is meant than a word of its title
_IN_TEXT = 0.4  # credit for a word that stands in the source's text and not in its record
_TITLE_SHARE = 0.6  # of words against the nearness of question and title
_LEAST = 0.5  # below this match no source is meant
_MARGIN = 0.08  # of the best match over the next, for one source to be meant
_COMPARED = 8
# Words of the form that also tell one source from another: "the review of" means the review.
_KINDS_OF_WORK = frozenset(stem_word(word) for word in ("review", "survey", "evaluation", "editorial", "commentary"))
_KIND_BONUS = 0.1
_FULL_TITLE_WORDS = 3


@dataclass(frozen=True)
class Meant:
    """The sources that a question may mean, the likeliest first, with how well the likeliest matches, 0..1."""

    records: tuple[SourceRecord, ...]
    match: float


def find_source(text: str, library: Library) -> Meant | None:
    """The source that is meant; several where the words fit them alike; None where they fit none.

    Embeds the question and at most eight titles where there is an embedding model.
    """
    wanted = _naming_terms(text)
    candidates = known_records(library)
    if not wanted or not candidates:
        return None
    texts = _texts(library)
    bags = [_record_stems(record) for record in candidates]
    names = frozenset(stem for record in candidates for stem in _name_stems(record))
    frequency = Counter(stem for bag in bags for stem in bag)
    weights = {
        term.stem: math.log(1 + len(candidates) / max(frequency[term.stem], 1))
        * (_AUTHOR_WEIGHT if term.stem in names else 1.0)
        for term in wanted
    }
    asked = frozenset(term.stem for term in content_terms(text))
    covered = [
        _covered(record, bag, texts.get(record.source_id, frozenset()), weights, asked)
        for record, bag in zip(candidates, bags, strict=True)
    ]
    order = sorted(range(len(candidates)), key=lambda i: (-covered[i], i))[:_COMPARED]
    by_name = all(term.stem in names or term.word.isdecimal() for term in wanted)
    titles = [] if by_name else [candidates[i].title for i in order]
    near = _nearness(" ".join(term.word for term in wanted), titles, library)
    matches = [
        _TITLE_SHARE * covered[i]
        + (1 - _TITLE_SHARE) * near.get(n, covered[i])
        + _KIND_BONUS * bool(asked & _KINDS_OF_WORK & bags[i])
        for n, i in enumerate(order)
    ]
    best = max(matches)
    if best < _LEAST:
        return None
    ranked = sorted(zip(matches, order, strict=True), key=lambda scored: (-scored[0], scored[1]))
    alike = [i for match, i in ranked if match > best - _MARGIN]
    return Meant(tuple(candidates[i] for i in alike), min(best, 1.0))


def names_a_work(text: str) -> bool:
    """Whether any word of a question could say which work it means; "Which journal?" has none."""
    return bool(_naming_terms(text))


def _naming_terms(text: str) -> list[Term]:
    return [term for term in content_terms(text) if term.stem not in _OF_THE_FORM]


def known_records(library: Library) -> list[SourceRecord]:
    """Records of the sources that the library covers, and of works that it knows from their references alone."""
    known = [*library.catalogue_documents.held, *(record for record in library.catalogue if record.cited_in)]
    return [record for record in known if library.covers(record)]


def _texts(library: Library) -> dict[str, frozenset[str]]:
    """Stems of everything that is stored of each source that answers."""
    return {document.source_id: stem_set(document.text) for document in library.documents.values()}


def _record_stems(record: SourceRecord) -> frozenset[str]:
    about = (record.title, record.published_in, record.country, record.evidence_kind, str(record.year or ""))
    return frozenset().union(*(stem_set(part) for part in about if part)) | _name_stems(record)


def _name_stems(record: SourceRecord) -> frozenset[str]:
    return frozenset().union(*(stem_set(author.family) for author in record.authors))


def _covered(
    record: SourceRecord, bag: frozenset[str], text: frozenset[str], weights: Mapping[str, float], asked: frozenset[str]
) -> float:
    """The share of the question's words, by weight, that the record has; 1 where the question gives the whole title."""
    title = stem_set(record.title)
    if len(title) >= _FULL_TITLE_WORDS and title <= asked:
        return 1.0
    met = sum(weight * (1.0 if stem in bag else _IN_TEXT * (stem in text)) for stem, weight in weights.items())
    return met / sum(weights.values())


def _nearness(about: str, titles: Sequence[str], library: Library) -> dict[int, float]:
    """Cosine similarity of what is asked about and each title, by its place; empty without the embedding model."""
    if library.embedder is None:
        return {}
    vectors = library.embedder.embed_texts([about, *titles])
    return {n: float(vectors[0] @ vector) for n, vector in enumerate(vectors[1:])}
