"""A printed time allows an interval, never more exact than what is printed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.reading.extractors.printed_times import interval_of_printed


def _instants(printed):
    interval = interval_of_printed(printed, "test")
    return interval.earliest, interval.latest


@pytest.mark.parametrize(
    "printed",
    [
        "2026-03-01T10:05:00+04:00",
        "2026-03-01T10:05:00+0400",
        "2026-03-01T06:05:00Z",
        "2026-03-01T06:05Z",
        "Sun, 01 Mar 2026 10:05:00 +0400",
        "Sun, 01 Mar 2026 06:05:00 GMT",
        "Sun, 01 Mar 2026 06:05:00 -0000",
    ],
)
def test_a_time_with_an_offset_is_one_instant(printed):
    at = datetime(2026, 3, 1, 6, 5, tzinfo=UTC)
    assert _instants(printed) == (at, at)


def test_a_time_without_an_offset_is_that_time_in_any_zone():
    assert _instants("2026-03-01T10:05:00") == (
        datetime(2026, 2, 28, 20, 5, tzinfo=UTC),
        datetime(2026, 3, 1, 22, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize("printed", ["2026-03-01", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00"])
def test_a_day_is_the_whole_day_in_any_zone(printed):
    assert _instants(printed) == (
        datetime(2026, 2, 28, 10, tzinfo=UTC),
        datetime(2026, 3, 2, 11, 59, 59, 999_999, tzinfo=UTC),
    )


def test_midnight_with_an_offset_is_the_day_at_that_offset():
    assert _instants("2026-03-01T00:00:00+04:00") == (
        datetime(2026, 2, 28, 20, tzinfo=UTC),
        datetime(2026, 3, 1, 19, 59, 59, 999_999, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "printed", ["", "yesterday", "2026", "31/12/2026", "0001-01-01", "9999-12-31"]
)
def test_what_says_no_day_of_the_calendar_gives_nothing(printed):
    assert interval_of_printed(printed, "test") is None


@given(st.text(max_size=40))
def test_no_printed_words_make_it_raise(printed):
    interval_of_printed(printed, "test")


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_instant_is_within_what_is_read_from_its_print(moment):
    interval = interval_of_printed(moment.isoformat(), "test")
    if interval is not None:
        assert interval.earliest <= moment <= interval.latest
