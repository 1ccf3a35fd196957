"""Times of day as printed, with the zone that the words give: "05:40 MSK", "half past nine"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from firsthand.reading.lexicon import list_of_words

_ZONES = {
    "gmt": 0,
    "utc": 0,
    "z": 0,
    "bst": 1,
    "cet": 1,
    "cest": 2,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "amt": 4,
    "azt": 4,
    "gst": 4,
    "est": -5,
    "edt": -4,
    "cdt": -5,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "jst": 9,
    "trt": 3,
}
ZONE = r"(?:GMT|UTC|Z|BST|CEST|CET|EEST|EET|MSK|AMT|AZT|GST|EST|EDT|CDT|MDT|PST|PDT|JST|TRT)"
_OFFSET = r"(?:[+−-]\d{1,2}(?::?\d\d)?)"
_PRINTED_ZONE = (
    rf"(?:(?i:local(?:\stime)?)|{ZONE}\b(?:\s?{_OFFSET})?|\+\d{{1,2}}(?::?\d\d)?(?![\w:])"
    r"|(?-i:[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\stime\b)"
)
_HOURS = {w: i for i, w in enumerate(list_of_words("small_numbers")[:13]) if i}
_HOUR = "|".join(_HOURS)
_PAST = {"half": 30, "quarter": 15, "twenty": 20, "five": 5, "ten": 10, "twenty-five": 25}
_OF_DAY = r"(?:in the (?P<half{0}>morning|afternoon|evening)|at (?P<night{0}>night))"
CLOCK = re.compile(
    r"(?<![\w:.,’'])(?P<about>(?:about|around|approximately|roughly)\s)?(?:"
    r"(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(?:\s?(?P<ap>[ap])\.?m\b\.?)?"
    r"|(?P<h12>1[0-2]|0?[1-9])(?:[.:](?P<m12>[0-5]\d))?\s?(?P<ap12>[ap])\.?m\b\.?"
    rf"|(?P<h4>[01]\d|2[0-3])(?P<m4>[0-5]\d)(?:\s?(?:hours|hrs|h)\b|(?=\s?(?-i:{ZONE}|local\b)))"
    r"|(?P<hx>[01]?\d|2[0-3])h(?P<mx>[0-5]\d)"
    rf"|(?P<past>half|(?:a\s)?quarter|twenty-five|twenty|five|ten)\s(?:minutes\s)?(?P<to>past|to)\s(?P<hp>{_HOUR})"
    rf"(?:\s{_OF_DAY.format(1)})?(?=[^\w-]|$)"
    rf"|(?P<hw>{_HOUR}|1[0-2]|[1-9])(?:\s(?P<oclock>o['’]clock))?\s{_OF_DAY.format(2)}\b"
    rf"|(?P<ho>{_HOUR}|1[0-2]|[1-9])\so['’]clock\b"
    r"|(?:(?<=\bat\s)|(?<=\bat about\s)|(?<=\bat around\s)|(?<=\buntil\s)|(?<=\btill\s)"
    r"|(?<=\bsince\s))"
    rf"(?<!toll at\s)(?<!dead at\s)(?<!losses at\s)(?<!number at\s)(?P<hb>{_HOUR})"
    r"(?=[,.;:!?”’\"“)]|\s(?:and\s(?:he|she|they|it|we|I)|with|that|sharp|when)\b|$)"
    r"|(?P<word>noon|midday|midnight)\b"
    r")(?![\w:])"
    rf"(?:\s?\(?(?P<zone>(?-i:{_PRINTED_ZONE}))(?:(?<=\w)|(?<=\d)))?",
    re.IGNORECASE,
)


#: Minutes to either side that "about 15:40" is read as.
_ABOUT = 30


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, or from one to another, in minutes after midnight where it was told.

    `offset` is how far that place is ahead of UTC, where the words say it; `doubt` says what they
    leave open. A printed time lasts one minute.
    """

    first: int
    last: int
    offset: timedelta | None
    zone: str
    doubt: str = ""


def iso_clock(time: str, zone: str | None) -> Clock:
    """The time of day of an ISO 8601 date."""
    minutes = int(time[:2]) * 60 + int(time[3:5])
    return Clock(minutes, minutes, offset_of(zone), zone or "")


def clock(match: re.Match[str]) -> Clock:
    """The time of day of a `CLOCK`."""
    zone = (match["zone"] or "").strip(" ()")
    first, last = _minutes(match)
    doubt = "" if first == last else "morning or evening not said"
    if match["about"]:
        first, last = max(0, first - _ABOUT), min(1440, last + _ABOUT)
        doubt = ", ".join(filter(None, (doubt, "about, read as within half an hour")))
    offset = offset_of(zone)
    if zone and offset is None and not zone.lower().startswith("local"):
        doubt = ", ".join(filter(None, (doubt, f"“{zone}” as printed, its offset not known")))
    return Clock(first, last, offset, zone, doubt)


def offset_of(zone: str | None) -> timedelta | None:
    """How far a printed zone is ahead of UTC: "UTC+3", "+04:00", "MSK"."""
    if not zone:
        return None
    bare = zone.strip().lower().replace("−", "-")
    if bare in _ZONES:
        return timedelta(hours=_ZONES[bare])
    found = re.search(r"([+-])(\d{1,2}):?(\d\d)?$", bare)
    if found is None:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return None if size > timedelta(hours=14) else (-size if found[1] == "-" else size)


def _minutes(match: re.Match[str]) -> tuple[int, int]:
    if match["h"]:
        hour, minute = int(match["h"]), int(match["m"])
        minutes = (_half_day(hour, match["ap"]) if match["ap"] else hour) * 60 + minute
    elif match["h12"]:
        minutes = _half_day(int(match["h12"]), match["ap12"]) * 60 + int(match["m12"] or 0)
    elif match["h4"] or match["hx"]:
        minutes = int(match["h4"] or match["hx"]) * 60 + int(match["m4"] or match["mx"])
    elif match["word"]:
        if match["word"].lower() == "midnight":
            return 0, 1440  # of the day's beginning or its end
        minutes = 720
    else:
        return _spoken(match)
    return minutes, minutes


def _half_day(hour: int, half: str) -> int:
    return hour % 12 + (12 if half.lower() == "p" else 0) if hour <= 12 else hour


def _spoken(match: re.Match[str]) -> tuple[int, int]:
    printed = (match["hp"] or match["hw"] or match["ho"] or match["hb"]).lower()
    minutes = (_HOURS[printed] if printed in _HOURS else int(printed)) % 12 * 60
    if match["past"]:
        by = _PAST[match["past"].lower().removeprefix("a ")]
        minutes += by if match["to"].lower() == "past" else -by
    half = (match["half1"] or match["half2"] or "").lower()
    if half == "morning":
        return minutes % 1440, minutes % 1440
    if half in {"afternoon", "evening"}:
        return minutes + 720, minutes + 720
    return minutes % 1440, (minutes + 720) % 1440 if minutes >= 0 else minutes + 720


def in_other_zone(here: Clock, there: Clock) -> timedelta | None:
    """What "15:00 (11:00 GMT)" says of the first clock's offset, `None` where it cannot be one."""
    if there.offset is None:
        return None
    ahead = (here.first - there.first) % 1440
    ahead = ahead - 1440 if ahead > 840 else ahead
    offset = timedelta(minutes=ahead) + there.offset
    return offset if ahead % 15 == 0 and abs(offset) <= timedelta(hours=14) else None
