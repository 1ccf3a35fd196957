"""Describing media: what a file says about itself, what its decoder found, and key pictures."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firsthand import __version__
from firsthand.confine import run_confined
from firsthand.evidence.errors import MalformedValueError
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.evidence.footage import MediaDescription
from firsthand.evidence.json_values import from_json, to_json
from firsthand.footage.decoding import OpenFootage, decoder_tool, open_footage
from firsthand.footage.exiftool import exiftool_tags, exiftool_version
from firsthand.footage.fingerprinting import limits_for
from firsthand.footage.pictures import MOST_PICTURES, Picture, key_pictures
from firsthand.footage.recording_time import recording_time

__all__ = ["Picture", "describe"]

#: Footage longer than this (seconds) is not decoded whole for the sake of its pictures.
_LONGEST_WHOLE = 600.0


def describe(path: Path) -> tuple[MediaDescription, tuple[Picture, ...]]:
    """The description and at most twelve key pictures of a media file.

    Footage without pictures (sound alone) is described with size 0 × 0 and a note. Raises
    `UnreadableError` where the file cannot be opened at all.
    """
    result = run_confined(describe_in_child, path, limits=limits_for(path))
    try:
        description = from_json(MediaDescription, result.value["description"])
        pictures = tuple(
            Picture(float(at), result.files[f"{n}.jpg"], result.files[f"{n}.blurred.jpg"])
            for n, at in enumerate(result.value["pictures"][:MOST_PICTURES])
        )
    except (KeyError, TypeError, ValueError, MalformedValueError) as error:
        raise UnreadableError(
            Failure("crashed", f"The decoding process gave no proper description: {error}")
        ) from error
    tags, notes = exiftool_tags(path)
    raw = {**description.raw, "exiftool": tags} if tags else dict(description.raw)
    described = dataclasses.replace(
        description,
        raw=raw,
        recorded=recording_time(raw),
        notes=(*description.notes, *notes),
    )
    return described, pictures


def describing_tool() -> Tool:
    """What makes descriptions: the decoders, and exiftool where it is installed."""
    decoder = decoder_tool()
    details = {**decoder.details, decoder.name: decoder.version}
    if (exiftool := exiftool_version()) is not None:
        details["exiftool"] = exiftool
    return Tool("firsthand media description", __version__, details)


def describe_in_child(untrusted: Path, outbox: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Decode the key pictures; runs in the child and leaves them in the outbox, by number."""
    del options
    pictures: tuple[Picture, ...] = ()
    with open_footage(untrusted) as footage:
        has_pictures = bool(footage.width)
        long = footage.duration is not None and footage.duration > _LONGEST_WHOLE
        if has_pictures:
            pictures = key_pictures(footage, key_frames_only=long)
        description = _description(footage)
    if has_pictures and not pictures and long:  # it has no key frames that can be decoded
        with open_footage(untrusted) as footage:
            pictures = key_pictures(footage, key_frames_only=False)
            description = _description(footage)
    if has_pictures and not pictures:
        description = dataclasses.replace(
            description, notes=(*description.notes, "no frame can be decoded")
        )
    for number, picture in enumerate(pictures):
        (outbox / f"{number}.jpg").write_bytes(picture.jpeg)
        (outbox / f"{number}.blurred.jpg").write_bytes(picture.blurred_jpeg)
    return {
        "description": to_json(description),
        "pictures": [round(picture.seconds, 3) for picture in pictures],
    }


def _description(footage: OpenFootage) -> MediaDescription:
    return MediaDescription(
        container=footage.container,
        codec=footage.codec,
        width=footage.width,
        height=footage.height,
        duration=None if footage.duration is None else round(footage.duration, 3),
        frame_rate=None if footage.frame_rate is None else round(footage.frame_rate, 3),
        has_sound=footage.has_sound,
        raw={name: dict(tags) for name, tags in footage.tags.items()},
        notes=tuple(footage.notes),
    )
