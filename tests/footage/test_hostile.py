"""Hostile and broken files end in an explained failure, or are read as far as they go."""

from __future__ import annotations

import io
import struct
import zlib
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from firsthand.evidence.failures import UnreadableError
from firsthand.footage.containers import Container, container_of
from firsthand.footage.describing import describe
from firsthand.footage.fingerprinting import fingerprint


def failure_of(path, data=None):
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        fingerprint(path)
    assert caught.value.failure.sentence
    assert caught.value.failure.remedy
    return caught.value.failure.code


def png_of(width, height):
    """A PNG that declares a size and holds next to nothing."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 10_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory, scene, clip):
    return clip(tmp_path_factory.mktemp("whole") / "whole.mp4", scene(7, 6)).read_bytes()


@pytest.fixture(scope="module")
def index_first(tmp_path_factory, scene):
    """A clip whose index stands before its frames, as on the web, so that its start can be read."""
    path = tmp_path_factory.mktemp("first") / "first.mp4"
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("mpeg4", rate=12)
        stream.width, stream.height, stream.pix_fmt = 320, 176, "yuv420p"
        for picture in scene(7, 6):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path.read_bytes()


def test_an_empty_file_is_empty(tmp_path):
    assert failure_of(tmp_path / "a.mp4", b"") == "empty"


def test_text_in_place_of_media_is_mislabelled(tmp_path):
    page = "<!doctype html><title>404</title><p>The clip was removed, çox sağ olun.</p>"
    assert failure_of(tmp_path / "a.mp4", page.encode()) == "mislabelled"


def test_unknown_bytes_are_unsupported(tmp_path):
    assert failure_of(tmp_path / "a.mp4", bytes(range(256)) * 4) == "unsupported"


def test_a_playlist_opens_no_other_file(tmp_path, whole):
    (tmp_path / "real.mp4").write_bytes(whole)
    playlist = b"#EXTM3U\n#EXTINF:5,\nreal.mp4\n#EXT-X-ENDLIST\n"
    assert failure_of(tmp_path / "a.mp4", playlist) == "mislabelled"
    assert failure_of(tmp_path / "b.mp4", b"ffconcat version 1.0\nfile real.mp4\n") == "mislabelled"


def test_an_mp4_without_its_index_is_truncated(tmp_path, whole):
    assert failure_of(tmp_path / "a.mp4", whole[: len(whole) // 2]) == "truncated"


def test_an_mp4_cut_in_its_frames_is_read_as_far_as_it_goes(tmp_path, index_first):
    path = tmp_path / "a.mp4"
    path.write_bytes(index_first[: int(len(index_first) * 0.6)])
    made = fingerprint(path)
    assert 8 <= len(made) <= 18
    assert made.duration < 5000
    assert any(note.startswith("truncated") for note in made.notes)


def test_a_picture_of_enormous_size_is_not_decoded(tmp_path):
    assert failure_of(tmp_path / "a.png", png_of(60_000, 60_000)) == "decompression-bomb"
    with pytest.raises(UnreadableError) as caught:
        describe(tmp_path / "a.png")
    assert caught.value.failure.code == "decompression-bomb"


def test_a_picture_with_missing_pixels_is_damaged(tmp_path):
    assert failure_of(tmp_path / "a.png", png_of(4000, 4000)) == "damaged"


def test_an_heic_picture_is_unsupported_with_a_way_out(tmp_path):
    head = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64
    assert failure_of(tmp_path / "a.heic", head) == "unsupported"


def test_an_animation_that_claims_a_hundred_thousand_pictures_ends(tmp_path):
    stream = io.BytesIO()
    Image.new("P", (8, 8)).save(stream, "GIF")
    one = stream.getvalue()
    start = one.index(b"\x2c")
    frame = b"\x21\xf9\x04\x00\x01\x00\x00\x00" + one[start:-1]
    path = tmp_path / "a.gif"
    path.write_bytes(one[:start] + frame * 100_000 + b";")
    made = fingerprint(path)
    assert len(made) < 10_000
    assert any(note.startswith("truncated") for note in made.notes)


def test_sound_alone_has_no_picture_but_a_description(tmp_path):
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=16000)
        stream.layout = "mono"
        sound = (np.sin(np.arange(16000) / 9) * 0.3).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="mono")
        frame.rate, frame.pts, frame.time_base = 16000, 0, Fraction(1, 16000)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert failure_of(path) == "no-picture"
    description, pictures = describe(path)
    assert (description.width, description.height, pictures) == (0, 0, ())
    assert description.has_sound
    assert "no picture stream" in description.notes


def test_a_clip_that_begins_without_a_key_frame_is_read_from_where_it_can_be(tmp_path, scene):
    path, cut = tmp_path / "whole.avi", tmp_path / "cut.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=12)
        stream.width, stream.height, stream.pix_fmt = 320, 176, "yuv420p"
        stream.gop_size = 24
        for picture in scene(7, 6):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    with av.open(str(path)) as source, av.open(str(cut), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in [p for p in source.demux(video=0) if p.size][6:]:
            packet.stream = stream
            target.mux(packet)
    made = fingerprint(cut)
    assert len(made) >= 12
    description, pictures = describe(cut)
    assert description.width == 320
    assert pictures


@pytest.mark.parametrize("seed", range(6))
def test_scrambled_clips_fail_with_an_explanation_or_are_read(tmp_path, index_first, seed):
    generator = np.random.default_rng(seed)
    data = np.frombuffer(index_first, dtype=np.uint8).copy()
    places = generator.integers(40, len(data), size=400)
    data[places] = generator.integers(0, 256, size=400)
    path = tmp_path / "a.mp4"
    path.write_bytes(data.tobytes())
    assert outcome_of(path) in {"read", "damaged", "truncated", "no-picture", "decompression-bomb"}


def outcome_of(path):
    try:
        made = fingerprint(path)
    except UnreadableError as error:
        return error.failure.code
    return "read" if len(made) else "nothing"


@pytest.mark.parametrize(
    ("head", "container"),
    [
        (b"\x00\x00\x00\x20ftypisom", Container.MP4),
        (b"\x00\x00\x00\x08wide\x00\x00", Container.MP4),
        (b"\x1aE\xdf\xa3....", Container.MATROSKA),
        (b"RIFF\x00\x00\x00\x00AVI LIST", Container.AVI),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Container.WEBP),
        (b"GIF89a", Container.GIF),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1avif", Container.AVIF),
        (b"G" + b"\x00" * 187 + b"G" + b"\x00" * 187 + b"G" + b"\x00" * 187, Container.MPEG_TS),
    ],
)
def test_containers_are_known_by_their_first_bytes(head, container):
    assert container_of(head) is container
