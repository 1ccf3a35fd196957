"""Different recordings that look alike are no copies at the default setting."""

from __future__ import annotations

import numpy as np
import pytest

from firsthand.footage.matching import match_all

RATE = 12


def logo(frames):
    out = frames.copy()
    out[:, 8:48, -72:-8] = np.random.default_rng(7).integers(0, 255, size=(40, 64, 3))
    return out


def caption(frames):
    out = frames.copy()
    letters = np.random.default_rng(8).integers(0, 2, size=(10, 80))
    out[:, -40:] = (np.kron(letters, np.ones((4, 4))) * 230)[None, :, :, None]
    return out


def border(frames):
    out = np.full((len(frames), 240, 400, 3), (128, 48, 32), dtype=np.uint8)
    out[:, 32:208, 40:360] = frames
    return out


def blur(frames):
    coarse = frames[:, ::8, ::8]
    return coarse.repeat(8, axis=1).repeat(8, axis=2)


@pytest.mark.parametrize("edit", [logo, caption, border, blur])
def test_different_scenes_under_one_edit_are_no_copies(edit, scene, pan, printed):
    takes = [scene(300, 3), scene(301, 3), pan(302, 1, 3, lambda t: 30 * t)]
    assert match_all({f"C{n}": printed(edit(frames)) for n, frames in enumerate(takes)}) == ()


PATHS = [
    lambda t: 20 + 26 * t,
    lambda t: 40 + 22 * t + 18 * np.sin(0.5 * t),
    lambda t: 280 - 26 * t,
    lambda t: 30 + 26 * t,
    lambda t: 120 + 4 * np.sin(0.7 * t),
    lambda t: 123 + 4 * np.sin(0.6 * t + 2),
]


@pytest.mark.parametrize("place", [401, 402])
def test_takes_of_one_place_at_other_times_are_no_copies(place, pan, printed):
    takes = [pan(place, 10 * place + n, 6, path) for n, path in enumerate(PATHS)]
    assert match_all({f"T{n}": printed(frames) for n, frames in enumerate(takes)}) == ()


def test_two_cameras_side_by_side_film_no_copies(pan, printed):
    """The same moments and the same passers-by, by two hands from two places."""
    wide = pan(501, 5011, 8, lambda t: 60 + 10 * t)
    sway = np.random.default_rng(5012).uniform(0, 6, size=2)
    second = []
    for n, frame in enumerate(wide):
        t = n / RATE
        x, y = int(24 + 9 * np.sin(2.1 * t + sway[0])), int(10 + 5 * np.sin(3.3 * t + sway[1]))
        second.append(frame[y : y + 150, x : x + 260])
    assert match_all({"A": printed(wide), "B": printed(np.stack(second))}) == ()
