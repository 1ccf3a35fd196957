"""Sampling: footage as a fixed number of frames a second, described shot by shot.

Frames are taken four a second. Footage of more than half an hour is thinned to two, of more than
an hour to one a second, so that what is kept stays small. Only the frames of the current stretch
of one shot are held as pictures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from firsthand.footage.borders import picture_box
from firsthand.footage.decoding import OpenFootage
from firsthand.footage.fingerprints import THUMB, Fingerprint
from firsthand.footage.hashing import HASH_BYTES, SIDE, Bytes, hash_regions, sampling
from firsthand.footage.regions import REGIONS, regions_of

#: Milliseconds between samples at first, and the most that thinning makes of it.
STEP = 250
WIDEST_STEP = 1000
#: Samples beyond which every other one is dropped.
MOST_SAMPLES = 7200
#: A stretch of one shot that is described together has at most so many samples.
_STRETCH = 48
#: A frame this many milliseconds before its tick is taken for it.
_EARLY = 5
#: Mean change of grey level from one sample to the next that begins a new shot.
_CUT = 34.0

_Sample = tuple[int, Bytes]


@dataclass(frozen=True, slots=True)
class _Row:
    """What is kept of one sampled frame."""

    at: int
    box: Bytes
    qualities: Bytes
    hashes: Bytes
    thumb: Bytes


def sample_footage(footage: OpenFootage, decoder: str) -> Fingerprint:
    """The fingerprint of opened footage, as far as it can be decoded."""
    rows: list[_Row] = []
    step = STEP
    for stretch in _shots(_samples(footage)):
        rows.extend(_describe(stretch))
        while len(rows) > MOST_SAMPLES and step < WIDEST_STEP:
            step *= 2
            rows = _thinned(rows, step)
    rows = _thinned(rows, step)
    return Fingerprint(
        times=np.array([row.at for row in rows], dtype=np.uint32),
        boxes=np.array([row.box for row in rows], dtype=np.uint8).reshape(-1, 4),
        qualities=np.array([row.qualities for row in rows], dtype=np.uint8).reshape(-1, REGIONS),
        hashes=np.array([row.hashes for row in rows], dtype=np.uint8).reshape(
            -1, REGIONS, HASH_BYTES
        ),
        thumbs=np.array([row.thumb for row in rows], dtype=np.uint8).reshape(-1, THUMB, THUMB),
        duration=0 if footage.is_still else _end(footage, rows, step),
        is_still=footage.is_still,
        decoder=decoder,
        notes=tuple(footage.notes),
    )


def _end(footage: OpenFootage, rows: list[_Row], step: int) -> int:
    """Milliseconds to the end of the last frame: declared, unless frames are missing."""
    last = rows[-1].at if rows else 0
    frame = 1000 / footage.frame_rate if footage.frame_rate else STEP
    end = last + round(min(frame, step))
    if footage.duration and not any(note.startswith("truncated") for note in footage.notes):
        return max(end, min(round(footage.duration * 1000), end + step))
    return end


def _samples(footage: OpenFootage) -> Iterator[_Sample]:
    """The first frame of every step of the clock, with its time in milliseconds."""
    due, last = 0, -1
    for frame in footage.frames():
        at = round(frame.seconds * 1000)
        if at + _EARLY >= due and at > last:
            yield at, frame.grey(SIDE)
            last = at
            due = (math.floor((at + _EARLY) / STEP) + 1) * STEP


def _shots(samples: Iterable[_Sample]) -> Iterator[list[_Sample]]:
    """Samples in stretches that hold no hard cut."""
    held: list[_Sample] = []
    for sample in samples:
        if held and (len(held) == _STRETCH or _is_cut(held[-1][1], sample[1])):
            yield held
            held = []
        held.append(sample)
    if held:
        yield held


def _is_cut(one: Bytes, other: Bytes) -> bool:
    change = np.abs(one[::4, ::4].astype(np.int16) - other[::4, ::4])
    return float(change.mean()) > _CUT


def _describe(stretch: list[_Sample]) -> list[_Row]:
    pictures = np.stack([picture for _, picture in stretch]).astype(np.float32)
    box = picture_box(pictures)
    hashes, qualities = hash_regions(pictures, regions_of(box))
    down = sampling(box.top, box.bottom, THUMB, SIDE)
    across = sampling(box.left, box.right, THUMB, SIDE)
    thumbs = np.clip(np.rint(down @ pictures @ across.T), 0, 255).astype(np.uint8)
    edges = np.array([round(edge * SIDE) for edge in box], dtype=np.uint8)
    return [
        _Row(at, edges, qualities[n], hashes[n], thumbs[n]) for n, (at, _) in enumerate(stretch)
    ]


def _thinned(rows: list[_Row], step: int) -> list[_Row]:
    """Only the first sample of every step of the clock."""
    kept: dict[int, _Row] = {}
    for row in rows:
        kept.setdefault((row.at + _EARLY) // step, row)
    return list(kept.values())
