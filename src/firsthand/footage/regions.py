"""The regions of a frame that a fingerprint holds a hash of, and how two footages may relate."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.footage.hashing import WHOLE, Box

#: Region 0 is the frame as it is, region 1 the picture without its borders.
FRAME, PICTURE = 0, 1
#: The regions that stand for a whole footage when it is compared with any region of another.
WHOLES = (FRAME, PICTURE)

#: Reference crops, inside the picture: a copy that was cropped looks like one of them.
CROPS: tuple[Box, ...] = (
    Box(0.05, 0.05, 0.95, 0.95),
    Box(0.10, 0.10, 0.90, 0.90),
    Box(0.15, 0.15, 0.85, 0.85),
    Box(0.20, 0.20, 0.80, 0.80),
    Box(0.00, 0.00, 0.80, 0.80),
    Box(0.20, 0.00, 1.00, 0.80),
    Box(0.00, 0.20, 0.80, 1.00),
    Box(0.20, 0.20, 1.00, 1.00),
    Box(0.00, 0.00, 1.00, 0.75),
    Box(0.00, 0.25, 1.00, 1.00),
    Box(0.22, 0.00, 0.78, 1.00),
    Box(0.34, 0.00, 0.66, 1.00),
    Box(0.125, 0.00, 0.875, 1.00),
    Box(0.00, 0.17, 1.00, 0.83),
    Box(0.00, 0.22, 1.00, 0.78),
)
#: Hashes a frame.
REGIONS = 2 + len(CROPS)


def regions_of(picture: Box) -> tuple[Box, ...]:
    """All regions of a frame whose picture stands at `picture`, in frame coordinates."""
    return (WHOLE, picture, *(crop.within(picture) for crop in CROPS))


def region_in_frame(region: int, picture: Box) -> Box:
    """A region in coordinates of a frame whose picture stands at `picture`."""
    return regions_of(picture)[region]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One way in which the pictures may relate: region `a` of one is region `b` of the other."""

    a: int
    b: int
    mirrored: bool


def hypotheses() -> tuple[Hypothesis, ...]:
    """All ways that are tried: a whole against any region, either way round, mirrored or not."""
    pairs = {(a, b) for a in WHOLES for b in range(REGIONS)}
    pairs |= {(a, b) for a in range(REGIONS) for b in WHOLES}
    return tuple(Hypothesis(a, b, way) for way in (False, True) for a, b in sorted(pairs))
