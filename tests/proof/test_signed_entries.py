"""Signed entries: what is sealed opens, and nothing else does."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.evidence.entries import Act, Entry
from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError, MalformedValueError
from firsthand.evidence.exhibits import Capture, ClockState, Exhibit, Tool
from firsthand.evidence.json_values import instant_to_text, to_json
from firsthand.evidence.times import TimeInterval
from firsthand.evidence.written_exhibits import WrittenExhibit
from firsthand.proof.actors import ActorKey
from firsthand.proof.canonical import canonical_bytes
from firsthand.proof.canonical_values import canonical_text
from firsthand.proof.signed_entries import (
    MAX_LEAF_BYTES,
    open_entry,
    seal_entries,
    seal_entry,
    sealed_entry,
    signed_bytes,
)

KEY = ActorKey.from_seed(bytes(range(32)))
NOON = datetime(2031, 5, 4, 12, 0, 0, 250_000, UTC)


def entry_with(body: dict[str, object]) -> Entry:
    return Entry(Act.CAPTURE, KEY.public_hex, NOON, body)


def signed(entry: object) -> bytes:
    """A leaf with a good signature over any JSON value."""
    signature = base64.b64encode(KEY.sign(canonical_bytes(entry))).decode()
    return canonical_bytes({"entry": entry, "signature": signature})


BODIES = st.dictionaries(
    st.text(max_size=10),
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40),
    max_size=6,
)


@given(BODIES, st.datetimes(timezones=st.just(UTC)), st.sampled_from(Act))
def test_what_is_sealed_opens(body: dict[str, object], time: datetime, act: Act) -> None:
    entry = Entry(act, KEY.public_hex, time, body)
    leaf = seal_entry(entry, KEY)
    opened = open_entry(leaf)
    assert opened.entry == entry
    assert opened.leaf == leaf
    assert repr(sealed_entry(leaf)) == repr(opened.entry)
    assert KEY.sign(signed_bytes(leaf)) == opened.signature


def test_an_exhibit_that_is_written_already_is_sealed_to_the_same_bytes() -> None:
    interval = TimeInterval(NOON, NOON, "4 May", 'the "log"')
    capture = Capture(
        *("file", "/home/ida/quay – 1.jpg", "quay – 1.jpg", NOON, ClockState(None, "nobody")),
        *("desk", "ida", Tool("firsthand", "0.1.0"), interval, {"size": 12}, {"seconds": 1.5}),
    )
    exhibit = Exhibit("E-0012", "ab" * 32, 12, capture)
    written = WrittenExhibit(
        *("E-0012", "ab" * 32, 12, capture.origin, capture.name, instant_to_text(NOON)),
        canonical_text(capture),
    )
    assert dict(written) == to_json(exhibit)
    assert seal_entry(entry_with(written), KEY) == seal_entry(entry_with(to_json(exhibit)), KEY)


def test_several_entries_are_sealed_as_each_alone() -> None:
    entries = [entry_with({"number": number}) for number in ("E-0001", "E-0002")]
    assert seal_entries(entries, KEY) == [seal_entry(entry, KEY) for entry in entries]


def test_a_leaf_is_canonical_and_can_be_cut_apart_by_position() -> None:
    leaf = seal_entry(entry_with({"number": "E-0001"}), KEY)
    assert leaf == canonical_bytes(json.loads(leaf))
    assert leaf.startswith(b'{"entry":{"act":"capture","actor":"')
    head, _, tail = leaf.partition(b',"signature":"')
    assert head.removeprefix(b'{"entry":') == signed_bytes(leaf)
    assert len(tail) == 88 + 2


def test_every_flipped_bit_is_noticed() -> None:
    leaf = seal_entry(entry_with({"number": "E-0001", "place": "the mill"}), KEY)
    for position in range(len(leaf)):
        for bit in range(8):
            broken = bytearray(leaf)
            broken[position] ^= 1 << bit
            with pytest.raises((BrokenEvidenceError, MalformedValueError)):
                open_entry(bytes(broken))


def test_a_signature_by_someone_else_is_broken_evidence() -> None:
    other = ActorKey.generate()
    honest = json.loads(seal_entry(entry_with({}), KEY))
    theirs = json.loads(seal_entry(Entry(Act.CAPTURE, other.public_hex, NOON, {}), other))
    with pytest.raises(BrokenEvidenceError, match="capture"):
        open_entry(canonical_bytes({**honest, "signature": theirs["signature"]}))


def test_an_actor_cannot_sign_for_another() -> None:
    with pytest.raises(MalformedValueError, match="another actor"):
        seal_entry(Entry(Act.CAPTURE, "ab" * 32, NOON, {}), KEY)


def test_a_leaf_above_the_bundle_limit_is_refused_with_advice() -> None:
    empty = len(seal_entry(entry_with({"text": ""}), KEY))
    longest = seal_entry(entry_with({"text": "a" * (MAX_LEAF_BYTES - empty)}), KEY)
    assert len(longest) == MAX_LEAF_BYTES
    assert open_entry(longest).leaf == longest
    with pytest.raises(MalformedValueError, match="65536") as caught:
        seal_entry(entry_with({"text": "a" * (MAX_LEAF_BYTES - empty + 1)}), KEY)
    assert "digest" in caught.value.remedy
    with pytest.raises(MalformedValueError):
        open_entry(longest + b" ")


GOOD = {
    "act": "capture",
    "actor": KEY.public_hex,
    "body": {},
    "format": "firsthand-entry-v1",
    "time": "2031-05-04T12:00:00.250000Z",
}


def test_further_keys_of_a_newer_version_are_no_fault() -> None:
    assert open_entry(signed({**GOOD, "mood": "calm"})).entry == entry_with({})


@pytest.mark.parametrize(
    "changes",
    [
        {"act": "gossip"},
        {"act": []},
        {"actor": KEY.public_hex.upper()},
        {"actor": "ab"},
        {"body": []},
        {"format": "firsthand-entry-v9"},
        {"time": "noon"},
        {"time": "2031-05-04T12:00:00"},
        {"time": "0001-01-01T00:00:00+23:59"},
        {"time": 5},
    ],
)
def test_a_well_signed_entry_of_another_shape_is_malformed(changes: dict[str, object]) -> None:
    with pytest.raises(MalformedValueError):
        open_entry(signed({**GOOD, **changes}))


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"{}",
        b"[]",
        b"[" * 60_000,
        b'{"entry":{},"signature":"AA=="}',
        b'{"entry":{},"more":1,"signature":""}',
        b'{"entry":{},"signature":7}',
        b'{"entry":null,"signature":"' + b"A" * 86 + b'=="}',
    ],
)
def test_other_bytes_are_malformed(untrusted: bytes) -> None:
    with pytest.raises(MalformedValueError):
        open_entry(untrusted)


@given(st.binary(max_size=100))
def test_any_bytes_end_in_one_of_our_errors(untrusted: bytes) -> None:
    with pytest.raises(FirsthandError):
        open_entry(untrusted)
