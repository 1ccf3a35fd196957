"""Settlements of a name: all of them, none chosen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from firsthand.reading.gazetteer import candidates, folded
from firsthand.reading.reader import read_by_rules


def test_every_settlement_of_a_name_is_kept():
    found = candidates("Springfield")
    assert len(found) > 10
    assert {c.country for c in found} >= {"US", "AU"}
    assert all(-90 <= c.latitude <= 90 and -180 <= c.longitude <= 180 for c in found)
    assert {c.source for c in found} == {"GeoNames"}


def test_marks_on_letters_and_the_kind_of_place_do_not_matter():
    assert candidates("Sao Paulo") == candidates("São Paulo") != ()
    assert candidates("the city of Lyon") == candidates("Lyon") != ()


def test_an_invented_name_has_no_candidates():
    assert candidates("Qazvelmir Ford") == ()
    assert candidates("") == ()


def test_a_page_has_the_candidates_at_the_first_mention_only():
    text = "Fighting went on in Lyon. A road in Lyon was closed. Troops in Armenia moved."
    first, second, country = read_by_rules(text).places
    assert [p.text for p in (first, second, country)] == ["Lyon", "Lyon", "Armenia"]
    assert first.candidates == candidates("Lyon")
    assert second.candidates == country.candidates == ()


@given(st.text(max_size=40))
def test_any_name_can_be_looked_up(name):
    assert all(c.name for c in candidates(name))
    assert folded(folded(name)) == folded(name)
