"""Sampling: footage as a fixed number of frames a second, described shot by shot.

Frames are taken four a second. Footage of more than half an hour is thinned to two, of more than
an hour to one a second, so that what is kept stays small. Only the frames of the current stretch
of one shot are held as pictures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from firsthand.footage.borders import picture_box
from firsthand.footage.decoding import Frame, OpenFootage
from firsthand.footage.fingerprints import THUMB, Fingerprint
from firsthand.footage.hashing import HASH_BYTES, SIDE, Box, Bytes, hash_regions, sampling
from firsthand.footage.regions import REGIONS, regions_of

#: Milliseconds between samples at first, and the most that thinning makes of it.
STEP = 250
WIDEST_STEP = 1000
#: Samples beyond which every other one is dropped.
MOST_SAMPLES = 7200
#: A stretch of one shot that is described together has at most so many samples.
_STRETCH = 48
#: Mean change of grey level from one sample to the next that begins a new shot.
_CUT = 34.0

_Sample = tuple[int, Bytes]
_Rows = tuple[list[int], list[Bytes], list[Bytes], list[Bytes], list[Bytes]]


def sample_footage(footage: OpenFootage, decoder: str) -> Fingerprint:
    """The fingerprint of opened footage, as far as it can be decoded."""
    rows: _Rows = ([], [], [], [], [])
    step = STEP
    for stretch in _shots(_samples(footage)):
        for column, values in zip(rows, _describe(stretch), strict=True):
            column.extend(values)  # type: ignore[arg-type]
        while len(rows[0]) > MOST_SAMPLES and step < WIDEST_STEP:
            step *= 2
            rows = _thinned(rows, step)
    if step > STEP:
        rows = _thinned(rows, step)
    times, boxes, qualities, hashes, thumbs = rows
    last_step = 1000 / footage.frame_rate if footage.frame_rate else STEP
    end = (times[-1] if times else 0) + round(min(last_step, step))
    if footage.duration and not any(note.startswith("truncated") for note in footage.notes):
        end = max(end, min(round(footage.duration * 1000), end + step))
    return Fingerprint(
        times=np.array(times, dtype=np.uint32),
        boxes=np.array(boxes, dtype=np.uint8).reshape(-1, 4),
        qualities=np.array(qualities, dtype=np.uint8).reshape(-1, REGIONS),
        hashes=np.array(hashes, dtype=np.uint8).reshape(-1, REGIONS, HASH_BYTES),
        thumbs=np.array(thumbs, dtype=np.uint8).reshape(-1, THUMB, THUMB),
        duration=0 if footage.is_still else end,
        is_still=footage.is_still,
        decoder=decoder,
        notes=tuple(footage.notes),
    )


def _samples(footage: OpenFootage) -> Iterator[_Sample]:
    """The first frame of every step of the clock, with its time in milliseconds."""
    due, last = 0, -1
    for frame in footage.frames():
        at = round(frame.seconds * 1000)
        if at + 5 >= due and at > last:
            yield at, frame.grey(SIDE)
            last = at
            due = (math.floor((at + 5) / STEP) + 1) * STEP


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


def _describe(
    stretch: list[_Sample],
) -> tuple[list[int], list[Bytes], list[Bytes], list[Bytes], list[Bytes]]:
    pictures = np.stack([picture for _, picture in stretch]).astype(np.float32)
    box = picture_box(pictures)
    hashes, qualities = hash_regions(pictures, regions_of(box))
    down, across = _thumb_matrices(box)
    thumbs = np.clip(np.rint(down @ pictures @ across.T), 0, 255).astype(np.uint8)
    edges = np.array([round(edge * SIDE) for edge in box], dtype=np.uint8)
    return (
        [at for at, _ in stretch],
        [edges] * len(stretch),
        list(qualities),
        list(hashes),
        list(thumbs),
    )


def _thumb_matrices(box: Box) -> tuple[np.ndarray, np.ndarray]:
    return (
        sampling(box.top, box.bottom, THUMB, SIDE),
        sampling(box.left, box.right, THUMB, SIDE),
    )


def _thinned(rows: _Rows, step: int) -> _Rows:
    """Only the first sample of every step of the wider clock."""
    seen: set[int] = set()
    keep = []
    for row, at in enumerate(rows[0]):
        tick = (at + 5) // step
        if tick not in seen:
            seen.add(tick)
            keep.append(row)
    return tuple([column[row] for row in keep] for column in rows)  # type: ignore[return-value]


__all__ = ["Frame", "sample_footage"]
