"""Frozen values survive the way to JSON and back; what does not fit is refused by name."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.evidence.entries import Act, Entry
from firsthand.evidence.errors import MalformedValueError
from firsthand.evidence.exhibits import Capture, ClockState, Exhibit, Tool
from firsthand.evidence.families import Appearance, Family, FamilyKind, Origin, Tie
from firsthand.evidence.footage import Match, MatchKind
from firsthand.evidence.json_values import from_json, instant_from_text, instant_to_text, to_json
from firsthand.evidence.statements import Reading, Source, SourceKind
from firsthand.evidence.times import TimeInterval

INSTANT = datetime(2031, 4, 5, 6, 7, 8, 9, UTC)
INTERVAL = TimeInterval(INSTANT, None, "5 April", "dateline")
CAPTURE = Capture(
    method="file",
    origin="/home/ada/clip.mp4",
    name="clip.mp4",
    captured_at=INSTANT,
    clock=ClockState(None, "nothing"),
    machine="desk",
    machine_user="ada",
    tool=Tool("firsthand", "0", {"python": "3"}),
    facts={"mode": 420, "owner": None},
    refused=("a link",),
)
FAMILY = Family(
    "F-001",
    FamilyKind.FOOTAGE,
    (Appearance("E-0001", 0.0, 2.5, INTERVAL, ("Ada", None), None),),
    (Tie(0, 0, "copy", 0.5),),
    Origin((), "nobody", "nothing says"),
)
MATCH = Match(
    "a",
    "b",
    0.0,
    1.0,
    2.0,
    3.0,
    1.0,
    mirrored=True,
    kind=MatchKind.COPY,
    score=0.5,
    channels=("pdq",),
)


@pytest.mark.parametrize(
    "value",
    [
        Exhibit("E-0001", "ab" * 32, 3, CAPTURE),
        FAMILY,
        MATCH,
        Reading(engine="rules"),
        Source(None, None, SourceKind.UNRESOLVED),
        Entry(Act.SEAL, "00" * 32, INSTANT, {"a": [1, {"b": None}]}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_survives_json(value):
    assert from_json(type(value), json.loads(json.dumps(to_json(value)))) == value


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_survives_its_text(instant):
    assert instant_from_text(instant_to_text(instant)) == instant


@pytest.mark.parametrize(
    ("untrusted", "place"),
    [
        ([], "Source should be an object"),
        ({"name": 3, "role": None, "kind": "person"}, "Source.name"),
        ({"name": None, "role": None, "kind": "robot"}, "Source.kind"),
        ({"name": None, "kind": "person"}, "no 'role'"),
        ({"name": None, "role": None, "kind": "person", "mention_start": True}, "mention_start"),
        ({"name": None, "role": None, "kind": "person", "mention_start": 1.5}, "mention_start"),
    ],
)
def test_a_misfit_is_refused_with_its_place(untrusted, place):
    with pytest.raises(MalformedValueError, match=place):
        from_json(Source, untrusted)


def test_a_whole_float_is_read_as_an_integer_where_one_is_expected():
    assert (
        from_json(
            Source, {"name": None, "role": None, "kind": "person", "mention_start": 3.0}
        ).mention_start
        == 3
    )


def test_keys_of_a_newer_version_are_ignored():
    assert from_json(Reading, {"engine": "x", "mood": "grim"}) == Reading(engine="x")


@pytest.mark.parametrize("untrusted", ["yesterday", "2031-04-05T06:07:08", ""])
def test_a_time_without_zone_or_sense_is_refused(untrusted):
    with pytest.raises(MalformedValueError):
        instant_from_text(untrusted)


def test_what_has_no_json_form_is_refused():
    with pytest.raises(TypeError, match="set has no JSON form"):
        to_json({"a": {1}})
