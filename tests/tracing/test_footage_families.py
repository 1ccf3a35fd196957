"""Matched footage becomes families, one a recording."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.evidence.footage import Match, MatchKind
from firsthand.evidence.times import UNKNOWN_TIME
from firsthand.tracing.footage_families import trace_footage
from firsthand.tracing.values import TracedFootage


def places(family):
    return [(a.exhibit, a.start, a.end) for a in family.appearances]


class TestRecordings:
    def test_copies_are_one_family_earliest_first(self, footage, match, hour):
        clips = [footage(1, hour(12)), footage(2, hour(9)), footage(3, hour(10))]
        matches = [match(1, (0, 20), 2, (0, 20)), match(2, (0, 20), 3, (1, 20))]
        (family,) = trace_footage(clips, matches)
        assert family.name == "F-001"
        assert [a.exhibit for a in family.appearances] == ["E-0002", "E-0003", "E-0001"]
        assert family.origin.exhibits == ("E-0002",)
        assert family.origin.basis == (
            "E-0002 is the earliest posting known in this case; "
            "who filmed it is not said by any exhibit."
        )
        assert all(a.first_hand is None for a in family.appearances)

    def test_a_compilation_does_not_join_two_recordings(self, footage, match):
        clips = [footage(n) for n in (1, 2, 3)]
        matches = [match(1, (0, 10), 3, (0, 10.4)), match(2, (0, 10), 3, (9.8, 20))]
        first, second = trace_footage(clips, matches)
        assert places(first) == [("E-0001", 0, 10), ("E-0003", 0, 10.4)]
        assert places(second) == [("E-0002", 0, 10), ("E-0003", 9.8, 20)]

    @pytest.mark.parametrize("unseen", [None, (1, 4), (2, 4), (1, 3), (2, 3)])
    def test_a_copied_compilation_does_not_join_two_recordings_either(self, footage, match, unseen):
        clips = [footage(n, duration=10 if n < 3 else 20) for n in (1, 2, 3, 4)]
        matches = {
            (1, 3): match(1, (0, 10), 3, (0, 10)),
            (2, 3): match(2, (0, 10), 3, (10, 20)),
            (1, 4): match(1, (0, 10), 4, (0, 10)),
            (2, 4): match(2, (0, 10), 4, (10, 20)),
            (3, 4): match(3, (0, 20), 4, (0, 20)),
        }
        families = trace_footage(clips, [m for pair, m in matches.items() if pair != unseen])
        holding = [{a.exhibit for a in f.appearances} for f in families]
        assert not any({"E-0001", "E-0002"} <= exhibits for exhibits in holding)
        assert {"E-0001", "E-0003", "E-0004"} in holding
        assert {"E-0002", "E-0003", "E-0004"} in holding

    @pytest.mark.parametrize("unseen", [None, (1, 4), (2, 4), (1, 3), (2, 3)])
    def test_a_copied_compilation_of_excerpts_with_something_between_joins_nothing(
        self, footage, match, unseen
    ):
        clips = [footage(n, duration=30) for n in (1, 2, 3, 4)]
        matches = {
            (1, 3): match(1, (6, 14), 3, (0, 8)),
            (2, 3): match(2, (9, 17), 3, (22, 30)),
            (1, 4): match(1, (6, 14), 4, (0, 8)),
            (2, 4): match(2, (9, 17), 4, (22, 30)),
            (3, 4): match(3, (0, 30), 4, (0, 30)),
        }
        families = trace_footage(clips, [m for pair, m in matches.items() if pair != unseen])
        holding = [{a.exhibit for a in f.appearances} for f in families]
        assert not any({"E-0001", "E-0002"} <= exhibits for exhibits in holding)

    def test_several_excerpts_of_one_recording_are_one_family(self, footage, match):
        clips = [footage(1, duration=60), footage(2, duration=60), footage(3, duration=9)]
        clips += [footage(4, duration=0), footage(5, duration=40)]
        matches = [
            match(1, (0, 60), 2, (0, 60)),
            match(1, (4, 13), 3, (0, 9)),
            match(2, (40, 40), 4, (0, 0)),
            match(1, (20, 30), 5, (8, 18)),  # 5 is a compilation
            match(6, (0, 15), 5, (20, 35)),
        ]
        first, second = trace_footage([*clips, footage(6)], matches)
        assert {a.exhibit for a in first.appearances} == {f"E-000{n}" for n in (1, 2, 3, 4, 5)}
        assert {a.exhibit for a in second.appearances} == {"E-0005", "E-0006"}

    def test_two_shots_that_overlap_a_little_at_the_cut_stay_apart(self, footage, match):
        clips = [footage(1), footage(2), footage(3), footage(4, duration=0)]
        matches = [
            match(1, (6, 15), 3, (5.5, 14.5)),
            match(2, (3, 9), 3, (13.6, 19)),
            match(4, (0, 0), 3, (14, 14)),
            match(4, (0, 0), 1, (14.5, 14.5)),
        ]
        holding = [{a.exhibit for a in f.appearances} for f in trace_footage(clips, matches)]
        assert {"E-0002", "E-0003"} in holding
        assert not any({"E-0001", "E-0002"} <= exhibits for exhibits in holding)

    def test_weaker_matches_of_what_repeats_itself_give_way(self, footage, match):
        matches = [
            match(1, (1, 10), 2, (0, 9), score=0.99),
            match(1, (0, 11), 2, (0, 9), score=0.95, speed=1.22),
            match(1, (4, 12), 2, (0, 8), score=0.84),
        ]
        (family,) = trace_footage([footage(1), footage(2)], matches)
        assert places(family) == [("E-0001", 1, 10), ("E-0002", 0, 9)]
        assert [t.score for t in family.ties] == [0.99]

    def test_an_excerpt_in_a_compilation_belongs_to_its_recording(self, footage, match):
        clips = [footage(n) for n in (1, 2, 3, 4)]
        matches = [
            match(1, (0, 20), 2, (0, 20)),
            match(1, (5, 13), 3, (3, 11)),
            match(2, (5, 13), 3, (3, 11)),
            match(4, (0, 8), 3, (11, 19)),
        ]
        first, second = trace_footage(clips, matches)
        assert {a.exhibit for a in first.appearances} == {"E-0001", "E-0002", "E-0003"}
        assert places(second) == [("E-0003", 11, 19), ("E-0004", 0, 8)]

    def test_a_gap_in_a_match_does_not_make_two_recordings(self, footage, match):
        matches = [match(1, (0, 9), 2, (1, 10)), match(1, (10, 20), 2, (11, 21))]
        (family,) = trace_footage([footage(1), footage(2)], matches)
        assert places(family) == [("E-0001", 0, 20), ("E-0002", 1, 21)]

    def test_a_recording_shown_twice_appears_twice(self, footage, match):
        matches = [match(1, (0, 5), 2, (0, 5)), match(1, (0, 5), 2, (12, 17))]
        (family,) = trace_footage([footage(1), footage(2)], matches)
        assert places(family) == [("E-0001", 0, 5), ("E-0002", 0, 5), ("E-0002", 12, 17)]
        assert [(t.a, t.b) for t in family.ties] == [(0, 1), (0, 2)]

    def test_two_stills_of_different_recordings_stay_apart(self, footage, match):
        clips = [footage(1, duration=0), footage(2, duration=0), footage(3)]
        matches = [match(1, (0, 0), 3, (4, 4)), match(2, (0, 0), 3, (15, 15))]
        assert [len(f.appearances) for f in trace_footage(clips, matches)] == [2, 2]

    def test_the_same_bytes_are_a_family_without_a_match(self, footage):
        clips = [footage(1, digest="aa"), footage(2, digest="aa"), footage(3)]
        (family,) = trace_footage(clips, [])
        assert places(family) == [("E-0001", 0, 20), ("E-0002", 0, 20)]
        assert [t.relation for t in family.ties] == ["identical"]

    def test_the_same_bytes_share_their_matches(self, footage, match):
        clips = [footage(1, digest="aa"), footage(2, digest="aa"), footage(3)]
        (family,) = trace_footage(
            clips, [match(2, (2, 20), 3, (0, 18)), match(1, (0, 20), 2, (0, 20))]
        )
        assert [a.exhibit for a in family.appearances] == ["E-0001", "E-0002", "E-0003"]
        assert sorted(t.relation for t in family.ties) == ["copy", "identical"]

    def test_matches_of_unknown_exhibits_are_left_out(self, footage, match):
        assert trace_footage([footage(1)], [match(1, (0, 5), 9, (0, 5))]) == ()


class TestWording:
    def test_ties_say_what_was_done_to_the_recording(self, footage, match):
        found = match(1, (0, 20), 2, (0, 16), mirrored=True, speed=1.25, transform={"crop": 0.12})
        (family,) = trace_footage([footage(1), footage(2)], [found])
        (tie,) = family.ties
        assert tie.transform == "mirrored, 1.25 × speed, crop 12 %"
        assert (tie.relation, tie.score) == ("copy", 0.9)
        assert (tie.a_start, tie.a_end, tie.b_start, tie.b_end) == (0, 20, 0, 16)

    def test_measurements_of_the_matcher_are_no_words(self, footage, match):
        measured = {"median_bits": 4, "agreeing": 1, "motion": 0.9, "shown_of_a": [0, 0, 1, 0.8]}
        (family,) = trace_footage(
            [footage(1), footage(2)], [match(1, (0, 20), 2, (0, 20), transform=measured)]
        )
        assert family.ties[0].transform == "crop 20 %"

    @pytest.mark.parametrize(
        ("transform", "forth", "back"),
        [
            ({"shown_of_a": [0.1, 0, 1, 1], "crop": 0.1}, "crop 10 %", "10 % more picture"),
            (
                {"shown_of_a": [0, 0.2, 1, 0.8], "borders_removed": True},
                "borders removed",
                "borders added",
            ),
            ({"shown_of_b": [0, 0.03, 1, 1]}, "", ""),
            ({"shown_of_a": [0, 0, 1, 0.98], "borders_removed": True}, "", ""),
            ({"shown_of_b": "odd", "crop": True}, "", ""),
        ],
    )
    def test_what_is_missing_at_the_edges_is_said_from_the_earlier_posting(
        self, footage, match, hour, transform, forth, back
    ):
        found = match(1, (0, 20), 2, (0, 20), transform=transform)
        for first, second, words in ((9, 12, forth), (12, 9, back)):
            clips = [footage(1, hour(first)), footage(2, hour(second))]
            (family,) = trace_footage(clips, [found])
            assert family.ties[0].transform == words

    def test_the_speed_is_that_of_the_later_posting(self, footage, match, hour):
        found = match(1, (0, 20), 2, (0, 16), speed=1.25)
        (family,) = trace_footage([footage(1, hour(12)), footage(2, hour(9))], [found])
        assert family.ties[0].transform == "0.80 × speed"
        assert (family.ties[0].a_end, family.ties[0].b_end) == (16, 20)

    def test_the_origin_says_who_posted_it_when(self, footage, match, hour):
        clips = [footage(1, hour(10, 20), poster="hillwatcher"), footage(2, hour(11))]
        (family,) = trace_footage(clips, [match(1, (0, 20), 2, (0, 20))])
        assert family.origin.leads_to == "E-0001, posted 2026-03-01 10:20 UTC by hillwatcher"
        assert family.appearances[0].chain == ("hillwatcher",)

    def test_postings_that_times_do_not_tell_apart_are_all_named(self, footage, match, hour, day):
        clips = [footage(1, hour(10)), footage(2, day(1)), footage(3), footage(4, hour(9, day=4))]
        matches = [match(1, (0, 20), n, (0, 20)) for n in (2, 3, 4)]
        (family,) = trace_footage(clips, matches)
        assert family.origin.exhibits == ("E-0001", "E-0002", "E-0003")
        assert "when E-0003 is from is unknown" in family.origin.basis

    def test_without_any_time_no_posting_is_the_first(self, footage, match):
        (family,) = trace_footage([footage(1), footage(2)], [match(1, (0, 20), 2, (0, 20))])
        assert family.origin.exhibits == ("E-0001", "E-0002")
        assert family.origin.basis.startswith("No exhibit says when it was posted")


extents = st.tuples(st.integers(0, 30), st.integers(0, 20)).map(lambda t: (t[0], t[0] + t[1]))


@st.composite
def found_matches(draw):
    a, b = draw(st.lists(st.integers(1, 6), min_size=2, max_size=2, unique=True))
    (a_start, a_end), (b_start, b_end) = draw(extents), draw(extents)
    return Match(f"E-{a:04d}", f"E-{b:04d}", float(a_start), float(a_end), float(b_start),
                 float(b_end), 1.0, draw(st.booleans()), MatchKind.COPY, 0.8, ("pdq",))  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(found_matches(), max_size=10), st.randoms(use_true_random=False))
def test_any_matches_in_any_order_make_the_same_well_formed_families(matches, chance):
    clips = [TracedFootage(f"E-{n:04d}", f"{n:x}", UNKNOWN_TIME, None, None) for n in range(1, 7)]
    families = trace_footage(clips, matches)
    chance.shuffle(matches)
    chance.shuffle(clips)
    assert trace_footage(clips, matches) == families
    for family in families:
        assert len({a.exhibit for a in family.appearances}) >= 2
        assert all(tie.a < tie.b < len(family.appearances) for tie in family.ties)
        assert all(
            family.appearances[tie.a].exhibit != family.appearances[tie.b].exhibit
            for tie in family.ties
        )
