"""Dates and times as printed, with the interval of instants that the words allow.

A day without a zone covers that day in every time zone. A day without a year takes the year of
publication only where that is known; "yesterday" and "on Tuesday" are resolved against it, and
stay unbounded without it. "03/04/2023" is two days in two countries: the interval covers both.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from firsthand.evidence.statements import DateMention
from firsthand.evidence.times import TimeInterval, interval_of_day
from firsthand.reading.lexicon import list_of_words

_MONTH_NAMES = list_of_words("month_names")
_MONTHS = {name: i for i, name in enumerate(_MONTH_NAMES, 1)} | {
    name[:3]: i for i, name in enumerate(_MONTH_NAMES, 1)
}
_MONTHS["sept"] = 9
_OTHER_MONTHS = {
    # French, German, Spanish, Russian, Ukrainian, Turkish, Azerbaijani, Armenian
    1: "janvier januar enero января січня ocak yanvar հունվարի",
    2: "février fevrier februar febrero февраля лютого şubat fevral փետրվարի",
    3: "mars märz marzo марта березня mart մարտի",
    4: "avril abril апреля квітня nisan aprel ապրիլի",
    5: "mai mayo мая травня mayıs մայիսի",
    6: "juin juni junio июня червня haziran iyun հունիսի",
    7: "juillet juli julio июля липня temmuz iyul հուլիսի",
    8: "août aout agosto августа серпня ağustos avqust օգոստոսի",
    9: "septembre septiembre сентября вересня eylül sentyabr սեպտեմբերի",
    10: "octobre oktober octubre октября жовтня ekim oktyabr հոկտեմբերի",
    11: "novembre noviembre ноября листопада kasım noyabr նոյեմբերի",
    12: "décembre decembre dezember diciembre декабря грудня aralık dekabr դեկտեմբերի",
}
for _number, _names in _OTHER_MONTHS.items():
    _MONTHS |= dict.fromkeys(_names.split(), _number)
_SEASONS = {
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
    "fall": (9, 11),
    "winter": (12, 2),
}
_WEEKDAYS = list_of_words("week")
_SMALL = {w: i for i, w in enumerate(list_of_words("small_numbers"))} | {"a": 1, "an": 1}

_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_LONG_MONTH = "|".join(
    sorted((m for m in _MONTHS if len(m) > 3 or m == "may"), key=len, reverse=True)
)
_YEAR = r"(?:1[5-9]|20)\d\d"
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
_ZONE = r"(?:GMT|UTC|Z|BST|CEST|CET|EEST|EET|MSK|AMT|AZT|GST|EST|EDT|CDT|MDT|PST|PDT|JST|TRT)"
_OFFSET = r"(?:[+-]\d{1,2}(?::?\d\d)?)"
#: How a date and a relative date begin: looked at first, which trebles the speed of the search.
_OPENS = "|".join(
    sorted({m[:2] for m in _MONTHS} | {"sp", "su", "fa", "wi", "fr", "be", "ea", "mi", "la", "th"})
)
_OPENS_RELATIVE = r"\d|th|ye|to|an?\s|on|tw|f[ori]|s[eiau]|e[il]|n[ie]|te|la|mo|tu|we"
_DATE = re.compile(
    rf"(?<![\w/.-])(?=\d|{_OPENS})(?:"
    rf"(?P<iso>(?P<iy>{_YEAR})-(?P<im>\d\d)-(?P<id>\d\d)"
    rf"(?:[T ](?P<it>\d\d:\d\d(?::\d\d)?(?:\.\d+)?)"
    rf"\s?(?P<iz>Z|{_ZONE}|{_OFFSET})?)?)"
    rf"|(?P<num>(?P<na>\d{{1,2}})(?P<sep>[./-])(?P<nb>\d{{1,2}})(?P=sep)(?P<ny>{_YEAR}|\d\d))"
    rf"|(?P<dmy>(?P<dd>\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s(?:of\s|de\s)?(?P<dm>{_MONTH})\b\.?"
    rf"(?:,?\s(?:de\s|del\s)?(?P<dy>{_YEAR}))?)"
    rf"|(?P<mdy>(?P<mm>{_MONTH})\b\.?\s(?P<md>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])"
    rf"(?:,?\s(?P<my>{_YEAR}))?)"
    rf"|(?P<monthyear>(?:(?:early|mid|late)[-\s])?(?P<mym>{_LONG_MONTH}),?\s(?P<myy>{_YEAR}))"
    rf"|(?P<season>(?P<sn>spring|summer|autumn|fall|winter)\s(?:of\s)?(?P<sy>{_YEAR}))"
    rf"|(?P<years>(?:from\s|between\s)?(?P<ya>{_YEAR})\s?(?:[-–—]|to|and)\s?(?P<yb>{_YEAR}|\d\d)\b(?!\s[a-z]+s\b))"
    rf"|(?P<decade>(?:the\s)?(?P<dec>{_YEAR})s\b)"
    rf"|(?P<year>(?P<y>{_YEAR}))(?![\w%]|[.,]\d|-)"
    rf")",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\b(?={_OPENS_RELATIVE})"
    r"(?:(?P<day>the day before yesterday|yesterday|today|tonight|tomorrow)"
    r"|(?P<ago>(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"\s(?P<what>hour|day|week|month|year)s?\s(?:ago|earlier|later))"
    r"|(?P<span>(?:last|this|next)\s(?:week|month|year|weekend|night|spring|summer|autumn|winter|"
    + "|".join(_MONTH_NAMES)
    + r"))|(?P<weekday>(?:(?P<which>last|next|this)\s)?(?P<name>"
    + "|".join(_WEEKDAYS)
    + r")))\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    rf"(?<![\w:.])(?:at\s|around\s|about\s)?(?:(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::[0-5]\d)?(?:\s?(?P<ap>[ap])\.?m\b\.?)?"
    rf"|(?P<h12>1[0-2]|0?[1-9])(?:[.:](?P<m12>[0-5]\d))?\s?(?P<ap12>[ap])\.?m\b\.?)"
    rf"(?:\s?(?P<zone>local time|{_ZONE}\b(?:\s?{_OFFSET})?))?(?![\w:])",
    re.IGNORECASE,
)


def dates(text: str, published: TimeInterval | None = None) -> tuple[DateMention, ...]:
    """The dates and times of a text, by position; `published` anchors the relative ones."""
    anchor = _anchor(published)
    found: list[DateMention] = []
    for pattern, read in ((_DATE, _absolute), (_RELATIVE, _relative), (_CLOCK, _clock)):
        for match in pattern.finditer(text):
            interval = read(match, anchor)
            if interval is not None:
                start, end = _trim(match)
                found.append(
                    DateMention(text[start:end], start, end, _with_words(interval, text[start:end]))
                )
    found.sort(key=lambda d: (d.start, -d.end))
    kept: list[DateMention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


Anchor = tuple[date, date] | None


def _anchor(published: TimeInterval | None) -> Anchor:
    """The days on which the document may have been published, when they are few."""
    if published is None or published.earliest is None or published.latest is None:
        return None
    middle = published.earliest + (published.latest - published.earliest) / 2
    if published.latest - published.earliest > timedelta(days=4):
        return None
    if published.latest - published.earliest >= timedelta(hours=24):
        return middle.date(), middle.date()  # a day without a zone
    return published.earliest.date(), published.latest.date()


def _trim(match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span()
    lead = re.match(r"(?:at|around|about|from|between)\s", match.group(), re.IGNORECASE)
    if lead and match.re is _CLOCK:
        start += lead.end()
    return start, end


def _with_words(interval: TimeInterval, printed: str) -> TimeInterval:
    return TimeInterval(interval.earliest, interval.latest, printed, interval.basis)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _days(first: date | None, last: date | None, basis: str) -> TimeInterval | None:
    if first is None or last is None or first > last or first.year < 2 or last.year > 9997:
        return None
    return TimeInterval(interval_of_day(first).earliest, interval_of_day(last).latest, basis=basis)


def _absolute(match: re.Match[str], anchor: Anchor) -> TimeInterval | None:  # noqa: PLR0911  the first rule that fits
    if match["iso"]:
        return _iso(match)
    if match["num"]:
        return _numeric(match)
    if match["dmy"]:
        return _of_day(int(match["dd"]), _MONTHS[match["dm"].lower()], match["dy"], anchor)
    if match["mdy"]:
        if match["mm"] in {"may", "mar", "mart"} and not match["my"]:
            return None  # the verb, the name
        return _of_day(int(match["md"]), _MONTHS[match["mm"].lower()], match["my"], anchor)
    if match["monthyear"]:
        return _month(int(match["myy"]), _MONTHS[match["mym"].lower()])
    if match["season"]:
        return _season(int(match["sy"]), match["sn"].lower())
    if match["years"]:
        last = match["yb"] if len(match["yb"]) == 4 else match["ya"][:2] + match["yb"]
        return _days(_day(int(match["ya"]), 1, 1), _day(int(last), 12, 31), "years")
    if match["decade"]:
        year = int(match["dec"])
        return _days(
            _day(year, 1, 1), _day(year + (99 if year % 100 == 0 else 9), 12, 31), "decade"
        )
    year = int(match["y"])
    return _days(_day(year, 1, 1), _day(year, 12, 31), "year")


def _iso(match: re.Match[str]) -> TimeInterval | None:
    day = _day(int(match["iy"]), int(match["im"]), int(match["id"]))
    if day is None:
        return None
    if not match["it"]:
        return _days(day, day, "date")
    hour, minute = (int(p) for p in match["it"].split(":")[:2])
    if hour > 23 or minute > 59:
        return None
    offset = _offset(match["iz"])
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
    return _moment(moment, offset, "time with date")


def _moment(moment: datetime, offset: timedelta | None, basis: str) -> TimeInterval:
    resolution = timedelta(minutes=1) - timedelta(microseconds=1)
    if offset is None:
        earliest, latest = moment - timedelta(hours=14), moment + timedelta(hours=12)
    else:
        earliest = latest = moment - offset
    return TimeInterval(earliest, latest + resolution, basis=basis)


def _offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    bare = zone.strip().lower()
    if bare in _ZONES:
        return timedelta(hours=_ZONES[bare])
    found = re.search(r"([+-])(\d{1,2}):?(\d\d)?$", bare)
    if found is None:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return None if size > timedelta(hours=14) else (-size if found[1] == "-" else size)


def _numeric(match: re.Match[str]) -> TimeInterval | None:
    first, second = int(match["na"]), int(match["nb"])
    year = int(match["ny"])
    if len(match["ny"]) == 2:
        if match["sep"] != "/":
            return None  # 12.5.20 is as often a version or a section
        year += 2000
    european = _day(year, second, first)
    american = _day(year, first, second) if match["sep"] == "/" else None
    days = sorted(d for d in (european, american) if d is not None)
    if not days:
        return None
    basis = "date" if len(days) == 1 or days[0] == days[1] else "day and month in either order"
    return _days(days[0], days[-1], basis)


def _of_day(day: int, month: int, year: str | None, anchor: Anchor) -> TimeInterval | None:
    if year:
        found = _day(int(year), month, day)
        return _days(found, found, "date")
    if _day(2024, month, day) is None:  # 2024 has every day that a year can have
        return None
    if anchor is None:
        return TimeInterval(None, None, basis="day without a year")
    found = _day(anchor[1].year, month, day)
    return _days(found, found, "year of publication") or TimeInterval(None, None)


def _month(year: int, month: int) -> TimeInterval | None:
    last = calendar.monthrange(year, month)[1]
    return _days(_day(year, month, 1), _day(year, month, last), "month")


def _season(year: int, name: str) -> TimeInterval | None:
    first, last = _SEASONS[name]
    if name == "winter":  # the winter that begins and the winter that ends in the year
        return _days(_day(year - 1, 12, 1), _day(year + 1, 3, 1), "season")
    end = calendar.monthrange(year, last)[1]
    return _days(_day(year, first, 1), _day(year, last, end), "season")


def _relative(match: re.Match[str], anchor: Anchor) -> TimeInterval | None:
    if anchor is None:
        return TimeInterval(None, None, basis="relative, date of publication not known")
    first, last = anchor
    basis = "relative to the date of publication"
    shift: Callable[[int, int], TimeInterval | None] = lambda a, b: _days(  # noqa: E731
        first + timedelta(days=a), last + timedelta(days=b), basis
    )
    if match["day"]:
        days = {"the day before yesterday": -2, "yesterday": -1, "tomorrow": 1}
        by = days.get(match["day"].lower(), 0)
        return shift(by, by + (1 if match["day"].lower() == "tonight" else 0))
    if match["ago"]:
        return _ago(match, shift)
    if match["weekday"]:
        return _weekday(match, first, basis)
    return _span(match["span"].lower(), first, basis)


def _ago(
    match: re.Match[str], shift: Callable[[int, int], TimeInterval | None]
) -> TimeInterval | None:
    if not match["ago"].lower().endswith("ago"):
        return TimeInterval(None, None, basis="relative to another event")
    count = match["count"].lower()
    number = _SMALL[count] if count in _SMALL else int(count)
    what = match["what"].lower()
    if what == "hour":
        return shift(-(number // 24 + 1), 0)
    if what == "day":
        return shift(-number, -number)
    days = {"week": 7, "month": 31, "year": 366}[what]
    return shift(-(number + 1) * days + 1, -(number - 1) * days - 1 if number > 1 else -1)


def _weekday(match: re.Match[str], published: date, basis: str) -> TimeInterval | None:
    number = _WEEKDAYS.index(match["name"].lower())
    back = (published.weekday() - number) % 7
    which = (match["which"] or "").lower()
    if which == "next":
        day = published + timedelta(days=7 - back if back else 7)
        return _days(day, day + timedelta(days=7), basis)
    day = published - timedelta(days=back)
    if which == "last":
        return _days(day - timedelta(days=7), day, basis)
    # A bare weekday in news is the last such day, or the next one when plans are told.
    return _days(day, day if back == 0 else day + timedelta(days=7), basis)


def _span(words: str, day: date, basis: str) -> TimeInterval | None:
    which, what = words.split()
    by = {"last": -1, "this": 0, "next": 1}[which]
    if what in {"week", "weekend"}:
        monday = day - timedelta(days=day.weekday()) + timedelta(days=7 * by)
        return _days(monday, monday + timedelta(days=6), basis)
    if what == "night":
        return _days(day - timedelta(days=1), day + timedelta(days=max(by, 0)), basis)
    if what == "month":
        month = day.year * 12 + day.month - 1 + by
        return _month(month // 12, month % 12 + 1)
    if what == "year":
        return _days(_day(day.year + by, 1, 1), _day(day.year + by, 12, 31), basis)
    return _days(_day(day.year - 1, 1, 1), _day(day.year + 1, 12, 31), basis)


def _clock(match: re.Match[str], anchor: Anchor) -> TimeInterval | None:
    del anchor  # a clock time alone names no day
    zone = match["zone"] or ""
    known = _offset(zone) is not None
    basis = "time of day, zone as printed" if known else "time of day"
    return TimeInterval(None, None, basis=basis)
