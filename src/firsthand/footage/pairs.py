"""Pairs of sampled frames that look alike under one hypothesis, and how much each says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.hashing import SIDE, Counts, Words, distances_both_ways, sorted_words
from firsthand.footage.lines import Seconds, Votes
from firsthand.footage.regions import FRAME, REGIONS, Hypothesis, hypotheses

#: Hashes of one recording are nearer than this many bits, edits included.
RADIUS = 90
#: A hash of lower quality (quarters of a grey level) votes for nothing.
LEAST_QUALITY = 10
#: A pair that is this many bits farther than the nearest of its frames weighs a third.
_EXCESS_BITS = 6.0
#: Frames compared at a time, as a product: what fits a processor's own memory.
_BLOCK = 262_144
#: Products of frames beyond which the frames of a are thinned, and pairs kept of a hypothesis.
_MOST_COMPARED = 24_000_000
_MOST_PAIRS = 60_000
#: Pairs of one frame that vote, at the most, where a scene looks alike all along.
_NEAREST = 32

_Rows = npt.NDArray[np.intp]
_UNMIRRORED = tuple(h for h in hypotheses() if not h.mirrored)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of samples that look alike under one hypothesis: rows of a and b, and bits."""

    hypothesis: Hypothesis
    rows_a: _Rows
    rows_b: _Rows
    bits: Counts

    def where(self, keep: npt.NDArray[np.bool_]) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.hypothesis, self.rows_a[keep], self.rows_b[keep], self.bits[keep])

    def votes(self, seconds_a: Seconds, seconds_b: Seconds) -> Votes:
        """Pairs weighed: near hashes weigh more, and above all those nearest for both frames.

        In slow scenes a frame looks like hundreds of frames of the other footage; the one moment
        that it shares with it stands out by a few bits only, and a frame that looks like many
        says little.
        """
        bits = self.bits.astype(np.float64)
        least_a = np.full(len(seconds_a), np.inf)
        least_b = np.full(len(seconds_b), np.inf)
        np.minimum.at(least_a, self.rows_a, bits)
        np.minimum.at(least_b, self.rows_b, bits)
        excess = bits - (least_a[self.rows_a] + least_b[self.rows_b]) / 2
        closeness = np.exp(-excess / _EXCESS_BITS)
        per_a = np.bincount(self.rows_a, closeness)[self.rows_a]
        per_b = np.bincount(self.rows_b, closeness)[self.rows_b]
        weight = (RADIUS + 16.0 - bits) / RADIUS * closeness / np.sqrt(per_a * per_b)
        return Votes(seconds_a[self.rows_a], seconds_b[self.rows_b], weight)


def alike(a: Fingerprint, b: Fingerprint) -> Iterator[Pairs]:
    """The pairs within the radius under each hypothesis that has any.

    Of very long footage only some frames of a are compared: enough to find the line of a stretch
    of some seconds, which is then followed at every frame.
    """
    stride = max(1, -(-len(a) * len(b) // _MOST_COMPARED))
    picked = np.arange(0, len(a), stride)
    one, other = _Prepared(a, picked), _Prepared(b, np.arange(len(b)))
    for hypothesis in _UNMIRRORED:
        if (one.fills and hypothesis.a == FRAME) or (other.fills and hypothesis.b == FRAME):
            continue  # without borders the frame is the picture, and the next region tells
        rows_a, rows_b = one.rows[hypothesis.a], other.rows[hypothesis.b]
        if len(rows_a) and len(rows_b):
            yield from _within(
                hypothesis, picked[rows_a], one.words(rows_a, hypothesis.a), rows_b,
                other.words(rows_b, hypothesis.b),
            )  # fmt: skip


class _Prepared:
    """The hashes of a footage, made ready for counting."""

    def __init__(self, fingerprint: Fingerprint, picked: _Rows) -> None:
        hashes = fingerprint.hashes[picked].reshape(len(picked) * REGIONS, -1)
        self._words = sorted_words(hashes).reshape(len(picked), REGIONS, -1)
        good = fingerprint.qualities[picked] >= LEAST_QUALITY
        self.rows = [np.flatnonzero(good[:, region]) for region in range(REGIONS)]
        self.fills = fills_frame(fingerprint)

    def words(self, rows: _Rows, region: int) -> Words:
        return np.ascontiguousarray(self._words[rows, region])


def fills_frame(fingerprint: Fingerprint) -> bool:
    """Whether no frame has borders."""
    return bool((fingerprint.boxes == np.array([0, 0, SIDE, SIDE])).all())


def _within(
    hypothesis: Hypothesis, rows_a: _Rows, one: Words, rows_b: _Rows, other: Words
) -> Iterator[Pairs]:
    """Pairs within the radius, plain and mirrored; of each frame no more than its nearest few."""
    found: tuple[list[tuple[_Rows, _Rows, Counts]], ...] = ([], [])
    height = max(1, _BLOCK // len(other))
    for start in range(0, len(one), height):
        for way, bits in enumerate(distances_both_ways(one[start : start + height], other)):
            near = bits <= RADIUS
            if int(near.sum()) > _NEAREST * len(bits):
                near &= _nearest(bits)
            at_a, at_b = np.nonzero(near)
            found[way].append((at_a + start, at_b, bits[at_a, at_b]))
    for mirrored, parts in zip((False, True), found, strict=True):
        at_a, at_b, bits = (np.concatenate(part) for part in zip(*parts, strict=True))
        if not len(bits):
            continue
        pairs = Pairs(
            Hypothesis(hypothesis.a, hypothesis.b, mirrored), rows_a[at_a], rows_b[at_b], bits
        )
        if len(bits) > _MOST_PAIRS:
            pairs = pairs.where(bits <= np.partition(bits, _MOST_PAIRS)[_MOST_PAIRS])
        yield pairs


def _nearest(bits: Counts) -> npt.NDArray[np.bool_]:
    """The nearest few of each row; among equals a scatter, lest the first moments win."""
    rows = np.arange(bits.shape[0], dtype=np.uint32)[:, None]
    columns = np.arange(bits.shape[1], dtype=np.uint32)[None, :]
    scatter = (rows * 40503 + columns * 30011) % 65521
    order = bits.astype(np.uint32) * 65536 + scatter
    if bits.shape[1] <= _NEAREST:
        return np.ones(bits.shape, dtype=bool)
    least = np.partition(order, _NEAREST - 1, axis=1)[:, _NEAREST - 1]
    return np.asarray(order <= least[:, None])
