"""What a downloader's record beside a media file claims about it.

yt-dlp and its kin write `NAME.info.json` (or `NAME.EXT.info.json`) beside `NAME.EXT`: the address,
the account, the time of posting as the platform told them. Claims are kept as claims; nothing here
is verified. The record is somebody else's JSON and is parsed in a confined child.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from firsthand.confine import Limits, run_confined
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval, interval_of_day

SIDECAR_ENDING = ".info.json"
_LARGEST = 64 * 1024 * 1024
_LONGEST_TEXT = 20_000
_LARGEST_INTEGER = 2**53 - 1  # what every JSON reader agrees on (RFC 8259, section 6)
_LIMITS = Limits(memory_bytes=1 << 30, cpu_seconds=10, wall_seconds=20, result_bytes=1 << 20)

#: The keys that are kept, under the names that yt-dlp documents for its output template.
CLAIMED_KEYS = (
    "id", "webpage_url", "original_url", "uploader", "uploader_id", "uploader_url", "channel",
    "channel_id", "channel_url", "title", "fulltitle", "description", "timestamp", "upload_date",
    "release_timestamp", "release_date", "modified_timestamp", "modified_date", "duration",
    "width", "height", "location", "language", "availability", "live_status", "extractor",
    "extractor_key", "epoch",
)  # fmt: skip


def sidecar_names(name: str) -> tuple[str, ...]:
    """The names that a downloader's record beside the file `name` could have, likeliest first."""
    if name.endswith(SIDECAR_ENDING):
        return ()
    stem = name.rpartition(".")[0]
    return tuple(n + SIDECAR_ENDING for n in (stem, name) if n)


def is_posting_record(name: str, media_type: str) -> bool:
    """Whether a file is such a record itself, by its name and what its bytes are."""
    return name.endswith(SIDECAR_ENDING) and media_type == "application/json"


def read_sidecar(path: Path) -> dict[str, Any]:
    """The claims in a downloader's record; raises `UnreadableError` where it cannot be read."""
    if path.is_symlink() or not path.is_file():
        raise UnreadableError(Failure("unsupported", "It is not a plain file."))
    if path.stat().st_size > _LARGEST:
        raise UnreadableError(Failure("too-large", "It is larger than such records are."))
    claimed: dict[str, Any] = run_confined(_parse, path, limits=_LIMITS).value
    return claimed


def _parse(untrusted: Path, _outbox: Path, _options: Mapping[str, Any]) -> dict[str, Any]:
    try:
        record = json.loads(untrusted.read_bytes())
    except (ValueError, RecursionError) as error:
        raise UnreadableError(Failure("malformed", f"It is not JSON: {error}")) from None
    if not isinstance(record, dict):
        raise UnreadableError(Failure("malformed", "It is JSON, but not a record."))
    kept = {key: _plain(record.get(key)) for key in CLAIMED_KEYS}
    return {key: value for key, value in kept.items() if value is not None}


def _plain(value: Any) -> str | int | float | bool | None:
    """The value if it is one that canonical JSON holds, made so where that loses nothing."""
    if isinstance(value, str):
        text = value if len(value) <= _LONGEST_TEXT else value[:_LONGEST_TEXT] + " […]"
        return text.encode("utf-8", "replace").decode()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST_INTEGER else str(value)
    return None


def published_interval(claimed: Mapping[str, Any]) -> TimeInterval:
    """When the claims say it was posted: a second where there is one, else a day in any zone."""
    timestamp = claimed.get("timestamp")
    if isinstance(timestamp, int | float) and not isinstance(timestamp, bool):
        try:
            second = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=math.floor(timestamp))
            latest = second + timedelta(seconds=1, microseconds=-1)
            return TimeInterval(second, latest, str(timestamp), "downloader's record, timestamp")
        except (OverflowError, ValueError):
            pass  # no such second in the calendar; the day may be better
    day = claimed.get("upload_date")
    if isinstance(day, str) and len(day) == 8 and day.isascii() and day.isdigit():
        try:
            parsed = date(int(day[:4]), int(day[4:6]), int(day[6:]))
            return interval_of_day(parsed, printed=day, basis="downloader's record, upload_date")
        except (OverflowError, ValueError):
            pass
    return UNKNOWN_TIME
