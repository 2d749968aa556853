"""A conversation as a file: JSON lines that `briefing verify` takes, or Markdown for people."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.brief.render_markdown import escape_markdown
from chatbot.page.cited_passage import cited_passages
from chatbot.page.copy_answer import plain_answer
from chatbot.page.render_answer import Turn
from kb.library import Library


def conversation_json(turns: Sequence[Turn]) -> bytes:
    """One answer a line, as `briefing ask --json` prints it."""
    return b"".join(turn.answer.model_dump_json().encode() + b"\n" for turn in turns)


def conversation_markdown(name: str, turns: Sequence[Turn], library: Library) -> bytes:
    """Questions as headings, answers with their numbered sources, the filters and what it was asked of."""
    parts = [f"# {escape_markdown(name)}"]
    for turn in turns:
        parts.append(f"## {escape_markdown(' '.join(turn.question.split()))}")
        if not turn.scope.is_everything:
            parts.append(escape_markdown(f"Searched only: {turn.scope.describe()}."))
        if words := [term.word for term in turn.answer.carried_terms]:
            parts.append(escape_markdown(f"Carried over from earlier questions: {', '.join(words)}."))
        text = plain_answer(turn.answer, cited_passages(turn.answer, library))
        parts += [escape_markdown(" ".join(paragraph.split())) for paragraph in text.split("\n\n")]
    parts.append(f"Corpus {library.corpus_hash}, settings {library.settings.answer_hash}.")
    return ("\n\n".join(parts) + "\n").encode()


def file_name(name: str, ending: str) -> str:
    """A file name made of the letters and digits of a title."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50].strip("-")
    return f"{words or 'briefing'}.{ending}"
