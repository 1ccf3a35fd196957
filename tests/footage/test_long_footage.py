"""Footage of hours and sets of hundreds are compared without comparing everything with all."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from firsthand.footage import matching
from firsthand.footage.aligning import align
from firsthand.footage.fingerprints import THUMB, Fingerprint
from firsthand.footage.hashing import SIDE, WHOLE, hash_regions, sampling
from firsthand.footage.regions import REGIONS, regions_of

_SHOT = 24


def drawn(seed: int, frames: int, step: int) -> Fingerprint:
    """The fingerprint of shots that pan over noise, made without a video."""
    generator = np.random.default_rng(seed)
    hashes = np.empty((frames, REGIONS, 32), np.uint8)
    qualities = np.empty((frames, REGIONS), np.uint8)
    thumbs = np.empty((frames, THUMB, THUMB), np.uint8)
    down = sampling(0, 1, THUMB, SIDE)
    for first in range(0, frames, _SHOT):
        count = min(_SHOT, frames - first)
        world = np.zeros((SIDE, SIDE + 4 * _SHOT))
        for grain in (32, 16, 8, 4):
            shape = (SIDE // grain, (SIDE + 4 * _SHOT) // grain)
            coarse = np.kron(generator.normal(size=shape), np.ones((grain, grain)))
            world += (coarse + np.roll(coarse, grain // 2, 1)) * grain**0.6
        world = (world - world.min()) / np.ptp(world) * 220 + 15
        pace = int(generator.integers(1, 4))
        views = [world[:, pace * n : pace * n + SIDE] for n in range(count)]
        pictures = np.stack(views).astype(np.float32)
        part = slice(first, first + count)
        hashes[part], qualities[part] = hash_regions(pictures, regions_of(WHOLE))
        thumbs[part] = np.clip(down @ pictures @ down.T, 0, 255)
    boxes = np.tile(np.array([0, 0, SIDE, SIDE], np.uint8), (frames, 1))
    times = np.arange(frames, dtype=np.uint32) * step
    return Fingerprint(times, boxes, qualities, hashes, thumbs, frames * step, False, "drawn")


def spliced(into: Fingerprint, start: int, source: Fingerprint, first: int, count: int):
    kept = {}
    for name in ("hashes", "qualities", "thumbs"):
        array = getattr(into, name).copy()
        array[start : start + count] = getattr(source, name)[first : first + count]
        kept[name] = array
    return dataclasses.replace(into, **kept)


@pytest.fixture(scope="module")
def footage():
    return drawn(1, 1200, 1000)


def test_stretches_of_twenty_minutes_of_footage_are_found_in_another(footage):
    other = spliced(drawn(2, 1200, 1000), 800, footage, 300, 240)
    other = spliced(other, 100, footage, 1000, 20)
    found = sorted(align("A", footage, "B", other), key=lambda match: match.a_start)
    spans = [(m.a_start, m.a_end, m.b_start, m.b_end) for m in found]
    assert spans == [
        pytest.approx((300, 540, 800, 1040), abs=1.0),
        pytest.approx((1000, 1020, 100, 120), abs=1.0),
    ]


def test_very_long_footage_is_compared_at_some_frames_only(footage, monkeypatch):
    monkeypatch.setattr("firsthand.footage.pairs._MOST_COMPARED", 400_000)
    other = spliced(drawn(2, 1200, 1000), 800, footage, 300, 240)
    (match,) = align("A", footage, "B", other)
    assert (match.a_start, match.a_end) == pytest.approx((300, 540), abs=1.0)


def test_of_many_unrelated_clips_few_pairs_are_aligned(monkeypatch):
    aligned = []

    def counted(*pair):
        aligned.append(pair[::2])
        return align(*pair)

    monkeypatch.setattr(matching, "align", counted)
    prints = {f"C{n}": drawn(100 + n, 48, 250) for n in range(30)}
    prints["copy"] = spliced(drawn(99, 48, 250), 8, prints["C7"], 4, 32)
    matches = matching.match_all(prints)
    assert [(m.a, m.b) for m in matches] == [("C7", "copy")]
    assert len(aligned) < 30
