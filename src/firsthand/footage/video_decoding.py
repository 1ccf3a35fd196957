"""Video by PyAV (FFmpeg): frames upright, in order, with repaired presentation times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.stream import Disposition
from av.video.stream import VideoStream

from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.footage.containers import Container
from firsthand.footage.timeline import Timeline

#: A picture of more pixels than this is refused: no camera makes such video.
MAX_PIXELS = 72_000_000

#: The demultiplexers that may run, and no other: playlists and scripts would open other files.
_DEMUXERS = {
    Container.MP4: "mov",
    Container.MATROSKA: "matroska",
    Container.AVI: "avi",
    Container.MPEG: "mpeg,mpegvideo",
    Container.MPEG_TS: "mpegts",
    Container.FLV: "flv",
    Container.ASF: "asf",
    Container.OGG: "ogg",
}
#: Footage that ends this much earlier than it declares (seconds, and as a share) is truncated.
_MISSING_SECONDS = 1.0
_MISSING_SHARE = 0.05


class VideoFrame:
    """One frame of a video, turned as its display matrix asks."""

    __slots__ = ("_frame", "_turns", "_wide", "seconds")

    def __init__(self, frame: av.VideoFrame, seconds: float, wide: float) -> None:
        self._frame = frame
        self._turns = quarter_turns(frame.rotation)
        self._wide = wide
        self.seconds = seconds

    def grey(self, side: int) -> npt.NDArray[np.uint8]:
        """The picture squeezed into a grey square of `side` pixels."""
        small = self._frame.reformat(width=side, height=side, format="gray", interpolation="AREA")
        return np.ascontiguousarray(np.rot90(small.to_ndarray(), self._turns))

    def rgb(self, longest: int) -> npt.NDArray[np.uint8]:
        """The picture in colour, no side longer than `longest` pixels."""
        width, height = self._frame.width * self._wide, float(self._frame.height)
        scale = min(1.0, longest / max(width, height))
        small = self._frame.reformat(
            width=max(2, round(width * scale)),
            height=max(2, round(height * scale)),
            format="rgb24",
            interpolation="AREA",
        )
        return np.ascontiguousarray(np.rot90(small.to_ndarray(), self._turns))


def quarter_turns(rotation: float) -> int:
    """Quarter turns anticlockwise that show a frame upright, from its rotation in degrees."""
    return round(rotation / 90) % 4


class OpenVideo:
    """A video file being decoded; see `decoding.OpenFootage`."""

    is_still = False

    def __init__(self, container: Any, name: str) -> None:
        self._container = container
        self._stream = _picture_stream(container)
        self.container = name
        self.notes: list[str] = []
        self.has_sound = bool(container.streams.audio)
        self.duration = _declared_duration(container, self._stream)
        self.tags: dict[str, Any] = {"container": dict(container.metadata)}
        self.width = self.height = 0
        self.codec = ""
        self.frame_rate: float | None = None
        if self._stream is None:
            sound = container.streams.audio
            self.codec = sound[0].codec_context.name if sound else ""
        else:
            self._describe_stream(self._stream)
        self._note_other_streams()

    def _describe_stream(self, stream: VideoStream) -> None:
        context = stream.codec_context
        if context.width * context.height > MAX_PIXELS:
            raise bomb(context.width, context.height)
        self.codec = context.name
        rate = stream.average_rate or stream.guessed_rate
        self.frame_rate = float(rate) if rate else None
        self.tags["video"] = dict(stream.metadata)
        self._wide = _pixel_width(stream)
        self.width, self.height = round(context.width * self._wide), context.height

    def _note_other_streams(self) -> None:
        chosen = self._stream.index if self._stream is not None else None
        ignored = [
            s.type or "unknown"
            for s in self._container.streams
            if s.index != chosen and s.type != "audio"
        ]
        if ignored:
            self.notes.append(f"streams not used: {', '.join(ignored)}")
        if self._stream is None:
            self.notes.append("no picture stream")

    def frames(self, *, key_frames_only: bool = False) -> Iterator[VideoFrame]:
        """The frames in order of presentation, as far as they can be decoded."""
        stream = self._stream
        if stream is None:
            raise UnreadableError(
                Failure(
                    "no-picture",
                    "The file holds no picture stream (only sound or data).",
                    "Treat it as a sound recording; nothing can be matched by its pictures.",
                )
            )
        context = stream.codec_context
        context.skip_frame = "NONKEY" if key_frames_only else "DEFAULT"
        timeline = Timeline(self.frame_rate, self.duration)
        damaged, last, shown = 0, 0.0, 0
        for frame in self._decoded(stream):
            if frame is None or frame.is_corrupt:
                damaged += 1
                continue
            if frame.width * frame.height > MAX_PIXELS:
                raise bomb(frame.width, frame.height)
            unit = float(frame.time_base or 0)
            last = timeline.place(
                None if frame.pts is None else frame.pts * unit,
                None if frame.dts is None else frame.dts * unit,
            )
            if shown == 0 and quarter_turns(frame.rotation) % 2:
                self.width, self.height = self.height, self.width
            shown += 1
            yield VideoFrame(frame, last, self._wide)
        if not key_frames_only:
            self._note_end(timeline, damaged, last, shown)

    def _decoded(self, stream: VideoStream) -> Iterator[av.VideoFrame | None]:
        """The decoder's frames; `None` for each packet that it refused."""
        packets = self._container.demux(stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.error.FFmpegError, OSError) as error:
                self.notes.append(f"truncated: the container could not be read on ({error})")
                return
            try:
                yield from packet.decode()
            except av.error.FFmpegError:
                yield None

    def _note_end(self, timeline: Timeline, damaged: int, last: float, shown: int) -> None:
        if timeline.repaired:
            self.notes.append(f"time stamps repaired: {timeline.repaired}")
        if damaged:
            self.notes.append(f"damaged frames or packets left out: {damaged}")
        declared = self.duration
        gone = (declared or 0.0) - last - (1 / self.frame_rate if self.frame_rate else 0.04)
        if (
            shown
            and declared
            and gone > max(_MISSING_SECONDS, _MISSING_SHARE * declared)
            and not any(note.startswith("truncated") for note in self.notes)
        ):
            self.notes.append(
                f"truncated: the pictures end at {last:.2f} s of {declared:.2f} s declared"
            )


def bomb(width: int, height: int) -> UnreadableError:
    """The failure of a picture whose size is beyond all reason."""
    return UnreadableError(
        Failure(
            "decompression-bomb",
            f"The file declares a picture of {width} × {height} pixels, beyond what is decoded.",
            "Look at the file on an isolated machine; its declared size is probably false.",
        )
    )


@contextmanager
def open_video(untrusted: Path, container: Container) -> Iterator[OpenVideo]:
    """Open a video file with the demultiplexer of its container and no other."""
    options = {"format_whitelist": _DEMUXERS[container], "protocol_whitelist": "file"}
    try:
        opened = av.open(str(untrusted), metadata_errors="replace", container_options=options)
    except (av.error.FFmpegError, OSError) as error:
        raise _unopened(untrusted, container, error) from None
    with opened:
        yield OpenVideo(opened, container.value)


def _unopened(untrusted: Path, container: Container, error: Exception) -> UnreadableError:
    if container is Container.MP4 and b"moov" not in _box_names(untrusted):
        return UnreadableError(
            Failure(
                "truncated",
                "The MP4 file ends before its index (the moov box), so no frame can be found.",
                "Acquire the whole file again, or try to rebuild the index of a copy.",
            )
        )
    return UnreadableError(
        Failure(
            "damaged",
            f"The {container.value} file could not be opened: {error}",
            "Acquire the file again; where that is impossible, try to repair a copy.",
        )
    )


def _box_names(untrusted: Path) -> set[bytes]:
    """The names of the boxes at the top of an MP4 file, as far as its sizes lead."""
    names: set[bytes] = set()
    end = untrusted.stat().st_size
    with untrusted.open("rb") as stream:
        at = 0
        while at + 8 <= end and len(names) < 64:
            stream.seek(at)
            head = stream.read(16)
            size = int.from_bytes(head[:4], "big")
            if size == 1:
                size = int.from_bytes(head[8:16], "big")
            if size < 8 or at + size > end:
                break
            names.add(head[4:8])
            at += size
    return names


def _picture_stream(container: Any) -> VideoStream | None:
    """The stream with the largest moving pictures: cover art is passed over."""
    streams = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic and stream.codec_context is not None
    ]
    if not streams:
        return None
    best: VideoStream = max(streams, key=lambda s: s.codec_context.width * s.codec_context.height)
    best.thread_type = "AUTO"
    return best


def _declared_duration(container: Any, stream: VideoStream | None) -> float | None:
    if stream is not None and stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / av.time_base if container.duration else None


def _pixel_width(stream: VideoStream) -> float:
    """How many times wider than high a pixel is shown."""
    ratio = stream.sample_aspect_ratio
    return float(ratio) if ratio and 0.2 < ratio < 5 else 1.0
