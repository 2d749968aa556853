"""The gate against its baselines, and the metamorphic relations."""

from pathlib import Path

import orjson
import pytest
from evals_made_up import (
    RECORD,
    FakeLibrary,
    FakeSystem,
    make_answer,
    make_citation,
    make_document,
    make_nugget,
    make_question,
)

from chatbot.answer import Answer
from chatbot.pipeline import Briefing
from evals import gate, metamorphic
from evals.gate import baseline_path, run_gate
from evals.gold import GoldIndex
from evals.metamorphic import (
    Relation,
    distractor,
    gold_removed,
    negate,
    negated,
    paraphrase,
    reordered,
    write_distractor,
)
from evals.questions import Question
from evals.records import Outcome
from evals.run import run_question
from evals.scratch import ingested
from kb.errors import DataFolderError, QuestionFileError
from kb.notes import load_notes
from kb.settings import Settings

DOCUMENT = make_document()
QUESTION = make_question(DOCUMENT)
AGAIN = make_question(DOCUMENT, question="What did otter groups keep, in figures?")


def _system(**answers: Answer) -> FakeSystem:
    library = FakeLibrary([DOCUMENT], records={RECORD.source_id: RECORD, "distractor": RECORD})
    return FakeSystem(library, {question.replace("_", " "): answer for question, answer in answers.items()})


def _outcome(question: Question, *sentences: int) -> Outcome:
    citations = [make_citation(DOCUMENT, sentence, marker=n) for n, sentence in enumerate(sentences, start=1)]
    system = _system()
    system.answers[question.question] = make_answer(citations)
    return run_question(system, question, Settings(), GoldIndex([]))


@pytest.fixture
def questions(harbour_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """The made-up library as what every corpus is ingested into, and a question on it."""
    briefing = Briefing.open(harbour_settings)
    monkeypatch.setattr(gate, "ingested", lambda *_: briefing)
    document = next(iter(briefing.library.documents.values()))
    sentence = next(i for i, s in enumerate(document.sentences) if "41,000" in document.slice(s))
    asked = make_question(
        document,
        question="How many residents does the shared budget of the harbour clinics cover?",
        source_ids=[document.source_id],
        nuggets=[make_nugget(document, sentence, "41,?000")],
    )
    return [asked]


def test_the_gate_holds_against_the_baseline_it_wrote(questions: list[Question], tmp_path: Path) -> None:
    written = run_gate(Settings(), questions, tmp_path, tmp_path, write=True)
    assert [verdict.corpus for verdict in written] == ["notes", "originals"]
    text = baseline_path(tmp_path, "notes").read_text(encoding="utf-8")
    assert "41,000" not in text
    assert questions[0].question not in text
    compared = run_gate(Settings(), questions, None, tmp_path)
    assert [verdict.held for verdict in compared] == [True]


def test_the_gate_fails_where_the_baseline_was_better(questions: list[Question], tmp_path: Path) -> None:
    run_gate(Settings(), questions, None, tmp_path, write=True)
    path = baseline_path(tmp_path, "notes")
    better = orjson.loads(path.read_bytes())
    better["outcomes"][0]["values"]["attributed"] = 2.0
    path.write_bytes(orjson.dumps(better))
    (verdict,) = run_gate(Settings(), questions, None, tmp_path)
    assert not verdict.held


def test_a_missing_baseline_is_said_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="no baseline for the notes"):
        run_gate(Settings(), [], None, tmp_path)


def test_a_refused_file_stops_a_scratch_ingest(harbour_settings: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "empty.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(DataFolderError, match="could not be read"):
        ingested(harbour_settings, [broken], tmp_path / "data")


def test_paraphrases_pass_or_fail_together() -> None:
    good, bad = _outcome(QUESTION, 0), _outcome(AGAIN, 3)
    other = make_question(DOCUMENT, question="Who counted?", nuggets=[make_nugget(DOCUMENT, 3, "volunteer")])
    asked = [QUESTION, AGAIN, other]
    outcomes = {QUESTION.id: good, AGAIN.id: bad, other.id: good}
    assert paraphrase(asked, outcomes) == Relation("paraphrase", 1, (f"{QUESTION.id} {AGAIN.id}",))
    assert paraphrase(asked, {**outcomes, AGAIN.id: good}).broken == ()


def test_a_distractor_must_not_be_cited_nor_cost_an_answer() -> None:
    good = _outcome(QUESTION, 0)
    cited = good.model_copy(
        update={"citations": tuple(c.model_copy(update={"source_id": "distractor"}) for c in good.citations)}
    )
    lost = _outcome(QUESTION, 3)
    assert distractor({"a": good, "b": cited, "c": lost}).broken == ("b", "c")


def test_without_its_source_an_answer_abstains_or_cites_gold() -> None:
    assert gold_removed({"a": _outcome(QUESTION), "b": _outcome(QUESTION, 0), "c": _outcome(QUESTION, 3)}).broken == (
        "c",
    )


def test_another_order_must_not_change_an_answer() -> None:
    plain, other = _system(), _system()
    plain.answers[QUESTION.question] = make_answer([make_citation(DOCUMENT, 0)])
    other.answers[QUESTION.question] = make_answer([make_citation(DOCUMENT, 1)])
    assert reordered(plain, plain, [QUESTION]).held
    broken = reordered(plain, other, [QUESTION, AGAIN])
    assert broken.broken == (QUESTION.id,)
    assert not broken.held


def test_a_negated_question_is_not_answered_in_the_same_words() -> None:
    system = _system()
    answer = make_answer([make_citation(DOCUMENT, 0)])
    system.answers = {QUESTION.question: answer, "How many nests didn't otters keep?": answer}
    assert negated(system, [QUESTION]).broken == (QUESTION.id,)
    del system.answers["How many nests didn't otters keep?"]
    assert negated(system, [QUESTION, make_question(question="Nests?")]) == Relation("negated", 1, ())


@pytest.mark.parametrize(
    ("question", "opposite"),
    [
        ("Why do otters swim?", "Why don't otters swim?"),
        ("Which rivers were counted?", "Which rivers weren't counted?"),
        ("Why don't otters swim?", None),
        ("Otters?", None),
    ],
)
def test_questions_are_negated_as_people_negate_them(question: str, opposite: str | None) -> None:
    assert negate(question) == opposite


def test_the_distractor_is_a_valid_note(tmp_path: Path) -> None:
    write_distractor(tmp_path)
    (note,) = load_notes(tmp_path)
    assert note.source_id == "distractor"
    assert len(note.card) == 5


def test_a_relation_without_pairs_has_no_share() -> None:
    assert Relation("none", 0, ()).share_held is None
    assert Relation("some", 4, ("a",)).share_held == 0.75


def test_all_relations_are_measured(
    harbour_settings: Settings, questions: list[Question], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    briefing = Briefing.open(harbour_settings)
    monkeypatch.setattr(metamorphic, "ingested", lambda *_: briefing)
    note = tmp_path / "notes" / f"{questions[0].source_ids[0]}.toml"
    note.parent.mkdir()
    write_distractor(tmp_path).rename(note)
    done: list[str] = []
    settings = harbour_settings.model_copy(update={"sources_dir": tmp_path})
    relations = metamorphic.measure_relations(settings, questions, done.append)
    assert [relation.name for relation in relations] == done
    assert all(relation.held for relation in relations)
