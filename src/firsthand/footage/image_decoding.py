"""Still and animated images by Pillow: frames upright, with the times at which each is shown."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile, ImageOps

from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.footage.containers import Container
from firsthand.footage.video_decoding import bomb

#: A picture of more pixels than this is refused.
MAX_PIXELS = 100_000_000
#: No more frames of one animation than this are read.
MAX_FRAMES = 20_000
#: Browsers show a frame that asks for (almost) no time for a tenth of a second.
_SHORTEST = 0.011
_DEFAULT_STEP = 0.1
#: What Pillow's readers raise on broken pictures.
_BROKEN = (OSError, ValueError, SyntaxError, struct.error, zlib.error, IndexError, KeyError)
_EXIF_TAGS = {
    271: "Make",
    272: "Model",
    305: "Software",
    306: "DateTime",
    36867: "DateTimeOriginal",
}


class ImageFrame:
    """One picture of an image file, upright, on white where it is transparent."""

    __slots__ = ("_picture", "seconds")

    def __init__(self, picture: Image.Image, seconds: float) -> None:
        self._picture = picture
        self.seconds = seconds

    def grey(self, side: int) -> npt.NDArray[np.uint8]:
        """The picture squeezed into a grey square of `side` pixels."""
        small = self._picture.convert("L").resize((side, side), Image.Resampling.BOX)
        return np.asarray(small, dtype=np.uint8)

    def rgb(self, longest: int) -> npt.NDArray[np.uint8]:
        """The picture in colour, no side longer than `longest` pixels."""
        small = self._picture.copy()
        small.thumbnail((longest, longest), Image.Resampling.BOX)
        return np.asarray(small, dtype=np.uint8)


class OpenImage:
    """An image file being decoded; see `decoding.OpenFootage`."""

    has_sound = False

    def __init__(self, image: Image.Image, container: str) -> None:
        self._image = image
        self.container = container
        self.codec = container
        self.notes: list[str] = []
        self.is_still = not getattr(image, "is_animated", False)
        self.width, self.height = image.size
        exif = image.getexif()
        if exif.get(274, 1) in {5, 6, 7, 8}:  # orientations that lie on their side
            self.width, self.height = self.height, self.width
        self.duration: float | None = None
        self.frame_rate: float | None = None
        self.tags: dict[str, Any] = {"exif": _readable_exif(exif)}

    def frames(self, *, key_frames_only: bool = False) -> Iterator[ImageFrame]:
        """The frames in order of presentation, as far as they can be decoded."""
        del key_frames_only  # every picture of an animation is needed to draw the next
        at, number, repaired = 0.0, 0, 0
        while number < MAX_FRAMES:
            try:
                if number:
                    self._image.seek(number)
                shown = _upright(self._image)
            except EOFError:
                break
            except _BROKEN as error:
                self._stop_at_damage(number, error)
                break
            yield ImageFrame(shown, at)
            asked = float(self._image.info.get("duration", 0) or 0) / 1000
            repaired += asked < _SHORTEST and not self.is_still
            at += asked if asked >= _SHORTEST else _DEFAULT_STEP
            number += 1
            if self.is_still:
                break
        else:
            self.notes.append(f"truncated: only the first {MAX_FRAMES} pictures were read")
        if not self.is_still:
            self.duration = at
            self.frame_rate = number / at if at else None
        if repaired:
            self.notes.append(f"time stamps repaired: {repaired} pictures asked for no time")

    def _stop_at_damage(self, number: int, error: Exception) -> None:
        if not number:
            raise _damaged(self.container, error) from None
        self.notes.append(f"truncated: the animation ends after {number} pictures ({error})")


@contextmanager
def open_image(untrusted: Path, container: Container) -> Iterator[OpenImage]:
    """Open an image file by the reader of its container and no other."""
    Image.MAX_IMAGE_PIXELS = None  # the size is judged below, with an explained failure
    ImageFile.LOAD_TRUNCATED_IMAGES = container is Container.JPEG
    try:
        image = Image.open(untrusted, formats=[container.value])
    except _BROKEN as error:
        raise _damaged(container.value, error) from None
    with image:
        if image.width * image.height > MAX_PIXELS:
            raise bomb(image.width, image.height)
        try:
            opened = OpenImage(image, container.value)
        except _BROKEN as error:  # reading the tags of some pictures decodes them
            raise _damaged(container.value, error) from None
        if container is Container.JPEG and not _ends_whole(untrusted):
            opened.notes.append("truncated: the picture has no end marker")
        yield opened


def _damaged(container: str, error: Exception) -> UnreadableError:
    return UnreadableError(
        Failure(
            "damaged",
            f"The {container} picture could not be decoded: {error}",
            "Acquire the file again; where that is impossible, try to repair a copy.",
        )
    )


def _ends_whole(untrusted: Path) -> bool:
    with untrusted.open("rb") as stream:
        stream.seek(max(0, untrusted.stat().st_size - 65_536))
        return b"\xff\xd9" in stream.read()


def _upright(image: Image.Image) -> Image.Image:
    shown = ImageOps.exif_transpose(image)
    if shown.mode in {"RGBA", "LA", "PA"} or "transparency" in shown.info:
        coloured = shown.convert("RGBA")
        ground = Image.new("RGBA", coloured.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, coloured).convert("RGB")
    if shown.mode.startswith("I;16"):
        return shown.point(lambda level: level / 256).convert("L").convert("RGB")
    return shown.convert("RGB")


def _readable_exif(exif: Image.Exif) -> dict[str, str]:
    inner = exif.get_ifd(0x8769)
    found = {name: exif.get(tag, inner.get(tag)) for tag, name in _EXIF_TAGS.items()}
    return {name: str(value)[:200] for name, value in found.items() if value}
