"""Whether two aligned stretches are one take, and whether only one alignment fits them.

Two takes of one place look alike, and where both cameras pan they even move alike. But the cameras
take different paths, and what moves in the place is not the same. Both are measured on what is
left when every frame has been shifted onto its partner, and set against what changes within each
footage in little more than half a second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firsthand.footage.agreement import normal, seen
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.hashing import Floats
from firsthand.footage.lines import Seconds
from firsthand.footage.registration import Registration, Views
from firsthand.footage.stretches import Stretch
from firsthand.footage.thumbs import Rows, thumbs_at

#: Seconds over which a footage is compared with itself, at the most.
_WHILE = 0.6
#: Share of the frames that count; the worst may lie beyond a cut.
_COUNTED = 0.85
#: Two takes: what is left unlike, or denied, times how far the cameras lie apart. Of one take at
#: least one factor is near 0.
_TWO_TAKES, _TWO_TAKES_SWAYING = 0.085, 0.1
#: A part of the picture changes in both footages if the lesser change is this share of the greater.
_CHANGING = 0.2
#: Other alignments are tried from so many seconds away up to so many, on so many frames.
_ELSEWHERE, _FARTHEST, _TRIED = 0.75, 60.0, 24
#: Another alignment needs this share of the frames inside the footage.
_INSIDE = 0.6
#: It is told apart where the frames are worse by so much on average, and those that are worse
#: outweigh those that are better so many times; no frame tells more than the last.
_WORSE, _OUTWEIGHED, _MOST_TOLD = 0.002, 3.0, 0.1


@dataclass(frozen=True, slots=True)
class Take:
    """What sets two stretches apart after every frame has been shifted onto its partner.

    `unlike` is what is left between them as a share of what changes within them; `apart` how far,
    in 1/24 of the picture, the two cameras move apart within a while, and `sway` how far a frame
    typically lies beside its partner. `denied` is how far what moves where the pictures do not
    agree is unrelated, from 0 to 1.
    """

    unlike: float
    apart: float
    sway: float
    denied: float

    @property
    def is_another(self) -> bool:
        """Whether these are two takes of one place, and not one recording."""
        stray = (self.apart + self.sway) / 2
        return (
            self.unlike * self.apart > _TWO_TAKES
            or self.denied * stray > _TWO_TAKES
            or self.unlike * stray > _TWO_TAKES_SWAYING
        )


def take(a: Fingerprint, stretch: Stretch, registration: Registration, views: Views) -> Take:
    """Compare what moves, and how the cameras move, in the two footages of a stretch."""
    line, seconds = registration.line, views.seconds
    while_ = min(_WHILE, (stretch.a_end - stretch.a_start) / 2)
    later = seconds + np.where(seconds + while_ <= stretch.a_end, while_, -while_)
    sight = _Sight(a, stretch, registration, views)
    one, other = sight.of_a(seconds), sight.of_b(line.at(seconds))
    errors = np.square((one - other) * views.mask).sum(axis=(1, 2))
    counted = np.argsort(errors)[: max(1, round(_COUNTED * len(errors)))]
    mask = views.mask.ravel()
    left, _ = _shifted(one[counted], other[counted], views.mask)
    left -= left.mean(axis=0)  # what never changes is a caption, not a difference
    in_a, path_a = _shifted(sight.of_a(later)[counted], one[counted], views.mask)
    in_b, path_b = _shifted(sight.of_b(line.at(later))[counted], other[counted], views.mask)
    changes = min(_power(in_a, mask), _power(in_b, mask))
    unlike = _power(left, mask) / max(changes, 1e-6)
    apart = float(np.hypot(*(path_a - path_b).T).mean())
    return Take(unlike, apart, registration.sway, _denied(in_a, in_b, 1 - mask, changes))


def _power(values: Floats, weights: Floats) -> float:
    return float((np.square(values) @ weights).mean()) / max(float(weights.sum()), 1.0)


def _denied(in_a: Floats, in_b: Floats, weights: Floats, usual: float) -> float:
    """How far what changes where the pictures do not agree is unrelated: 0 to 1.

    Under a caption nothing changes, or what changes shines through.
    """
    power_a, power_b = _power(in_a, weights), _power(in_b, weights)
    if min(power_a, power_b) < _CHANGING * max(power_a, power_b, usual):
        return 0.0
    both = float(((in_a * in_b) @ weights).mean()) / max(float(weights.sum()), 1.0)
    return max(0.0, 1 - max(0.0, both) / float(np.sqrt(power_a * power_b)))


class _Sight:
    """What the two footages of a stretch show at any second, normalised."""

    def __init__(
        self, a: Fingerprint, stretch: Stretch, registration: Registration, views: Views
    ) -> None:
        self._a, self._views, self._overlay = a, views, registration.overlay
        self._mirrored = stretch.hypothesis.mirrored

    def of_a(self, seconds: Seconds) -> Floats:
        thumbs = thumbs_at(self._a, seconds, self._overlay.picture_a)
        thumbs = thumbs[:, :, ::-1] if self._mirrored else thumbs
        return normal(seen(thumbs, self._overlay.box_a), self._views.mask)[0]

    def of_b(self, seconds: Seconds) -> Floats:
        thumbs = thumbs_at(self._views.b, seconds, self._overlay.picture_b)
        return normal(seen(thumbs, self._overlay.box_b), self._views.mask)[0]


def _shifted(one: Floats, other: Floats, mask: Floats) -> tuple[Floats, Floats]:
    """What is left of each pair after the best small shift, and the shifts (n × 2)."""
    down, across = np.gradient(other, axis=(1, 2))
    slopes = np.stack([across, down], axis=1).reshape(len(one), 2, -1)
    difference = (one - other).reshape(len(one), -1)
    counted = slopes * mask.ravel()
    square = counted @ slopes.transpose(0, 2, 1) + 1e-3 * np.eye(2, dtype=np.float32)
    shifts = np.linalg.solve(square, counted @ difference[:, :, None])[:, :, 0]
    return difference - (shifts[:, None, :] @ slopes)[:, 0], shifts


def is_ambiguous(
    a: Fingerprint, stretch: Stretch, registration: Registration, views: Views
) -> bool:
    """Whether the frames fit as well at other seconds of either footage."""
    sight = _Sight(a, stretch, registration, views)
    line = registration.line
    picked = np.unique(np.linspace(0, len(views.seconds) - 1, _TRIED).round().astype(np.intp))
    at_a = views.seconds[picked]
    at_b = line.at(at_a)
    weight = max(float(views.mask.sum()), 1.0)
    one, other = sight.of_a(at_a), sight.of_b(at_b)
    errors = np.square((one - other) * views.mask).sum(axis=(1, 2)) / weight
    around_b = _around(views.b, at_b)
    shown_b = sight.of_b(views.b.times[around_b] / 1000.0)
    around_a = _around(a, at_a)
    shown_a = sight.of_a(a.times[around_a] / 1000.0)
    flat = views.mask.ravel() / weight
    return _fits_elsewhere(one, shown_b, flat, at_b, views.b.times[around_b] / 1000.0, errors) or (
        _fits_elsewhere(other, shown_a, flat, at_a, a.times[around_a] / 1000.0, errors)
    )


def _around(fingerprint: Fingerprint, seconds: Seconds) -> Rows:
    times = fingerprint.times / 1000.0
    low, high = float(seconds.min()) - _FARTHEST, float(seconds.max()) + _FARTHEST
    return np.flatnonzero((times >= low) & (times <= high))


def _fits_elsewhere(
    frames: Floats, shown: Floats, flat: Floats, expected: Seconds, times: Seconds, errors: Floats
) -> bool:
    """Whether another offset leaves no more of the frames unexplained than `errors`."""
    one, other = frames.reshape(len(frames), -1), shown.reshape(len(shown), -1)
    every = ((np.square(one) @ flat)[:, None] + (np.square(other) @ flat)[None, :]) - 2 * (
        one * flat
    ) @ other.T
    for move in np.arange(-_FARTHEST, _FARTHEST + 0.25, 0.25):
        if abs(move) < _ELSEWHERE:
            continue
        at = expected + move
        inside = np.flatnonzero((at >= times[0]) & (at <= times[-1]))
        if len(inside) < max(4, _INSIDE * len(expected)):
            continue
        nearest = np.clip(np.searchsorted(times, at[inside]), 1, len(times) - 1)
        nearest -= at[inside] - times[nearest - 1] < times[nearest] - at[inside]
        worse = every[inside, nearest] - errors[inside]
        worse = np.clip(worse, -_MOST_TOLD, _MOST_TOLD)
        against, for_it = float(worse[worse > 0].sum()), -float(worse[worse < 0].sum())
        if against < max(_WORSE * len(worse), _OUTWEIGHED * for_it):
            return True
    return False
