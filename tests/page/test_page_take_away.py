"""Copies, links, kept conversations and their exports: what leaves the page, and what comes back as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_made_up import SENTENCES, cited, made_up_answer

from chatbot.answer import Segment
from chatbot.brief.read_markdown import read_markdown
from chatbot.page.conversation import Frame, ask_again
from chatbot.page.copy_answer import plain_answer, rich_answer
from chatbot.page.export_conversation import conversation_json, conversation_markdown, file_name
from chatbot.page.filters import read_filters, shown_filters
from chatbot.page.kept_conversations import MOST_KEPT, delete, keep, read_kept, rename, stored_form
from chatbot.page.render_answer import Turn
from chatbot.page.render_kept import render_kept
from chatbot.page.reopen_talk import answer_talk, reopen_talk
from chatbot.page.share_link import LONGEST_LINK_CHARS, Asked, read_share_query, share_query
from chatbot.pipeline import Briefing
from chatbot.verify_answer import AnswerVerifier, load_answers
from kb.catalogue import load_catalogue
from kb.errors import ScopeError
from kb.retractions import Notice, RetractionStatus
from kb.scope import EVERYTHING, SearchScope
from kb.settings import Settings
from kb.store import DocumentStore


class _Query(dict[str, list[str]]):
    """A multi-mapping like the one that a request gives."""

    def getlist(self, name: str) -> list[str]:
        return super().get(name, [])

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
        return (super().get(name) or [default])[-1]


def _turn(number: int, question: str, scope: SearchScope = EVERYTHING, carry: tuple[str, ...] | None = None) -> Turn:
    answer = made_up_answer([Segment(text=SENTENCES[2], kind="quote", markers=(1,))], [cited(1, 2)])
    return Turn(number, question, answer, scope, carry)


def test_a_copy_has_quotation_marks_numbers_and_proof() -> None:
    evidence = [cited(1, 0), cited(2, 2, kind="note", page_label="7", page_number=7)]
    segments = [
        Segment(text=SENTENCES[0], kind="quote", markers=(1,)),
        Segment(text=SENTENCES[2], kind="note", markers=(2,)),
    ]
    answer = made_up_answer(segments, evidence)
    plain = plain_answer(answer, evidence)
    assert plain.startswith(f"“{SENTENCES[0]}” [1] {SENTENCES[2]} (our summary) [2]\n\n[1] Okafor N, Lind P.")
    assert "Verdict: verified. quay-2019, original, version 1, SHA-256 000000000000." in plain
    assert "Our summary of section Findings" in plain
    rich = rich_answer(answer, evidence)
    assert "<script>" not in rich
    assert "&lt;script&gt;" in rich
    assert rich.count("<p>") == 3


def test_a_copy_says_that_a_source_was_retracted() -> None:
    notice = Notice(source_id="quay-2019", kind="retraction", published_on=date(2020, 5, 3), reasons=("<b>Error</b>",))
    status = RetractionStatus(retracted="yes", as_of=date(2021, 1, 1), notices=(notice,))
    evidence = [cited(1, 0, retraction=status)]
    answer = made_up_answer([Segment(text=SENTENCES[0], kind="quote", markers=(1,))], evidence)
    assert "Retracted on 3 May 2020 (<b>Error</b>); as of 1 January 2021." in plain_answer(answer, evidence)
    assert "Retracted on 3 May 2020 (&lt;b&gt;Error" in rich_answer(answer, evidence)


@given(
    questions=st.lists(st.text(min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=5),
    sources=st.lists(st.from_regex(r"[a-z]{1,5}-\d{4}", fullmatch=True), max_size=3),
    years=st.tuples(st.none() | st.integers(1900, 2100), st.none() | st.integers(1900, 2100)),
    carry=st.none() | st.lists(st.text(max_size=30), max_size=3).map(tuple),
)
def test_a_link_brings_back_what_was_asked(
    questions: list[str],
    sources: list[str],
    years: tuple[int | None, int | None],
    carry: tuple[str, ...] | None,
) -> None:
    scope = SearchScope(sources=tuple(sources), countries=("A & B=C",), published_from=years[0], published_to=years[1])
    turns = [_turn(i, question, scope) for i, question in enumerate(questions[:-1], 1)]
    turns.append(_turn(len(questions), questions[-1], scope, carry))
    query = share_query(turns, "abc")
    assert query is not None
    talk = read_share_query(_Query(parse_qs(query, keep_blank_values=True)))
    assert talk is not None
    earlier = tuple(Asked(question, scope) for question in questions[:-1])
    assert talk.asked == (*earlier, Asked(questions[-1], scope, carry))
    assert talk.corpus_hash == "abc"


def test_odd_addresses_ask_nothing_or_say_why() -> None:
    assert read_share_query(_Query()) is None
    assert read_share_query(_Query(q=["  "])) is None
    with pytest.raises(ScopeError, match="published from"):
        read_share_query(_Query(q=["x"], **{"from": ["soon"]}))
    for odd in ("", "x", '{"a": 1}', '"a"'):
        with pytest.raises(ScopeError, match="carries over"):
            read_share_query(_Query(q=["x"], carry=[odd]))
    assert share_query([_turn(1, "x" * LONGEST_LINK_CHARS)], "abc") is None


def test_filters_become_a_scope_and_are_shown_again() -> None:
    scope = read_filters(["a-1"], ["Norland"], [], " 2001 ", "", "notes")
    assert scope == SearchScope(sources=("a-1",), countries=("Norland",), published_from=2001, corpus="notes")
    assert read_filters(*shown_filters(scope)) == scope
    assert read_filters(None, None, None, None, None, "").is_everything
    with pytest.raises(ScopeError):
        read_filters([], [], [], "long ago", "", "")


def test_conversations_are_kept_renamed_and_deleted() -> None:
    kept, first = keep((), "", [_turn(1, "How many?")], "abc")
    kept, same = keep(kept, first, [_turn(1, "How many?"), _turn(2, "And why?")], "abc")
    assert (same, len(kept), len(kept[0].questions)) == (first, 1, 2)
    kept, second = keep(kept, "", [_turn(1, "How many?")], "abc")
    assert second != first, "asking the same again is another conversation"
    assert [conversation.id for conversation in kept] == [second, first]
    kept = rename(kept, first, "  Beds \n of <b>quays</b> ")
    assert kept[1].name == "Beds of <b>quays</b>"
    assert rename(kept, first, "  ") == kept
    assert read_kept(stored_form(kept)) == kept
    page = render_kept(kept, second)
    assert "Beds of &lt;b&gt;quays" in page
    assert page.count("open now") == 1
    assert [conversation.id for conversation in delete(kept, second)] == [first]
    assert render_kept((), "") == ""
    for broken in (None, "x", [{"id": 1}], {"a": 1}):
        assert read_kept(broken) == ()


def test_the_oldest_conversation_makes_room() -> None:
    kept: tuple = ()  # type: ignore[type-arg]
    for number in range(MOST_KEPT + 3):
        kept, _ = keep(kept, "", [_turn(1, f"q{number}")], "abc")
    assert len(kept) == MOST_KEPT
    assert kept[-1].name == "q3"


def _last(frames: list[Frame]) -> Frame:
    return frames[-1]


def test_a_talk_asked_again_gives_the_same_answer_and_says_when_the_library_changed(harbour_settings: Settings) -> None:
    briefing = Briefing.open(harbour_settings)
    asked = [
        Asked("How are the clinics paid?", EVERYTHING),
        Asked("What does the bonus depend on?", SearchScope(countries=("Norland",))),
    ]
    corpus = briefing.library.corpus_hash
    frames = list(reopen_talk(briefing, asked, corpus))
    turns = next(frame.conversation for frame in frames if frame.conversation)
    assert [turn.question for turn in turns] == [one.question for one in asked]
    assert "patient experience" in turns[-1].answer.answer
    assert frames[0].scope == asked[-1].scope
    assert _last(frames).notice == ""
    later = list(reopen_talk(briefing, asked, "another"))
    assert "The library has changed" in _last(later).notice
    assert next(f.conversation for f in later if f.conversation)[-1].answer.id == turns[-1].answer.id
    nowhere = [Asked("How?", SearchScope(countries=("Atlantis",)))]
    assert "Atlantis" in _last(list(reopen_talk(briefing, nowhere * 2, corpus))).notice


def test_the_words_that_a_visitor_chose_stay_with_a_kept_talk(harbour_settings: Settings) -> None:
    briefing = Briefing.open(harbour_settings)
    first, then = "Who founded the harbour clinics?", "And when?"
    norland = SearchScope(countries=("Norland",))
    asked = [Asked(first, EVERYTHING), Asked(then, norland)]
    turns = answer_talk(briefing, asked)
    chosen = next(f.conversation for f in ask_again(briefing, '["clinics"]', turns) if f.conversation)
    assert chosen[-1].scope == norland, "asked again of what it was asked of"
    assert chosen[-1].answer.corpus_hash == turns[-1].answer.corpus_hash != briefing.library.corpus_hash
    kept, _ = keep((), "", chosen, briefing.library.corpus_hash)
    stored = read_kept(stored_form(kept))
    assert stored == kept
    again = answer_talk(briefing, stored[0].asked)
    assert [turn.carry for turn in again] == [None, ("clinics",)]
    assert again[-1].answer.id == chosen[-1].answer.id
    reopened = list(reopen_talk(briefing, stored[0].asked, stored[0].corpus_hash))
    assert next(f.conversation for f in reopened if f.conversation)[-1].answer.id == chosen[-1].answer.id
    shown = read_markdown(conversation_markdown("Talk", again, briefing.library))
    assert "Carried over from earlier questions: clinics." in shown.lines


def test_exports_hold_every_answer_and_verify(harbour_settings: Settings, tmp_path: Path) -> None:
    briefing = Briefing.open(harbour_settings)
    turns = [Turn(1, "How are the clinics paid?", briefing.ask("How are the clinics paid?"))]
    kept, _ = keep((), "", turns, briefing.library.corpus_hash)
    again = answer_talk(briefing, kept[0].asked)
    path = tmp_path / "talk.jsonl"
    path.write_bytes(conversation_json(again))
    verifier = AnswerVerifier(DocumentStore(harbour_settings.data_dir), load_catalogue(harbour_settings.catalogue_path))
    findings = [finding for answer in load_answers(path) for finding in verifier.verify(answer)]
    assert findings
    assert not [finding for finding in findings if finding.problem]
    shown = read_markdown(conversation_markdown("*Pay* & more", turns, briefing.library))
    assert shown.problems == ()
    assert shown.lines[0] == "*Pay* & more"
    assert any("“Each clinic receives a monthly payment of 95 crowns" in line for line in shown.lines)


@pytest.mark.parametrize(("name", "file"), [("How many?", "how-many.md"), ("???", "briefing.md"), ("ä/../x", "x.md")])
def test_file_names_are_plain(name: str, file: str) -> None:
    assert file_name(name, "md") == file
