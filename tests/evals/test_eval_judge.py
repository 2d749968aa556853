"""The optional judge, against a server on this machine: grades, unreadable replies, agreement with the patterns."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import orjson
import pytest
from evals_made_up import RECORD, FakeLibrary, FakeSystem, make_answer, make_citation, make_document, make_question

from evals.gold import GoldIndex
from evals.judge import Grading, Judge, JudgeReport, NuggetGrade, judge_run
from evals.judge_endpoint import EndpointJudge, read_grade
from evals.records import RunRecord
from evals.run import run_questions
from kb.errors import JudgeError
from kb.settings import Settings

DOCUMENT = make_document()
QUESTION = make_question(DOCUMENT)


def _completion(content: Any) -> bytes:
    return orjson.dumps({"choices": [{"message": {"content": content}}]})


@contextmanager
def _server(reply: Callable[[dict[str, Any]], bytes], asked: list[dict[str, Any]]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({"path": self.path, "key": self.headers["Authorization"], **body})
            self.send_response(200)
            self.end_headers()
            self.wfile.write(reply(body))

        def log_message(self, *_: Any) -> None:
            """Nothing on stderr."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _run() -> RunRecord:
    answers = {QUESTION.question: make_answer([make_citation(DOCUMENT, 0)], question=QUESTION.question)}
    system = FakeSystem(FakeLibrary([DOCUMENT], records={RECORD.source_id: RECORD}), answers)
    return run_questions(system, [QUESTION], Settings(), GoldIndex([]))


def test_the_judge_sees_question_fact_and_answer_and_its_grade_counts() -> None:
    asked: list[dict[str, Any]] = []
    with _server(lambda _: _completion('{"stated": true}'), asked) as address:
        judge: Judge = EndpointJudge(address, "grader", "key-1")
        report = judge_run(_run(), [QUESTION], {DOCUMENT.document_sha256: DOCUMENT.source_text}, judge)
    assert [grade.by_judge for grade in report.grades] == [True]
    assert report.agreement == 1
    (request,) = asked
    assert request["path"] == "/v1/chat/completions"
    assert request["key"] == "Bearer key-1"
    assert request["temperature"] == 0
    given = orjson.loads(request["messages"][1]["content"])
    assert given == {
        "question": QUESTION.question,
        "fact": DOCUMENT.slice(DOCUMENT.sentences[0]),
        "answer": "Otter groups kept 40 nests. [1]",
    }


@pytest.mark.parametrize(
    ("content", "grade"),
    [
        ('{"stated": false}', False),
        ('Sure: {"stated": true}.', True),
        ("yes", None),
        ('{"stated": "true"}', None),
        ('{"score": 1}', None),
        ("{stated}", None),
        (None, None),
        ([], None),
    ],
)
def test_only_a_clear_grade_is_a_grade(content: Any, grade: bool | None) -> None:
    assert read_grade(_completion(content)) is grade


@pytest.mark.parametrize("reply", [b"", b"not json", b"{}", b"[]", b'{"choices": []}'])
def test_a_reply_of_another_shape_is_no_grade(reply: bytes) -> None:
    assert read_grade(reply) is None


def test_what_is_unscored_counts_neither_way() -> None:
    with _server(lambda _: _completion("I would rather not"), []) as address:
        texts = {DOCUMENT.document_sha256: DOCUMENT.source_text}
        report = judge_run(_run(), [QUESTION], texts, EndpointJudge(address, "grader"))
    assert report.agreement is None
    assert report.kappa is None
    assert report.summary()["unscored"] == 1


def test_nothing_is_asked_where_the_original_is_not_at_hand() -> None:
    assert judge_run(_run(), [QUESTION], {}, EndpointJudge("http://127.0.0.1:9", "grader")).grades == ()


def test_kappa_leaves_out_what_chance_would_bring() -> None:
    def report(*pairs: tuple[bool, bool | None]) -> JudgeReport:
        return JudgeReport("grader", tuple(NuggetGrade("q-1", 1, pattern, judge) for pattern, judge in pairs))

    both, neither, missed, found = (True, True), (False, False), (True, False), (False, True)
    assert report(both, neither).kappa == 1
    assert report(missed, found).kappa == -1
    assert report(both, missed, found, neither).kappa == 0
    assert report(both, both).kappa is None
    assert report(both, (True, None)).agreement == 1
    assert len(report(missed, both).summary()["disagreements"]) == 1  # type: ignore[arg-type]  # a list, as printed


def test_a_judge_that_cannot_be_asked_is_an_error() -> None:
    with pytest.raises(JudgeError, match="cannot be asked"):
        EndpointJudge("http://127.0.0.1:9", "grader", timeout_seconds=1).grade(Grading("?", "!", "."))
    with pytest.raises(JudgeError, match="not an http address"):
        EndpointJudge("file:///etc/hosts", "grader")
