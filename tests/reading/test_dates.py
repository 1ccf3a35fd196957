"""Dates as printed, and the instants that they allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


WEDNESDAY = TimeInterval(
    datetime(2023, 5, 10, 12, tzinfo=UTC), datetime(2023, 5, 10, 12, tzinfo=UTC)
)


def civil(text, published=WEDNESDAY):
    """First and last civil day of every date, as days anywhere on Earth."""
    return [
        (d.text, str((d.interval.earliest + timedelta(hours=14)).date()),
         str((d.interval.latest - timedelta(hours=12)).date()))
        for d in dates(text, published)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "printed", "first", "last"),
    [
        ("The hall was shelled on Sunday.", "Sunday", "2023-05-07", "2023-05-07"),
        ("The council will meet on Sunday.", "Sunday", "2023-05-14", "2023-05-14"),
        ("The bridge would open on Sunday.", "Sunday", "2023-05-07", "2023-05-14"),
        ("They had left Velm by Thursday.", "Thursday", "2023-05-04", "2023-05-04"),
        ("She died on Thursday night.", "Thursday night", "2023-05-04", "2023-05-05"),
        ("It was hit yesterday afternoon.", "yesterday afternoon", "2023-05-09", "2023-05-09"),
        ("It was hit last night.", "last night", "2023-05-09", "2023-05-10"),
        ("It fell on the night of 3 May.", "the night of 3 May", "2023-05-03", "2023-05-04"),
        ("It fell on the night of 3 to 4 May.", "the night of 3 to 4 May", "2023-05-03",
         "2023-05-04"),
        ("It ran between 28 April and 1 May.", "28 April and 1 May", "2023-04-28", "2023-05-01"),
        ("He promised in March to go.", "March", "2023-03-01", "2023-03-31"),
        ("It burned in August.", "August", "2022-08-01", "2022-08-31"),
        ("He left on 11 October.", "11 October", "2022-10-11", "2022-10-11"),
        ("He will leave on 11 January.", "11 January", "2024-01-11", "2024-01-11"),
        ("It burned last autumn.", "last autumn", "2022-09-01", "2022-11-30"),
        ("It fell in the past two weeks.", "the past two weeks", "2023-04-26", "2023-05-10"),
        ("He has been free since June of last year.", "June of last year", "2022-06-01",
         "2022-06-30"),
        ("There was the ninth of May.", "the ninth of May", "2023-05-09", "2023-05-09"),
    ],
)  # fmt: skip
def test_tense_and_publication_give_the_day(text, printed, first, last):
    assert civil(text) == [(printed, first, last)]


def test_a_date_that_hangs_on_another_is_reckoned_from_the_last_one_named():
    text = "The gate fell on Sunday. Two days earlier the road was cut. The next day it was open."
    assert [d[1:] for d in civil(text)] == [
        ("2023-05-07", "2023-05-07"),
        ("2023-05-05", "2023-05-05"),
        ("2023-05-06", "2023-05-06"),
    ]
    (alone,) = dates("Two days earlier the road was cut.", WEDNESDAY)
    assert alone.interval.earliest is None
    assert "another event" in alone.interval.basis


@pytest.mark.parametrize(
    ("text", "printed", "first"),
    [
        ("It began at 05:50 GMT on Sunday.", "05:50 GMT on Sunday", "2023-05-07T05:50"),
        ("It fell on Sunday at 15:00 local time (11:00 GMT).",
         "Sunday at 15:00 local time (11:00 GMT)", "2023-05-07T11:00"),
        ("It ended at 03:31 (23:31 GMT on Monday).", "03:31 (23:31 GMT on Monday)",
         "2023-05-08T23:31"),
        ("It was hit on Sunday at 07:00 (UTC+2).", "Sunday at 07:00 (UTC+2)", "2023-05-07T05:00"),
        ("It was hit at 7.15 p.m. MSK on 4 May 2023.", "7.15 p.m. MSK on 4 May 2023",
         "2023-05-04T16:15"),
    ],
)  # fmt: skip
def test_a_time_with_its_day_and_zone_is_one_minute_of_utc(text, printed, first):
    (mention,) = dates(text, WEDNESDAY)
    assert mention.text == printed
    assert mention.interval.earliest == datetime.fromisoformat(first + "+00:00")
    assert mention.interval.latest - mention.interval.earliest < timedelta(minutes=1)


def test_a_range_of_hours_takes_the_zone_behind_it():
    (mention,) = dates("They filmed between 07:00 and 09:30 (UTC+2) on 4 May 2023.")
    assert mention.interval.earliest == datetime(2023, 5, 4, 5, tzinfo=UTC)
    assert mention.interval.latest == datetime(2023, 5, 4, 7, 30, 59, 999999, tzinfo=UTC)


def test_local_time_keeps_the_doubt_about_the_zone():
    (mention,) = dates("It fell at 05:40 local time on 4 May 2023.")
    assert mention.interval.earliest == datetime(2023, 5, 3, 15, 40, tzinfo=UTC)
    assert mention.interval.latest == datetime(2023, 5, 4, 17, 40, 59, 999999, tzinfo=UTC)
    assert "local time, which is not said" in mention.interval.basis


def test_a_zone_told_once_holds_for_the_other_times_of_the_text():
    text = "The gate fell at 15:00 (11:00 GMT) on 4 May 2023. At 16:10 the mast fell."
    mention = dates(text)[1]
    assert mention.interval.earliest == datetime(2023, 5, 4, 12, 10, tzinfo=UTC)
    assert "another time in the text" in mention.interval.basis


def test_the_labels_of_a_running_report_are_times_of_the_day_of_publication():
    text = "Notes from the gate\n\n06:30 Rain.\n\n07:10 A truck goes in.\n\n08:00 Nobody."
    found = dates(text, WEDNESDAY)
    assert [d.interval.earliest for d in found] == [
        datetime(2023, 5, 9, 16, 30, tzinfo=UTC),
        datetime(2023, 5, 9, 17, 10, tzinfo=UTC),
        datetime(2023, 5, 9, 18, 0, tzinfo=UTC),
    ]
    assert all("running report" in d.interval.basis for d in found)


def test_half_past_nine_is_in_the_morning_or_in_the_evening():
    (mention,) = dates("The patrol came at half past nine on 4 May 2023.")
    assert mention.text == "half past nine on 4 May 2023"
    assert "morning or evening not said" in mention.interval.basis
    assert mention.interval.latest - mention.interval.earliest > timedelta(hours=12)


def test_the_day_of_publication_is_that_of_its_own_place():
    late = datetime(2023, 5, 9, 21, 30, tzinfo=UTC)
    published = TimeInterval(late, late, "2023-05-10T00:30+03:00")
    assert civil("It fell today.", published) == [("today", "2023-05-10", "2023-05-10")]


def test_a_date_line_is_told_as_one():
    (mention,) = dates("VELM, May 4 (TNA) – The road was cut.", WEDNESDAY)
    assert mention.interval.basis.startswith("date line")


@given(st.text(max_size=200), st.datetimes(timezones=st.just(UTC)))
def test_dates_never_raise_and_point_at_their_words(text, noon):
    for mention in dates(text, TimeInterval(noon, noon)):
        assert text[mention.start : mention.end] == mention.text


_WORDS = (
    *("on", "at", "between", "and", "to", "the night of", "3", "4 May", "31 February", "Sunday"),
    *("last", "next", "05:40", "07:00 GMT", "(UTC+2)", "(", ")", "two days earlier", "a week ago"),
    *("noon", "half past nine", "yesterday", "will", "was", "2031", ",", ".", "2031-02-30"),
    *("99/12/20", "dawn", "in the evening", "March"),
)


@given(st.lists(st.sampled_from(_WORDS), max_size=24), st.datetimes(timezones=st.just(UTC)))
def test_any_order_of_the_words_of_dates_is_read(pieces, noon):
    text = " ".join(pieces)
    reach = 0
    for mention in dates(text, TimeInterval(noon, noon)):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= reach
        reach = mention.end


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
