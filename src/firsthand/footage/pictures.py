"""Key pictures: a few that show what happens in footage, and copies blurred beyond harm."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from firsthand.footage.decoding import Frame, OpenFootage

#: Pictures of one footage, and pixels of their longer side, at the most.
MOST_PICTURES = 12
LONGEST = 640
#: Candidates held at a time; when full, every other one is dropped.
_MOST_HELD = 48
#: Pictures that differ by less than this (mean of grey levels, of 16 × 16) show the same.
_SAME = 12.0
#: A blurred copy keeps no more than about so many spots across.
_BLUR_SHARE = 0.045
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Picture:
    """A key picture: its second, the JPEG, and the blurred JPEG that is shown until asked."""

    seconds: float
    jpeg: bytes
    blurred_jpeg: bytes


@dataclass(frozen=True, slots=True)
class _Held:
    seconds: float
    rgb: npt.NDArray[np.uint8]
    gist: npt.NDArray[np.int16]


def key_pictures(footage: OpenFootage) -> tuple[Picture, ...]:
    """The first picture, one near the middle, and those that differ most from the rest.

    Key frames are looked at first, because they cost little; where there are too few of them, all
    frames are. Memory stays flat. Decodes the footage as far as it goes.
    """
    held, end = _candidates(footage.frames(key_frames_only=not footage.is_still))
    return tuple(_as_picture(each) for each in _choose(held, footage.duration or end))


def all_frames_pictures(footage: OpenFootage) -> tuple[Picture, ...]:
    """The same, looking at every frame: for footage whose key frames are too few or not there."""
    held, end = _candidates(footage.frames())
    return tuple(_as_picture(each) for each in _choose(held, footage.duration or end))


def _candidates(frames: Iterator[Frame]) -> tuple[list[_Held], float]:
    held: list[_Held] = []
    stride, last = 1, 0.0
    for number, frame in enumerate(frames):
        last = frame.seconds
        if number % stride:
            continue
        rgb = frame.rgb(LONGEST)
        held.append(_Held(frame.seconds, rgb, frame.grey(16).astype(np.int16)))
        if len(held) > _MOST_HELD:
            held = held[::2]
            stride *= 2
    return held, last


def _choose(held: list[_Held], duration: float) -> list[_Held]:
    """Farthest-first: each next picture is the one that differs most from all chosen."""
    if not held:
        return []
    middle = min(held, key=lambda each: abs(each.seconds - duration / 2))
    chosen = [held[0]] if middle is held[0] else [held[0], middle]
    rest = [each for each in held if each not in chosen]
    while rest and len(chosen) < MOST_PICTURES:
        farthest = max(rest, key=lambda each: min(_difference(each, c) for c in chosen))
        if min(_difference(farthest, c) for c in chosen) < _SAME:
            break
        chosen.append(farthest)
        rest.remove(farthest)
    return sorted(chosen, key=lambda each: each.seconds)


def _difference(one: _Held, other: _Held) -> float:
    return float(np.abs(one.gist - other.gist).mean())


def _as_picture(held: _Held) -> Picture:
    image = Image.fromarray(held.rgb)
    return Picture(held.seconds, _jpeg(image), _jpeg(blurred(image)))


def blurred(image: Image.Image) -> Image.Image:
    """A copy in which places and colours are left, but no body, face or word."""
    small = image.copy()
    small.thumbnail((64, 64), Image.Resampling.BOX)
    soft = small.filter(ImageFilter.GaussianBlur(max(small.size) * _BLUR_SHARE))
    return soft.resize(image.size, Image.Resampling.BICUBIC)


def _jpeg(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()
