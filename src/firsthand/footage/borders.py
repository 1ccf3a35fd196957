"""Finding the picture inside the frame: letterbox, plain borders, and bands that never change.

A border is judged over the frames of one shot together: plain in every one of them, or still in
all of them while the rest moves (a caption band, a drawn frame).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from firsthand.footage.hashing import WHOLE, Box, Floats

#: No side loses more than this share, and the picture keeps at least `_LEAST_LEFT` of each axis.
_MOST_OFF_A_SIDE = 0.45
_LEAST_LEFT = 0.12
#: A line is plain when its grey levels spread less than this, around the outermost line's level.
_PLAIN_SPREAD = 3.0
_PLAIN_DRIFT = 4.0
#: A pixel is still when it spreads less than this over time; a line when nearly all pixels are.
_STILL_SPREAD = 1.6
_STILL_SHARE = 0.97
#: Stillness says something only where the rest moves, seen over enough frames.
_MOVING_SPREAD = 5.0
_FRAMES_FOR_STILLNESS = 8


def picture_box(frames: Floats) -> Box:
    """The region of the frames (n × side × side, one shot) that holds the picture."""
    side = frames.shape[1]
    box = [0, 0, side, side]  # left, top, right, bottom, in pixels
    for _ in range(2):  # plain sides may be inside plain tops, and the other way round
        _trim_plain(frames, box)
    _trim_still(frames, box)
    left, top, right, bottom = box
    if right - left < _LEAST_LEFT * side or bottom - top < _LEAST_LEFT * side:
        return WHOLE
    return Box(left / side, top / side, right / side, bottom / side)


def _trim_plain(frames: Floats, box: list[int]) -> None:
    left, top, right, bottom = box
    most = int(_MOST_OFF_A_SIDE * frames.shape[1])
    inside = frames[:, top:bottom, left:right]
    rows = inside.mean(axis=2), inside.std(axis=2)
    box[1] = min(most, top + _plain_lines(*rows))
    box[3] = max(frames.shape[1] - most, bottom - _plain_lines(*(r[:, ::-1] for r in rows)))
    inside = frames[:, box[1] : box[3], left:right]
    columns = inside.mean(axis=1), inside.std(axis=1)
    box[0] = min(most, left + _plain_lines(*columns))
    box[2] = max(frames.shape[1] - most, right - _plain_lines(*(c[:, ::-1] for c in columns)))


def _plain_lines(means: Floats, spreads: Floats) -> int:
    """Lines from the start that are plain, and of the first line's level, in every frame."""
    plain = (spreads < _PLAIN_SPREAD) & (np.abs(means - means[:, :1]) < _PLAIN_DRIFT)
    return _leading(plain.all(axis=0))


def _trim_still(frames: Floats, box: list[int]) -> None:
    if len(frames) < _FRAMES_FOR_STILLNESS:
        return
    left, top, right, bottom = box
    spread = frames.std(axis=0)[top:bottom, left:right]
    still = spread < _STILL_SPREAD
    rows, columns = still.mean(axis=1) > _STILL_SHARE, still.mean(axis=0) > _STILL_SHARE
    trims = [_leading(line) for line in (columns, rows, columns[::-1], rows[::-1])]
    rest = spread[trims[1] : len(rows) - trims[3], trims[0] : len(columns) - trims[2]]
    if rest.size == 0 or rest.mean() < _MOVING_SPREAD:
        return
    side = frames.shape[1]
    most = int(_MOST_OFF_A_SIDE * side)
    box[0], box[1] = min(most, left + trims[0]), min(most, top + trims[1])
    box[2], box[3] = max(side - most, right - trims[2]), max(side - most, bottom - trims[3])


def _leading(flags: npt.NDArray[np.bool_]) -> int:
    """How many flags from the start are set; none if all are (then there is no picture)."""
    return 0 if flags.all() else int(np.argmin(flags))
