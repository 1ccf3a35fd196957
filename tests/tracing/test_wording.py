"""Excerpts begin and end where sentences and quotations do, as far as the shared words reach."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.tracing.wording import excerpt, without_loose_ends


def stretch(text: str) -> tuple[str, int, int]:
    """The text without its two bars, and where they stood."""
    before, within, after = text.split("|")
    return before + within + after, len(before), len(before) + len(within)


@pytest.mark.parametrize(
    ("marked", "kept"),
    [
        ("“|None of them held a lamp. “The| rest is dark.”", "None of them held a lamp"),
        ("|The gate was open. It| had been so for days.", "The gate was open"),
        ("|The gate was open. Nobody|.", "The gate was open. Nobody"),
        ("He left |home. The gate was open| then.", "The gate was open"),
        ("“|Home. The gate was open|”", "Home. The gate was open"),
        ("|The gate was open|, she said.", "The gate was open"),
        ("|word|", "word"),
        ("a |word. Other| b", "word"),
    ],
)
def test_a_single_word_of_another_sentence_is_left_out(marked, kept):
    text, start, end = stretch(marked)
    start, end = without_loose_ends(text, start, end)
    assert text[start:end] == kept


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("“|Six boats left,” said the warden| today.", "“Six boats left,” said the warden"),
        ("She said: |he saw “six boats|”, and more", "he saw “six boats”"),
        ('"|Six boats left," said the warden| today.', '"Six boats left," said the warden'),
        ("“|Six boats left|,” said the warden", "Six boats left"),
        ("|the «old» gate| there", "the «old» gate"),
        ("|one” without a beginning|", "one” without a beginning"),
    ],
)
def test_a_quotation_that_is_cut_gets_the_mark_that_stands_beside_it(marked, shown):
    assert excerpt(*stretch(marked)) == shown


@given(st.text(alphabet="ab .“”\"'!", max_size=40), st.data())
def test_no_stretch_becomes_longer_or_empty(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = without_loose_ends(text, start, end)
    assert start <= low <= high <= end
    assert (low < high) == (start < end)
