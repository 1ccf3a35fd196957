"""Pictures at given seconds are the nearest frames; parts of pictures become parts of frames."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from firsthand.evidence.failures import UnreadableError
from firsthand.footage.fingerprinting import fingerprint
from firsthand.footage.moments import part_of_frame, pictures_at


def grey(jpeg):
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("L"), dtype=float)


def test_pictures_are_those_of_the_seconds_in_the_order_asked(tmp_path, scene, clip):
    frames = scene(31, 4)
    path = clip(tmp_path / "a.mp4", frames)
    late, early, again = pictures_at(path, (3.0, 1.02, 3.0))
    assert (late.seconds, early.seconds) == (3.0, 1.0)
    assert again == late
    for picture, number in ((late, 36), (early, 12)):
        wanted = np.asarray(Image.fromarray(frames[number]).convert("L"), dtype=float)
        others = np.asarray(Image.fromarray(frames[number - 9]).convert("L"), dtype=float)
        shown = grey(picture.jpeg)
        assert np.abs(shown - wanted).mean() < np.abs(shown - others).mean() / 2


def test_a_second_that_no_frame_is_near_has_no_picture(tmp_path, scene, clip):
    path = clip(tmp_path / "a.mp4", scene(32, 2))
    found = pictures_at(path, (2.3, 2.6))
    assert found[0] is not None
    assert found[1] is None


def test_pictures_at_moments_are_blurred_beside(tmp_path, scene, clip):
    (picture,) = pictures_at(clip(tmp_path / "a.mp4", scene(33, 1)), (0.5,))
    sharp, soft = grey(picture.jpeg), grey(picture.blurred_jpeg)
    assert np.abs(np.diff(soft, axis=1)).mean() < np.abs(np.diff(sharp, axis=1)).mean() / 4


def test_a_still_has_its_picture_at_zero(tmp_path, scene):
    path = tmp_path / "a.png"
    Image.fromarray(scene(34, 0.1)[0]).save(path)
    (picture,) = pictures_at(path, (0.0,))
    assert picture.seconds == 0


def test_what_cannot_be_read_says_why(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 12)
    with pytest.raises(UnreadableError):
        pictures_at(tmp_path / "a.mp4", (0.0,))


def test_a_part_of_a_picture_between_bars_is_a_part_of_the_frame(tmp_path, scene, clip):
    frames = scene(35, 2)
    barred = np.zeros((len(frames), 352, 320, 3), dtype=np.uint8)
    barred[:, 88:264] = frames
    made = fingerprint(clip(tmp_path / "a.mp4", barred))
    assert part_of_frame(made, 1.0, (0, 0, 1, 1)) == pytest.approx((0, 0.25, 1, 0.75), abs=0.02)
    assert part_of_frame(made, 1.0, ()) == ()
    half = part_of_frame(made, 1.0, (0.5, 0.0, 1.0, 1.0))
    assert half == pytest.approx((0.5, 0.25, 1, 0.75), abs=0.02)


def test_all_of_a_frame_is_no_part_of_it(printed, scene):
    made = printed(scene(36, 1))
    assert part_of_frame(made, 0.0, ()) == ()
    assert part_of_frame(made, 0.0, (0.01, 0.0, 0.99, 1.0)) == ()
