"""Times, tracks and differences are drawn as exactly as they are known, and no more."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.dossier.report_comparisons import Part, comparisons
from firsthand.dossier.report_differences import compared, differing_figures, figure_bar
from firsthand.dossier.report_proofs import not_proven, proven
from firsthand.dossier.report_scale import TimeScale
from firsthand.dossier.report_timeline import timeline
from firsthand.dossier.report_times import (
    interval_words,
    precision,
    printed_day,
    seconds_words,
    size_words,
)
from firsthand.dossier.report_tracks import tracks
from firsthand.evidence.families import Appearance, Family, FamilyKind, Origin, Tie
from firsthand.evidence.statements import Figure
from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval, interval_of_day

NOON = datetime(2026, 3, 2, 12, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("interval", "known", "words"),
    [
        (UNKNOWN_TIME, "unknown", "time unknown"),
        (TimeInterval(NOON, NOON), "instant", "2 March 2026, 12:00:05 UTC"),
        (TimeInterval(NOON, None), "after", "not before 2 March 2026, 12:00:05 UTC"),
        (TimeInterval(None, NOON), "before", "not after 2 March 2026, 12:00:05 UTC"),
        (
            interval_of_day(date(2026, 3, 2)),
            "day",
            "2 March 2026 (the day only, time zone not known)",
        ),
        (
            interval_of_day(date(2026, 3, 2), utc_offset=timedelta(hours=4)),
            "day",
            "2 March 2026 (the day only)",
        ),
        (
            TimeInterval(NOON, NOON + timedelta(hours=3)),
            "between",
            "between 2 March 2026, 12:00:05 UTC and 2 March 2026, 15:00:05 UTC",
        ),
    ],
)
def test_a_time_is_said_as_exactly_as_it_is_known(interval, known, words):
    assert precision(interval) == known
    assert interval_words(interval) == words


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.sampled_from([None, -11, -3, 0, 4, 12]))
def test_a_calendar_day_keeps_its_name_in_every_zone(day, hours):
    offset = None if hours is None else timedelta(hours=hours)
    found = printed_day(interval_of_day(day, utc_offset=offset))
    assert found is not None
    assert found.date() == day


def test_sizes_and_seconds_in_words():
    assert [size_words(n) for n in (0, 999, 1000, 3_400_000)] == [
        "0 bytes",
        "999 bytes",
        "1 kB",
        "3.4 MB",
    ]
    assert [seconds_words(s) for s in (0, 65.25, 3600, float("inf"))] == [
        "0:00.0",
        "1:05.2",
        "1:00:00.0",
        "0:00.0",
    ]


instants = st.datetimes(timezones=st.just(UTC))


@given(st.lists(st.tuples(instants, instants).map(sorted), max_size=12))
def test_the_scale_keeps_the_order_of_all_instants_and_stays_inside(stretches):
    scale = TimeScale([(a, b) for a, b in stretches], 100, 900)
    ends = sorted(instant for stretch in stretches for instant in stretch)
    pixels = [scale.x(instant) for instant in ends]
    assert pixels == sorted(pixels)
    assert all(100 <= x <= 900.1 for x in pixels)
    assert all(99 <= tick.x <= 901 for tick in scale.ticks())


def test_years_without_appearances_are_folded_and_hours_stay_apart():
    old = datetime(2012, 5, 1, tzinfo=UTC)
    scale = TimeScale([(old, old), (NOON, NOON + timedelta(hours=8))], 0, 1000)
    assert len(scale.breaks) == 1
    assert scale.x(NOON + timedelta(hours=8)) - scale.x(NOON) > 700


def test_the_timeline_draws_instants_as_dots_days_as_bars_and_marks_the_origin(content):
    drawn = timeline(content.families, [("E-0008", UNKNOWN_TIME)])
    marks = {mark.exhibit: mark for mark in drawn.rows[0].marks}
    assert (marks["E-0001"].precision, marks["E-0001"].width) == ("instant", 0)
    assert marks["E-0001"].origin
    assert marks["E-0003"].precision == "day"
    assert marks["E-0003"].x < marks["E-0001"].x < marks["E-0003"].x + marks["E-0003"].width
    assert marks["E-0004"].x == drawn.rows[-1].marks[0].x == drawn.unknown_x


def test_marks_of_a_row_do_not_cover_each_other():
    start = NOON
    appearances = tuple(
        Appearance(f"E-{n:04d}", 0, 1, TimeInterval(start, start + timedelta(hours=n % 5)))
        for n in range(10)
    )
    family = Family("W", FamilyKind.WORDS, appearances, (), Origin((), "", ""))
    marks = timeline([family], []).rows[0].marks
    assert len({mark.y for mark in marks}) == 10


def footage_family(ties, appearances=2):
    return Family(
        "V",
        FamilyKind.FOOTAGE,
        tuple(Appearance(f"E-000{n + 5}", 0, 10, UNKNOWN_TIME) for n in range(appearances)),
        tuple(ties),
        Origin((), "", ""),
    )


def test_the_same_moment_of_two_clips_stands_at_the_same_place(content):
    exhibits = {e.exhibit.number: e for e in content.exhibits}
    family = content.families[2]
    drawn = tracks(family, exhibits)
    camera, copy, roundup = drawn.tracks
    assert (camera.x, camera.width) == (copy.x, copy.width)
    per_second = camera.width / 24
    # Second 31 of the roundup is second 6 of the camera's clip.
    assert roundup.stretch_x == pytest.approx(camera.x + 6 * per_second, abs=0.3)
    assert roundup.width == pytest.approx(61 * per_second, abs=0.5)


def test_speed_stretches_a_clip_on_the_common_axis(content):
    exhibits = {e.exhibit.number: dataclasses.replace(e, media=None) for e in content.exhibits}
    fast, slow = tracks(footage_family([Tie(0, 1, "copy", 1, 0, 10, 0, 5)]), exhibits).tracks
    assert slow.width == pytest.approx(2 * fast.width, abs=0.3)


def test_the_axis_counts_the_seconds_of_the_first_clip(content):
    drawn = tracks(content.families[2], {e.exhibit.number: e for e in content.exhibits})
    camera = drawn.tracks[0]
    zero = next(tick for tick in drawn.ticks if tick.label == "0:00.0")
    assert zero.x == camera.x
    assert drawn.ticks[0].label.startswith("−")


def test_clips_that_no_tie_reaches_and_ties_to_nowhere_are_drawn_too():
    assert len(tracks(footage_family([Tie(0, 7, "copy", 1)], 3), {}).tracks) == 3


def test_each_copy_stands_beside_the_first_at_the_moments_that_have_pictures(content):
    found = comparisons(content.families[2], content.moments)
    assert list(found) == [1, 2]
    assert [(c.other, c.turned, c.mirrored) for c in found.values()] == [
        (0, False, True),
        (0, False, False),
    ]
    times = [[(p.shown.a.seconds, p.shown.b.seconds) for p in c.pairs] for c in found.values()]
    assert times == [[(4.0, 4.0), (12.0, 12.0)], [(14.0, 39.0)]]
    assert found[2].pairs[0].part_of_a == Part(5.0, 10.0, 90.0, 80.0)
    assert found[2].pairs[0].part_of_b is None


def test_moments_of_another_stretch_of_the_same_two_clips_belong_to_another_family(content):
    family = content.families[2]
    elsewhere = tuple(
        dataclasses.replace(a, start=50.0, end=60.0) if a.exhibit == "E-0007" else a
        for a in family.appearances
    )
    found = comparisons(dataclasses.replace(family, appearances=elsewhere), content.moments)
    assert [len(c.pairs) for c in found.values()] == [2, 0]


def test_a_clip_that_only_a_later_one_ties_stands_beside_that():
    family = footage_family([Tie(0, 2, "copy", 1), Tie(1, 2, "copy", 1)], 3)
    found = comparisons(family, ())
    assert [(c.place, c.other, c.turned) for c in found.values()] == [(1, 2, True), (2, 0, False)]


def test_ties_to_nowhere_are_compared_with_nothing():
    assert comparisons(footage_family([Tie(-1, 1, "copy", 1), Tie(1, 9, "copy", 1)]), ()) == {}


def test_punctuation_that_differs_is_no_difference():
    runs = compared("“nine people were hurt,” he said", "nine people were hurt, he said")
    assert {run.kind for run in runs} == {"same"}


@given(st.text(max_size=60), st.text(max_size=60))
def test_all_but_the_missing_words_are_the_other_text(first, other):
    runs = compared(first, other)
    assert "".join(run.text for run in runs if run.kind != "missing") == other


def test_changed_words_are_marked_word_by_word():
    runs = [(r.kind, r.text) for r in compared("nine people were hurt", "eleven people were hurt")]
    assert runs == [
        ("missing", "nine "),
        ("added", "eleven "),
        ("same", "people were hurt"),
    ]


def test_another_passage_is_given_whole():
    assert [r.kind for r in compared("nine people were hurt", "قالت الوزيرة")] == ["other"]
    assert [r.kind for r in compared("a " * 900, "b " * 900)] == ["other"]


def test_figures_of_one_noun_that_differ_stand_side_by_side(content):
    (people,) = differing_figures(content.exhibits)
    printed = [[(p.exhibit, p.figure.text) for p in group] for group in people.groups]
    assert printed == [
        [("E-0001", "At least nine people")],
        [("E-0003", "Between nine and fourteen people")],
        [("E-0002", "Eleven people")],
    ]
    assert people.top == 14


@pytest.mark.parametrize(
    ("figure", "bar"),
    [
        (Figure("nine", 9, 9, 9, None, None, 0, 1), (90, 0, "")),
        (Figure("at least nine", 9, 9, None, None, None, 0, 1), (90, 34, "up")),
        (Figure("up to nine", 9, None, 9, None, None, 0, 1), (0, 90, "down")),
        (Figure("2 to 5", None, 2, 5, None, None, 0, 1), (20, 30, "")),
        (Figure("-4", -4, -4, -4, None, None, 0, 1), (0, 0, "")),
    ],
)
def test_a_bar_is_open_where_the_words_leave_the_number_open(figure, bar):
    assert figure_bar(figure, 10, 124) == bar


def test_what_is_proven_names_who_proves_it_and_what_is_not_stays_said(content):
    facts = proven(content)
    assert any("Orvane Time Authority" in fact.by for fact in facts)
    assert any("Ines Albarran" in fact.what for fact in facts)
    assert not_proven(content)[0].startswith("When the last 2 entries were written")
    complete = dataclasses.replace(
        content, verification=dataclasses.replace(content.verification, size=29)
    )
    assert not_proven(complete)[0].startswith("That anything said")
