"""Headings that stand at the start of a paragraph and not on a line of their own.

Three forms: labels of structured abstracts ("Background: ..."), labels of the paragraphs of a box ("Small firms:
They ..."), and italics that lost their slant ("Pay and bonuses.Drivers spoke of ..."). The last form looks
like a short sentence, so it counts only where the file itself shows it: the missing space after it, at least once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Block
from ingest.phrases import FUNCTION_WORDS, word_set

_ABSTRACT_LABEL = (
    r"(?:Background|Context|Introduction|Purpose|Objectives?|Aims?|Setting|Design|Study design|Participants|Patients"
    r"|Methods|Materials and methods|Methodology|Measurements|Interventions?|Main outcome measures?|Data sources?"
    r"|Data extraction|Results|Findings|Principal findings|Discussion|Limitations|Conclusions?|Interpretation"
    r"|Implications|Keywords|Trial registration)"
)
_LABEL_AT_START = re.compile(rf"{_ABSTRACT_LABEL}(?::|\.)\s*(?=[A-Z0-9“\"])")
_PHRASE_LABEL = re.compile(r"([A-Z][^.:!?;\n]{2,80}):\s*(?=[A-Z])")
_LABEL_INSIDE = re.compile(r"(?<=[.?!])\s?([A-Z][^.:!?;\n]{2,90}):\s*(?=[A-Z])")
_STOPPED_LABEL_INSIDE = re.compile(rf"(?<=[.?!])\s?({_ABSTRACT_LABEL})\.\s+(?=[A-Z])")
_GLUED = re.compile(r"[A-Z][^.:!?;,\d\"“\n]{3,80}[a-z]\.(?=[A-Z][a-z])")
_STOPPED = re.compile(r"([A-Z][^.:!?;,\d\"“\n]{3,80}[a-z])\.\s?(?=[A-Z][a-z])")
_VERBS = word_set(
    "is are was were be been has have had do does did can could will would may might must should shall i we they it "
    "you he she there this that these those who which not said says found show shows showed"
)
_MOST_WORDS = 12
_Cut = tuple[int, int]  # where a heading starts, and where the text after it begins
_NOT_A_LABEL = re.compile(r"(?:note|example|source|author|publisher|copyright|table|figure|fig|box)s?$", re.IGNORECASE)


def opens_with_run_in(line: str) -> bool:
    """Whether a line begins with a run-in heading that shows by itself: a known label, or a glued phrase."""
    if _LABEL_AT_START.match(line):
        return True
    glued = _GLUED.match(line)
    return bool(glued) and _is_phrase(glued[0][:-1]) if glued else False


def split_run_in_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with run-in headings as blocks of their own."""
    phrases = _italic_like(blocks)
    boxed = _labelled_neighbours(blocks)
    result: list[Block] = []
    for index, block in enumerate(blocks):
        if block.kind != "paragraph" or block.on_title_page:
            result.append(block)
        elif cuts := _label_cuts(block, index in boxed):
            result += _cut_at(block, cuts)
        elif index in phrases:
            result += _cut_at(block, [phrases[index]])
        else:
            result.append(block)
    return result


def _label_cuts(block: Block, boxed: bool) -> list[_Cut]:
    """Where the labels in a paragraph stand; empty when it does not begin with one."""
    text = block.text
    first = _LABEL_AT_START.match(text)
    if first is None:
        phrase = _PHRASE_LABEL.match(text) if boxed else None
        return [(0, phrase.end())] if phrase else []
    # "Aims. We did. Methods. We asked." has its labels stopped; then a colon inside is the text's own.
    inside = _STOPPED_LABEL_INSIDE if first[0].rstrip().endswith(".") else _LABEL_INSIDE
    later = inside.finditer(text, first.end())
    return [(0, first.end()), *((match.start(1), match.end()) for match in later if _is_label(match[1]))]


def _is_label(phrase: str) -> bool:
    if len(phrase.split()) > _MOST_WORDS:
        return False
    words = [word for word in phrase.replace(",", " ").split() if word.lower() not in FUNCTION_WORDS]
    return not _VERBS & {word.lower() for word in phrase.split()} and (
        bool(re.fullmatch(_ABSTRACT_LABEL, phrase)) or (len(words) >= 2 and all(word[0].isupper() for word in words))
    )


def _cut_at(block: Block, cuts: list[_Cut]) -> list[Block]:
    pieces: list[Block] = []
    for number, (start, body) in enumerate(cuts):
        stop = cuts[number + 1][0] if number + 1 < len(cuts) else len(block.text)
        heading = block.sliced(start, body)
        pieces.append(replace(heading, kind="heading", style="run-in", inset_end=False))
        text = block.sliced(body, stop)
        if text.text:
            pieces.append(replace(text, inset_end=block.inset_end and stop == len(block.text)))
    return pieces


def _italic_like(blocks: Sequence[Block]) -> dict[int, _Cut]:
    """Paragraphs that open with a phrase and a stop, if at least one phrase in the file is glued to what follows."""
    found: dict[int, _Cut] = {}
    glued = 0
    for index, block in enumerate(blocks):
        if block.kind != "paragraph" or block.on_title_page:
            continue
        match = _STOPPED.match(block.text)
        if match and _is_phrase(match[1]) and len(block.text) > match.end() + 40:
            found[index] = (0, match.end())
            glued += _was_glued(block, match.end(1) + 1)
    return found if glued else {}


def _was_glued(block: Block, position: int) -> bool:
    """Whether the space at `position` was put in by cleaning."""
    piece = block.content.slice(position - 1, min(len(block.text), position + 2))
    copied = [run for run in piece.runs if run.length]
    return len(copied) == 2 and copied[0].source_start + copied[0].length == copied[1].source_start


def _is_phrase(words: str) -> bool:
    tokens = words.split()
    if not 2 <= len(tokens) <= _MOST_WORDS or tokens[0].lower() in FUNCTION_WORDS:
        return False
    lowered = {token.lower() for token in tokens}
    past = any(token.endswith("ed") and "-" not in token for token in tokens[1:])
    return not lowered & _VERBS and not past


def _labelled_neighbours(blocks: Sequence[Block]) -> set[int]:
    """Paragraphs that open with "Phrase: Sentence" and stand below a box's heading, at least two of them."""
    boxed: set[int] = set()
    group: list[int] = []
    inside = False
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            inside = block.style == "inset"
            boxed.update(group if len(group) > 1 else ())
            group = []
        elif inside and block.kind == "paragraph":
            match = _PHRASE_LABEL.match(block.text)
            if match and len(match[1].split()) <= _MOST_WORDS and not _NOT_A_LABEL.search(match[1]):
                group.append(index)
    boxed.update(group if len(group) > 1 else ())
    return boxed
