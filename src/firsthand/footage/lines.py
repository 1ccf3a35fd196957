"""Temporal Hough voting: which offset and speed explain most pairs of frames that look alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Seconds = npt.NDArray[np.float64]

#: Speeds tried: half to double, in steps of 2.5 %.
SPEEDS: Seconds = np.exp(np.arange(-28, 29) * np.log(2) / 28)
_UNCHANGED = len(SPEEDS) // 2
#: Width of an offset bin, in seconds; a peak is two neighbouring bins.
_BIN = 0.25
#: Bins of one speed, at the most: where the footage is long they are wider.
_MOST_BINS = 20_000
#: The unchanged speed is believed unless another gathers this much more.
_PREFER_UNCHANGED = 1.1
#: Votes beyond this many are thinned to the strongest.
_MOST_VOTES = 6000


@dataclass(frozen=True, slots=True)
class Line:
    """Where `b` shows what `a` shows: second `offset + t / speed` of b for second t of a."""

    offset: float
    speed: float

    def at(self, seconds: Seconds) -> Seconds:
        """Seconds of b for seconds of a."""
        return self.offset + seconds / self.speed


@dataclass(frozen=True, slots=True)
class Votes:
    """Pairs of sampled frames that look alike: their seconds in a and b, and their weights."""

    a: Seconds
    b: Seconds
    weight: Seconds

    def strongest(self) -> Votes:
        """No more of the votes than are needed for a peak."""
        if len(self.weight) <= _MOST_VOTES:
            return self
        kept = np.argpartition(self.weight, -_MOST_VOTES)[-_MOST_VOTES:]
        return Votes(self.a[kept], self.b[kept], self.weight[kept])


def strongest_lines(votes: Votes) -> tuple[tuple[Line, float], ...]:
    """The line with the highest peak and the weight of that peak, refined by its own votes.

    Where another speed than 1 is strongest, the strongest line of speed 1 comes second: in slow
    scenes many speeds fit the votes, and what moves has to decide.
    """
    votes = votes.strongest()
    offsets = votes.b[None, :] - votes.a[None, :] / SPEEDS[:, None]
    lowest = float(offsets.min())
    size = max(_BIN, (float(offsets.max()) - lowest) / _MOST_BINS)
    bins = np.floor((offsets - lowest) / size).astype(np.int64)
    width = int(bins.max()) + 2
    flat = (bins + width * np.arange(len(SPEEDS))[:, None]).ravel()
    weights = np.broadcast_to(votes.weight, bins.shape).ravel()
    counts = np.bincount(flat, weights=weights, minlength=width * len(SPEEDS))
    peaks = counts.reshape(len(SPEEDS), width)
    peaks = peaks[:, :-1] + peaks[:, 1:]
    peaks[_UNCHANGED] *= _PREFER_UNCHANGED
    speed, place = divmod(int(np.argmax(peaks)), width - 1)
    places = [(speed, place)]
    if speed != _UNCHANGED:
        places.append((_UNCHANGED, int(np.argmax(peaks[_UNCHANGED]))))
    return tuple(
        (
            _refined(Line(lowest + (at + 1) * size, float(SPEEDS[which])), votes, size),
            float(peaks[which, at]),
        )
        for which, at in places
    )


def _refined(line: Line, votes: Votes, size: float) -> Line:
    """The least-squares line through the votes near `line`, twice, each time nearer.

    The speed stays 1 unless the votes put it elsewhere by more than their own uncertainty.
    """
    for reach in (2 * size, 1.4 * size):
        near = np.abs(votes.b - line.at(votes.a)) < reach
        a, b, weight = votes.a[near], votes.b[near], votes.weight[near]
        if len(a) < 3 or np.ptp(a) < 1.0:
            break
        total = weight.sum()
        mean_a, mean_b = (a * weight).sum() / total, (b * weight).sum() / total
        spread = (weight * (a - mean_a) ** 2).sum() / total
        slope = (weight * (a - mean_a) * (b - mean_b)).sum() / total / spread
        doubt = 0.15 / np.sqrt(spread * max(len(np.unique(a)), 1))
        if abs(slope - 1) < max(0.005, doubt):
            slope = 1.0
        slope = float(np.clip(slope, 1 / SPEEDS[-1], 1 / SPEEDS[0]))
        line = Line(float(mean_b - slope * mean_a), 1 / slope)
    return line
