"""Readings of a line: the stretch it holds after registration, at speed 1 and at its own speed.

The unchanged speed is the simplest explanation, and nearly always the true one. Another is read
only where it leaves clearly less of the pictures unexplained.
"""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.lines import Line
from firsthand.footage.regions import Hypothesis
from firsthand.footage.registration import (
    Registration,
    Views,
    register,
    through_middle,
    unmoved,
    views_of,
)
from firsthand.footage.stretches import Stretch, stretch_along

#: Another speed must leave less than this share of what speed 1 leaves unexplained.
_CLEARLY_LESS = 0.75
#: Differences of what is unexplained that are within the noise of an encoder.
_NOISE = 0.002
#: Speeds nearer to 1 than this are 1.
_SAME_SPEED = 0.01
#: Pairs below which a stretch is too short to be registered.
_LEAST_REGISTERED = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch, and what its registration left (`None` where there was too little to register).

    `views` are the frames that were registered.
    """

    stretch: Stretch
    registration: Registration | None = None
    views: Views | None = None


def readings(
    line: Line, hypothesis: Hypothesis, a: Fingerprint, b: Fingerprint
) -> tuple[Reading, ...]:
    """The best reading of a line through time, or none if it holds no stretch."""
    stretch = stretch_along(line, hypothesis, a, b)
    if stretch is None:
        return ()
    if a.is_still or b.is_still or len(stretch.rows_a) < _LEAST_REGISTERED:
        return (Reading(stretch),)
    for _ in range(2):
        views = views_of(a, b, stretch)
        registration = _registered(views, stretch)
        again = stretch_along(registration.line, hypothesis, a, b, registration.overlay)
        if again is None or len(again.rows_a) < _LEAST_REGISTERED:
            return (Reading(stretch, unmoved(views, stretch.line, stretch.overlay), views),)
        settled = len(again.rows_a) == len(stretch.rows_a)
        stretch = again
        if settled:
            break
    return (Reading(stretch, registration, views_of(a, b, stretch)),)


def _registered(views: Views, stretch: Stretch) -> Registration:
    line = stretch.line
    unchanged = register(views, through_middle(views, line, 1.0), stretch.overlay, keep_speed=True)
    free = register(views, line, stretch.overlay, keep_speed=False)
    if abs(free.line.speed - 1) < _SAME_SPEED:
        return unchanged
    clearly = free.residual < _CLEARLY_LESS * unchanged.residual - _NOISE
    return free if clearly else unchanged
