"""Fingerprints: what is kept of footage to find its copies, and their compact binary form.

The format is described, with an example, in docs/specs/fingerprint.md.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from firsthand.evidence.errors import MalformedValueError
from firsthand.footage.hashing import HASH_BYTES, SIDE, Box
from firsthand.footage.regions import REGIONS

MAGIC = b"FHPRINT\n"
VERSION = 1
#: Pixels a side of the small grey picture kept of each sampled frame.
THUMB = 32

#: Bounds that a reader enforces before it makes room for anything.
MAX_FRAMES = 500_000
MAX_TEXT = 65_536

_HEAD = struct.Struct("<8sHHHHIII")
_STILL = 0x01
_FRAME_BYTES = 4 + 4 + REGIONS + REGIONS * HASH_BYTES + THUMB * THUMB


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """What is kept of one footage: for each sampled frame its time, regions, hashes and thumb.

    `times` are milliseconds from the first frame, strictly rising; `boxes` the picture inside the
    frame (left, top, right, bottom in 1/128 of the frame); `hashes` (n × regions × 32 bytes) and
    `qualities` (n × regions) as `hashing.hash_regions` gives them; `thumbs` (n × 32 × 32) the
    picture in grey. `duration` is the length in milliseconds up to the end of the last frame.
    """

    times: npt.NDArray[np.uint32]
    boxes: npt.NDArray[np.uint8]
    qualities: npt.NDArray[np.uint8]
    hashes: npt.NDArray[np.uint8]
    thumbs: npt.NDArray[np.uint8]
    duration: int
    is_still: bool
    decoder: str
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.times)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fingerprint) and self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self.to_bytes())

    def picture_box(self, frame: int) -> Box:
        """Where the picture stands inside the `frame`-th sampled frame."""
        left, top, right, bottom = (int(edge) / SIDE for edge in self.boxes[frame])
        return Box(left, top, right, bottom)

    def to_bytes(self) -> bytes:
        """The binary form, the same for the same fingerprint on every machine."""
        text = json.dumps(
            {"decoder": self.decoder, "notes": list(self.notes)},
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        flags = _STILL if self.is_still else 0
        head = _HEAD.pack(
            MAGIC, VERSION, flags, REGIONS, THUMB, len(self), self.duration, len(text)
        )
        arrays = (
            self.times.astype("<u4"),
            self.boxes,
            self.qualities,
            self.hashes,
            self.thumbs,
        )
        return b"".join([head, text, *(np.ascontiguousarray(a).tobytes() for a in arrays)])

    @classmethod
    def from_bytes(cls, untrusted: bytes) -> Fingerprint:
        """Read the binary form; raises `MalformedValueError` for anything but exactly it."""
        if len(untrusted) < _HEAD.size:
            raise MalformedValueError("a fingerprint is longer than this")
        magic, version, flags, regions, thumb, count, duration, text_size = _HEAD.unpack_from(
            untrusted
        )
        if magic != MAGIC:
            raise MalformedValueError("these bytes are not a fingerprint")
        if (version, regions, thumb) != (VERSION, REGIONS, THUMB) or flags & ~_STILL:
            raise MalformedValueError(
                f"this fingerprint has version {version}, which cannot be read here",
                remedy="Make the fingerprint again from the footage.",
            )
        if count > MAX_FRAMES or text_size > MAX_TEXT:
            raise MalformedValueError("this fingerprint declares more than a fingerprint can hold")
        if len(untrusted) != _HEAD.size + text_size + count * _FRAME_BYTES:
            raise MalformedValueError("this fingerprint is not as long as it declares")
        decoder, notes = _read_text(untrusted[_HEAD.size : _HEAD.size + text_size])
        body = _Arrays(untrusted, _HEAD.size + text_size, count)
        made = cls(
            times=body.take("<u4").astype(np.uint32),
            boxes=body.take("u1", 4),
            qualities=body.take("u1", REGIONS),
            hashes=body.take("u1", REGIONS, HASH_BYTES),
            thumbs=body.take("u1", THUMB, THUMB),
            duration=duration,
            is_still=bool(flags & _STILL),
            decoder=decoder,
            notes=notes,
        )
        made._check()
        return made

    def _check(self) -> None:
        if len(self) and not bool(np.all(np.diff(self.times.astype(np.int64)) > 0)):
            raise MalformedValueError("the times of this fingerprint do not rise")
        if len(self) and int(self.times[-1]) > self.duration:
            raise MalformedValueError("this fingerprint ends before its last frame")
        boxes = self.boxes.astype(np.int64)
        if bool(np.any(boxes[:, :2] >= boxes[:, 2:])) or bool(np.any(boxes > SIDE)):
            raise MalformedValueError("a picture of this fingerprint lies outside its frame")


class _Arrays:
    """Takes arrays of `count` rows out of bytes whose length has been checked."""

    def __init__(self, untrusted: bytes, at: int, count: int) -> None:
        self._bytes, self._at, self._count = untrusted, at, count

    def take(self, kind: str, *shape: int) -> npt.NDArray[Any]:
        items = self._count * int(np.prod(shape, dtype=np.int64))
        taken = np.frombuffer(self._bytes, dtype=kind, count=items, offset=self._at)
        self._at += taken.nbytes
        return taken.reshape(self._count, *shape)


def _read_text(untrusted: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        value = json.loads(untrusted)
    except (ValueError, RecursionError):
        raise MalformedValueError("the text of this fingerprint is not JSON") from None
    decoder = value.get("decoder") if isinstance(value, dict) else None
    notes = value.get("notes") if isinstance(value, dict) else None
    if not isinstance(decoder, str) or not isinstance(notes, list):
        raise MalformedValueError("the text of this fingerprint does not name its decoder")
    if not all(isinstance(note, str) for note in notes):
        raise MalformedValueError("a note of this fingerprint is not text")
    return decoder, tuple(notes)
