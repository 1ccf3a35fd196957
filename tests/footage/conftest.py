"""Scenes made of moving noise, and clips of them written with PyAV: no test needs ffmpeg."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from firsthand.footage.fingerprinting import fingerprint
from firsthand.footage.fingerprints import Fingerprint

WIDTH, HEIGHT, RATE = 320, 176, 12


def texture(generator, height, width):
    """Noise of several grains: coarse shapes with detail on them, from 0 to 255."""
    total = np.zeros((height, width))
    for grain in (96, 48, 24, 12, 6):
        coarse = generator.normal(size=(height // grain + 3, width // grain + 3))
        big = np.kron(coarse, np.ones((grain, grain)))
        soft = (big + np.roll(big, grain // 2, 0) + np.roll(big, grain // 2, 1)) / 3
        total += soft[:height, :width] * grain**0.7
    low, high = np.percentile(total, (2, 98))
    return np.clip((total - low) / (high - low) * 215 + 20, 0, 255)


def moving_scene(seed: int, seconds: float, *, width=WIDTH, height=HEIGHT, rate=RATE):
    """Frames (n, height, width, 3): a background that drifts and two things that cross it."""
    generator = np.random.default_rng(seed)
    ground = texture(generator, height + 80, width + 220)
    things = [texture(generator, 54, 54), texture(generator, 40, 40)]
    paths = generator.uniform(0.2, 1.0, size=(2, 2))
    tint = generator.uniform(0.7, 1.0, size=3)
    frames = []
    for n in range(int(seconds * rate)):
        t = n / rate
        x, y = int(12 * t) % 200, int(36 + 30 * np.sin(t * paths[0, 0])) % 80
        frame = ground[y : y + height, x : x + width].copy()
        for thing, (fast, phase) in zip(things, paths, strict=True):
            size = len(thing)
            at_x = int((np.sin(fast * t + 6 * phase) * 0.5 + 0.5) * (width - size))
            at_y = int((np.cos(1.3 * fast * t + 4 * phase) * 0.5 + 0.5) * (height - size))
            frame[at_y : at_y + size, at_x : at_x + size] = 255 - thing
        frames.append((frame[:, :, None] * tint).astype(np.uint8))
    return np.stack(frames)


def panned_place(place: int, take: int, seconds: float, path, *, rate=RATE):
    """Frames of one take of a place: a hand-held camera that pans along `path`, and passers-by.

    `path` gives the left edge in pixels (0 to 300) for a second; takes of one `place` show the
    same panorama with another trembling hand and other passers-by.
    """
    ground = texture(np.random.default_rng(place), HEIGHT + 16, WIDTH + 340)
    generator = np.random.default_rng(take)
    phases = generator.uniform(0, 2 * np.pi, size=4)
    walkers = [
        (texture(generator, 46, 30), generator.uniform(0, 600), generator.uniform(-60, 60), row)
        for row in (20, 60, 90, 110)
    ]
    frames = []
    for n in range(int(seconds * rate)):
        t = n / rate
        world = ground.copy()
        for look, start, pace, row in walkers:
            at = int(start + pace * t) % (world.shape[1] - 30)
            world[row : row + 46, at : at + 30] = 255 - look
        x = int(np.clip(path(t) + 3 * np.sin(5.1 * t + phases[0]) + 8, 0, 330))
        y = int(np.clip(8 + 3 * np.sin(4.3 * t + phases[1]) + 2 * np.sin(9 * t + phases[2]), 0, 15))
        frame = world[y : y + HEIGHT, x : x + WIDTH]
        frames.append(np.repeat(frame[:, :, None], 3, axis=2).astype(np.uint8))
    return np.stack(frames)


def write_clip(path: Path, frames, *, rate=RATE, codec="mpeg4", rotation=0, stamps=None) -> Path:
    """Write frames as a clip; `stamps` are presentation times in ticks of 1/1000 s."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = 900_000
        stream.codec_context.time_base = Fraction(1, 1000)
        if rotation:
            stream.set_display_rotation(rotation)
        for n, picture in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts = stamps[n] if stamps is not None else round(n * 1000 / rate)
            frame.time_base = Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="session")
def scene() -> Callable[..., np.ndarray]:
    """Makes the frames of a scene of some character, from a seed."""
    return moving_scene


@pytest.fixture(scope="session")
def pan() -> Callable[..., np.ndarray]:
    """Makes the frames of one take of a place over which a camera pans."""
    return panned_place


@pytest.fixture(scope="session")
def clip() -> Callable[..., Path]:
    """Writes frames as a clip."""
    return write_clip


@pytest.fixture(scope="session")
def printed(tmp_path_factory) -> Callable[..., Fingerprint]:
    """The fingerprint of frames, by way of a clip on disk."""
    folder = tmp_path_factory.mktemp("clips")
    made: list[int] = []

    def make(frames: Sequence[np.ndarray], **more) -> Fingerprint:
        made.append(1)
        return fingerprint(write_clip(folder / f"{len(made)}.mp4", frames, **more))

    return make


@pytest.fixture(scope="session")
def shared_clips() -> list[Path]:
    """The real clips that are lent to the project, where they are."""
    default = Path(__file__).parents[2] / ".." / "shared" / "data"
    folder = Path(os.environ.get("FIRSTHAND_SHARED_DATA", default)) / "clips"
    clips = sorted(p for p in folder.glob("*") if p.suffix in {".mp4", ".mkv", ".avi", ".gif"})
    if not clips:
        pytest.skip("the real clips are not on this machine")
    return clips
