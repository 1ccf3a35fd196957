"""Copies are found with their stretches, and what only looks alike is not taken for one."""

from __future__ import annotations

import numpy as np
import pytest

from firsthand.evidence.footage import MatchKind
from firsthand.footage.aligning import align
from firsthand.footage.fingerprinting import fingerprint
from firsthand.footage.matching import match_all

RATE = 12


@pytest.fixture(scope="module")
def original(scene):
    return scene(1, 8)


@pytest.fixture(scope="module")
def original_print(original, printed):
    return printed(original)


def resized(frames, height, width):
    rows = (np.arange(height) * frames.shape[1] / height).astype(int)
    columns = (np.arange(width) * frames.shape[2] / width).astype(int)
    return frames[:, rows][:, :, columns]


def captioned(frames, band=44):
    """The same drawn band of letters under every clip."""
    out = frames.copy()
    letters = np.random.default_rng(99).integers(0, 2, size=(band // 4, frames.shape[2] // 4))
    out[:, -band:] = (np.kron(letters, np.ones((4, 4))) * 230)[None, :, :, None]
    return out


def letterboxed(frames):
    out = np.zeros((len(frames), 400, 240, 3), dtype=np.uint8)
    out[:, 132:264] = resized(frames, 132, 240)
    return out


def brighter_grey(frames):
    grey = frames.mean(axis=3, keepdims=True) * 0.7 + 60
    return np.repeat(grey, 3, axis=3).astype(np.uint8)


EDITS = {
    "smaller": lambda f: resized(f, 96, 176),
    "mirrored": lambda f: f[:, :, ::-1],
    "cropped by a tenth": lambda f: f[:, 10:-8, 20:-12],
    "cropped by a fifth": lambda f: f[:, 16:-18, 32:-32],
    "captioned": captioned,
    "letterboxed": letterboxed,
    "grey and brighter": brighter_grey,
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_copy_is_found_over_its_whole_length(name, original, original_print, printed):
    matches = align("A", original_print, "B", printed(EDITS[name](original)))
    assert matches, name
    best = matches[0]
    assert best.kind is MatchKind.COPY
    assert best.channels == ("pdq",)
    assert best.mirrored == (name == "mirrored")
    assert best.score > 0.5
    assert best.speed == pytest.approx(1, abs=0.02)
    ends = (best.a_start, best.a_end, best.b_start, best.b_end)
    assert ends == pytest.approx((0, 8, 0, 8), abs=0.5)


def test_the_crop_is_estimated(original, original_print, printed):
    (match,) = align("A", original_print, "B", printed(EDITS["cropped by a fifth"](original)))
    assert match.transform["shown_of_a"] == pytest.approx([0.1, 0.09, 0.9, 0.9], abs=0.05)


def test_bars_around_a_copy_are_no_crop_and_the_picture_between_them_is_the_part(
    original, original_print, printed
):
    barred = printed(EDITS["letterboxed"](original))
    (match,) = align("A", original_print, "B", barred)
    assert match.transform["borders_added"] is True
    assert match.transform["shown_of_b"] == pytest.approx([0, 0.33, 1, 0.66], abs=0.04)
    assert not {"crop", "shown_of_a", "borders_removed"} & match.transform.keys()
    (turned,) = align("B", barred, "A", original_print)
    assert turned.transform["borders_removed"] is True
    assert turned.transform["shown_of_a"] == pytest.approx([0, 0.33, 1, 0.66], abs=0.04)


def test_the_part_of_a_mirrored_picture_is_where_it_is_shown(original, original_print, printed):
    right = printed(original[:, :140, 64:][:, :, ::-1])
    (match,) = align("A", original_print, "B", right)
    assert match.mirrored
    assert match.transform["shown_of_a"] == pytest.approx([0.2, 0, 1, 0.8], abs=0.05)


def test_three_seconds_inside_another_clip_are_found_where_they_are(
    scene, original, original_print, printed
):
    excerpt = original[int(2.5 * RATE) : int(5.5 * RATE)]
    other = scene(2, 7)
    mixed = np.concatenate([other[: 3 * RATE], excerpt, other[3 * RATE :]])
    best = align("A", original_print, "B", printed(mixed))[0]
    ends = (best.a_start, best.a_end, best.b_start, best.b_end)
    assert ends == pytest.approx((2.5, 5.5, 3.0, 6.0), abs=0.5)


def test_two_stretches_of_one_clip_are_two_matches(scene, original, original_print, printed):
    other = scene(3, 4)
    swapped = np.concatenate([original[5 * RATE :], other, original[: 3 * RATE]])
    found = {
        (round(m.a_start), round(m.b_start))
        for m in align("A", original_print, "B", printed(swapped))
    }
    assert found == {(0, 7), (5, 0)}


@pytest.mark.parametrize("speed", [0.8, 1.25, 2.0])
def test_the_speed_of_a_copy_is_estimated(speed, original, original_print, printed):
    stamps = [round(n * 1000 / RATE / speed) for n in range(len(original))]
    best = align("A", original_print, "B", printed(original, stamps=stamps))[0]
    assert best.speed == pytest.approx(speed, rel=0.05)
    assert (best.a_start, best.a_end) == pytest.approx((0, 8), abs=0.5)
    assert (best.b_start, best.b_end) == pytest.approx((0, 8 / speed), abs=0.5)


def test_a_clip_that_its_metadata_turns_is_matched_upright(original, original_print, printed):
    turned = np.rot90(original, k=-1, axes=(1, 2))
    best = align("A", original_print, "B", printed(turned, rotation=90))[0]
    assert best.score > 0.8
    assert not best.mirrored


def test_different_scenes_under_one_caption_are_no_copies(scene, printed):
    prints = {f"C{n}": printed(captioned(scene(n, 5))) for n in range(10, 15)}
    assert match_all(prints) == ()


def test_flat_and_black_clips_match_nothing(printed):
    black = np.zeros((36, 176, 320, 3), dtype=np.uint8)
    ramp = np.broadcast_to(
        np.linspace(40, 200, 320, dtype=np.uint8)[None, None, :, None], black.shape
    )
    assert match_all({"A": printed(black), "B": printed(black), "C": printed(ramp)}) == ()


def test_one_camera_at_two_times_is_not_one_recording(scene, printed):
    first, second = scene(21, 6), scene(22, 6)
    place = scene(23, 1)[0].astype(np.int16)
    seen = [
        np.concatenate(
            [np.broadcast_to(place[None, :, :160], f[:, :, :160].shape), f[:, :, 160:]], 2
        )
        for f in (first, second)
    ]
    prints = [printed(frames.astype(np.uint8)) for frames in seen]
    assert align("A", prints[0], "B", prints[1]) == ()


def test_footage_in_which_nothing_moves_scores_low_and_says_so(scene, printed):
    still = np.repeat(scene(31, 1)[:1], 48, axis=0)
    (match,) = align("A", printed(still), "B", printed(resized(still, 120, 240)))
    assert match.score <= 0.5
    assert match.evidence["static"] is True


def test_a_shared_opening_is_said_to_be_shared(scene, printed):
    opening = scene(40, 3)
    prints = {f"C{n}": printed(np.concatenate([opening, scene(50 + n, 5)])) for n in range(6)}
    matches = match_all(prints)
    assert len(matches) == 15
    assert all(match.transform["shared_by"] >= 5 for match in matches)
    assert all(match.score <= 0.5 for match in matches)


def test_a_match_has_the_same_reading_from_both_sides(original, original_print, printed):
    part = printed(original[3 * RATE : 7 * RATE])
    one = align("A", original_print, "B", part)[0]
    other = align("B", part, "A", original_print)[0]
    assert (one.a_start, one.a_end) == pytest.approx((other.b_start, other.b_end), abs=0.3)


def test_no_two_real_clips_are_taken_for_copies(shared_clips):
    small = [path for path in shared_clips if path.stat().st_size < 1_000_000]
    assert match_all({path.name: fingerprint(path) for path in small}) == ()
