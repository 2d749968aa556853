"""Takes what a visitor says of an answer on the page: checks it, limits how often, and has it kept.

What is said stays between the visitor and the evaluators: it is written to the data folder, and no part of the page
that a reader sees is made from it. That an answer was already spoken of is known in the visitor's session alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.authority.authority import Authority
from chatbot.authority.role import Role
from chatbot.feedback import Feedback, FeedbackFile, Thumb, make_feedback
from chatbot.limit_rate import RateLimit
from chatbot.page.components import announce, event_fields
from chatbot.page.render_answer import Turn
from chatbot.page.visit import require
from kb.errors import BriefingError, FeedbackError
from kb.settings import Settings

# A session is one opened page; an address may stand for everybody behind a proxy.
_PER_SESSION, _PER_ADDRESS, _WITHIN_SECONDS = 30, 300, 600
_SENT_LIMIT_CHARS = 20_000
_SCRIPT = Path(__file__).with_name("feedback.js")
_THANKS = "Thank you. It is kept for those who look after this library."
_THANKS_COMMENT = "Thank you. Your comment is kept for those who look after this library."
_GONE = ("That answer is no longer open.", "Open it again to say what you think of it.")
_TOO_OFTEN = ("You have sent much feedback in a short time.", "Wait a few minutes and send it again.")


class FeedbackAction(BaseModel):
    """What a thumb or the comment's button sends."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    turn: int = Field(ge=1)
    answer: str = Field(max_length=100)
    thumb: Thumb
    comment: str = Field(default="", max_length=_SENT_LIMIT_CHARS)


def feedback_channel() -> gr.HTML:
    """Passes thumbs and comments on; stands outside of the tabs, so that it is there from the start and only once."""
    script = _SCRIPT.read_text(encoding="utf-8")
    return gr.HTML("", elem_id="feedback-actions", elem_classes="channel", apply_default_css=False, js_on_load=script)


def build_feedback(
    settings: Settings, authority: Authority, turns: gr.State, announcer: gr.HTML, actions: gr.HTML
) -> None:
    """The events behind the thumbs of all answers of a visitor's conversation."""
    given = gr.State({})  # what this visitor said: feedback id by answer id
    result = gr.JSON(visible=False)
    desk = FeedbackDesk(settings)

    def on_feedback(
        conversation: tuple[Turn, ...], before: dict[str, str], event: gr.EventData, request: gr.Request
    ) -> dict[Any, Any]:
        require(authority, request, Role.READER)
        try:
            action = FeedbackAction.model_validate(event_fields(event))
        except ValidationError:
            return {announcer: announce("That cannot be taken as feedback.")}
        answered = {"turn": action.turn, "answer": action.answer}
        try:
            desk.admit(request.session_hash or "", request.client.host if request.client else "")
            kept = desk.take(action, conversation, before.get(action.answer))
        except BriefingError as error:
            said = f"{error.message} {error.hint}"
            return {result: {**answered, "kept": False, "message": said}, announcer: announce(said)}
        thanks = _THANKS_COMMENT if kept.comment else _THANKS
        told = {**answered, "kept": True, "thumb": kept.thumb, "commented": bool(kept.comment), "message": thanks}
        return {given: {**before, action.answer: kept.id}, result: told, announcer: announce(thanks)}

    actions.select(
        on_feedback,
        [turns, given],
        [given, result, announcer],
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=1,  # so that a comment knows of the thumb that came before it; a write takes milliseconds
    ).then(None, result, None, js="(result) => window.briefingFeedback(result)")


class FeedbackDesk:
    """Where feedback is taken."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._file = FeedbackFile(settings.data_dir)
        self._by_session = RateLimit(_PER_SESSION, _WITHIN_SECONDS)
        self._by_address = RateLimit(_PER_ADDRESS, _WITHIN_SECONDS)

    def admit(self, session: str, address: str) -> None:
        """Raises FeedbackError for a visitor who sends too often."""
        if not (self._by_session.allows(session) and self._by_address.allows(address)):
            raise FeedbackError(*_TOO_OFTEN, retry=True)

    def take(self, action: FeedbackAction, conversation: Sequence[Turn], replaces: str | None = None) -> Feedback:
        """Keep it. Question, answer and citations are those of the visitor's own session, never what was sent.

        Raises FeedbackError or DataFolderError when it was not kept.
        """
        place = next((i for i, turn in enumerate(conversation) if turn.number == action.turn), None)
        if place is None or conversation[place].answer.id != action.answer:
            raise FeedbackError(*_GONE)
        turn = conversation[place]
        feedback = make_feedback(
            turn.answer,
            [earlier.question for earlier in conversation[:place]],
            thumb=action.thumb,
            comment=action.comment,
            corpus=turn.scope.corpus or self._settings.corpus,
            question_max_chars=self._settings.question_max_chars,
            carry=turn.carry,
            scope=turn.scope,
            replaces=replaces,
        )
        self._file.append(feedback)
        return feedback
