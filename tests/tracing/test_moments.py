"""Moments to be shown side by side stand where the matches say, few enough for one entry."""

from __future__ import annotations

import pytest

from firsthand.evidence.families import leading_tie
from firsthand.evidence.footage import MatchKind
from firsthand.tracing.footage_families import trace_footage
from firsthand.tracing.moments import A_CASE, corresponding_moments


def moments_of(clips, matches):
    return corresponding_moments(trace_footage(clips, matches), matches)


def times(found):
    return [(m.a, m.a_seconds, m.b, m.b_seconds) for m in found]


def test_moments_are_the_same_seconds_of_the_recording_in_both(footage, match):
    found = moments_of([footage(1), footage(2)], [match(1, (4, 20), 2, (0, 8), speed=2.0)])
    assert times(found) == [
        ("E-0001", 7.0, "E-0002", 1.5),
        ("E-0001", 12.0, "E-0002", 4.0),
        ("E-0001", 17.0, "E-0002", 6.5),
    ]


def test_the_earlier_posting_comes_first_whichever_way_the_match_was_found(footage, match, hour):
    box = {"shown_of_a": [0.1, 0, 1, 1]}
    found = moments_of(
        [footage(1, hour(12)), footage(2, hour(9))],
        [match(1, (0, 6), 2, (10, 16), mirrored=True, transform=box)],
    )
    assert times(found)[1] == ("E-0002", 13.0, "E-0001", 3.0)
    assert all((m.mirrored, m.part_of_a, m.part_of_b) == (True, (), (0.1, 0, 1, 1)) for m in found)


def test_a_still_has_one_moment(footage, match):
    found = moments_of([footage(1), footage(2)], [match(1, (14, 14), 2, (0, 0))])
    assert times(found) == [("E-0001", 14.0, "E-0002", 0.0)]


def test_each_copy_is_shown_beside_the_first_and_not_beside_every_other(footage, match):
    clips = [footage(n) for n in (1, 2, 3)]
    pairs = [(1, 2), (1, 3), (2, 3)]
    found = moments_of(clips, [match(a, (0, 20), b, (0, 20)) for a, b in pairs])
    assert {(m.a, m.b) for m in found} == {("E-0001", "E-0002"), ("E-0001", "E-0003")}


def test_a_clip_captured_again_under_an_earlier_time_stands_for_the_matched_one(
    footage, match, hour
):
    clips = [
        footage(1, hour(12), digest="same"),
        footage(2, hour(9), digest="same"),
        footage(3, hour(15)),
    ]
    again = match(1, (0, 20), 2, (0, 20), kind=MatchKind.IDENTICAL)
    found = moments_of(clips, [match(1, (0, 20), 3, (2, 22)), again])
    assert {(m.a, m.b) for m in found} == {("E-0002", "E-0003")}
    assert all(m.b_seconds == m.a_seconds + 2 for m in found)


@pytest.mark.parametrize("copies", [40, 120])
def test_a_case_has_no_more_moments_than_one_entry_can_name(footage, match, copies):
    clips = [footage(n) for n in range(1, copies + 2)]
    found = moments_of(clips, [match(1, (0, 20), n, (0, 20)) for n in range(2, copies + 2)])
    assert A_CASE / 2 < len(found) <= A_CASE
    assert len({m.b for m in found}) == min(copies, A_CASE)


def test_a_box_that_is_none_is_left_out(footage, match):
    odd = {"shown_of_a": [0.5, 0, 0.2, 1], "shown_of_b": "left"}
    found = moments_of([footage(1), footage(2)], [match(1, (0, 6), 2, (0, 6), transform=odd)])
    assert {(m.part_of_a, m.part_of_b) for m in found} == {((), ())}


def test_the_leading_tie_is_to_the_first_else_to_the_nearest_earlier(footage, match):
    clips = [footage(n) for n in (1, 2, 3, 4)]
    matches = [
        match(1, (0, 20), 2, (0, 20)),
        match(2, (0, 20), 3, (0, 20)),
        match(1, (0, 20), 3, (0, 20)),
        match(2, (0, 20), 4, (0, 20)),
        match(3, (0, 20), 4, (0, 20)),
    ]
    (family,) = trace_footage(clips, matches)
    tied = [leading_tie(family, place) for place in range(4)]
    assert tied[0] is None
    assert [(tie.a, tie.b) for tie in tied[1:]] == [(0, 1), (0, 2), (2, 3)]
