"""Places by the words around them; people and bodies are none."""

from __future__ import annotations

import pytest

from firsthand.reading.reader import read_by_rules as read


def places(text):
    return [p.text for p in read(text).places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell on the village of Orlen.", ["Orlen"]),
        ("The city of Port Sele burned.", ["Port Sele"]),
        ("It happened near Quell.", ["Quell"]),
        ("The Kethra region is quiet.", ["Kethra region"]),
        ("They camped at Lake Ostra.", ["Lake Ostra"]),
        (
            "Troops left Armenia for Georgia and South Africa.",
            ["Armenia", "Georgia", "South Africa"],
        ),
        ("They crossed into Bosnia and Herzegovina.", ["Bosnia and Herzegovina"]),
        ("It happened in Mr. Marsh’s absence.", []),
        ("Ada Marsh, the mayor, left. They believed in Marsh.", []),
        ("It was read in the Ministry of Defence.", []),
        ("It rained in May.", []),
    ],
)
def test_places_are_found_by_the_words_around_them(text, expected):
    assert places(text) == expected
