"""Aligning two footages: which stretches of one show the same recording as stretches of the other.

For every way in which one may be a region of the other (mirrored or not) frames that look alike
vote for a line through time; the strongest lines are verified on the small grey pictures, and what
holds becomes a `Match` with its boundaries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from firsthand.evidence.footage import Match
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.hashing import WHOLE, Words, as_words, distances, mirror
from firsthand.footage.judging import Evidence, judge
from firsthand.footage.lines import Line, Seconds, Votes, strongest_lines
from firsthand.footage.regions import FRAME, PICTURE, Hypothesis, hypotheses
from firsthand.footage.stretches import Stretch, stretch_along

#: Hashes of one recording are nearer than this many bits, edits included.
RADIUS = 90
#: A hash of lower quality (quarters of a grey level) votes for nothing.
LEAST_QUALITY = 10
#: A pair that is this many bits farther than the nearest of its frames weighs a third.
_EXCESS_BITS = 6.0
#: Stretches found of one pair, at the most, and lines verified for each.
_MOST_STRETCHES = 8
_LINES_TRIED = 6
#: Evidence of this score, at unchanged speed, is not compared with weaker lines.
_SURE = 0.8
#: A stretch over the same seconds as a stronger one is kept from this share of its score on.
_ECHO = 0.85
#: Samples of one side compared at a time, so that memory stays flat for long footage.
_CHUNK = 512
#: Pairs of one frame that vote, at the most, where a scene looks alike all along.
_NEAREST = 32


_HYPOTHESES = hypotheses()


@dataclass(frozen=True, slots=True)
class _Found:
    """Pairs of samples that look alike under one hypothesis: rows of a and b, and bits."""

    hypothesis: Hypothesis
    rows_a: npt.NDArray[np.intp]
    rows_b: npt.NDArray[np.intp]
    bits: npt.NDArray[np.uint16]


def align(name_a: str, a: Fingerprint, name_b: str, b: Fingerprint) -> tuple[Match, ...]:
    """The stretches that show the same recording, surest first; empty if none do."""
    if not len(a) or not len(b):
        return ()
    seconds_a, seconds_b = a.times / 1000.0, b.times / 1000.0
    found = list(_alike(a, b))
    matches: list[Match] = []
    tried = 0
    while tried < _MOST_STRETCHES:
        best = _best_stretch(a, b, found, seconds_a, seconds_b)
        if best is None:
            break
        stretch, evidence = best
        match = evidence.as_match(name_a, name_b, stretch)
        if not _is_echo(match, matches):
            matches.append(match)
        tried += 1
        if a.is_still or b.is_still:
            break
        found = [_without(f, stretch, seconds_a, seconds_b) for f in found]
        found = [f for f in found if len(f.bits)]
    return tuple(sorted(matches, key=lambda match: -match.score))


def _is_echo(match: Match, stronger: list[Match]) -> bool:
    """Whether a stretch only repeats, less well, what a stronger one says of the same seconds.

    A scene that looks alike at many moments matches itself at wrong times and speeds. Footage that
    really plays a recording twice matches as well the second time, and at other seconds.
    """
    for other in stronger:
        in_a = _covered(match.a_start, match.a_end, other.a_start, other.a_end)
        in_b = _covered(match.b_start, match.b_end, other.b_start, other.b_end)
        if (in_a and in_b) or ((in_a or in_b) and match.score < _ECHO * other.score):
            return True
    return False


def _covered(start: float, end: float, other_start: float, other_end: float) -> bool:
    common = min(end, other_end) - max(start, other_start)
    return common > 0.3 * (end - start)


def _alike(a: Fingerprint, b: Fingerprint) -> Iterator[_Found]:
    words_a, words_b = as_words(a.hashes), as_words(b.hashes)
    good_a, good_b = a.qualities >= LEAST_QUALITY, b.qualities >= LEAST_QUALITY
    whole_a, whole_b = _fills_frame(a), _fills_frame(b)
    for hypothesis in _HYPOTHESES:
        if (whole_a and hypothesis.a == FRAME) or (whole_b and hypothesis.b == FRAME):
            continue  # without borders the frame is the picture, and the next region tells
        rows_a = np.flatnonzero(good_a[:, hypothesis.a])
        rows_b = np.flatnonzero(good_b[:, hypothesis.b])
        if not len(rows_a) or not len(rows_b):
            continue
        one = words_a[rows_a, hypothesis.a]
        near = list(
            _near(mirror(one) if hypothesis.mirrored else one, words_b[rows_b, hypothesis.b])
        )
        at_a, at_b, bits = (np.concatenate(parts) for parts in zip(*near, strict=True))
        if len(bits):
            yield _Found(hypothesis, rows_a[at_a], rows_b[at_b], bits)


def _fills_frame(fingerprint: Fingerprint) -> bool:
    """Whether no frame has borders."""
    return all(fingerprint.picture_box(row) == WHOLE for row in range(len(fingerprint)))


def _near(
    one: Words, other: Words
) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.uint16]]]:
    """Pairs within the radius, block by block; of each frame no more than its nearest few."""
    for start in range(0, len(one), _CHUNK):
        bits = distances(one[start : start + _CHUNK], other)
        near = bits <= RADIUS
        if near.sum() > _NEAREST * len(bits):
            near &= _nearest(bits)
        at_a, at_b = np.nonzero(near)
        yield at_a + start, at_b, bits[at_a, at_b]


def _nearest(bits: npt.NDArray[np.uint16]) -> npt.NDArray[np.bool_]:
    """The nearest few of each row; among equals a scatter, lest the first moments win."""
    rows = np.arange(bits.shape[0], dtype=np.uint32)[:, None]
    columns = np.arange(bits.shape[1], dtype=np.uint32)[None, :]
    scatter = (rows * 40503 + columns * 30011) % 65521
    order = bits.astype(np.uint32) * 65536 + scatter
    least = np.partition(order, _NEAREST - 1, axis=1)[:, _NEAREST - 1]
    return np.asarray(order <= least[:, None])


def _votes(found: _Found, seconds_a: Seconds, seconds_b: Seconds) -> Votes:
    """Pairs weighed: near hashes weigh more, and above all those nearest for both their frames.

    In slow scenes a frame looks like hundreds of frames of the other footage; the one moment that
    it shares with it stands out by a few bits only, and a frame that looks like many says little.
    """
    bits = found.bits.astype(np.float64)
    least_a = np.full(len(seconds_a), np.inf)
    least_b = np.full(len(seconds_b), np.inf)
    np.minimum.at(least_a, found.rows_a, bits)
    np.minimum.at(least_b, found.rows_b, bits)
    excess = bits - (least_a[found.rows_a] + least_b[found.rows_b]) / 2
    closeness = np.exp(-excess / _EXCESS_BITS)
    per_a = np.bincount(found.rows_a, closeness)[found.rows_a]
    per_b = np.bincount(found.rows_b, closeness)[found.rows_b]
    weight = (RADIUS + 16.0 - bits) / RADIUS * closeness / np.sqrt(per_a * per_b)
    return Votes(seconds_a[found.rows_a], seconds_b[found.rows_b], weight)


def _best_stretch(
    a: Fingerprint, b: Fingerprint, found: list[_Found], seconds_a: Seconds, seconds_b: Seconds
) -> tuple[Stretch, Evidence] | None:
    still = a.is_still or b.is_still
    lines: list[tuple[float, Line, _Found]] = []
    for each in found:
        votes = _votes(each, seconds_a, seconds_b)
        if still:
            nearest = int(np.argmin(each.bits))
            line = Line(float(votes.b[nearest] - votes.a[nearest]), 1.0)
            lines.append((float(RADIUS - each.bits[nearest]), line, each))
        else:
            lines.extend((peak, line, each) for line, peak in strongest_lines(votes))
    lines.sort(key=lambda item: (-item[0], item[2].hypothesis.b != PICTURE))
    best: tuple[Stretch, Evidence] | None = None
    for _, line, each in lines[:_LINES_TRIED]:
        stretch = stretch_along(line, each.hypothesis, a, b)
        evidence = judge(stretch, a, b) if stretch is not None else None
        if stretch is None or evidence is None:
            continue
        if best is None or evidence.weight(stretch) > best[1].weight(best[0]):
            best = stretch, evidence
            if evidence.score > _SURE and line.speed == 1:
                break
    return best


def _without(found: _Found, stretch: Stretch, seconds_a: Seconds, seconds_b: Seconds) -> _Found:
    """The pairs outside a stretch that has been found: neither of its parts is used again."""
    a, b = seconds_a[found.rows_a], seconds_b[found.rows_b]
    inside = (a > stretch.a_start - 0.5) & (a < stretch.a_end + 0.5)
    near = np.abs(b - stretch.line.at(a)) < 2.0
    same = (b > stretch.b_start) & (b < stretch.b_end) & (a > stretch.a_start) & (a < stretch.a_end)
    keep = ~((inside & near) | same)
    return _Found(found.hypothesis, found.rows_a[keep], found.rows_b[keep], found.bits[keep])
