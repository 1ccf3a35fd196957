"""The edits of the copy benchmark, as ffmpeg commands. Each keeps the scene and changes the file.

An edit takes the clip and gives the arguments between `ffmpeg` and the output; `carrier` is an
unrelated clip into which an excerpt is cut. The overlays (caption, logo) are drawn once by Pillow:
every edited clip carries the same one, so any two of them are decoys for each other.
"""

# ruff: noqa: ARG001  every edit is called with the same three paths
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

#: Longer clips are cut to this many seconds before they are edited.
LONGEST = 20.0
_EVEN = "scale=trunc(iw/2)*2:trunc(ih/2)*2,setsar=1"


@dataclass(frozen=True)
class Edit:
    """One edit: how it is made, and where the copy's seconds lie in the original's.

    The copy shows `start + t * speed` of the original at its own second `lead + t`.
    """

    name: str
    arguments: Callable[[Path, Path, Path], list[str]]
    start: float = 0.0
    lead: float = 0.0
    speed: float = 1.0
    length: float | None = None
    mirrored: bool = False
    #: Whether the file's display matrix is to turn the picture back.
    turned: bool = False


def _filter(graph: str, *more: str):
    def arguments(clip: Path, carrier: Path, overlays: Path) -> list[str]:
        return ["-t", str(LONGEST), "-i", str(clip), "-vf", f"{graph},{_EVEN}", *more]

    return arguments


def _overlay(name: str, place: str):
    def arguments(clip: Path, carrier: Path, overlays: Path) -> list[str]:
        graph = f"[0:v]scale=640:360,setsar=1[v];[1:v]null[o];[v][o]overlay={place}"
        image = str(overlays / f"{name}.png")
        return ["-t", str(LONGEST), "-i", str(clip), "-i", image, "-filter_complex", graph]

    return arguments


def _excerpt(length: float, start: float, lead: float):
    def arguments(clip: Path, carrier: Path, overlays: Path) -> list[str]:
        fit = "scale=640:360:force_original_aspect_ratio=decrease"
        same = f"{fit},pad=640:360:(ow-iw)/2:(oh-ih)/2,setsar=1,fps=25"
        graph = f"[0:v]{same}[a];[1:v]{same}[b];[2:v]{same}[c];[a][b][c]concat=n=3:v=1:a=0"
        return [
            *("-stream_loop", "9", "-t", str(lead), "-i", str(carrier)),
            *("-ss", str(start), "-t", str(length), "-i", str(clip)),
            *("-stream_loop", "9", "-t", str(lead), "-i", str(carrier)),
            *("-filter_complex", graph),
        ]

    return arguments


def _metadata_turn(clip: Path, carrier: Path, overlays: Path) -> list[str]:
    """Turned pixels with a display matrix that turns them back; the second pass sets the matrix."""
    return ["-t", str(LONGEST), "-i", str(clip), "-vf", f"transpose=1,{_EVEN}"]


EDITS: tuple[Edit, ...] = (
    Edit("re-encode 360p", _filter("scale=-2:360", "-crf", "33")),
    Edit("mirror", _filter("hflip"), mirrored=True),
    Edit("crop 10 %", _filter("crop=iw*0.9:ih*0.9:iw*0.03:ih*0.07")),
    Edit("crop 20 %", _filter("crop=iw*0.8:ih*0.8:iw*0.12:ih*0.08")),
    Edit("crop to square", _filter("crop=min(iw\\,ih):min(iw\\,ih)")),
    Edit("caption", _overlay("caption", "0:H-h")),
    Edit("logo", _overlay("logo", "W-w-12:12")),
    Edit("letterbox 9:16", _filter("scale=360:-2,pad=360:640:(ow-iw)/2:(oh-ih)/2")),
    Edit("border", _filter("scale=512:288,pad=640:360:64:36:color=0x803020")),
    Edit("grey and brighter", _filter("hue=s=0,eq=brightness=0.12:contrast=1.2")),
    Edit("blur", _filter("gblur=sigma=6")),
    Edit("15 frames/s", _filter("fps=15")),
    Edit("speed 1.25", _filter("setpts=PTS/1.25"), speed=1.25),
    Edit("rotation metadata", _metadata_turn, turned=True),
    Edit(
        "mirror + crop + caption band",
        _filter("hflip,crop=iw*0.9:ih*0.9,scale=640:300,pad=640:360:0:60:color=white"),
        mirrored=True,
    ),
    Edit("excerpt 3 s", _excerpt(3.0, 0.5, 4.0), start=0.5, lead=4.0, length=3.0),
    Edit("excerpt 2 s", _excerpt(2.0, 0.5, 4.0), start=0.5, lead=4.0, length=2.0),
)


def draw_overlays(folder: Path) -> None:
    """Draw the caption and the logo that every captioned copy carries."""
    folder.mkdir(parents=True, exist_ok=True)
    font = ImageFont.load_default(size=26)
    caption = Image.new("RGBA", (640, 84), (0, 0, 0, 150))
    draw = ImageDraw.Draw(caption)
    draw.text((16, 8), "EXCLUSIVE: convoy seen near the bridge", font=font, fill="white")
    draw.text((16, 44), "Harbour Wire, unverified footage", font=font, fill="yellow")
    caption.save(folder / "caption.png")
    logo = Image.new("RGBA", (110, 64), (0, 0, 0, 0))
    draw = ImageDraw.Draw(logo)
    draw.rounded_rectangle((0, 0, 109, 63), 12, fill=(200, 30, 40, 255))
    draw.text((14, 16), "HW 24", font=font, fill="white")
    logo.save(folder / "logo.png")
