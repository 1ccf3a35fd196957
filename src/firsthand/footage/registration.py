"""Registering two footages in space and time: the crop, the offset and the speed, all at once.

Where a camera pans, a picture shifted a little to the side looks like the picture a moment later:
a crop that is a little wrong pulls the offset and the speed with it, and the other way round. So
they are fitted together, by least squares on what the small grey pictures leave unexplained
(Gauss-Newton after Lucas and Kanade, "An Iterative Image Registration Technique", 1981, with time
as one more axis).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from firsthand.footage.agreement import Overlay, agreeing, normal, seen
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.hashing import Box, Floats
from firsthand.footage.lines import SPEEDS, Line, Seconds
from firsthand.footage.stretches import Stretch
from firsthand.footage.thumbs import thumbs_at, thumbs_of

#: Frames of a that are registered, spread over the stretch.
_FITTED = 40
_ROUNDS = 8
#: A step of the fit may move so far: shares of the picture, shares of its size, seconds, speed.
_STRIDES = np.array([0.03, 0.03, 0.04, 0.04, 0.3, 0.06])
#: Seconds to either side from which the change over time is taken.
_MOMENT = 0.125
#: Share of the frames that count: those at the ends may lie beyond a cut.
_COUNTED = 0.85
#: Gain in residual below which the fit has ended.
_SETTLED = 0.0005

_Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Registration:
    """The fitted line and overlay, and what they leave unexplained.

    `residual` is the share of the variance of the pictures, 0 for the same and 2 for unrelated
    ones. `sway` is how far, in 1/24 of the picture, a frame of one typically lies beside the frame
    of the other after the fit: what two paths of a camera differ by.
    """

    line: Line
    overlay: Overlay
    residual: float
    sway: float


@dataclass(frozen=True, slots=True)
class Views:
    """Frames of a to be registered, the footage to register them with, and the `mask` (1 where a
    value counts) of the blocks that show the recording and not a caption over it."""

    seconds: Seconds
    thumbs: Floats
    b: Fingerprint
    mask: Floats


def views_of(a: Fingerprint, b: Fingerprint, stretch: Stretch) -> Views:
    """Some of the frames of a stretch, spread evenly, to be registered with b."""
    rows = stretch.rows_a
    picked = np.unique(np.linspace(0, len(rows) - 1, _FITTED).round().astype(np.intp))
    over = stretch.overlay
    thumbs = thumbs_of(a, rows[picked], over.picture_a, mirrored=stretch.hypothesis.mirrored)
    one = seen(thumbs, over.box_a)
    other = seen(thumbs_of(b, stretch.rows_b[picked], over.picture_b, mirrored=False), over.box_b)
    return Views(a.times[rows[picked]] / 1000.0, thumbs, b, agreeing(one, other))


def register(views: Views, line: Line, overlay: Overlay, *, keep_speed: bool) -> Registration:
    """Fit overlay and line (its speed too, unless it is kept) from a start that is near."""
    middle = float(views.seconds.mean())
    best = _Fit(views, line, overlay)
    for _ in range(_ROUNDS):
        step = best.step(middle, keep_speed=keep_speed)
        moved = _moved(best, step, middle, views)
        if moved is None or moved.residual > best.residual - _SETTLED:
            if moved is not None and moved.residual < best.residual:
                best = moved
            break
        best = moved
    return Registration(best.line, best.overlay, best.residual, best.sway())


def unmoved(views: Views, line: Line, overlay: Overlay) -> Registration:
    """What a line and an overlay leave unexplained as they are."""
    fit = _Fit(views, line, overlay)
    return Registration(line, overlay, fit.residual, fit.sway())


def through_middle(views: Views, line: Line, speed: float) -> Line:
    """The line of another speed that meets `line` in the middle of the views."""
    middle = float(views.seconds.mean())
    return Line(line.offset + middle / line.speed - middle / speed, speed)


def _moved(fit: _Fit, step: _Doubles, middle: float, views: Views) -> _Fit | None:
    x, y, wider, higher, later, slower = step
    box = fit.overlay.box_b
    width, height = (box.right - box.left) * (1 + wider), (box.bottom - box.top) * (1 + higher)
    centre_x, centre_y = (box.left + box.right) / 2 + x, (box.top + box.bottom) / 2 + y
    slope = float(np.clip(1 / fit.line.speed + slower, 1 / SPEEDS[-1], 1 / SPEEDS[0]))
    offset = fit.line.offset + later - middle * (slope - 1 / fit.line.speed)
    overlay = fit.overlay.moved(
        Box(
            centre_x - width / 2, centre_y - height / 2, centre_x + width / 2, centre_y + height / 2
        ),
    )
    return None if overlay is None else _Fit(views, Line(offset, 1 / slope), overlay)


class _Fit:
    """The pictures of one line and overlay, laid over each other."""

    def __init__(self, views: Views, line: Line, overlay: Overlay) -> None:
        self.line, self.overlay, self._views = line, overlay, views
        self._expected = line.at(views.seconds)
        one = seen(views.thumbs, overlay.box_a)
        other = self._shown(self._expected)
        self._mask = views.mask
        self._one, _ = normal(one, self._mask)
        self._other, self._spread = normal(other, self._mask)
        self._left = (self._one - self._other) * self._mask
        frames = np.square(self._left).sum(axis=(1, 2)) / max(float(self._mask.sum()), 1.0)
        counted = np.argsort(frames)[: max(1, round(_COUNTED * len(frames)))]
        self.residual = float(frames[counted].mean())
        self._counts = np.zeros((len(frames), 1, 1), dtype=np.float32)
        self._counts[counted] = 1.0

    def _shown(self, seconds: Seconds) -> Floats:
        return seen(thumbs_at(self._views.b, seconds, self.overlay.picture_b), self.overlay.box_b)

    def _slopes(self) -> tuple[Floats, Floats, Floats]:
        """How the normalised pictures of b change per column, per row, and per second."""
        down, across = np.gradient(self._other, axis=(1, 2))
        after = self._shown(self._expected + _MOMENT)
        before = self._shown(self._expected - _MOMENT)
        later = (after - before) / (2 * _MOMENT) / self._spread
        return across * self._mask, down * self._mask, later * self._mask

    def step(self, middle: float, *, keep_speed: bool) -> _Doubles:
        """The step towards the least residual: shift, scale, offset and slope of the line."""
        across, down, later = (slope * self._counts for slope in self._slopes())
        grid = across.shape[1]
        box = self.overlay.box_b
        place = (np.arange(grid) + 0.5) / grid - 0.5
        across, down = across * grid, down * grid
        since = (self._views.seconds - middle)[:, None, None]
        columns = np.stack(
            [
                across / (box.right - box.left),
                down / (box.bottom - box.top),
                across * place[None, None, :],
                down * place[None, :, None],
                later,
                later * since * (0.0 if keep_speed else 1.0),
            ]
        ).reshape(6, -1)
        square = (columns @ columns.T).astype(np.float64)
        noise = max(self.residual, 0.01)
        square += np.diag(noise / np.square(_STRIDES))
        step = np.linalg.solve(square, (columns @ self._left.ravel()).astype(np.float64))
        if keep_speed:
            step[5] = 0.0
        return np.asarray(np.clip(step, -_STRIDES, _STRIDES))

    def sway(self) -> float:
        """The median shift, in cells of the grid, that would still better a single frame."""
        across, down, _ = self._slopes()
        xx, yy = np.square(across).sum(axis=(1, 2)), np.square(down).sum(axis=(1, 2))
        xy = (across * down).sum(axis=(1, 2))
        x, y = (across * self._left).sum(axis=(1, 2)), (down * self._left).sum(axis=(1, 2))
        determinant = np.maximum(xx * yy - xy * xy, 1e-6)
        shift_x = (yy * x - xy * y) / determinant
        shift_y = (xx * y - xy * x) / determinant
        return float(np.median(np.hypot(shift_x, shift_y)))
