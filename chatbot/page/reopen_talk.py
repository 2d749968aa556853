"""A conversation that was shared or kept, asked again: what is stored of it is what was asked, not the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.narrow import narrow
from chatbot.page.conversation import Frame, answer_question, failed_frame
from chatbot.page.markup import Markup, tag
from chatbot.page.render_answer import Turn
from chatbot.page.share_link import Asked
from chatbot.page.wording import CORPUS_CHANGED
from chatbot.pipeline import Briefing
from kb.errors import BriefingError


def reopen_talk(briefing: Briefing, asked: Sequence[Asked], corpus_hash: str) -> Iterator[Frame]:
    """Frames for a talk: earlier questions are answered at once, the last one as if asked now.

    Says so when the library is no longer the one that `corpus_hash` names.
    """
    changed = corpus_hash != briefing.library.corpus_hash
    notice = tag("p", tag("strong", CORPUS_CHANGED[0]), " ", CORPUS_CHANGED[1]) if changed else Markup("")
    last = asked[-1]
    try:
        turns = answer_talk(briefing, asked[:-1])
    except BriefingError as error:
        yield failed_frame(error.message, error.hint, question=last.question)
        return
    yield Frame(scope=last.scope)
    for frame in answer_question(briefing, last.question, turns, last.scope, last.carry):
        yield replace(frame, notice=frame.notice or notice)


def answer_talk(briefing: Briefing, asked: Sequence[Asked]) -> list[Turn]:
    """The turns of a talk, each asked with the questions before it. Raises what asking and a scope of nothing raise."""
    turns: list[Turn] = []
    for number, one in enumerate(asked, start=1):
        history = [turn.question for turn in turns]
        answer = narrow(briefing, one.scope).ask(one.question, history, carry=one.carry)
        turns.append(Turn(number, one.question, answer, one.scope, one.carry))
    return turns
