"""Dates as printed, and the instants that they allow."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from firsthand.evidence.times import TimeInterval, interval_of_day
from firsthand.reading.dates import dates


def days(text, published=None):
    """The civil days that each date covers, in any time zone."""
    found = []
    for mention in dates(text, published):
        interval = mention.interval
        if interval.earliest is None:
            found.append((mention.text, None, None))
            continue
        first = (interval.earliest).replace(tzinfo=None)
        last = (interval.latest).replace(tzinfo=None)
        whole = first.hour == 10 and (last.hour, last.minute) == (11, 59)
        assert whole, "a day covers every time zone"
        found.append((mention.text, str(first.date()), str(last.date())))
    return found


# A day begins 14 hours ahead of UTC, on the day before, and ends 12 hours behind, on the day after.
@pytest.mark.parametrize(
    ("text", "printed", "first", "last"),
    [
        ("on 5 May 2021", "5 May 2021", "2021-05-04", "2021-05-06"),
        ("on the 5th of May 2021", "5th of May 2021", "2021-05-04", "2021-05-06"),
        ("on May 5, 2021", "May 5, 2021", "2021-05-04", "2021-05-06"),
        ("am 5. Mai 2021", "5. Mai 2021", "2021-05-04", "2021-05-06"),
        ("le 5 mai 2021", "5 mai 2021", "2021-05-04", "2021-05-06"),
        ("el 5 de mayo de 2021", "5 de mayo de 2021", "2021-05-04", "2021-05-06"),
        ("5 мая 2021", "5 мая 2021", "2021-05-04", "2021-05-06"),
        ("on 2021-05-05", "2021-05-05", "2021-05-04", "2021-05-06"),
        ("on 05.05.2021", "05.05.2021", "2021-05-04", "2021-05-06"),
        ("on 25/12/2021", "25/12/2021", "2021-12-24", "2021-12-26"),
        ("on 12/25/2021", "12/25/2021", "2021-12-24", "2021-12-26"),
        ("in May 2021", "May 2021", "2021-04-30", "2021-06-01"),
        ("in spring 1915", "spring 1915", "1915-02-28", "1915-06-01"),
        ("in 1915", "1915", "1914-12-31", "1916-01-01"),
        ("from 2016–2020", "from 2016–2020", "2015-12-31", "2021-01-01"),
        ("in the 1990s", "the 1990s", "1989-12-31", "2000-01-01"),
    ],
)
def test_an_absolute_date_covers_its_days_in_every_time_zone(text, printed, first, last):
    assert days(text) == [(printed, first, last)]


def test_a_date_in_either_order_covers_both_days():
    assert days("on 03/04/2023") == [("03/04/2023", "2023-03-03", "2023-04-04")]


def test_a_day_without_a_year_is_unbounded_until_the_year_is_known():
    assert days("on September 13") == [("September 13", None, None)]
    published = interval_of_day(datetime(2022, 10, 1, tzinfo=UTC).date())
    assert days("on September 13", published) == [("September 13", "2022-09-12", "2022-09-14")]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("yesterday", "2023-05-08", "2023-05-10"),
        ("today", "2023-05-09", "2023-05-11"),
        ("two days ago", "2023-05-07", "2023-05-09"),
        ("last year", "2021-12-31", "2023-01-01"),
        ("last month", "2023-03-31", "2023-05-01"),
    ],
)
def test_a_relative_date_is_resolved_against_publication_only(text, first, last):
    noon = datetime(2023, 5, 10, 12, tzinfo=UTC)
    assert days(text, TimeInterval(noon, noon)) == [(text, first, last)]
    assert days(text) == [(text, None, None)]


def test_a_bare_weekday_may_be_the_last_or_the_next():
    noon = datetime(2023, 5, 10, 12, tzinfo=UTC)  # a Wednesday
    assert days("on Tuesday", TimeInterval(noon, noon)) == [("Tuesday", "2023-05-08", "2023-05-17")]


def test_a_time_with_date_and_zone_is_one_minute():
    (mention,) = dates("at 2021-05-05T10:30+04:00 exactly")
    assert mention.interval.earliest == datetime(2021, 5, 5, 6, 30, tzinfo=UTC)
    assert mention.interval.latest == datetime(2021, 5, 5, 6, 30, 59, 999999, tzinfo=UTC)


def test_a_clock_time_alone_names_no_day():
    assert [(d.text, d.interval.earliest) for d in dates("at 05:40 local time")] == [
        ("05:40 local time", None)
    ]


@pytest.mark.parametrize(
    "text", ["on 31 February 2021", "on 99/99/2021", "you may 5", "version 1.2.3", "room 2021a"]
)
def test_what_is_no_date_is_left_alone(text):
    assert days(text) == []
