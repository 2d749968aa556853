"""Small parts that the tabs share: HTML without Gradio's scripts, a channel for clicks, a line that is read out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from chatbot.page.markup import Markup, tag

# Hands a file that came as base64 to the browser; defined in page.js.
save_file = "(file) => window.briefingSave(file)"


def html_part(value: str, name: str) -> gr.HTML:
    """A part of the page. No script of Gradio's own, and none of its styles."""
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def channel(event: str, name: str) -> gr.HTML:
    """Passes a click on the page's own HTML on to Python: `page.js` sends `event` with the button's data."""
    script = f"window.addEventListener({event!r}, (sent) => trigger('select', sent.detail));"
    return gr.HTML("", elem_id=name, elem_classes="channel", apply_default_css=False, js_on_load=script)


def script_part(script: Path, name: str) -> gr.HTML:
    """Runs a script of ours when the page has loaded; stands outside of the tabs, so that it runs once."""
    code = script.read_text(encoding="utf-8")
    return gr.HTML("", elem_id=name, elem_classes="channel", apply_default_css=False, js_on_load=code)


def event_fields(event: gr.EventData) -> dict[str, Any]:
    """What was sent through a channel. It comes from a visitor: validate it."""
    sent = event._data
    return sent if isinstance(sent, dict) else {}


def announce(text: str) -> Markup:
    """The line that screen readers read out."""
    return tag("p", text, role="status", aria_live="polite", class_="visually-hidden")
