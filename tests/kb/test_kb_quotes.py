from __future__ import annotations

import pytest
from kb_made_up import make_document

from kb.documents import Span
from kb.quotes import judge_quote

SOURCE = (
    "Each clinic receives a monthly payment of 95 crowns per resi-\ndent, adjusted for age. "
    "Bonuses never depend on the number of referrals. A bonus of up to 4 per cent depends on patient experience."
)
TEXT = SOURCE.replace("resi-\ndent", "resident")
CUT = SOURCE.index("-\n")
DOCUMENT = make_document(SOURCE, TEXT, [(0, 0, CUT), (CUT, CUT + 2, len(SOURCE) - CUT - 2)])


def span_of(words: str) -> Span:
    start = TEXT.index(words)
    return Span(char_start=start, char_end=start + len(words))


PAYMENT = span_of("Each clinic receives a monthly payment of 95 crowns per resident, adjusted for age.")
NEVER = span_of("Bonuses never depend on the number of referrals.")


@pytest.mark.parametrize(
    ("quote", "span", "verdict"),
    [
        ("Bonuses never depend on the number of referrals.", NEVER, "verified"),
        ("Bonuses  never depend\non the number of referrals.", NEVER, "verified"),
        ("Each clinic receives a monthly payment of 95 crowns per resident, adjusted for age.", PAYMENT, "repaired"),
        ("Bonuses always depend on the number of referrals.", NEVER, "altered"),
        ("Bonuses depend on the number of referrals.", NEVER, "altered"),
        ("Each clinic receives a monthly payment of 59 crowns per resident, adjusted for age.", PAYMENT, "altered"),
        ("Each clinic receives a yearly payment of 95 crowns per resident, adjusted for age.", PAYMENT, "altered"),
        ("A bonus of up to 4 per cent depends on patient experience.", NEVER, "misattributed"),
        ("Bonuses never depend on the number on patient experience.", NEVER, "altered"),
        ("Each clinic receives a monthly payment depends on patient experience.", NEVER, "stitched"),
        ("The moon is made of cheese and harbour fog.", NEVER, "absent"),
        ("", NEVER, "absent"),
    ],
)
def test_verdicts(quote: str, span: Span, verdict: str) -> None:
    assert judge_quote(quote, span, DOCUMENT) == verdict


def test_a_quote_from_another_document_is_misattributed() -> None:
    other = make_document("Fees rose by a third.", "Fees rose by a third.", [(0, 0, 21)])
    assert judge_quote("Fees rose by a third.", NEVER, DOCUMENT, [other]) == "misattributed"
    assert judge_quote("Fees rose by a third.", NEVER, DOCUMENT) == "absent"


def test_part_of_a_sentence_is_not_the_sentence() -> None:
    assert judge_quote("depend on the number of referrals.", NEVER, DOCUMENT) == "misattributed"
