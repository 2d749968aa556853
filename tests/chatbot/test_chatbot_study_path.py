"""Reading paths: the order of stages and sources, why each step stands where it does, how long it takes."""

from __future__ import annotations

from chatbot.study.reading_path import WORDS_A_MINUTE, Reading, plan_path
from chatbot.study.stages import STAGES
from kb.catalogue import SourceRecord
from kb.documents import Document, Section, Sentence
from kb.timeline import Event


def _reading(source_id: str, year: int | None, *kinds: str, words: int = 10, **about: object) -> Reading:
    """A note with one card a kind."""
    text, sentences = "", []
    for kind in kinds:
        claim = " ".join(["word"] * words) + ". "
        span = {"char_start": len(text), "char_end": len(text) + len(claim) - 1}
        sentences.append(Sentence(**span, kind="card", section_index=0, claim_kind=kind))
        text += claim
    document = Document(
        document_id=f"d-{source_id}", source_id=source_id, kind="note", document_sha256="0" * 64, media_type="x",
        title=source_id, source_text=text, text=text, offset_map=(), sentences=tuple(sentences), passages=(),
        sections=(Section(char_start=0, char_end=len(text), path=()),),
    )  # fmt: skip
    record = SourceRecord(source_id=source_id, title=f"On {source_id}", year=year, access="full text")
    fields = {"cited_by": 0} | about
    return Reading(record, document, tuple(range(len(sentences))), **fields)  # type: ignore[arg-type]


def _event(name: str, year: int) -> Event:
    return Event(id=name, year=year, country="Norland", what="Something happened on the quay.", source_id="lind-2021")


_READINGS = [
    _reading("brandt-2004", 2004, "finding", "finding", "limitation"),
    _reading("okafor-1999", 1999, "definition", "finding", "context", "context"),
    _reading("lind-2021", 2021, "finding", "lesson", "definition"),
    _reading("reed-2010", 2010, "lesson", "opinion", cited_by=2),
]


def _shape(readings: list[Reading], events: list[Event] | None = None) -> list[tuple[str, str | None]]:
    path = plan_path("money", readings, events or [])
    return [(step.stage, step.reading.record.source_id if step.reading else None) for step in path.steps]


def test_words_first_then_setting_findings_from_the_oldest_conclusions_limits_and_the_newest_last() -> None:
    assert _shape(_READINGS, [_event("founding", 2019)]) == [
        ("terms", "lind-2021"),
        ("terms", "okafor-1999"),
        ("setting", "okafor-1999"),
        ("findings", "okafor-1999"),
        ("findings", "brandt-2004"),
        ("conclusions", "reed-2010"),
        ("limits", "brandt-2004"),
        ("now", "lind-2021"),
        ("now", None),
    ]
    assert _shape(list(reversed(_READINGS)), [_event("founding", 2019)]) == _shape(
        _READINGS, [_event("founding", 2019)]
    )
    stages = [stage for stage, _ in _shape(_READINGS)]
    assert stages == sorted(stages, key=lambda stage: [str(one) for one in STAGES].index(stage))


def test_each_step_says_why_it_stands_there() -> None:
    steps = plan_path("money", _READINGS, []).steps
    why = {(step.stage, step.reading.record.source_id): step.why for step in steps if step.reading}
    assert "1 definition, " in why["terms", "lind-2021"]
    assert "2 claims on background and method" in why["setting", "okafor-1999"]
    assert why["findings", "okafor-1999"].endswith("1 finding or figure; the earliest of those chosen.")
    assert "2 findings or figures; 5 years after the one before." in why["findings", "brandt-2004"]
    assert "2 lessons or reported opinions" in why["conclusions", "reed-2010"]
    assert why["conclusions", "reed-2010"].endswith("2 works are known here through its references.")
    assert "The newest source on this theme (2021)" in why["now", "lind-2021"]
    assert all(step.why for step in steps)


def test_what_a_reader_should_know_before_is_said() -> None:
    record = SourceRecord(source_id="hall-2000", title="On halls", year=2000, access="abstract")
    base = _reading("hall-2000", 2000, "finding", doubts=("Lines are lost.",))
    abstract = Reading(record, base.document, base.sentences, 0, base.doubts)
    why = plan_path("money", [abstract], []).steps[0].why
    assert why.endswith("Of it only the abstract was read. Something was doubtful when it was read.")


def test_a_retracted_source_is_no_step_but_named_among_those_left_out() -> None:
    retracted = _reading("reed-2022", 2022, "finding", retracted=True)
    path = plan_path("money", [*_READINGS, retracted], [])
    assert "reed-2022" not in [step.reading.record.source_id for step in path.steps if step.reading]
    assert [record.source_id for record in path.left_out] == ["reed-2022"]


def test_a_long_theme_is_cut_to_the_sources_that_hold_most() -> None:
    many = [_reading(f"s-{year}", year, *["finding"] * (year - 1990)) for year in range(1991, 2011)]
    path = plan_path("money", many, [])
    chosen = [step.reading.record.source_id for step in path.steps if step.reading and step.stage == "findings"]
    assert chosen == [f"s-{year}" for year in range(2004, 2010)]
    assert path.steps[-1].stage == "now"
    assert len(path.left_out) == 13


def test_minutes_count_the_words_of_what_is_read() -> None:
    short = plan_path("money", [_reading("s-1", 2000, "finding", words=1)], [])
    long = plan_path("money", [_reading("s-1", 2000, "finding", words=WORDS_A_MINUTE + 1)], [])
    assert (short.minutes, long.minutes) == (1, 2)


def test_ids_of_steps_do_not_change_when_other_sources_come() -> None:
    before = {step.step_id for step in plan_path("money", _READINGS[:3], []).steps}
    assert before <= {step.step_id for step in plan_path("money", _READINGS, []).steps}
    assert not before & {step.step_id for step in plan_path("boards", _READINGS, []).steps}


def test_a_theme_that_nothing_is_held_on_has_no_steps() -> None:
    assert plan_path("money", [], []).steps == ()
