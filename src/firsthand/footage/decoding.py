"""Decoding: an untrusted media file as a run of frames with their presentation times.

Runs inside a confined child only. `open_footage` picks the decoder by the file's first bytes; both
decoders give the same thing, an `OpenFootage`, whose frames come one at a time: memory stays flat
however long the footage is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import av
import numpy as np
import numpy.typing as npt
import PIL

from firsthand.evidence.exhibits import Tool
from firsthand.footage import image_decoding, video_decoding
from firsthand.footage.containers import HEAD_BYTES, IMAGES, container_of

__all__ = ["Frame", "OpenFootage", "decoder_tool", "open_footage"]


class Frame(Protocol):
    """One decoded picture, upright, as it is shown."""

    #: Seconds from the first frame.
    seconds: float

    def grey(self, side: int) -> npt.NDArray[np.uint8]:
        """The picture squeezed into a grey square of `side` pixels."""

    def rgb(self, longest: int) -> npt.NDArray[np.uint8]:
        """The picture in colour, no side longer than `longest` pixels."""


class OpenFootage(Protocol):
    """A media file being decoded."""

    container: str
    codec: str
    #: Size as shown, in pixels; 0 where there is no picture.
    width: int
    height: int
    #: Seconds, as the file declares it; `None` where it does not.
    duration: float | None
    frame_rate: float | None
    has_sound: bool
    is_still: bool
    #: Tags as the decoder read them.
    tags: dict[str, Any]
    #: What was odd, in sentences; grows while frames are read.
    notes: list[str]

    def frames(self, *, key_frames_only: bool = False) -> Iterator[Frame]:
        """The frames in order of presentation, as far as they can be decoded."""


def open_footage(untrusted: Path) -> AbstractContextManager[OpenFootage]:
    """Open a media file; raises `UnreadableError` with a code that says why it cannot be read."""
    with untrusted.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    container = container_of(head)
    if container in IMAGES:
        return image_decoding.open_image(untrusted, container)
    return video_decoding.open_video(untrusted, container)


def decoder_tool() -> Tool:
    """The decoders and their versions: part of what a fingerprint or description rests on."""
    libraries = {
        name: ".".join(map(str, av.library_versions[name]))
        for name in ("libavformat", "libavcodec", "libswscale")
    }
    return Tool("pyav", av.__version__, {**libraries, "pillow": PIL.__version__})
