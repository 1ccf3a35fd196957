"""A text's words carry their offsets, their looks, and what the rules make of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from firsthand.evidence.spans import Span
from firsthand.reading.layout import lay_out
from firsthand.reading.tagging import words as kinds
from firsthand.reading.tagging.windows import LONGEST, encode, windows
from firsthand.reading.tagging.wordpieces import Vocabulary
from firsthand.reading.tagging.words import Hint, Words, hint_rows, words_of

VOCABULARY = Vocabulary(
    ["[PAD]", *"abcdefghijklmnopqrstuvwxyz", *(f"##{c}" for c in "abcdeilmnorst")]
)


def cut(text: str, hints: list[Hint] | None = None) -> Words:
    layout = lay_out(text)
    return words_of(text, layout.paragraphs, layout.quotations, VOCABULARY, hints or [])


def test_quoted_words_and_their_marks_are_told_apart() -> None:
    words = cut("Ana said: “No ‘deal’ here”.")
    state = {
        "Ana": kinds.OUTSIDE,
        "“": kinds.MARK,
        "No": kinds.QUOTED,
        "deal": kinds.DEEPER,
        "here": kinds.QUOTED,
        "”": kinds.MARK,
    }
    text = "Ana said: “No ‘deal’ here”."
    seen = {
        text[s:e]: int(q) for s, e, q in zip(words.starts, words.ends, words.quoted, strict=True)
    }
    assert {word: seen[word] for word in state} == state


def test_every_paragraph_begins_with_a_word_of_its_own() -> None:
    words = cut("One.\n\nTwo.")
    assert list(words.looks).count(kinds.BREAK) == 2
    assert list(words.paragraphs) == [0, 0, 0, 1, 1, 1]


def test_hints_name_the_words_of_one_attribution_for_the_anchor_in_its_cue() -> None:
    text = "Ana said rain fell."
    words = cut(text, [Hint(Span(0, 3), Span(4, 8), Span(9, 18))])
    said = int(words.starts.searchsorted(4))
    (row,) = hint_rows(words, 0, len(words), [said])
    assert [int(label) for label in row] == [
        kinds.HINT_NOTHING,
        kinds.HINT_SOURCE,
        kinds.HINT_CUE,
        kinds.HINT_CONTENT,
        kinds.HINT_CONTENT,
        kinds.HINT_NOTHING,
    ]
    assert not hint_rows(words, 0, len(words), [1]).any()


@given(st.text(max_size=400))
def test_words_point_at_what_is_printed_and_windows_decide_each_once(text: str) -> None:
    words = cut(text)
    assert all(
        text[s:e].strip() == text[s:e] for s, e in zip(words.starts, words.ends, strict=True)
    )
    decided = [
        i for w in windows(words, longest=40, overlap=12) for i in range(w.own_first, w.own_last)
    ]
    assert decided == list(range(len(words)))


def test_a_long_text_is_cut_into_windows_that_the_encoder_can_take() -> None:
    words = cut("Tell me more of it, said Ana. " * 700)
    found = list(windows(words))
    assert len(found) > 5
    assert all(len(encode(words, w).pieces) <= LONGEST for w in found)
    assert all(w.first <= w.own_first < w.own_last <= w.last for w in found)
