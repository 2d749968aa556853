"""One question of a visitor's conversation, as the frames that the page shows one after another.

searching -> the answer, whose words the page shows one after another, and its evidence
searching -> what went wrong, in words for people
"""

from __future__ import annotations

import logging
import os
import threading
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.answer import Answer, Segment
from chatbot.narrow import narrow
from chatbot.page.cited_passage import cited_passages
from chatbot.page.hear_segments import hear_segments
from chatbot.page.markup import Markup, join, tag
from chatbot.page.render_answer import Turn, render_answer, render_question
from chatbot.page.render_basis import render_basis
from chatbot.page.render_carried import read_carry
from chatbot.page.render_evidence import render_evidence
from chatbot.page.share_link import share_query
from chatbot.page.wording import DEFECT, EMPTY_QUESTION, MORE_COMING, SEARCHING, evidence_count, holdings, too_long
from chatbot.pipeline import Briefing
from kb.errors import BriefingError
from kb.scope import EVERYTHING, SearchScope

# The pipeline reads the first `question_max_chars` and says so. This bounds what a visitor can make the server keep.
QUESTION_LIMIT_CHARS = 20_000
_TURNS_KEPT = 30
# Answers worked on at once. More than there are processors would only take turns, each later for it, and hold up the
# thread that serves all pages. Visitors are answered in the order in which they asked.
_AT_WORK = threading.Semaphore(os.cpu_count() or 1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Frame:
    """What to show now. None leaves a part of the page as it is."""

    answer: Markup | None = None
    evidence: Markup | None = None
    earlier: Markup | None = None
    announcement: str = ""
    """Read out by screen readers."""
    notice: str | Markup = ""
    """Shown above the question box."""
    conversation: tuple[Turn, ...] | None = None
    question: str | None = None
    """What the question box is to hold."""
    scope: SearchScope | None = None
    """What the filters are to show."""


def answer_question(
    briefing: Briefing,
    question: str,
    conversation: Sequence[Turn],
    scope: SearchScope = EVERYTHING,
    carry: Sequence[str] | None = None,
) -> Iterator[Frame]:
    """Frames for one question; never raises. `conversation` is this visitor's, oldest first; `carry` as in `ask`."""
    if not question.strip():
        yield Frame(notice=tag("p", EMPTY_QUESTION), announcement=EMPTY_QUESTION)
        return
    if len(question) > QUESTION_LIMIT_CHARS:
        yield failed_frame(*too_long(len(question), QUESTION_LIMIT_CHARS))
        return
    number = conversation[-1].number + 1 if conversation else 1
    library = briefing.library
    earlier = join(_render_earlier(conversation[: i + 1], briefing) for i in range(len(conversation)))
    yield Frame(_searching(number, question), Markup(""), earlier, announcement=SEARCHING, question="")
    try:
        narrowed = narrow(briefing, scope)
        history = [turn.question for turn in conversation]
        coming: list[Segment] = []
        if library.settings.model_base_url is None:
            with _AT_WORK:
                answer = narrowed.ask(question, history, carry=carry)
        else:
            for said in hear_segments(narrowed, question, history, carry):
                if isinstance(said, Answer):
                    answer = said
                elif said.kind == "model":  # the sources' own sentences need no waiting for
                    coming.append(said)
                    yield Frame(_searching(number, question, coming), announcement=SEARCHING)
        passages = cited_passages(answer, library)
    except BriefingError as error:
        yield failed_frame(error.message, error.hint, question=question)
        return
    except Exception as error:
        # The stack without the error's own words, which may hold the question or a document's text.
        _log.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        yield failed_frame(*DEFECT, question=question)
        return
    turn = Turn(number, question, answer, scope, None if carry is None else tuple(carry))
    query = share_query([*conversation, turn], library.corpus_hash)
    basis = render_basis(answer, library)
    searched = holdings(narrowed.library)
    # What a language model said has been read while it came.
    reveal = not (answer.abstained or coming)
    whole = render_answer(turn, passages, searched, query, basis=basis, coming=reveal)
    kept = (*conversation, turn)[-_TURNS_KEPT:]
    yield Frame(whole, render_evidence(passages, number), conversation=kept, announcement=_announcement(turn))


def ask_again(briefing: Briefing, carry: str, conversation: Sequence[Turn]) -> Iterator[Frame]:
    """Frames for the newest question put again, to what it was asked of, with other words carried over (see
    `read_carry`); it takes the place of its own turn. Nothing happens for a text that is no such choice, or without a
    question."""
    try:
        words = read_carry(carry)
    except ValueError:
        return
    if conversation:
        *before, newest = conversation
        for frame in answer_question(briefing, newest.question, before, newest.scope, words):
            yield replace(frame, question=None)  # what is being typed stays


def _announcement(turn: Turn) -> str:
    places = "" if turn.answer.abstained else f" From {evidence_count(len(turn.answer.citations))}."
    return f"{' '.join(turn.answer.warnings)} {turn.answer.answer}{places}".strip()


def _searching(number: int, question: str, coming: Sequence[Segment] = ()) -> Markup:
    """The question, and what a language model has said so far; its markers come with the evidence."""
    return tag(
        "article",
        render_question(number, question),
        *(tag("p", f"{segment.text} ({segment.agreement})", class_="segment model") for segment in coming),
        tag("p", MORE_COMING if coming else SEARCHING, class_="searching"),
        class_="turn",
        data_turn=str(number),
    )


def _render_earlier(turns: Sequence[Turn], briefing: Briefing) -> Markup:
    """The last of `turns`, with its evidence folded away."""
    turn = turns[-1]
    passages = cited_passages(turn.answer, briefing.library)
    searched = holdings(narrow(briefing, turn.scope).library)
    query = share_query(turns, briefing.library.corpus_hash)
    basis = render_basis(turn.answer, briefing.library)
    answer = render_answer(turn, passages, searched, share_query=query, basis=basis, newest=False)
    return tag("div", answer, render_evidence(passages, turn.number, collapsed=True), class_="turn-row")


def failed_frame(message: str, hint: str, question: str | None = None) -> Frame:
    """What went wrong; a `question` goes back into its box."""
    notice = tag("p", tag("strong", message), " ", hint)
    answer = None if question is None else Markup("")
    return Frame(answer, answer, announcement=f"{message} {hint}", notice=notice, question=question)
