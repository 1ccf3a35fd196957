"""Key pictures: a few that show what happens in footage, and copies blurred beyond harm."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from firsthand.footage.decoding import Frame, OpenFootage

#: Pictures of one footage, and pixels of their longer side, at the most.
MOST_PICTURES = 12
LONGEST = 640
#: Seconds between pictures of one shot, where the footage is short enough for that.
_APART = 2.0
#: Also shorter footage gets so many, if it has as many frames that lie apart.
_FEWEST = 4
#: Seconds between candidates at first, and candidates held at a time; when there are more, every
#: other one is dropped.
_STEP = 0.25
_MOST_HELD = 64
#: Candidates that differ by more than this (mean of grey levels, of 16 × 16), and by so many times
#: what is usual where the camera moves, are of two shots.
_CUT, _UNUSUAL = 26.0, 2.5
#: A blurred copy keeps no more than about so many spots across.
_BLUR_SHARE = 0.045
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of footage: its second, its JPEG, and the blurred JPEG shown until asked."""

    seconds: float
    jpeg: bytes
    blurred_jpeg: bytes


@dataclass(frozen=True, slots=True)
class _Held:
    """A candidate; `cut` is true where it begins a shot."""

    seconds: float
    rgb: npt.NDArray[np.uint8]
    cut: bool


def key_pictures(footage: OpenFootage, *, key_frames_only: bool) -> tuple[Picture, ...]:
    """The beginning of every shot, and pictures spread evenly over each, twelve at the most.

    Decodes the footage as far as it goes, or only its key frames, which cost little. Memory stays
    flat. The same footage gives the same pictures.
    """
    held, end = _candidates(footage.frames(key_frames_only=key_frames_only))
    return tuple(
        _picture(Image.fromarray(each.rgb), each.seconds)
        for each in _choose(held, footage.duration or end)
    )


def picture_of(frame: Frame) -> Picture:
    """A frame as a picture, with its blurred copy."""
    return _picture(Image.fromarray(frame.rgb(LONGEST)), round(frame.seconds, 3))


def _candidates(frames: Iterable[Frame]) -> tuple[list[_Held], float]:
    """Frames that lie apart, far fewer than there are, and the second of the last frame."""
    held: list[_Held] = []
    step, due, last = _STEP, 0.0, 0.0
    before: npt.NDArray[np.int16] | None = None
    usual = 0.0
    for frame in frames:
        last = frame.seconds
        if last < due:
            continue
        due = last + step - 0.001
        gist = frame.grey(16).astype(np.int16)
        change = 0.0 if before is None else float(np.abs(gist - before).mean())
        cut = change > max(_CUT, _UNUSUAL * usual)
        usual = usual if cut else (change if not usual else (3 * usual + change) / 4)
        before = gist
        held.append(_Held(last, frame.rgb(LONGEST), cut))
        if len(held) > _MOST_HELD:
            held, step = _thinned(held), step * 2
    return held, last


def _thinned(held: Sequence[_Held]) -> list[_Held]:
    """Every other candidate; of each two, the one that begins a shot."""
    pairs = [held[n : n + 2] for n in range(0, len(held), 2)]
    return [pair[1] if len(pair) == 2 and pair[1].cut and not pair[0].cut else pair[0]
            for pair in pairs]  # fmt: skip


def _choose(held: Sequence[_Held], duration: float) -> list[_Held]:
    """Shares of the pictures for each shot by its length, spread evenly from its beginning."""
    if not held:
        return []
    begins = [n for n, each in enumerate(held) if each.cut or n == 0]
    shots = [list(held[n:m]) for n, m in zip(begins, [*begins[1:], len(held)], strict=True)]
    ends = [*(shot[0].seconds for shot in shots[1:]), max(duration, held[-1].seconds)]
    lengths = [end - shot[0].seconds for shot, end in zip(shots, ends, strict=True)]
    longest = sorted(range(len(shots)), key=lambda n: (-lengths[n], n))[:MOST_PICTURES]
    share = dict.fromkeys(sorted(longest), 1)
    while (count := sum(share.values())) < MOST_PICTURES:
        open_shots = [n for n in share if share[n] < len(shots[n])]
        if not open_shots:
            break
        sparsest = max(open_shots, key=lambda n: (lengths[n] / share[n], -n))
        if lengths[sparsest] / share[sparsest] <= _APART and count >= _FEWEST:
            break
        share[sparsest] += 1
    return [each for n in share for each in _spread(shots[n], lengths[n], share[n])]


def _spread(shot: Sequence[_Held], length: float, count: int) -> list[_Held]:
    begin = shot[0].seconds
    wanted = [begin + length * n / count for n in range(count)]
    nearest = [min(range(len(shot)), key=lambda n: abs(shot[n].seconds - at)) for at in wanted]
    return [shot[n] for n in sorted(set(nearest))]


def _picture(image: Image.Image, seconds: float) -> Picture:
    return Picture(seconds, _jpeg(image), _jpeg(blurred(image)))


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
