"""Descriptions say what a file is, when it claims to be made, and show it without harm."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import av
import numpy as np
import pytest
from PIL import Image

from firsthand.footage import exiftool
from firsthand.footage.aligning import align
from firsthand.footage.decoding import decoder_tool
from firsthand.footage.describing import describe
from firsthand.footage.fingerprinting import fingerprint, fingerprint_tool
from firsthand.footage.recording_time import recording_time
from firsthand.footage.searching import FingerprintIndex


def picture_of(jpeg):
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("L"), dtype=float)


def test_a_clip_is_described_as_it_is_shown(tmp_path, scene, clip):
    path = clip(tmp_path / "a.mp4", scene(1, 6), rotation=90)
    description, pictures = describe(path)
    assert (description.container, description.codec) == ("mp4", "mpeg4")
    assert (description.width, description.height) == (176, 320)
    assert description.duration == pytest.approx(6, abs=0.1)
    assert description.frame_rate == pytest.approx(12, abs=0.1)
    assert not description.has_sound
    assert 3 <= len(pictures) <= 12
    assert pictures[0].seconds == 0
    assert any(2 < picture.seconds < 4 for picture in pictures)
    assert picture_of(pictures[0].jpeg).shape == (320, 176)


def test_blurred_pictures_keep_no_detail(tmp_path, scene, clip):
    _, pictures = describe(clip(tmp_path / "a.mp4", scene(2, 3)))
    for picture in pictures:
        sharp, soft = picture_of(picture.jpeg), picture_of(picture.blurred_jpeg)
        assert sharp.shape == soft.shape
        detail = np.abs(np.diff(sharp, axis=1)).mean()
        assert np.abs(np.diff(soft, axis=1)).mean() < detail / 4


def test_pictures_are_at_most_640_pixels_long(tmp_path, scene):
    path = tmp_path / "a.png"
    Image.fromarray(scene(3, 0.1, width=1000, height=700)[0]).save(path)
    description, (picture,) = describe(path)
    assert (description.width, description.height) == (1000, 700)
    assert max(picture_of(picture.jpeg).shape) == 640


def test_without_exiftool_there_is_a_note_how_to_get_it(tmp_path, scene, clip, monkeypatch):
    monkeypatch.setattr(exiftool.shutil, "which", lambda name: None)
    description, _ = describe(clip(tmp_path / "a.mp4", scene(1, 1)))
    assert exiftool.INSTALL in description.notes
    assert "exiftool" not in description.raw


def test_a_claimed_time_with_a_zone_is_a_second_long(tmp_path, scene):
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        container.metadata["creation_time"] = "2026-03-01T10:20:30Z"
        stream = container.add_stream("mpeg4", rate=12)
        stream.width, stream.height, stream.pix_fmt = 320, 176, "yuv420p"
        for picture in scene(4, 1):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    recorded = describe(path)[0].recorded
    assert recorded.earliest == datetime(2026, 3, 1, 10, 20, 30, tzinfo=UTC)
    assert recorded.latest == recorded.earliest + timedelta(seconds=1)
    assert "creation_time" in recorded.basis


def test_a_claimed_time_without_a_zone_may_be_of_any_zone():
    found = recording_time({"exif": {"DateTimeOriginal": "2026:03:01 10:20:30"}})
    assert found.latest - found.earliest == timedelta(hours=26)
    assert found.printed == "2026:03:01 10:20:30"


@pytest.mark.parametrize(
    "stamp", ["0000:00:00 00:00:00", "1904-01-01T00:00:00Z", "yesterday", "2026:13:40 10:00:00"]
)
def test_a_stamp_that_was_never_set_is_unknown(stamp):
    assert recording_time({"container": {"creation_time": stamp}}).earliest is None


def test_an_offset_is_applied():
    tags = {"container": {"com.apple.quicktime.creationdate": "2026-03-01T10:20:30+0430"}}
    assert recording_time(tags).earliest == datetime(2026, 3, 1, 5, 50, 30, tzinfo=UTC)


def test_the_tools_name_their_versions():
    assert decoder_tool().version == av.__version__
    assert fingerprint_tool().details["pyav"] == av.__version__
    assert "libavcodec" in decoder_tool().details


class TestPictures:
    """Photographs and animations are footage too."""

    @pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "avif", "bmp", "tiff"])
    def test_every_kind_of_still_is_read(self, tmp_path, scene, kind):
        path = tmp_path / f"a.{kind}"
        Image.fromarray(scene(5, 0.1)[0]).save(path)
        made = fingerprint(path)
        assert made.is_still
        assert (len(made), made.duration) == (1, 0)
        assert describe(path)[0].container == kind

    @pytest.mark.parametrize("kind", ["gif", "webp", "png"])
    def test_animations_have_their_own_times(self, tmp_path, scene, kind):
        path = tmp_path / f"a.{kind}"
        frames = [Image.fromarray(f) for f in scene(6, 2)[::3]]
        frames[0].save(path, save_all=True, append_images=frames[1:], duration=250, loop=0)
        made = fingerprint(path)
        assert not made.is_still
        assert made.times.tolist() == [0, 250, 500, 750, 1000, 1250, 1500, 1750]
        assert made.duration == 2000

    def test_a_photograph_is_turned_as_its_tag_says(self, tmp_path, scene):
        path, upright = tmp_path / "a.jpg", Image.fromarray(scene(7, 0.1)[0])
        exif = Image.Exif()
        exif[274] = 6
        upright.transpose(Image.Transpose.ROTATE_90).save(path, exif=exif, quality=95)
        upright.save(tmp_path / "b.png")
        description, _ = describe(path)
        assert (description.width, description.height) == upright.size
        (match,) = align("A", fingerprint(path), "B", fingerprint(tmp_path / "b.png"))
        assert not match.mirrored

    def test_a_smaller_mirrored_photograph_is_found(self, tmp_path, scene):
        picture = Image.fromarray(scene(8, 0.1)[0])
        picture.save(tmp_path / "a.png")
        picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).resize((200, 110)).save(
            tmp_path / "b.jpg"
        )
        (match,) = align("A", fingerprint(tmp_path / "a.png"), "B", fingerprint(tmp_path / "b.jpg"))
        assert match.mirrored
        assert 0.25 <= match.score <= 0.5
        assert (match.a_start, match.a_end, match.b_start, match.b_end) == (0, 0, 0, 0)

    def test_different_photographs_do_not_match(self, tmp_path, scene):
        prints = []
        for seed in range(60, 72):
            path = tmp_path / f"{seed}.png"
            Image.fromarray(scene(seed, 0.1)[0]).save(path)
            prints.append(fingerprint(path))
        pairs = [(a, b) for n, a in enumerate(prints) for b in prints[:n]]
        assert [align("A", a, "B", b) for a, b in pairs] == [()] * len(pairs)

    def test_a_photograph_is_found_in_the_video_it_was_taken_from(self, tmp_path, scene, printed):
        frames = scene(9, 6)
        path = tmp_path / "a.png"
        Image.fromarray(frames[45]).save(path)
        (match,) = align("A", fingerprint(path), "B", printed(frames))
        assert match.b_start == pytest.approx(45 / 12, abs=0.5)
        assert (match.a_start, match.a_end) == (0, 0)
        assert align("A", fingerprint(path), "B", printed(scene(10, 6))) == ()


def test_the_index_finds_the_clip_that_holds_an_excerpt(scene, printed):
    index = FingerprintIndex()
    clips = {f"C{n}": scene(80 + n, 5) for n in range(4)}
    for name, frames in clips.items():
        index.add(name, printed(frames))
    first = index.search(printed(clips["C2"][20:50]))[0]
    assert (first.name, first.bits < 40, first.frames >= 2) == ("C2", True, True)
    assert len(index) == 4
    with pytest.raises(ValueError, match="already"):
        index.add("C2", printed(clips["C2"]))


def test_an_empty_index_finds_nothing(scene, printed):
    assert FingerprintIndex().search(printed(scene(1, 1))) == ()


class TestKeyPictures:
    """Key pictures are spread over the footage and miss no shot."""

    def test_twenty_seconds_have_one_about_every_two(self, tmp_path, scene, clip):
        path = clip(tmp_path / "a.mp4", scene(40, 20, width=160, height=96))
        _, pictures = describe(path)
        times = [picture.seconds for picture in pictures]
        gaps = [after - before for before, after in pairwise([*times, 20.0])]
        assert times[0] == 0
        assert len(times) >= 10
        assert max(gaps) <= 2.6

    def test_every_shot_is_shown_from_its_beginning(self, tmp_path, scene, clip):
        parts = [scene(seed, length) for seed, length in ((41, 3), (42, 1), (43, 6))]
        # Shots of the same drifting noise would not be told apart by their grey levels.
        parts[1] = parts[1] // 4
        _, pictures = describe(clip(tmp_path / "a.mp4", np.concatenate(parts)))
        times = [picture.seconds for picture in pictures]
        assert any(3 <= at < 3.3 for at in times)
        assert any(4 <= at < 4.3 for at in times)

    def test_the_same_file_gives_the_same_pictures(self, tmp_path, scene, clip):
        path = clip(tmp_path / "a.mp4", scene(44, 3))
        assert describe(path)[1] == describe(path)[1]
