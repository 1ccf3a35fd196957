"""Make the clips of the bundled example: `python -m firsthand.example.making FOLDER`.

The same versions of PyAV, Pillow and NumPy make the same bytes: seeds are fixed, the encoder runs
in one thread and writes no dates. The clips that ship were made by this module.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from firsthand.example import edits, shots
from firsthand.example.camera import FRAME_RATE, Frame, record

NOTE = "Generated for Firsthand's bundled example. Countries, places and people are invented."


def make_clips(folder: Path) -> None:
    """Write the clips and, beside each that was posted, the downloader's record of the posting."""
    folder.mkdir(parents=True, exist_ok=True)
    bridge, exercise, ferry = (
        list(record(shot)) for shot in (shots.bridge(), shots.exercise(), shots.ferry())
    )
    write_video(folder / "bridge-lakeside.mp4", bridge, quality=26)
    write_video(folder / "bridge-shared.mp4", edits.scaled(bridge, 640, 352), quality=35)
    write_video(
        folder / "bridge-zoomed.mp4",
        edits.scaled(edits.cropped(edits.excerpt(bridge, 5, 17), 0.14), 640, 352),
        quality=27,
    )
    write_video(
        folder / "heron-unit.mp4",
        edits.captioned(edits.mirrored(edits.excerpt(bridge, 2, 18)), "HERON UNIT AT WORK"),
        quality=28,
    )
    write_video(folder / "bay-exercise.mp4", exercise, quality=25)
    write_video(folder / "ferry-morning.mp4", ferry, quality=26)
    write_video(
        folder / "ferry-story.mp4",
        edits.letterboxed(edits.scaled(edits.excerpt(ferry, 1, 10), 480, 262), 480, 640),
        quality=28,
    )
    write_video(
        folder / "the-truth-about-orlec.mp4",
        _same_size(
            chain(
                edits.excerpt(exercise, 3, 9),
                edits.excerpt(bridge, 7, 15),
                edits.excerpt(ferry, 4, 9),
            )
        ),
        quality=29,
    )
    _write_gif(folder / "bridge-loop.gif", edits.excerpt(bridge, 6, 12))
    Image.fromarray(bridge[round(14.0 * FRAME_RATE)]).save(
        folder / "ramp-still.jpg", quality=84, comment=NOTE.encode()
    )
    for name, posting in _POSTINGS.items():
        write_posting(folder / f"{name}.info.json", posting)


_POSTINGS: dict[str, dict[str, Any]] = {
    "bridge-lakeside": {
        "title": "at the bridge just now",
        "uploader": "lakeside_k",
        "timestamp": datetime(2025, 3, 14, 15, 48, 11, tzinfo=UTC),
    },
    "bridge-shared": {
        "title": "ORLEC. share before it is deleted",
        "uploader": "karsova.today",
        "timestamp": datetime(2025, 3, 14, 16, 31, 40, tzinfo=UTC),
    },
    "bridge-zoomed": {
        "title": "look at the truck",
        "uploader": "north_shore_eye",
        "timestamp": datetime(2025, 3, 14, 19, 20, 5, tzinfo=UTC),
    },
    "heron-unit": {
        "title": "Heron unit at work",
        "uploader": "anon4471",
        "upload_date": "20250315",
    },
    "bay-exercise": {
        "title": "Autumn exercise in Sand Bay",
        "uploader": "lakeguard_fans",
        "timestamp": datetime(2024, 10, 2, 8, 15, tzinfo=UTC),
    },
    "ferry-morning": {
        "title": "first ferry after the closure",
        "uploader": "ferrynotes",
        "timestamp": datetime(2025, 3, 15, 7, 10, 30, tzinfo=UTC),
    },
    "the-truth-about-orlec": {
        "title": "The truth about Orlec in twenty seconds",
        "uploader": "radomir.k",
        "timestamp": datetime(2025, 3, 16, 20, 2, tzinfo=UTC),
    },
}


def write_posting(path: Path, posting: dict[str, Any]) -> None:
    """A record in the form that yt-dlp leaves beside a download."""
    moment = posting.get("timestamp")
    record_of = {
        "id": path.name.removesuffix(".info.json"),
        "extractor": "lakeview",
        "webpage_url": f"https://lakeview.example/watch/{path.name.removesuffix('.info.json')}",
        "description": NOTE,
        **posting,
    }
    if moment is not None:
        record_of |= {"timestamp": int(moment.timestamp()), "upload_date": f"{moment:%Y%m%d}"}
    path.write_text(json.dumps(record_of, indent=2, sort_keys=True) + "\n")


def write_video(path: Path, frames: Iterable[Frame], *, quality: int) -> None:
    """H.264 at the constant rate factor `quality`, one thread, no dates."""
    with av.open(str(path), "w", container_options={"fflags": "+bitexact"}) as container:
        stream: Any = None
        for frame in frames:
            if stream is None:
                stream = container.add_stream("libx264", rate=FRAME_RATE)
                height, width = frame.shape[:2]
                stream.width, stream.height = width - width % 2, height - height % 2
                stream.pix_fmt = "yuv420p"
                stream.codec_context.thread_count = 1
                stream.options = {
                    "crf": str(quality),
                    "preset": "medium",
                    "flags": "+bitexact",
                    "x264-params": "mbtree=0",  # with it, the same frames give several files
                }
            even = np.ascontiguousarray(frame[: stream.height, : stream.width])
            picture = av.VideoFrame.from_ndarray(even, format="rgb24")
            container.mux(stream.encode(picture.reformat(format="yuv420p")))
        container.mux(stream.encode(None))


def _write_gif(path: Path, frames: list[Frame]) -> None:
    """A small looping GIF at eight pictures a second."""
    pictures = [
        Image.fromarray(frame).resize((320, 174), Image.Resampling.BICUBIC).quantize(64)
        for frame in frames[::3]
    ]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=120, loop=0)


def _same_size(frames: Iterable[Frame]) -> Iterator[Frame]:
    return edits.scaled(frames, 720, 400)


if __name__ == "__main__":
    make_clips(Path(sys.argv[1]))
