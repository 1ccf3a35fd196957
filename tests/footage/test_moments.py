"""Pictures at given seconds are the nearest frames, and only near ones."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from firsthand.evidence.failures import UnreadableError
from firsthand.footage.moments import pictures_at


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
