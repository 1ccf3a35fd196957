"""Dates that hang on the day of publication or on another day of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from firsthand.reading.calendar_words import (
    COUNTS,
    MONTH_NAMES,
    MONTHS,
    WEEKDAYS,
    Days,
    Unknown,
    day_of,
    days_of,
    month_days,
    season_days,
    shifted,
)
from firsthand.reading.tenses import Tense

_COUNT = r"\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_PART = r"night|evening|morning|afternoon"
_DAY = "|".join(WEEKDAYS)
_NAMES = "|".join(MONTH_NAMES)
_SURE_MONTH = "January|February|July|September|October|November|December"
_TWILIGHT = r"dawn|dusk|sunset|sunrise|nightfall|daybreak|first\slight"
_OPENS = r"\d|th|ye|an?\s|[odnjma]|t[oweu]|f[oriea]|s[eiaumpf]|e[ilav]|la|we|pr|pa|wi|in|by|be|un"
_SEASON = r"spring|summer|autumn|winter"
RELATIVE = re.compile(
    rf"\b(?={_OPENS})(?:"
    r"(?P<day>the day before yesterday|the day after tomorrow|yesterday|today|tonight|tomorrow"
    rf"|overnight|this (?:{_PART})|last night)(?:\s(?P<dpart>{_PART})\b)?"
    rf"|(?P<ago>(?<!\bhalf\s)(?P<count>{_COUNT})\s(?P<what>hour|day|night|week|month|year)s?\s"
    r"(?P<way>ago|earlier|later|(?:before|after)(?=[,.;:!?)]|$)))"
    rf"|(?P<past>(?:the\s)?(?:past|last|previous)\s(?P<pcount>{_COUNT})\s"
    r"(?P<pwhat>hour|day|week|month|year)s?)"
    rf"|(?P<other>the\s(?:same|next|following|previous|preceding)\s(?:day|{_PART}|week|month|year)"
    rf"|(?:that|that\s(?:very|same))\s(?:day|{_PART})"
    rf"|the\s(?:day|{_PART}|week|month|year)\s(?:before|after)(?=[,.;:!?)\s–—-]|$))"
    rf"|(?P<half>(?:(?:before|at|around|by|since|until)\s)?(?:the\s)?"
    rf"(?:(?P<hpart>nights?|{_PART}|eve|(?:early|small)\shours)\s(?:of|from)"
    rf"|(?P<twilight>{_TWILIGHT})\s(?:on|of))\s(?:the\s)?(?=(?:{_DAY}|{_NAMES}|today|yesterday|\d)))"
    rf"|(?P<span>(?:last|this|next|past|(?:at|over)\sthe)\s(?P<unit>weekend)"
    rf"|(?:last|this|next|past)\s(?:week|month|year|{_SEASON}|{_NAMES}))"
    rf"|(?P<lastyear>(?P<lym>{_NAMES})\s(?:of\s)?(?P<lywhich>last|this|next)\syear)"
    rf"|(?P<weekday>(?:(?P<which>last|next|this|(?:early|late)(?:\son)?)\s)?(?P<name>{_DAY})"
    rf"(?:\s(?P<wpart>{_PART})|\s(?:at|before|around)\s(?:{_TWILIGHT})\b)?"
    r"(?:\s(?P<wweek>last|next|this)\sweek)?)"
    r"|(?P<inmonth>(?:(?:early|late|mid)[-\s](?:in\s)?)?(?:(?<=\bin\s)|(?<=\bsince\s)|(?<=\buntil\s)"
    r"|(?<=\bby\s)|(?<=\bduring\s)|(?<=\bfor\s)|(?<=\bwas\s)|(?<=\bearly\s)|(?<=\blate\s)"
    rf"|(?=(?-i:{_SURE_MONTH})))"
    rf"(?P<im>(?-i:[A-Z])(?:{'|'.join(n[1:] for n in MONTH_NAMES)}))(?!\s\d|\s(?-i:[A-Z])))"
    rf"|(?P<season>(?:in|by|since|until|during)\s(?:the\s)?(?P<sname>{_SEASON})(?!\s\w+\s\d{{4}}|\s(?:of\b|\d)))"
    rf"|(?P<part>(?:in|during|until|by|towards)\sthe\s(?:early\s|late\s)?(?:{_PART})"
    rf"|(?:at|before|by|since|until|around)\s(?:{_TWILIGHT})|by\s(?:{_PART})"
    r"|in\sthe\s(?:early|small)\shours)"
    rf")\b(?![-–]\w)",
    re.IGNORECASE,
)
_UNITS = {"hour": 1, "day": 1, "night": 1, "week": 7, "month": 31, "year": 366}
_NEAR = 200  # characters between a day and the part of it that is told afterwards
NOT_KNOWN = Unknown("relative, date of publication not known")


@dataclass(frozen=True, slots=True)
class Around:
    """What a relative date may hang on: publication, and the last day that the text named."""

    published: tuple[date, date] | None
    named: Days | None
    named_words: str
    gap: int
    tense: Tense


def relative(match: re.Match[str], around: Around) -> Days | Unknown | None:  # noqa: PLR0911  the first rule that fits
    """The days of a `RELATIVE` match; `Unknown` where nothing anchors them, `None` for no date."""
    if match["other"] or (match["ago"] and match["way"].lower() != "ago"):
        return _to_other(match, around)
    if match["half"]:
        return None  # read with the date behind it
    if match["part"]:
        return _part_of_day(match, around)
    if around.published is None:
        return NOT_KNOWN
    first, last = around.published
    if match["day"]:
        return _day(match, first, last)
    if match["ago"]:
        return _ago(match, first, last)
    if match["past"]:
        reach = _number(match["pcount"]) * _UNITS[match["pwhat"].lower()]
        return days_of(shifted(first, -reach), last, f"the {match['past']} before publication")
    if match["weekday"]:
        return _weekday(match, last, around.tense)
    if match["lastyear"]:
        year = last.year + {"last": -1, "this": 0, "next": 1}[match["lywhich"].lower()]
        return month_days(year, MONTHS[match["lym"].lower()], "month, year against publication")
    if match["inmonth"]:
        return _month(MONTHS[match["im"].lower()], last, around.tense)
    if match["season"]:
        return _season(match["sname"].lower(), "", last, around.tense)
    return _span(match["span"].lower(), last, around.tense)


def _part_of_day(match: re.Match[str], around: Around) -> Days | Unknown | None:
    """ "In the evening", "at dawn": of the last day that was named, where it is near."""
    words = match.group().lower()
    named = around.named
    if named is None or around.gap > _NEAR:
        return None  # nothing says of which day, or of all
    end = shifted(named.last, "night" in words or "hours" in words)
    return days_of(named.first, end, f"{words}, of “{around.named_words}”")


def _number(printed: str) -> int:
    low = printed.lower()
    return COUNTS[low] if low in COUNTS else int(low)


def _day(match: re.Match[str], first: date, last: date) -> Days | None:
    word = match["day"].lower()
    basis = "relative to the date of publication"
    by = {
        "the day before yesterday": -2,
        "yesterday": -1,
        "last night": -1,
        "overnight": -1,
        "tomorrow": 1,
        "the day after tomorrow": 2,
    }.get(word, 0)
    long = "night" in word or (match["dpart"] or "").lower() == "night"
    return days_of(shifted(first, by), shifted(last, by + long), basis)


def _ago(match: re.Match[str], first: date, last: date) -> Days | None:
    number, what = _number(match["count"]), match["what"].lower()
    basis = f"{match['ago'].lower()}, from the date of publication"
    if what == "hour":
        return days_of(shifted(first, -(number // 24 + 1)), last, basis)
    if what in {"day", "night"}:
        end = -number + (what == "night")
        return days_of(shifted(first, -number), shifted(last, end), basis)
    days = _UNITS[what]
    near = -(number - 1) * days - 1 if number > 1 else -1
    return days_of(shifted(first, -(number + 1) * days + 1), shifted(last, near), basis)


def _to_other(match: re.Match[str], around: Around) -> Days | Unknown | None:
    """ "two days earlier", "the next day", "that night": from the last day that was named."""
    words = match.group().lower()
    if around.named is None:
        return Unknown("relative to another event, whose day is not named before")
    named, basis = around.named, f"{words}, from “{around.named_words}”"
    if match["ago"]:
        sign = -1 if match["way"].lower() in {"earlier", "before"} else 1
        number, what = _number(match["count"]), match["what"].lower()
        exact = what in {"hour", "day", "night"}
        mid = sign * (number // 24 if what == "hour" else number * _UNITS[what])
        slack = (1 if what == "hour" else 0) if exact else _UNITS[what] // 2
        low, high = (
            mid - (slack if sign < 0 or not exact else 0),
            mid + (slack if sign > 0 or not exact else 0),
        )
        return days_of(shifted(named.first, low), shifted(named.last, high), basis)
    unit = next(u for u in ("week", "month", "year", "night", "") if u in words)
    by = -1 if re.search(r"before|previous|preceding", words) else 1
    if re.match(r"that|the same", words):
        by = 0
    if unit in {"week", "month", "year"}:
        reach = _UNITS[unit]
        low, high = (-reach - 6, -1) if by < 0 else (1, reach + 6)
        return days_of(shifted(named.first, low), shifted(named.last, high), basis)
    end = named.first if by < 0 and unit == "night" else named.last
    return days_of(shifted(named.first, by), shifted(end, by + (unit == "night")), basis)


def _weekday(match: re.Match[str], published: date, tense: Tense) -> Days | None:
    number = WEEKDAYS.index(match["name"].lower())
    which = (match["which"] or "").lower()
    night = (match["wpart"] or "").lower() == "night"
    if match["wweek"]:
        by = {"last": -7, "this": 0, "next": 7}[match["wweek"].lower()]
        day = published + timedelta(days=by + number - published.weekday())
        return days_of(
            day, shifted(day, night), "weekday of the week before, of or behind publication"
        )
    back = (published.weekday() - number) % 7
    before, coming = published - timedelta(days=back), published + timedelta(days=(7 - back) or 7)
    if which == "next":
        first, last = coming, coming
        if coming.isocalendar()[:2] == published.isocalendar()[:2]:
            last = coming + timedelta(days=7)  # of this week or of the next
        basis = "next such weekday after publication"
    elif which == "last":
        last = before if back else before - timedelta(days=7)
        first = last
        if last.isocalendar()[:2] == published.isocalendar()[:2]:
            first = last - timedelta(days=7)
        basis = "last such weekday before publication"
    elif tense is Tense.PAST:
        first, last, basis = before, before, "last such weekday up to publication, told in the past"
    elif tense is Tense.FUTURE:
        first = last = coming if back else published
        basis = "next such weekday from publication on, told as to come"
    else:
        first, last = before, before if back == 0 else coming
        basis = "last or next such weekday, the tense does not tell"
    return days_of(first, shifted(last, night), basis)


def _month(month: int, published: date, tense: Tense) -> Days | None:
    year = published.year
    if tense is Tense.FUTURE:
        return month_days(
            year + (month < published.month), month, "next such month, told as to come"
        )
    if tense is Tense.EITHER:
        before, behind = year - (month > published.month), year + (month < published.month)
        near = min((before, behind), key=lambda y: abs((y - year) * 12 + month - published.month))
        return month_days(near, month, "such month nearest to publication")
    return month_days(year - (month > published.month), month, "last such month up to publication")


def _season(name: str, which: str, published: date, tense: Tense) -> Days | None:
    basis = "{} such season {} publication, as in the northern half of the world"
    years = range(published.year - 2, published.year + 3)
    seasons = [s for y in years if (s := season_days(y, name, "")) is not None]
    if which == "next" or (not which and tense is Tense.FUTURE):
        found = next((s for s in seasons if s.first > published), None)
        words = basis.format("next", "after")
    elif which == "last":
        found = next((s for s in reversed(seasons) if s.last < published), None)
        words = basis.format("last", "before")
    else:
        found = next((s for s in reversed(seasons) if s.first <= published), None)
        words = basis.format("last", "up to")
        if which == "this":
            found = next((s for s in seasons if s.last >= published), None)
            words = basis.format("the", "around or after")
    return None if found is None else Days(found.first, found.last, words)


def _span(words: str, day: date, tense: Tense) -> Days | None:
    which, what = words.replace(" the ", " ").split()
    which = "this" if which in {"at", "over"} else which
    which = "last" if which == "past" else which
    by = {"last": -1, "this": 0, "next": 1}[which]
    basis = f"{words}, from the date of publication"
    if what in {"week", "weekend"}:
        monday = day - timedelta(days=day.weekday()) + timedelta(days=7 * by)
        first = monday + timedelta(days=5 if what == "weekend" else 0)
        last = monday + timedelta(days=6)
        if by == 0 and tense is Tense.PAST and what == "weekend" and first > day:
            first, last = first - timedelta(days=7), last - timedelta(days=7)
        if by == 0 and tense is Tense.PAST:
            last = min(last, day)
        return days_of(first, last, basis)
    if what == "month":
        month = day.year * 12 + day.month - 1 + by
        return month_days(month // 12, month % 12 + 1, basis)
    if what == "year":
        return days_of(day_of(day.year + by, 1, 1), day_of(day.year + by, 12, 31), basis)
    if what in MONTH_NAMES:
        if by:
            return _month(MONTHS[what], day, Tense.PAST if by < 0 else Tense.FUTURE)
        return month_days(day.year, MONTHS[what], basis)
    return _season(what, which, day, tense)
