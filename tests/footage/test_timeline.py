"""Presentation times start at zero and rise, whatever the stamps say."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.footage.timeline import Timeline


def placed(stamps, *, rate=10.0, duration=10.0):
    timeline = Timeline(rate, duration)
    return [timeline.place(*stamp) for stamp in stamps], timeline.repaired


def test_sound_stamps_are_kept_from_zero():
    assert placed([(5.0, 5.0), (5.1, 5.1), (5.7, 5.2)]) == (
        [0.0, pytest.approx(0.1), pytest.approx(0.7)],
        0,
    )


def test_missing_stamps_follow_the_nominal_rate():
    times, repaired = placed([(None, None)] * 4)
    assert times == pytest.approx([0.0, 0.1, 0.2, 0.3])
    assert repaired == 4


def test_presentation_stamps_that_run_back_and_forth_give_way_to_decoding_stamps():
    shuffled = [(0.0, 0.0), (0.3, 0.1), (0.2, 0.2), (0.1, 0.3), (0.4, 0.4), (0.7, 0.5), (0.6, 0.6)]
    times, repaired = placed(shuffled)
    assert times[2:] == pytest.approx([0.4, 0.5, 0.6, 0.7, 0.8], abs=0.21)
    assert max(b - a for a, b in itertools.pairwise(times)) < 0.4
    assert repaired


def test_a_wild_leap_is_no_pause():
    times, repaired = placed([(0.0, 0.0), (0.1, 0.1), (90000.0, 90000.0), (90000.1, 90000.1)])
    assert times == pytest.approx([0.0, 0.1, 0.2, 0.3])
    assert repaired == 1


def test_stamps_that_begin_again_go_on():
    times, _ = placed([(0.0, 0.0), (4.0, 4.0), (8.0, 8.0), (0.0, 0.0), (0.1, 0.1)])
    assert times == pytest.approx([0.0, 4.0, 8.0, 8.1, 8.2])


@given(
    st.lists(
        st.tuples(*[st.none() | st.floats(-1e6, 1e6, allow_nan=False, width=32)] * 2), max_size=60
    ),
    st.none() | st.floats(0, 1e9),
    st.none() | st.floats(0, 1e6),
)
def test_times_always_rise(stamps, rate, duration):
    times, _ = placed(stamps, rate=rate, duration=duration)
    assert times[:1] in ([], [0.0])
    assert all(a < b for a, b in itertools.pairwise(times))
