"""Whether aligned frames really show the same picture: block by block, and in what moves.

Hashes propose; this decides. Two frames of different scenes under one caption or inside one border
have near hashes, but only the blocks of the caption agree. Two recordings of one place by one
camera agree in every block, but not in what moves. So aligned pairs of small grey pictures are
laid over each other by the proposed crop, the crop is adjusted, and two things are measured: the
share of textured blocks whose levels correlate, and the correlation of what changes over time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from firsthand.footage.fingerprints import THUMB
from firsthand.footage.hashing import WHOLE, Box, Floats, sampling

_GRID = 24
_BLOCKS = 4
_BLOCK = _GRID // _BLOCKS
#: A block is textured when its grey levels spread this much; plain below the second.
_TEXTURED = 3.0
_PLAIN = 1.5
#: Fewer blocks than these say nothing about which part of the picture is copied.
_FEWEST_AGREEING = 4
#: Change over time, in grey levels, from which it is evidence.
_MOVING = 2.5
#: A block agrees from this correlation on.
_AGREES = 0.6
#: Edges of the crop are moved by these steps in turn.
_STEPS = (0.05, 0.025, 0.0125)
#: Rounds of moves with one step, at the most.
_ROUNDS = 12
_EDGE_GRAIN = 1280
#: The crop may not shrink below this share of either picture.
_LEAST_COMMON = 0.25


@dataclass(frozen=True, slots=True)
class Overlay:
    """How the picture of a lies over that of b: region `box_a` of a shows `box_b` of b.

    Both are shares of the pictures, which stand at `picture_a` and `picture_b` in their frames;
    where b is mirrored, `box_a` is in the mirrored picture of a.
    """

    box_a: Box
    box_b: Box
    picture_a: Box = WHOLE
    picture_b: Box = WHOLE

    def moved(self, box_b: Box) -> Overlay | None:
        """The overlay of the same pictures in which `box_a` shows another region of b."""
        common = common_part(self.box_a, box_b)
        return common and replace(common, picture_a=self.picture_a, picture_b=self.picture_b)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well pairs of pictures agree when laid over each other.

    `share` of the textured blocks agree, `blocks` of 16 are textured, `likeness` is their mean
    correlation; `motion` is the correlation of what changes over time, `None` where too little
    changes in both to say.
    """

    overlay: Overlay
    share: float
    blocks: int
    likeness: float
    motion: float | None


@lru_cache(maxsize=4096)
def _lines(low: int, high: int) -> Floats:
    return sampling(low / _EDGE_GRAIN, high / _EDGE_GRAIN, _GRID, THUMB)


def seen(thumbs: Floats, box: Box) -> Floats:
    """The region `box` of each picture, in 24 × 24 values."""
    left, top, right, bottom = (round(edge * _EDGE_GRAIN) for edge in box)
    rows, columns = _lines(top, bottom), _lines(left, right)
    return np.asarray(rows @ thumbs @ columns.T, dtype=np.float32)


def common_part(box_a: Box, box_b: Box) -> Overlay | None:
    """The part of the two pictures that both hold, if region a of one is region b of the other."""
    left, right = _common_axis(box_a.left, box_a.right, box_b.left, box_b.right)
    top, bottom = _common_axis(box_a.top, box_a.bottom, box_b.top, box_b.bottom)
    over = Overlay(
        Box(left[0], top[0], right[0], bottom[0]), Box(left[1], top[1], right[1], bottom[1])
    )
    for box in (over.box_a, over.box_b):
        if box.right - box.left < _LEAST_COMMON or box.bottom - box.top < _LEAST_COMMON:
            return None
    return over


def _common_axis(
    low_a: float, high_a: float, low_b: float, high_b: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    scale = (high_b - low_b) / (high_a - low_a)
    start = max(0.0, low_a - low_b / scale)
    end = min(1.0, low_a + (1 - low_b) / scale)
    return (start, low_b + (start - low_a) * scale), (end, low_b + (end - low_a) * scale)


def _blocks(pictures: Floats) -> Floats:
    """Pictures (n × grid × grid) as (blocks, n, values), each block's own mean taken away."""
    count = len(pictures)
    cut = pictures.reshape(count, _BLOCKS, _BLOCK, _BLOCKS, _BLOCK).transpose(1, 3, 0, 2, 4)
    cut = cut.reshape(_BLOCKS * _BLOCKS, count, _BLOCK * _BLOCK)
    return np.asarray(cut - np.add.reduce(cut, axis=2, keepdims=True) / (_BLOCK * _BLOCK))


def _correlations(
    one: Floats, other: Floats, *, each: bool
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Correlation of each block (of `each` frame, or over all), and which blocks are textured in
    at least one of the two."""
    if not each:
        one, other = one.reshape(len(one), 1, -1), other.reshape(len(other), 1, -1)
    count = one.shape[2]
    spread_one = np.sqrt(np.einsum("bnv,bnv->bn", one, one) / count)
    spread_other = np.sqrt(np.einsum("bnv,bnv->bn", other, other) / count)
    both = np.einsum("bnv,bnv->bn", one, other) / count
    both /= np.maximum(spread_one * spread_other, 1e-6)
    if not each:
        spread_one, spread_other, both = spread_one[:, 0], spread_other[:, 0], both[:, 0]
    higher, lower = np.maximum(spread_one, spread_other), np.minimum(spread_one, spread_other)
    textured = (higher > _TEXTURED) & ((lower > _PLAIN) | (higher > 2 * _TEXTURED))
    return np.where(lower > _PLAIN / 3, both, 0.0), textured


def frame_likeness(thumbs_a: Floats, thumbs_b: Floats, overlay: Overlay) -> Floats:
    """The mean correlation of textured blocks, pair by pair; 0 where nothing is textured."""
    one, other = seen(thumbs_a, overlay.box_a), seen(thumbs_b, overlay.box_b)
    likeness, textured = _correlations(_blocks(one), _blocks(other), each=True)
    counted = textured.sum(axis=0)
    total = np.where(textured, np.clip(likeness, 0, 1), 0).sum(axis=0)
    return np.asarray(np.where(counted >= 3, total / np.maximum(counted, 1), 0.0))


def agreeing(one: Floats, other: Floats) -> Floats:
    """Which values of two stacks of aligned pictures lie in a block that agrees (1, else 0).

    Where too few blocks agree to tell, all of them count.
    """
    likeness, textured = _correlations(_blocks(one), _blocks(other), each=False)
    agree = textured & (likeness > _AGREES)
    if agree.sum() < _FEWEST_AGREEING:
        agree = np.ones_like(agree)
    square = agree.reshape(_BLOCKS, _BLOCKS).astype(np.float32)
    return np.kron(square, np.ones((_BLOCK, _BLOCK), dtype=np.float32))


def agreement(thumbs_a: Floats, thumbs_b: Floats, overlay: Overlay) -> Agreement:
    """Measure how far aligned pictures (n × 32 × 32 each) agree under an overlay."""
    one, other = seen(thumbs_a, overlay.box_a), seen(thumbs_b, overlay.box_b)
    likeness, textured = _correlations(_blocks(one), _blocks(other), each=False)
    count = int(textured.sum())
    agreeing = likeness[textured] if count else np.zeros(1)
    return Agreement(
        overlay,
        share=float((agreeing > _AGREES).mean()),
        blocks=count,
        likeness=float(np.clip(agreeing, 0, 1).mean()),
        motion=_motion(one, other),
    )


def _motion(one: Floats, other: Floats) -> float | None:
    if len(one) < 4:
        return None
    changes_one = (one - one.mean(axis=(1, 2), keepdims=True)) - one.mean(axis=0)
    changes_other = (other - other.mean(axis=(1, 2), keepdims=True)) - other.mean(axis=0)
    changes_one -= changes_one.mean(axis=0)
    changes_other -= changes_other.mean(axis=0)
    spread_one, spread_other = float(changes_one.std()), float(changes_other.std())
    if max(spread_one, spread_other) < _MOVING:
        return None
    if min(spread_one, spread_other) < _MOVING / 5:
        return 0.0
    return float((changes_one * changes_other).mean() / (spread_one * spread_other))


def adjusted(thumbs_a: Floats, thumbs_b: Floats, overlay: Overlay) -> Overlay:
    """The overlay nearby under which the pictures agree most: edges of b's box moved in turn."""
    best, best_gain = overlay, _gain(thumbs_a, thumbs_b, overlay)
    for step in _STEPS:
        for _ in range(_ROUNDS):
            before = best_gain
            for moved in _moves(best, step):
                gain = _gain(thumbs_a, thumbs_b, moved)
                if gain > best_gain + 1e-3:
                    best, best_gain = moved, gain
            if best_gain == before:
                break
    return best


def _gain(thumbs_a: Floats, thumbs_b: Floats, overlay: Overlay) -> float:
    one, other = seen(thumbs_a, overlay.box_a), seen(thumbs_b, overlay.box_b)
    likeness, textured = _correlations(_blocks(one), _blocks(other), each=False)
    return float(np.where(textured, np.clip(likeness, 0, 1), 0).sum() / max(textured.sum(), 4))


def _moves(overlay: Overlay, step: float) -> list[Overlay]:
    """The overlays one step away: each edge, and each axis as a whole, of b's box."""
    moves = []
    for edges in ((0,), (1,), (2,), (3,), (0, 2), (1, 3)):
        for way in (step, -step):
            changed = list(overlay.box_b)
            for edge in edges:
                changed[edge] += way
            if changed[2] - changed[0] < _LEAST_COMMON or changed[3] - changed[1] < _LEAST_COMMON:
                continue
            moved = overlay.moved(Box(*changed))
            if moved is not None:
                moves.append(moved)
    return moves


def normal(pictures: Floats, mask: Floats) -> tuple[Floats, Floats]:
    """Pictures of no mean and unit spread inside the mask, and the spread they had."""
    weight = max(float(mask.sum()), 1.0)
    mean = (pictures * mask).sum(axis=(1, 2), keepdims=True) / weight
    centred = pictures - mean
    power = (np.square(centred) * mask).sum(axis=(1, 2), keepdims=True) / weight
    spread = np.maximum(np.sqrt(power), 1.0)
    return centred / spread, spread
