"""The page: a conversation on the left, the evidence for each answer beside it.

Built from `gr.Blocks` and `gr.HTML` rather than `gr.Chatbot`. A citation mark has to be a link that the keyboard
reaches, names its source and leads to one place in the evidence and back; a chat bubble takes Markdown, in which marks
lose their names and a document's own Markdown or HTML would have to be taken out again. Here every character that
comes from a document, a question or a setting passes through `html.escape` exactly once, in `markup.py`.

    visitor's question -> conversation.py (frames) -> render_*.py (HTML) -> build_page.py (Gradio) -> serve_page.py
    visitor's place in the library -> explore_tab.py -> render_explore.py (HTML of one view, from shelf.py)

Gradio's template is left at `${value}`, which inserts the value as it is; a Handlebars form such as `{{value}}` would
have the browser evaluate what is in it.
"""

from __future__ import annotations

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported and each time a page is made

from chatbot.page.build_page import build_page
from chatbot.page.serve_page import open_page, serve_page

__all__ = ["build_page", "open_page", "serve_page"]
