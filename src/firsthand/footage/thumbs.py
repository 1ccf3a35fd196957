"""The small grey pictures of a fingerprint, of given frames or at any second between them.

Where a camera pans over a plain sky, some shots lose a strip of it as a border and others do not.
So that the pictures of one stretch can be compared over time, they are all cut to one reference
region of the frame.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from firsthand.footage.fingerprints import THUMB, Fingerprint
from firsthand.footage.hashing import SIDE, Box, Floats, sampling
from firsthand.footage.lines import Seconds

Rows = npt.NDArray[np.intp]

#: A reference region narrower than this share of the usual picture is not used.
_LEAST_COMMON = 0.6


def reference_picture(fingerprint: Fingerprint, rows: Rows) -> Box:
    """The region of the frame that is picture in all of some frames, or in most of them."""
    boxes = fingerprint.boxes[rows].astype(np.int64)
    usual = np.median(boxes, axis=0)
    near = boxes[(np.abs(boxes - usual) < 0.25 * SIDE).all(axis=1)]
    if len(near):
        common = np.concatenate([near[:, :2].max(axis=0), near[:, 2:].min(axis=0)])
        if bool(np.all(common[2:] - common[:2] >= _LEAST_COMMON * (usual[2:] - usual[:2]))):
            usual = common
    left, top, right, bottom = (float(edge) / SIDE for edge in usual)
    return Box(left, top, right, bottom)


def thumbs_of(fingerprint: Fingerprint, rows: Rows, picture: Box, *, mirrored: bool) -> Floats:
    """What some sampled frames show in the region `picture` of the frame, mirrored if asked."""
    thumbs = fingerprint.thumbs[rows].astype(np.float32)
    boxes = fingerprint.boxes[rows]
    edges = np.array([round(edge * SIDE) for edge in picture], dtype=np.uint8)
    other = np.flatnonzero((boxes != edges).any(axis=1))
    if len(other):
        for box in np.unique(boxes[other], axis=0):
            same = other[(boxes[other] == box).all(axis=1)]
            thumbs[same] = _cut(thumbs[same], Box(*(float(edge) / SIDE for edge in box)), picture)
    return thumbs[:, :, ::-1] if mirrored else thumbs


def thumbs_at(fingerprint: Fingerprint, seconds: Seconds, picture: Box) -> Floats:
    """The same at any seconds, blended from the sampled frames before and after."""
    times = fingerprint.times / 1000.0
    after = np.clip(np.searchsorted(times, seconds), 1, max(len(times) - 1, 1))
    after = np.minimum(after, len(times) - 1)
    before = np.maximum(after - 1, 0)
    span = np.maximum(times[after] - times[before], 1e-3)
    share = np.clip((seconds - times[before]) / span, 0.0, 1.0).astype(np.float32)[:, None, None]
    first = thumbs_of(fingerprint, before, picture, mirrored=False)
    second = thumbs_of(fingerprint, after, picture, mirrored=False)
    return np.asarray(first + (second - first) * share, dtype=np.float32)


def _cut(thumbs: Floats, box: Box, picture: Box) -> Floats:
    """Pictures of the region `box` of the frame as pictures of the region `picture` of it."""
    inside = picture.seen_from(box)
    down = sampling(max(inside.top, 0.0), min(inside.bottom, 1.0), THUMB, THUMB)
    across = sampling(max(inside.left, 0.0), min(inside.right, 1.0), THUMB, THUMB)
    return np.asarray(down @ thumbs @ across.T, dtype=np.float32)
