"""The Evaluate tab's desk and its handlers, called past the page: who may not, sees and changes nothing."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from page_evaluate_made_up import BUDGET, FOUNDERS, SUNDAYS, VOLCANO, evaluate_settings
from page_http import Headers, call, send, session_of

from chatbot.authority.authority import Authority
from chatbot.authority.password_hash import hash_password
from chatbot.authority.users_file import User, Users, changing_users
from chatbot.current_briefing import CurrentBriefing
from chatbot.feedback import FeedbackFile, make_feedback
from chatbot.page import open_page
from chatbot.pipeline import Briefing
from evals.kept_runs import KeptRuns
from evals.page.evaluate_desk import EvaluateDesk, Shown
from evals.page.evaluate_place import EvaluateAction, EvaluatePlace
from evals.page.evaluate_visit import EvaluateVisit
from evals.question_shelf import QuestionShelf, version_of
from evals.records import write_run
from kb.errors import NotAllowedError
from kb.settings import Settings

PASSWORD = "a long made-up phrase"
ROLES = ("reader", "evaluator", "curator")
NOBODY: Headers = {}


@pytest.fixture(scope="module")
def base(page_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The library; each test gets a copy of its data folder."""
    return evaluate_settings(page_settings, tmp_path_factory.mktemp("evaluate") / "data")


@pytest.fixture
def settings(base: Settings, tmp_path: Path) -> Settings:
    data_dir = tmp_path / "data"
    shutil.copytree(base.data_dir, data_dir)
    return base.model_copy(update={"data_dir": data_dir})


@pytest.fixture
def desk(settings: Settings) -> EvaluateDesk:
    """In one-person mode."""
    return EvaluateDesk(CurrentBriefing(Briefing.open(settings)), Authority(settings))


def _leave_feedback(settings: Settings, question: str = BUDGET, comment: str = "A <i>secret</i> comment") -> str:
    answer = Briefing.open(settings).ask(question)
    feedback = make_feedback(answer, (), thumb="down", comment=comment, corpus="auto", question_max_chars=4000)
    FeedbackFile(settings.data_dir).append(feedback)
    return feedback.id


def _act(desk: EvaluateDesk, act: str, view: str, fields: dict[str, list[str]] | None = None, **more: str) -> Shown:
    sent = {"act": act, "view": view, "fields": fields or {}, **more}
    return desk.act(NOBODY, EvaluateAction.model_validate(sent))


def _show(desk: EvaluateDesk, view: str, **fields: str) -> str:
    return desk.show(NOBODY, EvaluatePlace.model_validate({"view": view, **fields})).view


def _run(desk: EvaluateDesk, settings: Settings, **fields: list[str]) -> str:
    shown = _act(desk, "begin", "start", {"set": ["own"], "corpus": ["originals"], **fields})
    assert "has begun" in shown.said, shown.said
    assert desk.wait(60)
    progress = desk.progress(NOBODY)
    assert progress.state == "finished", progress
    return progress.run_name


def test_a_run_is_made_looked_at_and_its_failure_told(desk: EvaluateDesk, settings: Settings) -> None:
    assert "No run is kept yet" in _show(desk, "overview")
    name = _run(desk, settings)
    overview = _show(desk, "overview")
    assert "3 of 4 questions passed" in overview
    assert "committed baseline" not in overview
    run = _show(desk, "run", run=name)
    assert SUNDAYS in run
    assert BUDGET not in run
    assert BUDGET in _show(desk, "run", run=name, shown="all")
    failing = KeptRuns(settings.data_dir).read(name)
    (item,) = [outcome.question_id for outcome in failing.outcomes if not outcome.passed]
    outcome = _show(desk, "outcome", run=name, item=item)
    assert "midnight &lt;b&gt;" in outcome
    assert "On Sundays they close at noon" in outcome
    assert "✗ missed" in outcome
    assert 'href="#said-1"' in outcome
    assert "points at gold" in outcome


def test_gold_words_of_originals_are_shown_on_this_machine_alone(settings: Settings) -> None:
    users = settings.data_dir / "users.json"
    _add_users(users)
    for elsewhere in ({"host": "0.0.0.0"}, {"allowed_hosts": ("briefing.example",)}):
        served = settings.model_copy(update={"users_file": users, **elsewhere})
        authority = Authority(served)
        desk = EvaluateDesk(CurrentBriefing(Briefing.open(served)), authority)
        headers = {"cookie": f"briefing-session={authority.sign_in('evaluator', PASSWORD, '192.0.2.1')}"}
        begin = EvaluateAction.model_validate({"act": "begin", "view": "start", "fields": {"set": ["own"]}})
        desk.act(headers, begin)
        assert desk.wait(60)
        name = desk.progress(headers).run_name
        item = next(q.question.id for q in QuestionShelf(served.own_questions_dir).questions().values()
                    if q.question.question == FOUNDERS)  # fmt: skip
        outcome = desk.show(headers, EvaluatePlace(view="outcome", run=name, item=item)).view
        assert "characters" in outcome
        assert "<blockquote>" not in outcome


def test_two_runs_say_what_broke_and_whether_it_is_noise(desk: EvaluateDesk, settings: Settings) -> None:
    before = _run(desk, settings)
    kept = KeptRuns(settings.data_dir)
    record = kept.read(before)
    broken = [
        outcome.model_copy(update={"values": {**outcome.values, "passed": 0.0, "vital_recall": 0.0}})
        if outcome.question == BUDGET
        else outcome
        for outcome in record.outcomes
    ]
    later = record.model_copy(update={"started": "2099-01-01T00:00:00+00:00", "outcomes": tuple(broken)})
    write_run(later, kept.folder / "later.json")
    shown = _show(desk, "compare", before=before, run="later")
    assert "What broke" in shown
    assert BUDGET in shown.split("What broke")[1]
    assert "could be noise" in shown
    assert "1 pass no longer" in shown
    assert 'class="history"' in _show(desk, "overview")
    other = record.model_copy(update={"corpus_hash": "another", "question_set_hash": record.question_set_hash})
    write_run(other, kept.folder / "other.json")
    assert "different corpora" in _show(desk, "compare", before="other", run="later")
    assert "Comparison" in _show(desk, "compare", before="other", run="later", across="yes")


def test_filters_choose_what_is_run_and_nothing_to_run_is_said(desk: EvaluateDesk, settings: Settings) -> None:
    name = _run(desk, settings, type=["far_unanswerable", "nonsense"], text=["VOLCANO"])
    record = KeptRuns(settings.data_dir).read(name)
    assert [outcome.question for outcome in record.outcomes] == [VOLCANO]
    assert record.filters["type"] == ["far_unanswerable"]
    shown = _act(desk, "begin", "start", {"set": ["own"], "text": ["nothing like it"]})
    assert "No question passes" in shown.view
    assert 'value="nothing like it"' in shown.view
    assert "no corpus" in _act(desk, "begin", "start", {"corpus": ["everything"]}).view


def test_tags_are_shown_and_choose_what_is_run(desk: EvaluateDesk, settings: Settings) -> None:
    assert 'name="tag"' not in _show(desk, "questions")
    shelf = QuestionShelf(settings.own_questions_dir)
    held = next(held for held in shelf.questions().values() if held.question.question == BUDGET)
    tagged = held.question.model_copy(update={"tags": ("money",)})
    shelf.save(tagged, opened=version_of(held.question), instead_of=held.question.id)
    listed = _show(desk, "questions", tag="money")
    assert BUDGET in listed
    assert FOUNDERS not in listed
    assert 'value="money"' in _show(desk, "edit", item=tagged.id)
    name = _run(desk, settings, tag=["Money, other"])
    assert [outcome.question for outcome in KeptRuns(settings.data_dir).read(name).outcomes] == [BUDGET]


def test_runs_of_different_questions_are_compared_over_those_of_both(desk: EvaluateDesk, settings: Settings) -> None:
    few, all_ = _run(desk, settings, text=["budget"]), _run(desk, settings)
    assert "Tick the box" in _show(desk, "compare", before=few, run=all_)
    shown = _show(desk, "compare", before=few, run=all_, shared="yes")
    assert "only the 1 that both asked are compared" in shown
    assert "3 of the second alone" in shown
    assert 'name="shared" value="yes" checked' in shown


def test_feedback_becomes_a_checked_question_and_is_done_with(desk: EvaluateDesk, settings: Settings) -> None:
    feedback = _leave_feedback(settings, "Where does the nurses' board hang?")
    listed = _show(desk, "feedback")
    assert "A &lt;i&gt;secret&lt;/i&gt; comment" in listed
    assert "Feedback (1)" in listed
    form = _show(desk, "edit", feedback=feedback)
    assert "Where does the nurses&#x27; board hang?" in form
    fields = {
        "question": ["Where does the nurses' board hang?"], "type": ["name"], "expect": ["answer"],
        "asker": ["student"], "fact": ["board"], "sources": ["quay-2019"], "feedback": [feedback],
        "nugget-0-importance": ["vital"], "nugget-0-patterns": ["ferry station"],
        "nugget-0-gold": ['quay-2019 "not in there"'],
    }  # fmt: skip
    refused = _act(desk, "save", "edit", fields)
    assert "The question was not saved" in refused.view
    assert "do not stand in the original" in refused.view
    assert 'aria-invalid="true"' in refused.view
    assert "ferry station" in refused.view
    fields["nugget-0-gold"] = ['quay-2019 "hall of the ferry station"']
    looked_up = _act(desk, "place-gold", "edit", fields)
    assert "It is not saved yet" in looked_up.said
    assert len(QuestionShelf(settings.own_questions_dir).questions()) == len(_project()) + 4
    saved = _act(desk, "save", "edit", fields)
    assert "Saved in own.jsonl" in saved.said
    held = next(q for q in QuestionShelf(settings.own_questions_dir).questions().values() if q.question.fact == "board")
    assert held.own
    (kept,) = FeedbackFile(settings.data_dir).read().kept
    assert (kept.state, kept.mark and kept.mark.question_id) == ("made a question", held.question.id)
    assert "There is nothing to look at" in _show(desk, "feedback")
    assert "Open its question" in _show(desk, "feedback", shown="all")


def _project() -> set[str]:
    return {held.question.id for held in QuestionShelf(Path("none")).questions().values()}


def test_feedback_is_set_aside_and_taken_up_again(desk: EvaluateDesk, settings: Settings) -> None:
    feedback = _leave_feedback(settings)
    assert "nothing to look at" in _act(desk, "set-aside", "feedback", feedback=feedback).view
    assert "secret" in _act(desk, "reopen", "feedback", feedback=feedback).view
    assert "no longer there" in _act(desk, "set-aside", "feedback", feedback="f-0").view


def test_an_edit_that_crossed_another_is_refused_and_what_was_typed_stays(
    desk: EvaluateDesk, settings: Settings
) -> None:
    item = next(i for i, held in QuestionShelf(settings.own_questions_dir).questions().items()
                if held.question.question == BUDGET)  # fmt: skip
    form = _show(desk, "edit", item=item)
    version = form.split('name="opened_version" value="')[1].split('"')[0]
    fields = {
        "opened_id": [item], "opened_version": [version], "question": [BUDGET], "type": ["figure"],
        "expect": ["answer"], "asker": ["student"], "fact": ["budget"], "sources": ["quay-2019"],
        "nugget-0-importance": ["vital"], "nugget-0-patterns": ["95 crowns"],
        "nugget-0-gold": ['quay-2019 "95 crowns per resident"'],
    }  # fmt: skip
    assert "Saved" in _act(desk, "save", "edit", fields).said
    fields["nugget-0-patterns"] = ["95 gulden|95 crowns"]
    shown = _act(desk, "save", "edit", fields)
    assert "Somebody changed this question since you opened it" in shown.view
    assert "95 gulden" in shown.view
    question = QuestionShelf(settings.own_questions_dir).questions()[item].question
    assert question.nuggets[0].patterns == ("95 crowns",)


@pytest.mark.parametrize(
    ("view", "fields"),
    [
        ("run", {"run": "../../etc/passwd"}),
        ("outcome", {"run": "nothing", "item": "q-1"}),
        ("edit", {"item": "q-<script>"}),
        ("edit", {"feedback": "f-1"}),
        ("compare", {"before": "x", "run": "y"}),
    ],
)
def test_what_is_not_there_is_said(view: str, fields: dict[str, str], desk: EvaluateDesk) -> None:
    shown = _show(desk, view, **fields)
    assert "no longer" in shown
    assert "<script>" not in shown


_STEPS: tuple[Callable[[EvaluateDesk], object], ...] = (
    lambda desk: desk.show({}, EvaluatePlace(view="overview")),
    lambda desk: desk.show({}, EvaluatePlace(view="feedback")),
    lambda desk: desk.act({}, EvaluateAction(act="go", view="questions")),
    lambda desk: desk.act({}, EvaluateAction(act="begin", view="start", fields={"set": ["own"]})),
    lambda desk: desk.act({}, EvaluateAction(act="save", view="edit", fields={"question": ["x"]})),
    lambda desk: desk.act({}, EvaluateAction(act="place-gold", view="edit")),
    lambda desk: desk.act({}, EvaluateAction(act="add-nugget", view="edit")),
    lambda desk: desk.act({}, EvaluateAction(act="set-aside", view="feedback", feedback="f-1")),
    lambda desk: desk.act({}, EvaluateAction(act="reopen", view="feedback", feedback="f-1")),
    lambda desk: desk.progress({}),
    lambda desk: desk.cancel({}),
)


@pytest.mark.parametrize("step", _STEPS)
def test_every_step_of_the_desk_asks_for_the_role(step: Callable[[EvaluateDesk], object], settings: Settings) -> None:
    public = settings.model_copy(update={"host": "0.0.0.0"})
    desk = EvaluateDesk(CurrentBriefing(Briefing.open(public)), Authority(public))
    with pytest.raises(NotAllowedError, match="evaluator"):
        step(desk)


def _add_users(path: Path) -> None:
    with changing_users(path) as states:
        users = [{"name": role, "role": role, "password": hash_password(PASSWORD)} for role in ROLES]
        states.append(Users(users=tuple(map(User.model_validate, users))))


@pytest.fixture(scope="module")
def served(base: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Settings]]:
    """The page with users, and its settings."""
    data_dir = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(base.data_dir, data_dir)
    settings = base.model_copy(update={"data_dir": data_dir, "users_file": data_dir / "users.json"})
    _add_users(data_dir / "users.json")

    async def start() -> tuple[Any, str]:
        page, address, _ = open_page(settings, [EvaluateVisit()])
        return page, address

    page, address = asyncio.run(start())  # made outside a running loop, Gradio 6.31 leaves loops of its own open
    yield address, settings
    page.close(verbose=False)


def _events(address: str, headers: Headers) -> dict[str, list[int]]:
    """The tab's events by what sets them off: the channel, the tab, the timer, the button to cancel."""
    config = json.loads(send(address, "GET", "/config", headers=headers)[2])
    parts = {c["id"]: c["props"].get("elem_id") or c["props"].get("id") or c["type"] for c in config["components"]}
    found: dict[str, list[int]] = {}
    for event in config["dependencies"]:
        for target, _ in event["targets"]:
            found.setdefault(str(parts.get(target)), []).append(event["id"])
    return {name: found[name] for name in ("evaluate-actions", "evaluate", "timer", "evaluate-cancel")}


_CALLS: tuple[tuple[str, dict[str, Any] | None], ...] = (
    ("evaluate-actions", {"act": "begin", "view": "start", "fields": {"set": ["own"]}}),
    ("evaluate-actions", {"act": "go", "view": "feedback", "shown": "all"}),
    ("evaluate-actions", {"act": "back", "view": "overview"}),
    ("evaluate-actions", {"act": "save", "view": "edit", "fields": {
        "question": ["Who sings at the quay?"], "type": ["far_unanswerable"], "expect": ["abstain"],
        "asker": ["student"], "fact": ["song"], "note": ["nobody"]}}),
    ("evaluate", None),
    ("timer", None),
    ("evaluate-cancel", None),
)  # fmt: skip


@pytest.mark.parametrize("who", ["anonymous", "reader", "evaluator", "curator"])
def test_the_handlers_ask_who_it_is_whatever_the_page_shows(served: tuple[str, Settings], who: str) -> None:
    address, settings = served
    if not FeedbackFile(settings.data_dir).path.exists():
        _leave_feedback(settings)
    headers = {} if who == "anonymous" else session_of(address, who, PASSWORD)
    may = who in ("evaluator", "curator")
    questions = settings.own_questions_dir / "own.jsonl"
    before, runs = questions.read_bytes(), sorted(KeptRuns(settings.data_dir).folder.glob("*.json"))
    events = _events(address, headers)
    for part, sent in _CALLS:
        for event in events[part]:
            inputs = [] if part == "evaluate-cancel" else [None]
            reply = json.dumps(call(address, event, inputs, headers, event_data=sent))
            assert '"error"' not in reply, reply[:500]
            assert ("needs the role evaluator" in reply) == (not may), (part, sent, reply[:500])
            assert may or "secret" not in reply
    if not may:
        assert questions.read_bytes() == before
        assert sorted(KeptRuns(settings.data_dir).folder.glob("*.json")) == runs
        assert not (settings.data_dir / "runs" / ".running.lock").exists() or runs
