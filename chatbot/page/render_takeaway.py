"""What a reader can take from an answer: a copy with its citations, a link to it, its evidence for the brief."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.answer import Answer
from chatbot.page.cited_passage import CitedPassage
from chatbot.page.copy_answer import plain_answer, rich_answer
from chatbot.page.markup import Markup, tag


def render_takeaway(
    number: int, answer: Answer, passages: Sequence[CitedPassage], share_query: str | None, *, coming: bool
) -> Markup:
    """Buttons below an answer. `coming` keeps their room while the answer's words are not all there yet."""
    pin_label = "Add the answer to the brief" if answer.citations else "Add to the brief as not known"
    copy_button = tag(
        "button",
        "Copy with citations",
        type="button",
        class_="plain",
        data_copied="The answer is copied with its citations.",
        data_plain=plain_answer(answer, passages),
        data_rich=rich_answer(answer, passages),
    )
    link = share_query and tag(
        "a",
        "Copy a link to this answer",
        href=f"?{share_query}",
        class_="share",
        data_copied="The link is copied. It asks the same question of the library again.",
    )
    pin = tag("button", pin_label, type="button", class_="plain", data_act="pin-answer", data_turn=str(number))
    return tag("div", pin, copy_button, link or "", class_="takeaway coming" if coming else "takeaway")
