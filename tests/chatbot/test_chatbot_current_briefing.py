"""The library is changed while the page answers: the next question is answered from it, the one under way is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.current_briefing import CurrentBriefing, MadeOnce
from chatbot.pipeline import Briefing
from ingest.pipeline import ingest_paths
from ingest.remove_source import remove_source
from kb.errors import SourceError
from kb.settings import Settings

_PIERS = "Pier wardens\n\nSummary\n\nThe pier wardens of Norland counted 412 seals in 2011. They count every winter.\n"
_MILLS = (
    "Mill owners\n\nSummary\n\nThe mill owners of Norland ground 73 tonnes of rye in 2015. They grind every autumn.\n"
)
_SEALS = "How many seals did the pier wardens count?"
_RYE = "How many tonnes of rye did the mill owners grind?"


@pytest.fixture
def current(tmp_path: Path) -> CurrentBriefing:
    (tmp_path / "piers-2011.txt").write_text(_PIERS, encoding="utf-8")
    (tmp_path / "mills-2015.txt").write_text(_MILLS, encoding="utf-8")
    (tmp_path / "catalogue.toml").write_text("", encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", sources_dir=tmp_path)
    ingest_paths(settings, [tmp_path / "piers-2011.txt"])
    return CurrentBriefing(Briefing.open(settings))


def test_the_next_question_is_answered_from_the_changed_library(current: CurrentBriefing) -> None:
    settings = current.briefing.library.settings
    under_way = current.briefing
    before = under_way.ask(_SEALS)
    assert "412" in before.answer
    assert "73" not in under_way.ask(_RYE).answer
    with current.changing():
        ingest_paths(settings, [settings.sources_dir / "mills-2015.txt"])
        assert "412" in current.briefing.ask(_SEALS).answer
        assert "73" not in current.briefing.ask(_RYE).answer
    assert "73" in current.briefing.ask(_RYE).answer
    assert current.briefing is not under_way
    assert under_way.ask(_SEALS).model_dump(exclude={"timings_ms"}) == before.model_dump(exclude={"timings_ms"})
    with current.changing():
        remove_source(settings, "piers-2011")
    assert "412" not in current.briefing.ask(_SEALS).answer
    assert "73" in current.briefing.ask(_RYE).answer
    fresh = Briefing.open(settings).ask(_RYE)
    assert current.briefing.ask(_RYE).model_dump(exclude={"timings_ms"}) == fresh.model_dump(exclude={"timings_ms"})


def test_after_a_change_that_failed_the_page_still_answers(current: CurrentBriefing) -> None:
    with pytest.raises(SourceError), current.changing():
        remove_source(current.briefing.library.settings, "nothing-there")
    assert "412" in current.briefing.ask(_SEALS).answer


def test_what_is_made_from_a_briefing_is_made_once_for_each(current: CurrentBriefing) -> None:
    made: list[Briefing] = []
    held = MadeOnce(lambda briefing: made.append(briefing) or len(made))  # type: ignore[func-returns-value]
    first = current.briefing
    assert held.of(first) == held.of(first) == 1
    with current.changing():
        pass
    assert held.of(current.briefing) == held.of(current.briefing) == 2
    assert made == [first, current.briefing]
