"""A stretch: the frames along a line through time that show the same picture, with its ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from firsthand.footage.agreement import Overlay, adjusted, common_part, frame_likeness
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.hashing import Floats, as_words, mirror
from firsthand.footage.lines import Line, Seconds
from firsthand.footage.regions import Hypothesis, region_in_picture

Rows = npt.NDArray[np.intp]

#: A pair on the line seeds a stretch when its hashes are this near.
_SEED_BITS = 90
#: Seeds that adjust the overlay, spread over the stretch.
_SEEDS = 8
#: A pair belongs to the stretch when its pictures are so alike, or its hashes so near.
_ALIKE = 0.5
_NEAR_BITS = 50
#: Seconds without such a pair that end a stretch.
_GAP = 1.6
#: An end this near to the footage's own end is that end.
_SNAP = 0.2
#: How far a sampled frame may lie from the line.
_REACH = 0.19


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames of a and of b along a line that show the same picture, laid over by `overlay`.

    `rows_a` and `rows_b` are the sampled frames, in pairs; `bits` the distances of their hashes.
    Seconds run from the first to the end of the last.
    """

    line: Line
    hypothesis: Hypothesis
    overlay: Overlay
    rows_a: Rows
    rows_b: Rows
    bits: npt.NDArray[np.uint16]
    a_start: float
    a_end: float
    b_start: float
    b_end: float


def thumbs_of(fingerprint: Fingerprint, rows: Rows, *, mirrored: bool) -> Floats:
    """The small grey pictures of some sampled frames, mirrored if asked."""
    thumbs = fingerprint.thumbs[rows].astype(np.float32)
    return thumbs[:, :, ::-1] if mirrored else thumbs


def stretch_along(
    line: Line, hypothesis: Hypothesis, a: Fingerprint, b: Fingerprint
) -> Stretch | None:
    """The longest stretch that a line holds, or `None` if it holds none."""
    rows_a, rows_b = _pairs_on(line, a, b)
    if not len(rows_a):
        return None
    bits = _bits(hypothesis, a, rows_a, b, rows_b)
    nearest = np.argmin(bits, axis=1)
    each = np.arange(len(rows_a))
    seeds = np.flatnonzero(bits[each, nearest] <= _SEED_BITS)
    if not len(seeds):
        return None
    overlay = _overlay_of(hypothesis, a, rows_a[seeds], b, rows_b[seeds, nearest[seeds]])
    if overlay is None:
        return None
    likeness = np.stack(
        [_likeness(a, rows_a, b, rows_b[:, k], hypothesis, overlay) for k in range(3)], axis=1
    )
    chosen = np.argmax(likeness - bits / 1000.0, axis=1)
    likeness, bits, rows_b = likeness[each, chosen], bits[each, chosen], rows_b[each, chosen]
    good = np.flatnonzero((likeness >= _ALIKE) | (bits <= _NEAR_BITS))
    run = _longest_run(good, a.times[rows_a] / 1000.0)
    if not len(run):
        return None
    ends = _ends(line, a, rows_a[run], b, rows_b[run])
    return Stretch(line, hypothesis, overlay, rows_a[run], rows_b[run], bits[run], *ends)


def _pairs_on(line: Line, a: Fingerprint, b: Fingerprint) -> tuple[Rows, Rows]:
    """Rows of a that the line leads into b, each with three rows of b around the place."""
    expected = line.at(a.times / 1000.0)
    times = b.times / 1000.0
    last = max(b.duration / 1000.0, float(times[-1]))
    rows_a = np.flatnonzero((expected >= -_REACH) & (expected <= last + _REACH))
    expected = expected[rows_a]
    shown = np.clip(np.searchsorted(times, expected + 0.02, side="right") - 1, 0, len(b) - 1)
    rows = np.clip(shown[:, None] + np.array([0, -1, 1])[None, :], 0, len(b) - 1)
    reachable = np.abs(times[rows] - expected[:, None]) <= _REACH
    rows = np.where(reachable, rows, shown[:, None])
    return rows_a, rows


def _bits(
    hypothesis: Hypothesis, a: Fingerprint, rows_a: Rows, b: Fingerprint, rows_b: Rows
) -> npt.NDArray[np.uint16]:
    one = as_words(a.hashes[rows_a, hypothesis.a])
    if hypothesis.mirrored:
        one = mirror(one)
    other = as_words(b.hashes[rows_b, hypothesis.b])
    return np.asarray(np.bitwise_count(one[:, None, :] ^ other).sum(axis=2, dtype=np.uint16))


def _overlay_of(
    hypothesis: Hypothesis, a: Fingerprint, rows_a: Rows, b: Fingerprint, rows_b: Rows
) -> Overlay | None:
    picked = np.unique(np.linspace(0, len(rows_a) - 1, _SEEDS).round().astype(np.intp))
    rows_a, rows_b = rows_a[picked], rows_b[picked]
    middle = len(rows_a) // 2
    box_a = region_in_picture(hypothesis.a, a.picture_box(int(rows_a[middle])))
    if hypothesis.mirrored:
        box_a = box_a.mirrored()
    box_b = region_in_picture(hypothesis.b, b.picture_box(int(rows_b[middle])))
    overlay = common_part(box_a, box_b)
    if overlay is None:
        return None
    thumbs_a = thumbs_of(a, rows_a, mirrored=hypothesis.mirrored)
    return adjusted(thumbs_a, thumbs_of(b, rows_b, mirrored=False), overlay)


def _likeness(
    a: Fingerprint, rows_a: Rows, b: Fingerprint, rows_b: Rows, how: Hypothesis, overlay: Overlay
) -> Floats:
    parts = [
        frame_likeness(
            thumbs_of(a, rows_a[at : at + 256], mirrored=how.mirrored),
            thumbs_of(b, rows_b[at : at + 256], mirrored=False),
            overlay,
        )
        for at in range(0, len(rows_a), 256)
    ]
    return np.concatenate(parts)


def _longest_run(good: Rows, seconds: Seconds) -> Rows:
    """The run of good pairs, without a gap in time, that holds the most of them."""
    if not len(good):
        return good
    breaks = np.flatnonzero(np.diff(seconds[good]) > _GAP) + 1
    return max(np.split(good, breaks), key=len)


def _ends(
    line: Line, a: Fingerprint, rows_a: Rows, b: Fingerprint, rows_b: Rows
) -> tuple[float, float, float, float]:
    """Start and end in a and in b; the true end lies within a sample of the last pair."""
    if a.is_still or b.is_still:
        return (*_still_span(a, rows_a), *_still_span(b, rows_b))
    times = a.times / 1000.0
    first, last = int(rows_a[0]), int(rows_a[-1])
    before = times[first] - times[first - 1] if first else 0.0
    end_a, end_b = a.duration / 1000.0, b.duration / 1000.0
    after = (times[last + 1] if last + 1 < len(times) else end_a) - times[last]
    start = float(times[first] - min(before, 0.25) / 2)
    end = float(times[last] + min(after, 0.5) / 2)
    b_start, b_end = (float(line.at(np.array(t))) for t in (start, end))
    if start < _SNAP or b_start < _SNAP:
        move = min(start, b_start * line.speed) if b_start > 0 else b_start * line.speed
        start, b_start = start - move, b_start - move / line.speed
    if end > end_a - _SNAP or b_end > end_b - _SNAP:
        move = min(end_a - end, (end_b - b_end) * line.speed)
        end, b_end = end + move, b_end + move / line.speed
    return max(0.0, start), min(end_a, end), max(0.0, b_start), min(end_b, b_end)


def _still_span(fingerprint: Fingerprint, rows: Rows) -> tuple[float, float]:
    if fingerprint.is_still:
        return 0.0, 0.0
    seconds = fingerprint.times[rows] / 1000.0
    return float(seconds.min()), float(seconds.max())
