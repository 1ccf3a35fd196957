"""Times, lists and numbers as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from firsthand.evidence.times import TimeInterval

_EXCERPT = 280


def time_in_words(interval: TimeInterval) -> str:
    """The interval in words, in UTC: a minute where it is that narrow, else both ends."""
    earliest, latest = interval.earliest, interval.latest
    printed = f" (printed: {interval.printed})" if interval.printed else ""
    if earliest is None and latest is None:
        return f"at an unknown time{printed}"
    if earliest is None:
        return f"no later than {_minute(latest)}{printed}"
    if latest is None:
        return f"no earlier than {_minute(earliest)}{printed}"
    if latest - earliest <= timedelta(minutes=1):
        return _minute(earliest)
    return f"between {_minute(earliest)} and {_minute(latest)}{printed}"


def listed(items: Sequence[str], most: int = 6) -> str:
    """`a, b and c`; what goes beyond `most` is counted."""
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def excerpt(text: str, start: int, end: int) -> str:
    """The stretch on one line, its middle left out where it is long."""
    words = " ".join(text[start:end].split())
    if len(words) <= _EXCERPT:
        return words
    head = words[: _EXCERPT * 2 // 3].rsplit(" ", 1)[0]
    tail = words[-_EXCERPT // 3 :].split(" ", 1)[-1]
    return f"{head} … {tail}"


def percent(share: float) -> str:
    """A share in words: 12 %."""
    return f"{share * 100:.0f} %"


def _minute(instant: datetime | None) -> str:
    return "" if instant is None else f"{instant:%Y-%m-%d %H:%M} UTC"
