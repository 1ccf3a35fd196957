"""Names are the same only where spelling settles it."""

from __future__ import annotations

import pytest

from firsthand.tracing.names import name_key, same_name


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ministry of Defence of Norvia", "Norvia Ministry of Defence"),
        ("Ministry of Defence of Norvia", "Norvia’s Defense Ministry"),
        ("The Foreign Ministry of Norvia", "Ministry of Foreign Affairs of Norvia"),
        ("ORVEL POST", "The Orvel Post"),
        ("Lúcia Ferrand", "Lucia Ferrand"),
    ],
)
def test_spellings_of_one_name_are_the_same(a, b):
    assert same_name(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Defence Ministry", "Ministry of Defence of Norvia"),
        ("Ministry of Defence of Norvia", "Ministry of Defence of Sudmark"),
        ("Norvian Ministry of Defence", "Ministry of Defence of Norvia"),
        ("Embassy of Norvia in Sudmark", "Embassy of Sudmark in Norvia"),
        ("Thomas James", "James Thomas"),
        ("Orvel Post", "Orvel Times"),
        ("", ""),
        ("—", "!"),
    ],
)
def test_names_that_may_differ_are_not_the_same(a, b):
    assert not same_name(a, b)


def test_a_name_without_words_has_no_key():
    assert name_key("…") == ()
