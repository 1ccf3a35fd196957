"""Intervals say what is certain about order; spans stay within reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from firsthand.evidence.spans import Span
from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval, interval_of_day

NOON = datetime(2031, 4, 5, 12, tzinfo=UTC)


def test_a_day_without_a_zone_covers_it_everywhere_on_earth():
    day = interval_of_day(date(2031, 4, 5))
    assert day.earliest == datetime(2031, 4, 4, 10, tzinfo=UTC)
    assert day.latest == datetime(2031, 4, 6, 11, 59, 59, 999999, UTC)


def test_a_day_with_a_zone_covers_its_24_hours():
    day = interval_of_day(date(2031, 4, 5), utc_offset=timedelta(hours=4))
    assert day.earliest == datetime(2031, 4, 4, 20, tzinfo=UTC)
    assert day.latest == datetime(2031, 4, 5, 19, 59, 59, 999999, UTC)


def test_neighbouring_days_without_zones_are_not_ordered():
    assert not interval_of_day(date(2031, 4, 5)).surely_before(interval_of_day(date(2031, 4, 6)))
    assert interval_of_day(date(2031, 4, 5)).surely_before(interval_of_day(date(2031, 4, 8)))


def test_an_unknown_time_is_before_nothing_and_after_nothing():
    known = TimeInterval(NOON, NOON)
    assert not UNKNOWN_TIME.surely_before(known)
    assert not known.surely_before(UNKNOWN_TIME)


def test_an_interval_refuses_reversal_and_missing_zones():
    with pytest.raises(ValueError, match="end before"):
        TimeInterval(NOON, NOON - timedelta(seconds=1))
    with pytest.raises(ValueError, match="time zone"):
        TimeInterval(datetime(2031, 4, 5), None)  # noqa: DTZ001  the missing zone is the point


def test_a_span_cuts_and_compares():
    assert Span(2, 5).of("abcdef") == "cde"
    assert Span(2, 5).overlaps(Span(4, 9))
    assert not Span(2, 5).overlaps(Span(5, 9))
    with pytest.raises(ValueError, match="from 5 to 2"):
        Span(5, 2)
