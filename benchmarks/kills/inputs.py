"""What is added to the cases whose processes are killed: small documents, footage, bigger files.

All of it is made from a seed, except two small clips of the bundled example. People, places and
outlets are invented.
"""

from __future__ import annotations

import random
import shutil
from importlib.resources import as_file, files
from pathlib import Path

_CLIPS = ("ferry-story.mp4", "ramp-still.jpg")
_SPEAKERS = ("Ivo Marden", "Sela Torvik", "the harbour office", "Captain Runa Welk")
_PLACES = ("Orlec", "Lindhaven", "the north quay", "Karsova")
_CUES = ("said", "told reporters", "stressed", "denied")


def make_mixture(folder: Path, seed: int) -> None:
    """Four documents that quote each other, a picture, a clip, and two files of 2 MB."""
    draw = random.Random(seed)
    folder.mkdir(parents=True)
    for number in range(2):
        (folder / f"report-{number}.txt").write_text(report(draw, number))
        (folder / f"page-{number}.html").write_text(page(draw, number))
    for name in _CLIPS:
        with as_file(files("firsthand.example") / "incident" / "clips" / name) as clip:
            shutil.copyfile(clip, folder / name)
    for number in range(2):
        (folder / f"recording-{number}.dat").write_bytes(draw.randbytes(2_000_000))


def make_many(folder: Path, seed: int) -> None:
    """Sixty small files in six folders, some with the same bytes, and four of 3 MB."""
    draw = random.Random(seed)
    for number in range(60):
        inside = folder / f"part-{number % 6}"
        inside.mkdir(parents=True, exist_ok=True)
        text = report(draw, number) if number % 5 else "The same note in several folders.\n"
        (inside / f"note-{number:02d}.txt").write_text(text)
    for number in range(4):
        (folder / f"recording-{number}.dat").write_bytes(draw.randbytes(3_000_000))


def report(draw: random.Random, number: int) -> str:
    """A short report with two quotations."""
    first, second = draw.sample(_SPEAKERS, 2)
    return (
        f"Report {number} from {draw.choice(_PLACES)}, 14 March 2025\n\n"
        f"“No boat left the pier before noon that day,” {first} {draw.choice(_CUES)}.\n\n"
        f"According to {second}, at least {draw.randint(3, 40)} people were waiting at "
        f"{draw.choice(_PLACES)}.\n"
    )


def page(draw: random.Random, number: int) -> str:
    """The same as a web page of an outlet."""
    body = "".join(f"<p>{part}</p>" for part in report(draw, number).split("\n\n"))
    return (
        f"<!doctype html><html><head><title>Page {number}</title>"
        '<meta property="og:site_name" content="The Lindhaven Courier"></head>'
        f"<body><article><h1>Page {number}</h1>{body}</article></body></html>\n"
    )
