"""Times, sizes and lengths in words, never more exact than they are known."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from firsthand.evidence.times import TimeInterval, interval_of_day

#: Intervals up to this long are drawn and said as one instant.
INSTANT = timedelta(seconds=60)
_DAY = timedelta(days=1)


def instant_words(instant: datetime) -> str:
    """An instant such as 1 March 2026, 10:04:33 UTC."""
    instant = instant.astimezone(UTC)
    return f"{day_words(instant)}, {instant:%H:%M:%S} UTC"


def day_words(instant: datetime) -> str:
    """The day of an instant, such as 1 March 2026."""
    return f"{instant.day} {instant:%B} {instant.year}"


def printed_day(interval: TimeInterval) -> datetime | None:
    """Midnight (as UTC) of the calendar day that an interval stands for, if it is one day.

    A day without a known time zone covers fifty hours, a day in a known zone twenty-four.
    """
    if interval.earliest is None or interval.latest is None:
        return None
    near = interval.earliest + timedelta(hours=14)
    if near.time() == near.time().min:
        day = interval_of_day(near.date())
        if (day.earliest, day.latest) == (interval.earliest, interval.latest):
            return near
    if interval.latest - interval.earliest == _DAY - timedelta(microseconds=1):
        middle = interval.earliest + _DAY / 2
        return datetime(middle.year, middle.month, middle.day, tzinfo=UTC)
    return None


def precision(interval: TimeInterval) -> str:
    """How well a time is known: `instant`, `day`, `between`, `after`, `before` or `unknown`."""
    if interval.earliest is None or interval.latest is None:
        if interval.earliest is not None:
            return "after"
        return "before" if interval.latest is not None else "unknown"
    if interval.latest - interval.earliest <= INSTANT:
        return "instant"
    return "day" if printed_day(interval) is not None else "between"


def interval_words(interval: TimeInterval) -> str:
    """An interval in words: to the second, the day only, between two instants, or unknown."""
    earliest, latest = interval.earliest, interval.latest
    if earliest is None and latest is None:
        return "time unknown"
    if latest is None or earliest is None:
        known = earliest or latest
        assert known is not None  # noqa: S101  one of the two is there, as tested above
        return f"not {'before' if latest is None else 'after'} {instant_words(known)}"
    if latest - earliest <= INSTANT:
        return instant_words(earliest)
    day = printed_day(interval)
    if day is None:
        return f"between {instant_words(earliest)} and {instant_words(latest)}"
    zone = "" if latest - earliest < _DAY else ", time zone not known"
    return f"{day_words(day)} (the day only{zone})"


def size_words(size: int) -> str:
    """A number of bytes such as 3.4 MB (decimal)."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{size} bytes" if unit == "bytes" else f"{amount:.3g} {unit}"
        amount /= 1000
    return f"{amount:.4g} TB"


def seconds_words(seconds: float) -> str:
    """A place in footage or its length, such as 1:05.2 (minutes and seconds)."""
    tenths = round(max(seconds, 0.0) * 10) if math.isfinite(seconds) else 0
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    clock = f"{rest // 10:02d}.{rest % 10}"
    return f"{hours}:{minutes:02d}:{clock}" if hours else f"{minutes}:{clock}"
