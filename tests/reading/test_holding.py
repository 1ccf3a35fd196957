"""Figures, dates and places belong to the innermost statement that holds them."""

from __future__ import annotations

from firsthand.reading.reader import Engine, read


def test_a_figure_belongs_to_the_innermost_statement_around_it() -> None:
    text = "Marta Velin said: “A baker told me that nine men died.” Three houses burned."
    reading = read(text, engine=Engine.RULES)
    by_words = {f.text: f.statement for f in reading.figures}
    held = by_words["nine men"]
    assert held is not None
    assert reading.statements[held].content.endswith("nine men died")
    assert by_words["Three houses"] is None


def test_places_and_dates_are_tied_as_well() -> None:
    text = "According to Marta Velin, shells fell in Orlec on 4 May 2031. Rain fell in Velm."
    reading = read(text, engine=Engine.RULES)
    assert [d.statement for d in reading.dates] == [0]
    assert {p.text: p.statement for p in reading.places}["Orlec"] == 0
