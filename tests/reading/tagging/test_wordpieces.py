"""Words are cut into the longest pieces of the vocabulary."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from firsthand.reading.tagging.wordpieces import MOST_PIECES, UNKNOWN, Vocabulary

PIECES = ["[PAD]", "be", "##tel", "##te", "##l", "e", "##a", "a"]


def test_the_longest_pieces_come_first() -> None:
    assert Vocabulary(PIECES).cut("betel") == (1, 2)


def test_case_and_accents_do_not_count() -> None:
    vocabulary = Vocabulary(PIECES)
    assert vocabulary.cut("BÉTEL") == vocabulary.cut("betel")


def test_a_word_that_cannot_be_cut_is_one_unknown_piece() -> None:
    assert Vocabulary(PIECES).cut("betz") == (UNKNOWN,)


def test_an_endless_word_costs_no_more_than_a_long_one() -> None:
    assert len(Vocabulary(PIECES).cut("a" * 1_000_000)) == MOST_PIECES


@given(st.text(max_size=80))
def test_any_word_has_pieces(word: str) -> None:
    found = Vocabulary(PIECES).cut(word)
    assert 1 <= len(found) <= MOST_PIECES
