"""A hand-held camera: it pans over a panorama, trembles, and adds the noise of a cheap sensor."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from firsthand.example.painting import HEIGHT, WATER_LINE, WIDTH

Frame = NDArray[np.uint8]

FRAME_RATE = 25
VIEW_WIDTH, VIEW_HEIGHT = 848, 464


@dataclass(frozen=True, slots=True)
class Shot:
    """What one recording shows.

    `world` is the still panorama; `act` draws what moves in it at a time in seconds; `pan` gives
    the world column of the picture's left edge. `seed` fixes tremble and noise.
    """

    seconds: float
    seed: int
    world: Image.Image
    act: Callable[[ImageDraw.ImageDraw, float], None]
    pan: Callable[[float], float]


def record(shot: Shot) -> Iterator[Frame]:
    """The frames of the shot, each `VIEW_HEIGHT` × `VIEW_WIDTH` × 3 (RGB, 8 bit)."""
    randomness = np.random.default_rng(shot.seed)
    phases = randomness.uniform(0, 2 * math.pi, 4)
    for number in range(round(shot.seconds * FRAME_RATE)):
        time = number / FRAME_RATE
        picture = shot.world.copy()
        shot.act(ImageDraw.Draw(picture), time)
        left = (
            shot.pan(time)
            + 3.4 * math.sin(5.1 * time + phases[0])
            + 1.7 * math.sin(13.7 * time + phases[1])
        )
        top = 7 + 3.0 * math.sin(4.3 * time + phases[2]) + 1.6 * math.sin(11.9 * time + phases[3])
        seen = picture.transform(
            (VIEW_WIDTH, VIEW_HEIGHT),
            Image.Transform.AFFINE,
            (
                1,
                0,
                min(max(left, 0), WIDTH - VIEW_WIDTH),
                0,
                1,
                min(max(top, 0), HEIGHT - VIEW_HEIGHT),
            ),
            Image.Resampling.BILINEAR,
        )
        frame = np.asarray(seen, dtype=np.float32)
        noise = randomness.normal(0, 3.5, frame.shape[:2])[:, :, None]
        yield np.clip(_shimmer(frame, time) + noise, 0, 255).astype(np.uint8)


def _shimmer(frame: NDArray[np.float32], time: float) -> NDArray[np.float32]:
    """Move the rows of the water sideways, each a little differently, as waves do."""
    moved = frame.copy()
    for row in range(WATER_LINE - 4, VIEW_HEIGHT):
        depth = (row - WATER_LINE + 12) / 60
        shift = round(2.4 * depth * math.sin(0.55 * row + 3.1 * time))
        moved[row] = np.roll(frame[row], shift, axis=0)
    return moved
