"""What happens to a clip on its way through social media: cut, cropped, mirrored, captioned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from firsthand.example.camera import FRAME_RATE, Frame


def excerpt(frames: list[Frame], begin: float, end: float) -> list[Frame]:
    """The frames between two times in seconds."""
    return frames[round(begin * FRAME_RATE) : round(end * FRAME_RATE)]


def scaled(frames: Iterable[Frame], width: int, height: int) -> Iterator[Frame]:
    """Every frame at another size."""
    for frame in frames:
        yield np.asarray(Image.fromarray(frame).resize((width, height), Image.Resampling.BICUBIC))


def cropped(frames: Iterable[Frame], share: float) -> Iterator[Frame]:
    """Every frame without `share` of its width and height, half of it at each side."""
    for frame in frames:
        rows, columns = (round(n * share / 2) for n in frame.shape[:2])
        yield frame[rows : frame.shape[0] - rows, columns : frame.shape[1] - columns]


def mirrored(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Every frame with left and right exchanged."""
    for frame in frames:
        yield frame[:, ::-1]


def captioned(frames: Iterable[Frame], words: str) -> Iterator[Frame]:
    """Every frame with a caption on a dark band near its lower edge."""
    font = ImageFont.load_default(26)
    for frame in frames:
        picture = Image.fromarray(frame)
        width, height = picture.size
        draw = ImageDraw.Draw(picture)
        draw.rectangle((0, height - 60, width, height - 20), fill=(16, 16, 18))
        draw.text((width // 2, height - 40), words, font=font, anchor="mm", fill=(245, 240, 90))
        yield np.asarray(picture)


def letterboxed(frames: Iterable[Frame], width: int, height: int) -> Iterator[Frame]:
    """Every frame in the middle of a larger black one."""
    for frame in frames:
        box = np.zeros((height, width, 3), np.uint8)
        top, left = (height - frame.shape[0]) // 2, (width - frame.shape[1]) // 2
        box[top : top + frame.shape[0], left : left + frame.shape[1]] = frame
        yield box
