from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from made_up import read_text

from ingest.compare_versions import compare_versions

_BEFORE = """Results

Clinics share the cost of care. Each clinic gets 95 crowns a month for every resident. Nurses meet on Mondays.

Limits

Only three clinics took part.
"""


def changes(after: str) -> list[tuple[str, str | None, str]]:
    compared = compare_versions(read_text(_BEFORE), read_text(after))
    counted = [sentence.change for sentence in compared.sentences]
    assert (compared.came, compared.went, compared.reworded) == tuple(map(counted.count, ("came", "went", "reworded")))
    return [(sentence.change, sentence.before, sentence.text) for sentence in compared.sentences]


def test_the_same_text_has_no_changes_whatever_its_spacing() -> None:
    assert changes(_BEFORE) == []
    assert changes(_BEFORE.replace("the cost of care", "the  cost of care")) == []


def test_a_changed_figure_is_one_sentence_reworded() -> None:
    assert changes(_BEFORE.replace("95 crowns", "97 crowns")) == [
        (
            "reworded",
            "Each clinic gets 95 crowns a month for every resident.",
            "Each clinic gets 97 crowns a month for every resident.",
        )
    ]


def test_a_lost_negation_is_seen() -> None:
    before = read_text("Nurses do not pay for the vans.\n")
    after = read_text("Nurses do pay for the vans.\n")
    assert compare_versions(before, after).reworded == 1


def test_what_came_and_what_went_are_told_apart() -> None:
    after = _BEFORE.replace("Nurses meet on Mondays.", "A bonus depends on what patients say of it.")
    assert changes(after) == [
        ("came", None, "A bonus depends on what patients say of it."),
        ("went", None, "Nurses meet on Mondays."),
    ]


def test_a_sentence_that_moved_neither_came_nor_went() -> None:
    moved = _BEFORE.replace(" Nurses meet on Mondays.", "").replace("part.\n", "part. Nurses meet on Mondays.\n")
    assert changes(moved) == []


def test_a_sentence_that_stood_twice_and_now_once_has_gone_once() -> None:
    twice = read_text("Nurses meet.\n\nNurses meet.\n\nClinics share costs.\n")
    once = read_text("Nurses meet.\n\nClinics share costs.\n")
    assert compare_versions(twice, once).went == 1
    assert compare_versions(once, twice).came == 1


_SENTENCES = st.lists(
    st.sampled_from(
        ["Clinics share costs.", "Each gets 95 crowns a month.", "Each gets 97 crowns a month.", "Nurses meet."]
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


@given(_SENTENCES, _SENTENCES)
def test_the_counts_add_up_and_going_back_undoes_them(before: list[str], after: list[str]) -> None:
    old, new = read_text("\n\n".join(before)), read_text("\n\n".join(after))
    there, back = compare_versions(old, new), compare_versions(new, old)
    assert len(new.sentences) - len(old.sentences) == there.came - there.went
    assert (there.came, there.went, there.reworded) == (back.went, back.came, back.reworded)
    assert (there.sentences == ()) == (sorted(map(old.slice, old.sentences)) == sorted(map(new.slice, new.sentences)))
