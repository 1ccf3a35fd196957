"""Footage: what a media file is, and which stretches of two show the same recording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval


@dataclass(frozen=True, slots=True)
class MediaDescription:
    """What a media file says about itself and what its decoder found.

    Durations are seconds, sizes pixels as shown (rotation applied). `recorded` is the time that
    the file claims for its making. `raw` keeps the tags as read, by tool.
    """

    container: str
    codec: str
    width: int
    height: int
    duration: float | None
    frame_rate: float | None
    has_sound: bool
    recorded: TimeInterval = UNKNOWN_TIME
    raw: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class MatchKind(StrEnum):
    """How two stretches are related."""

    COPY = "copy"  # the same recording
    IDENTICAL = "identical"  # the same bytes


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of footage `a` that shows the same recording as a stretch of footage `b`.

    Times are seconds of presentation time; a still image has its stretch at 0. `speed` is how
    fast `b` plays the recording relative to `a`; `score` is from 0 to 1, higher is surer;
    `channels` names the kinds of evidence ("pdq"). `transform` holds what else was estimated
    (crop, borders removed) and `evidence` the measurements that the score rests on, by name.
    """

    a: str
    b: str
    a_start: float
    a_end: float
    b_start: float
    b_end: float
    speed: float
    mirrored: bool
    kind: MatchKind
    score: float
    channels: tuple[str, ...]
    transform: Mapping[str, Any] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of a recording in exhibits `a` and `b`, to be looked at side by side.

    The times are those of the two frames, in seconds of presentation time. `mirrored` is true
    where one shows the other's mirror image. `part_of_a` is the part of a's frame that b shows
    too: left, top, right and bottom as shares of the frame; empty where it is all of the frame.
    """

    a: str
    b: str
    a_seconds: float
    b_seconds: float
    mirrored: bool
    part_of_a: tuple[float, ...] = ()
    part_of_b: tuple[float, ...] = ()
