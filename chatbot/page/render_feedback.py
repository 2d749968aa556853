"""Below an answer: whether it was useful, and room for a comment. What was said is marked in the browser alone."""

from __future__ import annotations

from chatbot.feedback import COMMENT_LIMIT_CHARS, Thumb
from chatbot.page.markup import Markup, tag

_THUMB = (
    "M2 9h3v10H2zM7 18V9.6L11 2c1.4 0 2.2 1 2 2.3L12.4 8H17a2 2 0 0 1 2 2.3l-1.1 6.9A2.2 2.2 0 0 1 15.7 19H9.4"
    "C8.5 19 7.6 18.7 7 18z"
)
_LABELS: dict[Thumb, str] = {"up": "Useful", "down": "Not useful"}


def render_feedback(number: int, answer_id: str, *, coming: bool) -> Markup:
    """The thumbs and the comment of one answer, by the number of its turn."""
    comment_id = f"t{number}-comment"
    form = tag(
        "form",
        tag("label", "What was good, wrong or missing? You need not say.", for_=comment_id),
        tag("textarea", id=comment_id, name="comment", rows="2", maxlength=str(COMMENT_LIMIT_CHARS)),
        tag("button", "Send the comment", type="submit", class_="plain"),
        hidden=True,
    )
    return tag(
        "div",
        tag("span", "Was this useful?", class_="feedback-asked"),
        *(_thumb(thumb) for thumb in _LABELS),
        tag("span", class_="feedback-said", hidden=True),
        form,
        class_="feedback coming" if coming else "feedback",
        role="group",
        aria_label=f"Was answer {number} useful?",
        data_turn=str(number),
        data_answer=answer_id,
    )


def _thumb(thumb: Thumb) -> Markup:
    picture = tag("svg", tag("path", d=_THUMB), viewBox="0 0 20 20", aria_hidden="true", class_=thumb)
    return tag(
        "button", picture, _LABELS[thumb], type="button", class_="plain thumb", data_thumb=thumb, aria_pressed="false"
    )
