"""A printed time of publication to the interval of instants that it allows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from firsthand.evidence.times import TimeInterval, interval_of_day

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=12)  # the civil times furthest from UTC


def interval_of_printed(printed: str, basis: str) -> TimeInterval | None:
    """The interval of an ISO 8601 or RFC 5322 time; `None` when it is neither.

    With an offset from UTC the instant is exact; without one, any time zone on Earth is allowed.
    A date alone is its whole day. Midnight to the second is what programs print that know only the
    day, so it is taken as the day: at its offset, or in any zone where that offset is zero.
    """
    printed = printed.strip()[:100]
    moment = _iso(printed) or _rfc5322(printed)
    try:
        if isinstance(moment, datetime):
            return _of_moment(moment, printed, basis)
        if moment is not None:
            return interval_of_day(moment, printed=printed, basis=basis)
    except OverflowError:  # the first and last days of the calendar
        return None
    return None


def _of_moment(moment: datetime, printed: str, basis: str) -> TimeInterval:
    offset = moment.utcoffset()
    if moment.time() == time():
        zone = offset or None  # UTC is what is printed when nobody thought of zones
        return interval_of_day(moment.date(), utc_offset=zone, printed=printed, basis=basis)
    if offset is None:
        at = moment.replace(tzinfo=UTC)
        return TimeInterval(at - _AHEAD, at + _BEHIND, printed, basis)
    at = moment.astimezone(UTC)
    return TimeInterval(at, at, printed, basis)


def _iso(printed: str) -> datetime | date | None:
    try:
        if _DAY.fullmatch(printed):
            return date.fromisoformat(printed)
        return datetime.fromisoformat(printed)
    except ValueError:
        return None


def _rfc5322(printed: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(printed)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # "-0000" says: this is UTC, and nothing about the sender's zone (RFC 5322, section 3.3).
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None and "-0000" in printed else moment
