"""The glossary, where texts use its terms, and what it adds to a question."""

from __future__ import annotations

from pathlib import Path

import pytest
from kb_made_up import make_document

from kb.documents import Passage
from kb.expand_query import expand_query
from kb.find_terms import TermFinder, passages_using
from kb.glossary import Glossary, load_glossary
from kb.library import Library
from kb.notes import load_notes
from kb.settings import Settings

GLOSSARY = Glossary.model_validate(
    {
        "term": [
            {
                "id": "hct",
                "term": "harbour care trust",
                "abbreviation": "HCT",
                "definition": "A made-up body that buys care.",
            },
            {
                "id": "care",
                "term": "harbour care",
                "everyday": ["looking after sailors"],
                "definition": "A made-up kind of care.",
                "see_also": ["hct"],
            },
            {
                "id": "capitation",
                "term": "capitation",
                "everyday": ["flat rate"],
                "definition": "A fixed sum for each person.",
            },
        ]
    }
)
READER = TermFinder(GLOSSARY, everyday=True, any_case=True)


def found(text: str, finder: TermFinder) -> list[tuple[str, str]]:
    return [(use.term.id, text[use.char_start : use.char_end]) for use in finder.uses(text)]


def test_the_committed_glossary_is_used_by_the_library() -> None:
    settings = Settings()
    glossary = load_glossary(settings.glossary_path)
    assert len(glossary.term) >= 90
    claims = "\n".join(card.claim for note in load_notes(settings.notes_dir) for card in note.card)
    used = {use.term.id for use in TermFinder(glossary).uses(claims)}
    assert {term.id for term in glossary.term} - used == set()


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"id": "hct"}, "used twice"),
        ({"abbreviation": "hct"}, "two terms"),
        ({"everyday": ["Flat Rate"]}, "two terms"),
        ({"see_also": ["harbor"]}, "harbor"),
    ],
)
def test_a_faulty_term_names_what_is_wrong(fields: dict[str, object], named: str) -> None:
    term = {"id": "x", "term": "lighthouse", "definition": "A made-up tower with a lamp."} | fields
    with pytest.raises(ValueError, match=named):
        Glossary.model_validate({"term": [*GLOSSARY.model_dump()["term"], term]})


def test_the_longest_form_is_found_and_punctuation_parts_it() -> None:
    source = TermFinder(GLOSSARY)
    assert found("The harbour care trusts, and harbour care.", source) == [
        ("hct", "harbour care trusts"),
        ("care", "harbour care"),
    ]
    assert found("They left the harbour. Care came late.", source) == []
    assert found("Two HCTs met an hct.", source) == [("hct", "HCTs")]


def test_a_question_may_use_everyday_words_and_any_case() -> None:
    assert found("what do hcts pay as a flat rate?", READER) == [("hct", "hcts"), ("capitation", "flat rate")]
    assert found("Who is looking after sailors?", READER) == [("care", "looking after sailors")]
    assert found("Who is looking after sailors?", TermFinder(GLOSSARY)) == []


def test_words_that_only_share_a_stem_are_not_the_term() -> None:
    assert found("Capital projects", READER) == []
    assert found("Capitated groups", READER) == [("capitation", "Capitated")]


def test_a_question_gains_the_other_forms_and_no_others() -> None:
    forms = ("harbour care trust", "HCTs")  # no stemmer takes the s off
    assert [(e.said, e.others) for e in expand_query("Who funds the HCT?", READER)] == [("HCT", forms)]
    assert [e.others for e in expand_query("Is it a flat rate?", READER)] == [("capitation",)]
    assert expand_query("What is capitation?", READER) == []
    assert expand_query("Does the HCT, the harbour care trust, pay?", READER)[0].others == ("HCTs",)
    assert expand_query("Who sails?", READER) == []


def test_passages_that_use_a_term_are_found_by_any_form() -> None:
    text = "The HCT pays. Nobody sails. A harbour care trust buys."
    passages = tuple(
        Passage(
            char_start=start,
            char_end=end,
            passage_id=f"p-{start}",
            section_index=0,
            first_sentence=0,
            last_sentence=0,
            size_tokens=5,
        )
        for start, end in ((0, 13), (14, 27), (28, 54))
    )
    document = make_document(text, text, [(0, 0, len(text))], passages=passages)
    term = GLOSSARY.get("hct")
    assert term is not None
    assert [passage.passage_id for _, passage in passages_using(term, [document])] == ["p-0", "p-28"]


def test_search_finds_the_term_of_art_by_everyday_words(
    harbour_settings: Settings, harbour_sources: Path, tmp_path: Path
) -> None:
    for name in ("catalogue.toml",):
        (tmp_path / name).write_bytes((harbour_sources / name).read_bytes())
    (tmp_path / "glossary.toml").write_text(
        '[[term]]\nid = "physiotherapy"\nterm = "physiotherapy"\neveryday = ["muscle training"]\n'
        'definition = "Treatment by exercise and touch."\n',
        encoding="utf-8",
    )
    settings = harbour_settings.model_copy(update={"sources_dir": tmp_path})
    question = "Did muscle training improve?"
    with_glossary = Library.open(settings, with_model=False)
    assert "physiotherapy" in with_glossary.search(question, 1)[0].text
    off = settings.model_copy(update={"expansion_weight": 0.0})
    assert Library.open(off, with_model=False).search(question, 5) == []
    assert Library.open(harbour_settings, with_model=False).search(question, 5) == []
    best = with_glossary.bm25.whole_form_scores("waits for physiotherapy")
    assert (best > 0).sum() == 1
    assert not with_glossary.bm25.whole_form_scores("physiotherapy on the moon").any()
