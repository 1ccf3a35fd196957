"""Stable names for exported things, and text that every JSON reader accepts."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from urllib.parse import quote

from firsthand.dossier.report_times import precision, printed_day
from firsthand.evidence.times import TimeInterval

_SURROGATE = re.compile("[\ud800-\udfff]")
_SCHEMES = ("http://", "https://")


class Naming:
    """Names within one case, made from what a thing is (UUID version 5, RFC 9562)."""

    def __init__(self, case_id: str) -> None:
        self.namespace = f"urn:firsthand:case:{quote(scalar(case_id), safe='-')}:"
        self._seed = uuid.uuid5(uuid.NAMESPACE_URL, self.namespace)

    def uuid(self, kind: str, *parts: object) -> str:
        """The UUID of the thing of this kind with these parts; other parts, another UUID."""
        # The lengths keep ("a", "bc") and ("ab", "c") apart.
        key = "".join(f"{len(text)}:{text}" for text in (kind, *map(str, parts)))
        return str(uuid.uuid5(self._seed, scalar(key)))


def scalar(text: str) -> str:
    """The text without lone surrogates (file names that are not UTF-8), which UTF-8 cannot hold."""
    return _SURROGATE.sub("\ufffd", text)


def web_address(untrusted: str | None) -> str | None:
    """The address if it is a web address without spaces or quotes, else nothing."""
    if untrusted is None or not untrusted.lower().startswith(_SCHEMES):
        return None
    return None if re.search(r"[\s\"<>\\^`{}|\x00-\x20\x7f\ud800-\udfff]", untrusted) else untrusted


def instant_text(instant: datetime) -> str:
    """An instant as an xsd:dateTime in UTC."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def exact(interval: TimeInterval) -> str | None:
    """The xsd:dateTime of an interval that is known to the minute or better, else nothing."""
    known = precision(interval) == "instant" and interval.earliest is not None
    return instant_text(interval.earliest) if known and interval.earliest else None


def date_prefix(interval: TimeInterval) -> str | None:
    """An interval as the longest ISO 8601 prefix that holds all of it, in UTC; else nothing.

    A calendar day without a known time zone keeps its name, as it was printed.
    """
    earliest, latest = interval.earliest, interval.latest
    if earliest is None or latest is None:
        return None
    if precision(interval) == "instant":
        return earliest.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    day = printed_day(interval)
    if day is not None:
        return day.strftime("%Y-%m-%d")
    one, other = earliest.astimezone(UTC).isoformat(), latest.astimezone(UTC).isoformat()
    return next((one[:length] for length in (10, 7, 4) if one[:length] == other[:length]), None)
