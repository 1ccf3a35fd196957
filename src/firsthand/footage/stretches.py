"""A stretch: the frames along a line through time that show the same picture, with its ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from firsthand.footage.agreement import Overlay, adjusted, common_part, frame_likeness
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.hashing import Floats, as_words, mirror
from firsthand.footage.lines import Line, Seconds
from firsthand.footage.regions import Hypothesis, region_in_frame
from firsthand.footage.thumbs import Rows, reference_picture, thumbs_of

#: A pair on the line seeds a stretch when its hashes are this near.
_SEED_BITS = 90
#: Seeds that adjust the overlay, spread over the stretch.
_SEEDS = 8
#: A pair belongs to the stretch when its pictures are so alike, or its hashes so near.
_ALIKE = 0.5
_NEAR_BITS = 50
#: Pairs to either side of a seed that may belong to its stretch.
_SEED_REACH = 120
#: Mean change of grey level that is a hard cut, if that of the other footage is below the share.
_CUT, _UNCUT = 24.0, 0.4
#: Seconds without such a pair that end a stretch.
_GAP = 1.6
#: An end this near to the footage's own end is that end.
_SNAP = 0.2
#: A boundary is looked for within so many seconds of the last pair.
_LONGEST_STEP = 0.5
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


def stretch_along(
    line: Line,
    hypothesis: Hypothesis,
    a: Fingerprint,
    b: Fingerprint,
    overlay: Overlay | None = None,
) -> Stretch | None:
    """The longest stretch that a line holds, or `None` if it holds none.

    Without an overlay, one is fitted to the nearest pairs.
    """
    rows_a, rows_b = _pairs_on(line, a, b)
    if not len(rows_a):
        return None
    bits = _bits(hypothesis, a, rows_a, b, rows_b)
    nearest = np.argmin(bits, axis=1)
    seeds = np.flatnonzero(bits.min(axis=1) <= _SEED_BITS)
    if not len(seeds):
        return None
    near = _around(seeds, len(rows_a))
    rows_a, rows_b, bits, nearest = rows_a[near], rows_b[near], bits[near], nearest[near]
    each = np.arange(len(rows_a))
    if overlay is None:
        seeds = np.flatnonzero(bits.min(axis=1) <= _SEED_BITS)
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
    run = _without_cuts(run, a, rows_a, b, rows_b)
    ends = _ends(line, a, rows_a[run], b, rows_b[run])
    return Stretch(line, hypothesis, overlay, rows_a[run], rows_b[run], bits[run], *ends)


def _around(seeds: Rows, count: int) -> Rows:
    """The pairs within reach of a seed: only they are laid over each other."""
    marks = np.zeros(count + 1, dtype=np.int64)
    np.add.at(marks, np.maximum(seeds - _SEED_REACH, 0), 1)
    np.add.at(marks, np.minimum(seeds + _SEED_REACH + 1, count), -1)
    return np.flatnonzero(np.cumsum(marks[:-1]) > 0)


def _without_cuts(run: Rows, a: Fingerprint, rows_a: Rows, b: Fingerprint, rows_b: Rows) -> Rows:
    """The longest part of a run in which neither footage cuts where the other does not."""
    if len(run) < 2:
        return run
    change_a, change_b = (
        np.abs(np.diff(f.thumbs[rows[run]].astype(np.int16), axis=0)).mean(axis=(1, 2))
        for f, rows in ((a, rows_a), (b, rows_b))
    )
    higher, lower = np.maximum(change_a, change_b), np.minimum(change_a, change_b)
    breaks = np.flatnonzero((higher > _CUT) & (lower < _UNCUT * higher)) + 1
    return max(np.split(run, breaks), key=len)


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
    overlay = _first_overlay(hypothesis, a, rows_a, b, rows_b)
    if overlay is None:
        return None
    thumbs_a = thumbs_of(a, rows_a, overlay.picture_a, mirrored=hypothesis.mirrored)
    return adjusted(thumbs_a, thumbs_of(b, rows_b, overlay.picture_b, mirrored=False), overlay)


def _first_overlay(
    hypothesis: Hypothesis, a: Fingerprint, rows_a: Rows, b: Fingerprint, rows_b: Rows
) -> Overlay | None:
    """The overlay that the hypothesis says, in the regions that are picture in all the frames."""
    picture_a, picture_b = reference_picture(a, rows_a), reference_picture(b, rows_b)
    middle = len(rows_a) // 2
    box_a = region_in_frame(hypothesis.a, a.picture_box(int(rows_a[middle]))).seen_from(picture_a)
    if hypothesis.mirrored:
        box_a = box_a.mirrored()
    box_b = region_in_frame(hypothesis.b, b.picture_box(int(rows_b[middle]))).seen_from(picture_b)
    common = common_part(box_a, box_b)
    return common and replace(common, picture_a=picture_a, picture_b=picture_b)


def _likeness(
    a: Fingerprint, rows_a: Rows, b: Fingerprint, rows_b: Rows, how: Hypothesis, overlay: Overlay
) -> Floats:
    parts = [
        frame_likeness(
            thumbs_of(a, rows_a[at : at + 256], overlay.picture_a, mirrored=how.mirrored),
            thumbs_of(b, rows_b[at : at + 256], overlay.picture_b, mirrored=False),
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
    end_a, end_b = a.duration / 1000.0, b.duration / 1000.0
    start = _boundary(line, _before(a, int(rows_a[0])), _before(b, int(rows_b[0])))
    end = _boundary(line, _after(a, int(rows_a[-1])), _after(b, int(rows_b[-1])))
    b_start, b_end = (float(line.at(np.array(t))) for t in (start, end))
    if start < _SNAP or b_start < _SNAP:
        move = min(start, b_start * line.speed) if b_start > 0 else b_start * line.speed
        start, b_start = start - move, b_start - move / line.speed
    if end > end_a - _SNAP or b_end > end_b - _SNAP:
        move = min(end_a - end, (end_b - b_end) * line.speed)
        end, b_end = end + move, b_end + move / line.speed
    return max(0.0, start), min(end_a, end), max(0.0, b_start), min(end_b, b_end)


class _Interval(NamedTuple):
    """Seconds between which a boundary lies, and whether a cut is seen there."""

    low: float
    high: float
    is_cut: bool


def _boundary(line: Line, in_a: _Interval, in_b: _Interval) -> float:
    """The second of a at which a stretch ends, from where it ends in each footage.

    A cut says it best; else it lies where both say.
    """
    low, high = (float((t - line.offset) * line.speed) for t in (in_b.low, in_b.high))
    if in_a.is_cut or low >= in_a.high or high <= in_a.low:
        low, high = in_a.low, in_a.high
    elif not in_b.is_cut:
        low, high = max(low, in_a.low), min(high, in_a.high)
    return (low + high) / 2


def _before(fingerprint: Fingerprint, row: int) -> _Interval:
    at = float(fingerprint.times[row]) / 1000.0
    if not row:
        return _Interval(at, at, is_cut=False)
    low = max(float(fingerprint.times[row - 1]) / 1000.0, at - _LONGEST_STEP)
    return _Interval(low, at, is_cut=_change(fingerprint, row) > _CUT)


def _after(fingerprint: Fingerprint, row: int) -> _Interval:
    at = float(fingerprint.times[row]) / 1000.0
    if row + 1 == len(fingerprint):
        return _Interval(at, fingerprint.duration / 1000.0, is_cut=False)
    high = min(float(fingerprint.times[row + 1]) / 1000.0, at + _LONGEST_STEP)
    return _Interval(at, high, is_cut=_change(fingerprint, row + 1) > _CUT)


def _change(fingerprint: Fingerprint, row: int) -> float:
    """The mean change of grey level from the sampled frame before."""
    one, other = fingerprint.thumbs[row - 1 : row + 1].astype(np.int16)
    return float(np.abs(one - other).mean())


def _still_span(fingerprint: Fingerprint, rows: Rows) -> tuple[float, float]:
    if fingerprint.is_still:
        return 0.0, 0.0
    seconds = fingerprint.times[rows] / 1000.0
    return float(seconds.min()), float(seconds.max())
