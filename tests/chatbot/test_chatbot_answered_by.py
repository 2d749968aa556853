"""An answer says which models and data files decided it; answers saved before that still verify."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from harbour_made_up import CATALOGUE, HARBOUR_TEXT
from library_made_up import make_library, originals

from chatbot.answered_by import AnsweredBy
from chatbot.evidence_model import EvidenceModel, load_evidence_model
from chatbot.narrow import narrow
from chatbot.pipeline import Briefing
from chatbot.verify_answer import AnswerVerifier, load_answers
from kb.library import Library
from kb.scope import SearchScope
from kb.settings import Settings
from kb.store import DocumentStore

_ASKED = "How large a bonus can a clinic earn?"
_GLOSSARY = """
[[term]]
id = "bonus"
term = "bonus"
everyday = ["extra pay"]
definition = "What is paid on top of what a clinic is paid anyway."
"""
_TIMELINE = """
[[event]]
id = "budgets"
year = 2014
country = "Norland"
what = "Harbour clinics were given shared budgets."
source_id = "harbour-2014"
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    files = {"catalogue.toml": CATALOGUE, "glossary.toml": _GLOSSARY, "timeline.toml": _TIMELINE}
    return make_library(tmp_path_factory.mktemp("answered"), {**files, **originals({"harbour-2014": HARBOUR_TEXT})})


@pytest.fixture(scope="module")
def model() -> EvidenceModel:
    return load_evidence_model("hybrid")


def named(briefing: Briefing) -> AnsweredBy:
    found = briefing.ask(_ASKED).answered_by
    assert found is not None
    return found


def changed(before: AnsweredBy, after: AnsweredBy) -> set[str]:
    return {name for name in AnsweredBy.model_fields if getattr(before, name) != getattr(after, name)}


def test_each_model_has_its_own_hash(settings: Settings, model: EvidenceModel) -> None:
    library = Library.open(settings)
    usual = named(Briefing(library))
    assert (
        named(Briefing(library, model))
        == usual
        == named(narrow(Briefing(library), SearchScope(countries=("Norland",))))
    )
    ranker = replace(model.ranker, weights=model.ranker.weights * 1.001)
    assert changed(usual, named(Briefing(library, replace(model, ranker=ranker)))) == {"evidence_model"}
    expected = replace(model.expected, per_cosine=model.expected.per_cosine + 0.001)
    assert changed(usual, named(Briefing(library, replace(model, expected=expected)))) == {"evidence_model"}
    fact = replace(model.fact, intercept=model.fact.intercept + 0.001)
    assert changed(usual, named(Briefing(library, replace(model, fact=fact)))) == {"confidence_model"}
    threshold = replace(model, abstain_below=model.abstain_below / 2)
    assert changed(usual, named(Briefing(library, threshold))) == {"confidence_model"}


@pytest.mark.parametrize(
    ("name", "old", "new"), [("glossary", "extra pay", "extra wages"), ("timeline", "2014", "2013")]
)
def test_each_data_file_has_its_own_hash(settings: Settings, name: str, old: str, new: str) -> None:
    usual = named(Briefing.open(settings))
    path = settings.sources_dir / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(f"# another layout\n{text}", encoding="utf-8")
        assert named(Briefing.open(settings)) == usual
        path.write_text(text.replace(old, new), encoding="utf-8")
        assert changed(usual, named(Briefing.open(settings))) == {name}
    finally:
        path.write_text(text, encoding="utf-8")


def test_an_answer_of_before_it_was_kept_still_verifies(settings: Settings, tmp_path: Path) -> None:
    briefing = Briefing.open(settings)
    saved = briefing.ask(_ASKED).model_dump(mode="json")
    del saved["answered_by"]
    file = tmp_path / "answer.json"
    file.write_bytes(orjson.dumps(saved))
    (answer,) = load_answers(file)
    assert answer.citations
    verifier = AnswerVerifier(DocumentStore(settings.data_dir), briefing.library.catalogue)
    assert [finding.problem for finding in verifier.verify(answer) if finding.problem] == []
