"""Speeds, crops and boundaries are right, and the simplest reading is the one that is reported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import firsthand.example
from firsthand.footage.aligning import align
from firsthand.footage.fingerprinting import fingerprint

RATE = 12
EXAMPLE = Path(firsthand.example.__file__).parent / "incident" / "clips"

#: Original, copy, seconds of the original, second of the copy at which they begin, mirrored.
EXAMPLE_COPIES = [
    ("bay-exercise.mp4", "the-truth-about-orlec.mp4", (3, 9), 0, False),
    ("bridge-lakeside.mp4", "the-truth-about-orlec.mp4", (7, 15), 6, False),
    ("ferry-morning.mp4", "the-truth-about-orlec.mp4", (4, 9), 14, False),
    ("bridge-lakeside.mp4", "bridge-shared.mp4", (0, 20), 0, False),
    ("bridge-lakeside.mp4", "bridge-zoomed.mp4", (5, 17), 0, False),
    ("bridge-shared.mp4", "bridge-zoomed.mp4", (5, 17), 0, False),
    ("bridge-lakeside.mp4", "heron-unit.mp4", (2, 18), 0, True),
    ("bridge-lakeside.mp4", "bridge-loop.gif", (6, 12), 0, False),
    ("bridge-zoomed.mp4", "the-truth-about-orlec.mp4", (2, 10), 6, False),
    ("ferry-morning.mp4", "ferry-story.mp4", (1, 10), 0, False),
]


def ends(match):
    return match.a_start, match.a_end, match.b_start, match.b_end


@pytest.fixture(scope="module")
def example_print():
    made = {}

    def get(name):
        if name not in made:
            made[name] = fingerprint(EXAMPLE / name)
        return made[name]

    return get


@pytest.mark.parametrize(("original", "copy", "shown", "lead", "mirrored"), EXAMPLE_COPIES)
def test_the_copies_of_the_example_are_found_to_a_quarter_of_a_second(
    original, copy, shown, lead, mirrored, example_print
):
    (match,) = align(original, example_print(original), copy, example_print(copy))
    length = shown[1] - shown[0]
    assert ends(match) == pytest.approx((*shown, lead, lead + length), abs=0.25)
    assert match.speed == pytest.approx(1, abs=0.02)
    assert match.mirrored == mirrored
    assert "ambiguous" not in match.evidence


def uneven(t):
    """A slow pan that is faster at its ends, as a hand makes it."""
    return 20 + 14 * t + 22 * np.sin(0.45 * t)


@pytest.mark.parametrize("seed", [61, 62, 63])
def test_a_cropped_excerpt_of_a_slow_pan_keeps_its_speed_and_its_ends(seed, pan, printed):
    whole = pan(seed, seed + 100, 14, uneven)
    part = whole[4 * RATE : 11 * RATE, 13:-13, 22:-22]
    (match,) = align("A", printed(whole), "B", printed(part))
    assert match.speed == pytest.approx(1, abs=0.02)
    assert ends(match) == pytest.approx((4, 11, 0, 7), abs=0.25)
    assert match.transform["shown_of_a"] == pytest.approx([0.07, 0.074, 0.93, 0.926], abs=0.02)


@pytest.mark.parametrize("seed", [71, 72])
def test_a_pan_that_is_played_faster_is_said_to_be(seed, pan, printed):
    whole = pan(seed, seed + 100, 10, uneven)
    stamps = [round(n * 1000 / RATE / 1.25) for n in range(len(whole))]
    best = align("A", printed(whole), "B", printed(whole, stamps=stamps))[0]
    assert best.speed == pytest.approx(1.25, rel=0.02)
    assert ends(best) == pytest.approx((0, 10, 0, 8), abs=0.25)


def test_an_excerpt_in_a_compilation_ends_at_the_cuts(pan, scene, printed):
    parts = [scene(81, 5), pan(82, 182, 9, uneven), scene(83, 5)]
    mixed = np.concatenate([parts[0][: 3 * RATE], parts[1][2 * RATE : 7 * RATE], parts[2]])
    (match,) = align("A", printed(parts[1]), "B", printed(mixed))
    assert ends(match) == pytest.approx((2, 7, 3, 8), abs=0.25)


def test_a_scene_that_repeats_itself_is_ambiguous_and_scores_low(scene, printed):
    turn = scene(91, 2)
    loop = np.concatenate([turn, turn[::-1]] * 3)
    best = align("A", printed(loop), "B", printed(loop[RATE : 9 * RATE, :, :-16]))[0]
    assert best.evidence["ambiguous"] is True
    assert best.score <= 0.5
    assert best.speed == 1


def test_a_still_scene_in_which_little_happens_keeps_speed_1(scene, printed):
    background = scene(95, 0.2)[0]
    frames = np.repeat(background[None], 14 * RATE, axis=0)
    walker = scene(96, 0.2)[0][:70, :34]
    for n in range(3 * RATE, 9 * RATE):
        at = 4 * (n - 3 * RATE)
        frames[n, 90:160, at : at + 34] = walker
    bordered = np.full((len(frames), 208, 376, 3), (128, 48, 32), dtype=np.uint8)
    bordered[:, 16:192, 28:348] = frames
    best = align("A", printed(frames), "B", printed(bordered))[0]
    assert best.speed == 1
    assert ends(best) == pytest.approx((0, 14, 0, 14), abs=0.25)
