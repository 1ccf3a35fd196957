"""What nobody is quoted for is listed as the document's own statement."""

from __future__ import annotations

from firsthand.reading.reader import Engine, read


def told(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(o.text, o.about) for o in read(text, engine=Engine.RULES).own]


def test_harm_in_the_documents_own_voice_is_listed_with_what_it_tells_of() -> None:
    text = "Nine villagers were killed in Velm. Soldiers burned two houses. The sun was out."
    assert told(text) == [
        ("Nine villagers were killed in Velm.", ("killed",)),
        ("Soldiers burned two houses.", ("destroyed",)),
    ]


def test_what_somebody_is_quoted_for_is_not_listed() -> None:
    assert told("Marta Velin said that nine villagers were killed in Velm.") == []
    assert told("“They shot the miller,” said Marta Velin.") == []


def test_a_unit_counts_only_where_it_was_or_did_something() -> None:
    assert told("The Fourth Brigade entered Velm at dawn.")[0][1] == ("unit",)
    assert told("The brigade has a long history.") == []


def test_spans_point_at_their_words() -> None:
    text = "He left.\n\nTroops withdrew on Sunday. Two men were wounded."
    for own in read(text, engine=Engine.RULES).own:
        assert text[own.start : own.end] == own.text
