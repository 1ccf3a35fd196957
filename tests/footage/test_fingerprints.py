"""The binary form keeps everything, is the same forever, and refuses what it is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.evidence.errors import MalformedValueError
from firsthand.footage.fingerprints import MAGIC, THUMB, Fingerprint
from firsthand.footage.hashing import HASH_BYTES
from firsthand.footage.regions import REGIONS

GOLDEN = Path(__file__).parents[1] / "formats" / "fingerprint-1.bin"


def made(count=3, *, is_still=False, notes=("truncated: an example",)):
    """A fingerprint of plain numbers, the same on every machine."""

    def counted(*shape, step=1):
        size = int(np.prod(shape))
        return (np.arange(size) * step % 251).astype(np.uint8).reshape(shape)

    return Fingerprint(
        times=np.arange(count, dtype=np.uint32) * 250,
        boxes=np.tile(np.array([0, 16, 128, 112], dtype=np.uint8), (count, 1)),
        qualities=counted(count, REGIONS, step=3),
        hashes=counted(count, REGIONS, HASH_BYTES, step=7),
        thumbs=counted(count, THUMB, THUMB, step=5),
        duration=0 if is_still else count * 250,
        is_still=is_still,
        decoder="pyav 18.0 libavcodec 62",
        notes=notes,
    )


def test_the_first_version_is_read_and_written_as_it_was():
    assert GOLDEN.read_bytes() == made().to_bytes()
    assert Fingerprint.from_bytes(GOLDEN.read_bytes()) == made()


@given(st.integers(0, 9), st.booleans(), st.lists(st.text(), max_size=3))
def test_what_is_written_is_read_back(count, is_still, notes):
    first = made(count if not is_still else 1, is_still=is_still, notes=tuple(notes))
    again = Fingerprint.from_bytes(first.to_bytes())
    assert again == first
    assert (again.is_still, again.notes, again.decoder) == (is_still, tuple(notes), first.decoder)


@given(st.binary(max_size=200))
def test_rubbish_is_refused(untrusted):
    for bytes_ in (untrusted, MAGIC + untrusted):
        with pytest.raises(MalformedValueError):
            Fingerprint.from_bytes(bytes_)


@given(st.integers(0, 120), st.integers(0, 255))
def test_a_changed_byte_is_refused_or_gives_another_value(place, value):
    good = made().to_bytes()
    changed = good[:place] + bytes([value]) + good[place + 1 :]
    try:
        again = Fingerprint.from_bytes(changed)
    except MalformedValueError:
        return
    assert again.to_bytes() == changed or b'"' in good[place : place + 1] or place >= 28


@pytest.mark.parametrize("cut", [1, 27, 28, 60, -1])
def test_a_cut_fingerprint_is_refused(cut):
    with pytest.raises(MalformedValueError):
        Fingerprint.from_bytes(made().to_bytes()[:cut])


def test_a_count_beyond_all_reason_is_refused_before_room_is_made():
    head = bytearray(made().to_bytes()[:28])
    head[16:20] = (0xFFFFFFFF).to_bytes(4, "little")
    with pytest.raises(MalformedValueError, match="more than"):
        Fingerprint.from_bytes(bytes(head))


@pytest.mark.parametrize("times", [[0, 0, 250], [500, 250, 0], [0, 250, 900]])
def test_times_that_do_not_rise_or_outlast_the_footage_are_refused(times):
    data = bytearray(made().to_bytes())
    start = len(data) - 3 * (4 + 4 + REGIONS * 33 + THUMB * THUMB)
    data[start : start + 12] = np.array(times, dtype="<u4").tobytes()
    with pytest.raises(MalformedValueError):
        Fingerprint.from_bytes(bytes(data))


def test_a_picture_outside_its_frame_is_refused():
    data = bytearray(made().to_bytes())
    start = len(data) - 3 * (4 + 4 + REGIONS * 33 + THUMB * THUMB) + 12
    data[start : start + 4] = bytes([100, 0, 50, 128])
    with pytest.raises(MalformedValueError):
        Fingerprint.from_bytes(bytes(data))
