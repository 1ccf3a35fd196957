"""PDQ hashes of any region of a picture, by matrices.

PDQ (Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019)
smooths a grey picture with a tent, takes 64 × 64 samples, keeps the 16 × 16 lowest waves of its
discrete cosine transform without the constant one, and writes a bit for each that is above their
median. All of it but the last step is linear and separable, so a hash of any region is
`rows @ picture @ columns.T` with two small matrices: twelve regions of a frame cost less than one
call of a general hasher, and no region is cut out and scaled by itself.

A mirrored picture has the same waves with every odd one along the row negated. Because the median
is close to zero, `mirror` gets its hash from the bits alone, within a few bits.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

#: Pictures are hashed from a grey square of this many pixels a side.
SIDE = 128
#: Waves kept along each axis.
WAVES = 16
#: Bytes of one hash.
HASH_BYTES = WAVES * WAVES // 8
#: 64-bit words of one hash.
HASH_WORDS = HASH_BYTES // 8

_SAMPLES = 64
#: Qualities count quarters of a grey level.
_QUALITY_SCALE = 4.0

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.uint16]
Floats = npt.NDArray[np.float32]


class Box(NamedTuple):
    """A region of a picture in fractions of its width and height."""

    left: float
    top: float
    right: float
    bottom: float

    def within(self, outer: Box) -> Box:
        """This region of the region `outer`, as a region of the whole picture."""
        width, height = outer.right - outer.left, outer.bottom - outer.top
        return Box(
            outer.left + self.left * width,
            outer.top + self.top * height,
            outer.left + self.right * width,
            outer.top + self.bottom * height,
        )

    def seen_from(self, outer: Box) -> Box:
        """This region of the whole picture, as a region of its region `outer`."""
        width, height = outer.right - outer.left, outer.bottom - outer.top
        return Box(
            (self.left - outer.left) / width,
            (self.top - outer.top) / height,
            (self.right - outer.left) / width,
            (self.bottom - outer.top) / height,
        )

    def mirrored(self) -> Box:
        """The same region of the mirrored picture."""
        return Box(1 - self.right, self.top, 1 - self.left, self.bottom)


WHOLE = Box(0.0, 0.0, 1.0, 1.0)


@lru_cache(maxsize=4096)
def sampling(low: float, high: float, samples: int, side: int) -> Floats:
    """The matrix (samples × side) that averages a stretch of a line into `samples` values.

    Each value is a tent-weighted mean, two samples wide at the base, over the pixels from `low` to
    `high` (fractions of the line).
    """
    step = (high - low) * side / samples
    centres = low * side + (np.arange(samples) + 0.5) * step
    pixels = np.arange(side) + 0.5
    reach = max(step, 1.0)
    weights = np.clip(1.0 - np.abs(pixels[None, :] - centres[:, None]) / reach, 0.0, None)
    inside = (pixels > low * side - 0.5) & (pixels < high * side + 0.5)
    weights *= inside[None, :]
    total = weights.sum(axis=1, keepdims=True)
    return np.asarray(weights / np.where(total > 0, total, 1.0), dtype=np.float32)


@lru_cache(maxsize=1)
def _cosines() -> npt.NDArray[np.float64]:
    waves = np.arange(1, WAVES + 1)[:, None]
    samples = 2 * np.arange(_SAMPLES)[None, :] + 1
    return np.asarray(np.sqrt(2 / _SAMPLES) * np.cos(np.pi / (2 * _SAMPLES) * waves * samples))


@lru_cache(maxsize=4096)
def _waves_along(low: float, high: float, side: int) -> Floats:
    return np.asarray(_cosines() @ sampling(low, high, _SAMPLES, side), dtype=np.float32)


def hash_regions(pictures: Floats, regions: tuple[Box, ...]) -> tuple[Bytes, Bytes]:
    """Hashes (n × regions × 32) and qualities (n × regions) of a stack of grey square pictures.

    Quality is the contrast, in quarters of a grey level up to 255, that the picture has beyond its
    three coarsest waves: where it is low the bits are made by noise and mean nothing.
    """
    count, side = len(pictures), pictures.shape[1]
    rows = np.concatenate([_waves_along(box.top, box.bottom, side) for box in regions])
    by_row = (rows @ pictures).reshape(count, len(regions), WAVES, side)
    columns = np.stack([_waves_along(box.left, box.right, side).T for box in regions])
    waves = by_row @ columns
    flat = waves.reshape(count, len(regions), WAVES * WAVES)
    bits = flat > np.median(flat, axis=2, keepdims=True)
    hashes = np.packbits(bits[:, :, ::-1], axis=2)
    fine = waves.copy()
    fine[:, :, :3, :3] = 0.0
    contrast = np.sqrt(np.square(fine).sum(axis=(2, 3))) / _SAMPLES
    return hashes, np.minimum(contrast * _QUALITY_SCALE, 255).astype(np.uint8)


@lru_cache(maxsize=1)
def _odd_columns() -> Words:
    """The bits of the waves that a mirror negates (the first wave of a row is number 1: odd)."""
    bits = np.zeros((WAVES, WAVES), dtype=bool)
    bits[:, 0::2] = True
    return np.packbits(bits.reshape(-1)[::-1]).view(np.uint64)


def mirror(words: Words) -> Words:
    """The hashes of the mirrored pictures, from the hashes alone."""
    return np.bitwise_xor(words, _odd_columns())


@lru_cache(maxsize=1)
def _sorted_bits() -> npt.NDArray[np.intp]:
    """The bits that a mirror leaves, then those that it flips."""
    flips = np.unpackbits(_odd_columns().view(np.uint8)).astype(bool)
    return np.concatenate([np.flatnonzero(~flips), np.flatnonzero(flips)])


def sorted_words(hashes: Bytes) -> Words:
    """Hashes (n × 32 bytes) as 4 words each whose last two hold all bits that a mirror flips."""
    sorted_ = np.empty_like(hashes)
    for start in range(0, len(hashes), 8192):
        bits = np.unpackbits(hashes[start : start + 8192], axis=1)
        sorted_[start : start + 8192] = np.packbits(bits[:, _sorted_bits()], axis=1)
    return as_words(sorted_)


def distances_both_ways(one: Words, other: Words) -> tuple[Counts, Counts]:
    """Bits that differ, as they are and with `one` mirrored, for `sorted_words` of two sets."""
    kept, flipped = (
        np.bitwise_count(one[:, low, None] ^ other[None, :, low])
        + np.bitwise_count(one[:, low + 1, None] ^ other[None, :, low + 1])
        for low in (0, 2)
    )
    return np.add(kept, flipped, dtype=np.uint16), np.add(kept, 128 - flipped, dtype=np.uint16)


def as_words(hashes: Bytes) -> Words:
    """Hashes of 32 bytes as 4 words of 64 bits each, for counting."""
    return np.ascontiguousarray(hashes).view(np.uint64)


def distances(one: Words, other: Words) -> npt.NDArray[np.uint16]:
    """Bits that differ between every hash of `one` (n × 4) and every hash of `other` (m × 4)."""
    total = np.zeros((len(one), len(other)), dtype=np.uint16)
    for word in range(HASH_WORDS):
        total += np.bitwise_count(one[:, word, None] ^ other[None, :, word])
    return total
