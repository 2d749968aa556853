"""What is shown from the moment of asking until the server's first frame, and when that never comes (waiting.js)."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from chatbot.page.components import html_part
from chatbot.page.markup import tag
from chatbot.page.wording import BUSY, LOST, SEARCHING

_SCRIPT = Path(__file__).with_name("waiting.js")


def waiting_part() -> gr.HTML:
    """Stands in the place of the answer while a question is on its way. Its script watches over asking."""
    article = tag(
        "div", tag("p", "", class_="waiting-question"), tag("p", SEARCHING, class_="searching"), class_="waiting-turn"
    )
    script = _SCRIPT.read_text(encoding="utf-8")
    return gr.HTML(article, elem_id="waiting", apply_default_css=False, js_on_load=script)


def failure_part() -> gr.HTML:
    """Says above the question box why no answer came. Empty until then."""
    return html_part(tag("p", "", class_="failure", role="alert", data_busy=BUSY, data_lost=LOST), "failure")
