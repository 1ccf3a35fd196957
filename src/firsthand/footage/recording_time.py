"""The time that a media file claims for its making, from the tags that carry it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval

#: Tags that claim the moment of recording, the most telling first, as (reader, tag).
_CLAIMS = (
    ("exiftool", "QuickTime:CreationDate"),
    ("exiftool", "Keys:CreationDate"),
    ("exiftool", "Composite:SubSecDateTimeOriginal"),
    ("exiftool", "ExifIFD:DateTimeOriginal"),
    ("container", "com.apple.quicktime.creationdate"),
    ("exif", "DateTimeOriginal"),
    ("container", "creation_time"),
    ("video", "creation_time"),
    ("exif", "DateTime"),
)
_STAMP = re.compile(
    r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?"
)
#: Counters that were never set read as the first day of their epoch.
_EPOCHS = (1904, 1970)
#: Where no zone is given the clock may have been set to any on Earth.
_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=12)


def recording_time(tags: Mapping[str, Any]) -> TimeInterval:
    """The interval of instants that the file claims for its recording; unknown without a claim.

    A stamp with a zone is one second long; one without may mean any zone on Earth. A file's claim
    is only a claim: clocks are wrong, and tags are rewritten.
    """
    for reader, tag in _CLAIMS:
        found = tags.get(reader)
        value = found.get(tag) if isinstance(found, Mapping) else None
        interval = _interval(value, f"{reader} {tag}") if isinstance(value, str) else None
        if interval is not None:
            return interval
    return UNKNOWN_TIME


def _interval(printed: str, basis: str) -> TimeInterval | None:
    found = _STAMP.match(printed.strip())
    if found is None or int(found[1]) in _EPOCHS:
        return None
    try:
        stamp = datetime(*(int(found[n]) for n in range(1, 7)), tzinfo=UTC)  # type: ignore[misc,arg-type]
        if found[7]:
            stamp = stamp.replace(tzinfo=_zone(found[7])).astimezone(UTC)
            return TimeInterval(stamp, stamp + timedelta(seconds=1), printed[:80], basis)
        return TimeInterval(stamp - _AHEAD, stamp + _BEHIND, printed[:80], basis)
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))
