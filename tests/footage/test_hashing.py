"""Hashes by matrices are PDQ hashes, and mirrored ones come from the bits alone."""

from __future__ import annotations

import numpy as np
import pdqhash
import pytest

from firsthand.footage.borders import picture_box
from firsthand.footage.hashing import (
    SIDE,
    WHOLE,
    Box,
    as_words,
    distances,
    hash_regions,
    mirror,
)


@pytest.fixture(scope="module")
def pictures(scene):
    frames = [scene(seed, 0.2, width=512, height=512)[0].mean(axis=2) for seed in range(12)]
    return np.stack(frames)


def shrunk(pictures):
    small = pictures.reshape(len(pictures), SIDE, 4, SIDE, 4).mean(axis=(2, 4))
    return small.astype(np.float32)


def bits_apart(one, other):
    return int(distances(as_words(one[None]), as_words(other[None]))[0, 0])


def test_a_hash_is_within_a_few_bits_of_the_pdq_library(pictures):
    hashes, _ = hash_regions(shrunk(pictures), (WHOLE,))
    for picture, ours in zip(pictures, hashes[:, 0], strict=True):
        colour = np.repeat(picture.astype(np.uint8)[:, :, None], 3, axis=2)
        theirs = np.packbits(pdqhash.compute(colour)[0].astype(bool))
        assert bits_apart(ours, theirs) <= 30


def test_a_region_hashes_like_the_picture_cut_out(pictures):
    box = Box(0.125, 0.25, 0.875, 0.75)
    hashes, _ = hash_regions(shrunk(pictures), (box,))
    for picture, ours in zip(pictures, hashes[:, 0], strict=True):
        cut = np.ascontiguousarray(picture[128:384, 64:448].astype(np.uint8))
        theirs = np.packbits(pdqhash.compute(np.repeat(cut[:, :, None], 3, axis=2))[0].astype(bool))
        assert bits_apart(ours, theirs) <= 40


def test_the_mirrored_hash_is_that_of_the_mirrored_picture(pictures):
    small = shrunk(pictures)
    plain, _ = hash_regions(small, (WHOLE,))
    turned, _ = hash_regions(np.ascontiguousarray(small[:, :, ::-1]), (WHOLE,))
    apart = np.diag(distances(mirror(as_words(plain[:, 0])), as_words(turned[:, 0])))
    assert apart.max() <= 20
    assert np.diag(distances(as_words(plain[:, 0]), as_words(turned[:, 0]))).min() > 80


def test_flat_pictures_have_no_quality(pictures):
    flat = np.full((1, SIDE, SIDE), 90, dtype=np.float32)
    assert hash_regions(flat, (WHOLE,))[1].max() == 0
    assert hash_regions(shrunk(pictures), (WHOLE,))[1].min() > 20


def test_the_distance_of_a_hash_and_its_opposite_is_every_bit():
    one = np.zeros((1, 32), dtype=np.uint8)
    assert distances(as_words(one), as_words(~one))[0, 0] == 256


class TestPictureBox:
    def framed(self, pictures, box):
        frames = np.full((12, SIDE, SIDE), 16, dtype=np.float32)
        left, top, right, bottom = box
        frames[:, top:bottom, left:right] = shrunk(pictures)[:, top:bottom, left:right]
        return frames

    @pytest.mark.parametrize("box", [(0, 20, 128, 108), (30, 0, 98, 128), (20, 12, 110, 120)])
    def test_plain_borders_are_found(self, pictures, box):
        found = [round(edge * SIDE) for edge in picture_box(self.framed(pictures, box))]
        assert found == pytest.approx(list(box), abs=1)

    def test_a_drawn_band_that_never_changes_is_a_border(self, pictures):
        frames = shrunk(pictures)
        frames[:, 100:] = np.random.default_rng(5).integers(0, 255, size=(28, SIDE))
        assert round(picture_box(frames).bottom * SIDE) == 100

    def test_a_black_frame_is_left_whole(self):
        assert picture_box(np.zeros((10, SIDE, SIDE), dtype=np.float32)) == WHOLE
