"""Quiz cards, one at a time: the question, the back on demand with its citation, and what the visitor says of it."""

from __future__ import annotations

from chatbot.page.explore_links import go, heading, nothing
from chatbot.page.explore_place import ExplorePlace
from chatbot.page.markup import Content, Markup, join, tag
from chatbot.page.study_filter import pack_words, study_form
from chatbot.page.study_room import StudyRoom
from chatbot.page.wording import counted, section_words
from chatbot.study.quiz_card import BLANK, Asks, QuizCard
from chatbot.study.quiz_pack import cards_of_pack, next_card
from chatbot.study.study_marks import StudyMarks
from kb.documents import Document

_KINDS: dict[Asks, str] = {"figure": "Which figure?", "term": "Which term?", "meaning": "What does it mean?"}


def render_quiz(place: ExplorePlace, room: StudyRoom, marks: StudyMarks) -> Markup:
    """The pack's counts and the card that was chosen, or the first that is not known."""
    pack = cards_of_pack(room.cards, place.theme, place.source)
    parts: list[Content] = [heading("Quiz cards"), study_form(place, room.shelf, "quiz", "Take this pack")]
    if not pack:
        why = "No sentence of it makes a card that can be understood alone and does not give its answer away."
        return join([*parts, nothing(f"There is no card {pack_words(place, room.shelf)}. {why}")])
    chosen = next((card for card in pack if card.card_id == place.card), None) or next_card(pack, marks)
    parts += [tag("p", _counts(pack, marks, pack_words(place, room.shelf)), class_="explore-count")]
    if chosen is None:
        parts.append(tag("p", "Every card of this pack is known.", class_="quiz-done"))
    else:
        parts.append(_card(chosen, pack.index(chosen) + 1, pack, place, room, marks))
    if any(card.card_id in {*marks.known, *marks.not_yet} for card in pack):
        again = _act("Start this pack again", "restart", place, hint="its cards count as not answered")
        parts.append(tag("p", again, class_="takeaway"))
    parts.append(tag("p", "What you mark is kept in this browser alone.", class_="pin-origin"))
    return join(parts)


def _counts(pack: list[QuizCard], marks: StudyMarks, of: str) -> str:
    ids = {card.card_id for card in pack}
    known, not_yet = len(ids & set(marks.known)), len(ids & set(marks.not_yet))
    left = len(ids) - known - not_yet
    return f"{counted(len(ids), 'card')} {of}: {known} known, {not_yet} not yet, {left} not answered."


def _card(
    card: QuizCard, number: int, pack: list[QuizCard], place: ExplorePlace, room: StudyRoom, marks: StudyMarks
) -> Markup:
    state = "known" if card.card_id in marks.known else "not yet" if card.card_id in marks.not_yet else "not answered"
    after = pack[number % len(pack)]
    name = f"Card {number} of {len(pack)}"
    return tag(
        "article",
        tag("h3", name, tag("span", f" · {_KINDS[card.asks]} · {state}", class_="quiz-state")),
        tag("p", card.context, class_="pin-origin") if card.context else "",
        tag("p", "From our glossary", class_="pin-origin") if card.term_id else "",
        tag("blockquote" if card.quotes else "div", tag("p", _prompt(card), class_="quiz-prompt"), class_="passage"),
        _back(card, place, room),
        tag("p", go("Skip this card", "quiz", theme=place.theme, source=place.source, card=after.card_id))
        if len(pack) > 1
        else "",
        class_="quiz-card",
        aria_label=name,
    )


def _prompt(card: QuizCard) -> Markup:
    """The question; a blank is a line to the eyes and a word to the ears."""
    blank = tag("span", tag("span", "blank", class_="visually-hidden"), class_="blank")
    return join(card.prompt.split(BLANK), separator=blank)


def _back(card: QuizCard, place: ExplorePlace, room: StudyRoom) -> Markup:
    answers = [
        _act("I knew it", "known", place, card=card.card_id, class_="go"),
        _act("Not yet", "not-yet", place, card=card.card_id, class_="go"),
    ]
    return tag(
        "details",
        tag("summary", "Show the answer"),
        tag("p", tag("strong", card.answer), class_="quiz-answer"),
        tag("p", card.whole, class_="stretch") if card.whole != card.answer else "",
        tag("p", *_citation(card, room), class_="pin-origin"),
        tag("div", *answers, class_="form-line"),
        class_="quiz-back",
    )


def _citation(card: QuizCard, room: StudyRoom) -> list[Content]:
    """Where the answer comes from, and the way there."""
    if card.term_id:
        return ["Our glossary: ", go("Open the term and the passages that use it", "term", term=card.term_id)]
    document = _document(card, room)
    record = room.shelf.library.record(document.source_id)
    sentence = next(s for s in document.sentences if (s.char_start, s.char_end) == (card.char_start, card.char_end))
    if sentence.summarises is not None:
        whose = f", our summary of section {section_words(sentence.summarises)}"
    else:
        whose = f", {section_words(document.sections[sentence.section_index].path)}, in the source’s own words"
    at = f"{card.document_id}:{card.char_start}-{card.char_end}"
    return [record.short_reference, whose, ". ", go("Open at the words", "words", source=document.source_id, at=at)]


def _document(card: QuizCard, room: StudyRoom) -> Document:
    holding = room.shelf.holdings[card.source_id or ""]
    return next(document for document in holding.documents if document.document_id == card.document_id)


def _act(label: str, act: str, place: ExplorePlace, *, card: str = "", class_: str = "plain", hint: str = "") -> Markup:
    return tag(
        "button",
        label,
        tag("span", f", {hint}", class_="visually-hidden") if hint else "",
        type="button",
        class_=class_,
        data_explore=act,
        data_view="quiz",
        data_theme=place.theme,
        data_source=place.source,
        data_card=card,
    )
