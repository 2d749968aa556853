"""Fourth step of cleaning: lines into blocks.

Each line either opens a block or goes on with the one before. In a text whose lines break within paragraphs, a
paragraph ends where a line stops short: its last sentence has ended, and the next line's first word would have fitted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from ingest import line_kinds
from ingest.attribution import introduces_quotation, is_wholly_quoted, speaker_at_end, speaker_line
from ingest.boilerplate import RemovalReason
from ingest.lines import Line, is_hard_wrapped, line_widths
from ingest.phrases import ends_sentence, is_title_case, starts_upper, word_count
from ingest.run_in_headings import opens_with_run_in

Opening = Literal[
    "heading", "box", "list_item", "table_row", "caption", "title_page", "paragraph", "removed", "more"
]  # fmt: skip

_FULL_LINE_SHARE = 0.84
_PROSE_SHARE = 0.6
_TURN = re.compile(r"[A-Z][a-z]+(?: [a-z]+){0,2}: \S")
_LONGEST_QUOTATION_LINES = 8
_MOST_ITEM_LINES = 6
_LONGEST_CAPTION_CHARS = 400


def _ends_block_quotation(text: str) -> bool:
    """Whether the line ends with a speaker in brackets that no quotation mark precedes, or no stop follows."""
    found = speaker_at_end(text)
    if found is None:
        return False
    return text.endswith(")") or text[: found[1]].rstrip()[-1:] not in "\"”’'"


class Opened(NamedTuple):
    """What a line opens. `mark_chars` at its start are a list mark and are left out of the text."""

    opening: Opening
    mark_chars: int = 0
    reason: RemovalReason | None = None
    known: bool = False


class Grouping:
    """Decides line by line, from the lines before and after it, what each opens."""

    def __init__(self, lines: Sequence[Line], plain_headings: bool) -> None:
        self._lines = lines
        self._plain_headings = plain_headings
        self.hard_wrapped = is_hard_wrapped(lines)
        self._widths = line_widths(lines) if self.hard_wrapped else []
        self._numbered_headings = any(
            line_kinds.heading_number(line.text) and line_kinds.is_known_heading(line.text) for line in lines
        )
        self._opened: list[Opened] = []
        self._last_number: int | None = None
        self._in_references = False
        self._in_dialogue = False
        self._open_from = -1

    def run(self) -> list[Opened]:
        """What each line opens, in their order."""
        for index in range(len(self._lines)):
            opened = self._decide(index)
            self._opened.append(opened)
            if opened.opening not in ("more", "removed"):
                self._open_from = index
            if opened.opening == "heading":
                self._in_references = line_kinds.heading_words(self._lines[index].text) in (
                    "references",
                    "bibliography",
                )
            if opened.opening not in ("list_item", "more", "removed"):
                self._last_number = None
        return self._opened

    def _decide(self, index: int) -> Opened:
        line = self._lines[index]
        text = line.text
        if line.heading_level is not None:
            return Opened("more") if line.continues_heading and self._open() == "heading" else Opened("heading")
        if line.mark == "table_row":
            return Opened("table_row")
        if line.mark == "caption":
            before = self._lines[index - 1] if index else None
            goes_on = before is not None and before.mark == "caption" and not line.gap and self._open() == "caption"
            return Opened("more" if goes_on and not line_kinds.CAPTION.match(text) else "caption")
        if line_kinds.RULE.fullmatch(text) or (line_kinds.TABLE_RULE.fullmatch(text) and self._beside_row(index)):
            return Opened("removed", reason="table rule")
        if self._continues_heading(index):
            return Opened("more")
        if self._is_heading(index):
            return Opened("heading", known=line_kinds.is_known_heading(text))
        if item := self._list_item(index):
            return item
        if line_kinds.is_table_row(text) and self._beside_row(index):
            return Opened("table_row")
        if self._free(index) or not self._goes_on(index):
            if line_kinds.BOX.match(text) and len(text) <= 120 and text[-1] not in ".;,":
                return Opened("box")
            if len(text) <= _LONGEST_CAPTION_CHARS and (
                line_kinds.CAPTION.match(text)
                or line_kinds.BARE_CAPTION.fullmatch(text)
                or (self.hard_wrapped and line_kinds.UNMARKED_CAPTION.match(text) and text[-1] != ".")
            ):
                return Opened("caption")
        if self._is_table_line(index):
            return Opened("caption")
        if self._is_address(index):
            return Opened("title_page")
        return Opened("more") if self._goes_on(index) else Opened("paragraph")

    def _open(self) -> Opening | None:
        """The kind of the block that is open before the line now decided."""
        return self._opened[self._open_from].opening if self._open_from >= 0 else None

    def _opening_text(self) -> str:
        """The first line of the block that is open."""
        return self._lines[self._open_from].text if self._open_from >= 0 else ""

    def _free(self, index: int) -> bool:
        """Whether the text before the line has come to an end."""
        line = self._lines[index]
        if index == 0 or line.gap or not self.hard_wrapped or self._opened[-1].opening in ("heading", "box", "removed"):
            return True
        if self._open() in ("heading", "box", "table_row", "title_page"):
            return True
        before = self._lines[index - 1].text
        return ends_sentence(before) or speaker_at_end(before) is not None

    def _next(self, index: int, ahead: int = 1) -> Line | None:
        return self._lines[index + ahead] if index + ahead < len(self._lines) else None

    def _stops_short(self, index: int) -> bool:
        """Whether the next line's first word would still have fitted on this line."""
        following = self._next(index)
        if following is None or following.gap:
            return True
        room = _FULL_LINE_SHARE * self._widths[index]
        return len(self._lines[index].text) + 1 + len(following.text.split(None, 1)[0]) <= room

    def _goes_on(self, index: int) -> bool:
        """Whether the line continues the block before it."""
        line = self._lines[index]
        if index == 0 or line.gap or not self.hard_wrapped:
            return False
        if self._open() in ("heading", "box", "table_row", "title_page", None):
            return False
        before = self._lines[index - 1].text
        short = self._stops_short(index - 1)
        if line.text[0] == "(" and ends_sentence(before) and short:
            return False  # a remark in brackets on lines of its own
        if before.endswith(")") and short and self._opening_text().startswith("("):
            return False
        if not starts_upper(line.text):
            return True
        if _ends_block_quotation(before):
            return False
        if before.endswith(":") and self._quotation_ahead(index):
            return False
        if introduces_quotation(before) and line.text[0] not in "\"“‘'`":
            return False
        ended = ends_sentence(before)
        if ended and _TURN.match(line.text) and (self._in_dialogue or before.endswith(":")):
            self._in_dialogue = True
            return False
        if ended and opens_with_run_in(line.text):
            return False
        return not (ended and short)

    def _quotation_ahead(self, index: int) -> bool:
        """Whether one of the next lines ends a block quotation with its speaker."""
        ahead = self._lines[index : index + _LONGEST_QUOTATION_LINES]
        return any(_ends_block_quotation(line.text) for line in ahead)

    def _is_heading(self, index: int) -> bool:
        line, following = self._lines[index], self._next(index)
        if not self._plain_headings or following is None:
            return False
        goes_on = self.hard_wrapped and is_title_case(line.text) and line_kinds.looks_like_heading(following.text)
        if not line_kinds.looks_like_heading(line.text, may_go_on=goes_on):
            return False
        if line_kinds.is_known_heading(line.text) and not following.text[:1].islower():
            return True
        stands_apart = line.gap and following.gap
        if (
            (self._in_references and not stands_apart)
            or line_kinds.CAPTION.match(line.text)
            or line_kinds.BOX.match(line.text)
        ):
            return False
        if line_kinds.is_table_row(line.text) or speaker_at_end(line.text) or not self._free(index):
            return False
        mark = line_kinds.list_mark(line.text)
        if mark and not (self._numbered_headings and line_kinds.heading_number(line.text)):
            return False
        if self.hard_wrapped:
            return self._is_wrapped_heading(index, following)
        if not stands_apart or line_kinds.is_table_row(following.text):
            return False
        before = self._lines[index - 1].text if index else ""
        return not (is_wholly_quoted(before) and speaker_line(line.text))

    def _is_wrapped_heading(self, index: int, following: Line) -> bool:
        line = self._lines[index]
        if not starts_upper(following.text) or (line_kinds.is_address_line(line.text)):
            return False
        stands_apart = line.gap and following.gap
        title_like = is_title_case(line.text) and word_count(line.text) >= 3
        if not (stands_apart or self._stops_short(index) or title_like):
            return False
        if self._is_prose(index + 1) or line_kinds.list_mark(following.text):
            return not (title_like and is_title_case(following.text) and not self._stops_short(index))
        after = self._next(index, 2)
        # A heading of two lines, or two headings one below the other, with prose after them.
        return (
            after is not None
            and line_kinds.looks_like_heading(following.text)
            and starts_upper(after.text)
            and self._is_prose(index + 2)
            and (is_title_case(line.text) or stands_apart)
        )

    def _continues_heading(self, index: int) -> bool:
        """Whether the line is the second half of a heading whose first half fills its line."""
        if not self.hard_wrapped or not self._opened or self._opened[-1].opening != "heading":
            return False
        line, before, following = self._lines[index], self._lines[index - 1], self._next(index)
        if line.gap or before.heading_level is not None or self._opened[-1].known or following is None:
            return False
        fills = not self._stops_short(index - 1) or len(before.text) + 1 + len(line.text.split(None, 1)[0]) > (
            0.75 * self._widths[index - 1]
        )
        titled = line_kinds.looks_like_heading(line.text) and word_count(line.text) <= 8
        return (
            fills
            and titled
            and starts_upper(following.text)
            and (is_title_case(line.text) or word_count(line.text) <= 2)
        )

    def _is_prose(self, index: int) -> bool:
        if index >= len(self._lines):
            return False
        text = self._lines[index].text
        return len(text) >= _PROSE_SHARE * self._widths[index] and word_count(text) >= 4

    def _list_item(self, index: int) -> Opened | None:
        text = self._lines[index].text
        free = self._free(index)
        in_list = self._open() == "list_item"
        if mark := line_kinds.BULLET.match(text):
            if free or in_list or text[0] not in "-–*":
                return Opened("list_item", mark_chars=mark.end(), reason="list mark")
            return None
        if mark := line_kinds.NUMBERED_ITEM.match(text):
            number = int(mark[1])
            follows = self._last_number is not None and number == self._last_number + 1
            if free or follows or (number == 1 and self._second_ahead(index)):
                self._last_number = number
                return Opened("list_item")
            return None
        if line_kinds.LETTERED_ITEM.match(text) and (in_list or (free and not text[0].isalpha())):
            return Opened("list_item")
        return None

    def _second_ahead(self, index: int) -> bool:
        """Whether an item numbered 2 follows soon."""
        ahead = (
            line_kinds.NUMBERED_ITEM.match(line.text) for line in self._lines[index + 1 : index + _MOST_ITEM_LINES]
        )
        return any(mark is not None and mark[1] == "2" for mark in ahead)

    def _is_table_line(self, index: int) -> bool:
        """Whether the line is a row of a table that came without cells, below its caption: its words end in numbers."""
        if not self.hard_wrapped or self._open() != "caption" or self._lines[index].gap:
            return False
        following = self._next(index)
        return bool(line_kinds.NUMBERS_AT_END.search(self._lines[index].text)) or (
            following is not None and bool(line_kinds.NUMBERS_AT_END.search(following.text))
        )

    def _beside_row(self, index: int) -> bool:
        before = index > 0 and self._opened[-1].opening in ("table_row", "removed") and self._open() == "table_row"
        following = self._next(index)
        after = following is not None and (
            line_kinds.is_table_row(following.text) or bool(line_kinds.TABLE_RULE.fullmatch(following.text))
        )
        return before or after

    def _is_address(self, index: int) -> bool:
        """Whether the line belongs to a block of affiliations or to the address of the corresponding author."""
        text = self._lines[index].text
        following = self._next(index)
        if line_kinds.is_correspondence(text) or line_kinds.is_contact(text):
            return True
        if self._open() == "title_page" and not self._lines[index].gap:
            before = self._lines[index - 1].text
            if line_kinds.is_affiliation(text) or before.endswith((",", ":")):
                return True
            return before.endswith("-") or (not ends_sentence(before) and line_kinds.is_address_line(text))
        return line_kinds.is_affiliation(text) and (
            text[1:2].isalpha()
            or (
                following is not None
                and (line_kinds.is_affiliation(following.text) or line_kinds.is_correspondence(following.text))
            )
        )
