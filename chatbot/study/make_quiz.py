"""The library's quiz cards: from notes (definition, figure, finding), the glossary, and originals' own sentences.

documents, glossary -> sentences that say something on their own -> a question each, or none -> cards, twins left out
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from chatbot.study.definition_cards import DefinitionQuestion, ask_definition, ask_glossary_term
from chatbot.study.figure_cards import blank_figure
from chatbot.study.quiz_card import Asks, QuizCard
from kb.catalogue import SourceRecord
from kb.documents import Document, MarkName, Sentence
from kb.glossary import Glossary
from kb.section_roles import SectionRole, section_role

ThemesOf = Callable[[Document, int], tuple[str, ...]]
"""Ids of the themes of a section of a document, by its index."""

_FIGURE_KINDS = frozenset({"figure", "finding"})
# A sentence of an original is asked for only where nothing qualifies it and it is the authors' own.
_DOUBTFUL: tuple[MarkName, ...] = (
    "hedged", "second_hand", "reported", "quotation", "limitation", "taken_back", "plan", "damaged", "question",
    "about_study",
)  # fmt: skip
_ROLES: frozenset[SectionRole] = frozenset(
    {"abstract", "background", "results", "discussion", "conclusions", "main_text"}
)


def make_cards(
    holdings: Iterable[tuple[SourceRecord, Sequence[Document]]], glossary: Glossary, themes_of: ThemesOf
) -> list[QuizCard]:
    """All cards in the order of the sources and of their texts, the glossary's last. The same library gives the same.

    Of one source, a figure or term that its note asks for already is not asked for again from its original.
    """
    cards: list[QuizCard] = []
    for record, documents in holdings:
        asked: set[tuple[Asks, str]] = set()
        for document in sorted(documents, key=lambda document: document.kind):  # the note before the original
            made = list(_of_document(document, record, themes_of))
            cards += [card for card in made if document.kind == "note" or _key(card) not in asked]
            asked |= {_key(card) for card in made}
    return [*_distinct(cards), *_of_glossary(glossary)]


def _key(card: QuizCard) -> tuple[Asks, str]:
    return card.asks, card.answer.casefold()


def _distinct(cards: Iterable[QuizCard]) -> list[QuizCard]:
    return list({card.card_id: card for card in cards}.values())


def _of_document(document: Document, record: SourceRecord, themes_of: ThemesOf) -> Iterator[QuizCard]:
    for sentence in document.sentences:
        if not _can_be_asked(document, sentence):
            continue
        context = _context(document, sentence, record)
        question = _question(document, sentence, context)
        if question is not None:
            yield QuizCard(
                asks=question.asks,
                context=context,
                prompt=question.prompt,
                answer=question.answer,
                whole=document.slice(sentence),
                source_id=document.source_id,
                term_id=None,
                document_id=document.document_id,
                char_start=sentence.char_start,
                char_end=sentence.char_end,
                quotes=document.kind == "original",
                theme_ids=themes_of(document, sentence.section_index),
            )


def _can_be_asked(document: Document, sentence: Sentence) -> bool:
    if document.kind == "note":
        return sentence.claim_kind in _FIGURE_KINDS | {"definition"} and sentence.speaker is None
    return (
        sentence.kind == "prose"
        and not sentence.damaged
        and sentence.speaker is None
        and not any(map(sentence.has_mark, _DOUBTFUL))
        and section_role(document.sections[sentence.section_index]) in _ROLES
    )


def _question(document: Document, sentence: Sentence, context: str) -> DefinitionQuestion | None:
    text = document.slice(sentence)
    if document.kind == "original" or sentence.claim_kind == "definition":
        defined = ask_definition(text, context) if document.kind == "note" or _defines_a_word(text) else None
        if defined or sentence.claim_kind == "definition":
            return defined
    blanked = blank_figure(text, context)
    return DefinitionQuestion("figure", *blanked) if blanked else None


def _defines_a_word(text: str) -> bool:
    """Whether a sentence of a running text says that it defines; "is" alone does not."""
    return any(
        words in text for words in (" is defined as ", " are defined as ", " refers to ", " refer to ", " means ")
    )


def _context(document: Document, sentence: Sentence, record: SourceRecord) -> str:
    """Whose words, and the heading they stand under: without it "errors fell" would not say whose errors."""
    path = document.sections[sentence.section_index].path
    return f"{record.short_reference}: {path[-1]}" if path else record.short_reference


def _of_glossary(glossary: Glossary) -> Iterator[QuizCard]:
    for term in glossary.term:
        question = ask_glossary_term(term)
        if question is not None:
            yield QuizCard(
                asks=question.asks,
                context="",
                prompt=question.prompt,
                answer=question.answer,
                whole=term.definition,
                source_id=None,
                term_id=term.id,
                document_id=None,
                char_start=0,
                char_end=0,
                quotes=False,
                theme_ids=(),
            )
