"""What comes from outside cannot move the cursor, turn the words round or hide itself."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from firsthand.cli.screen import plural, seconds_text, size_text
from firsthand.cli.text import printable, shortened


def test_control_and_bidirectional_characters_are_shown_as_escapes():
    assert printable("a\x1b[2Jb") == "a\\x1b[2Jb"
    assert printable("gpj.\u202exe") == "gpj.\\u202exe"
    assert printable("\ud800") == "\\ud800"


def test_other_scripts_stay_as_they_are():
    for text in ("Մարդ", "حقوق", "люди", "नमस्ते", "人々"):
        assert printable(text) == text


@given(st.text(st.characters()))
def test_nothing_that_is_printed_controls(text):
    shown = printable(text)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cs", "Co", "Zl", "Zp"}


@given(st.text(), st.integers(1, 50))
def test_a_shortened_text_is_one_short_line(text, width):
    assert len(shortened(text, width)) <= width
    assert "\n" not in shortened(text, width)


def test_counts_sizes_and_seconds_read_like_language():
    assert plural(1, "entry", "entries") == "1 entry"
    assert plural(2300, "entry", "entries") == "2,300 entries"
    assert size_text(999) == "999 bytes"
    assert size_text(5_362) == "5.4 kB"
    assert size_text(4_200_000_000) == "4.2 GB"
    assert seconds_text(67.46) == "1:07.5"
    assert seconds_text(119.97) == "2:00.0"
