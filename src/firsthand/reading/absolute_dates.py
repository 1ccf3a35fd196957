"""Dates that name their day, month or year: "5 May 2031", "2031-05-05", "3 to 4 May", "in 1915"."""

from __future__ import annotations

import re
from datetime import date

from firsthand.reading.calendar_words import (
    LONG_MONTH,
    MONTH,
    MONTHS,
    YEAR,
    Days,
    Unknown,
    day_of,
    days_of,
    month_days,
    season_days,
)
from firsthand.reading.clock_times import ZONE
from firsthand.reading.lexicon import list_of_words
from firsthand.reading.tenses import Tense

#: How a date begins: looked at first, which trebles the speed of the search.
_OPENS = "|".join(
    sorted({m[:2] for m in MONTHS} | {"sp", "su", "fa", "wi", "fr", "be", "ea", "mi", "la", "th"})
)
_ORDINALS = list_of_words("day_ordinals")
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_TO = r"\s?(?:[-–—]|to|and|or)\s?"
DATE = re.compile(
    rf"(?<![\w/.-])(?=\d|{_OPENS})(?:"
    rf"(?P<iso>(?P<iy>{YEAR})-(?P<im>\d\d)-(?P<id>\d\d)"
    rf"(?:[T ](?P<it>(?:[01]\d|2[0-3]):[0-5]\d)(?::\d\d)?(?:\.\d+)?"
    rf"\s?(?P<iz>(?-i:{ZONE})\b|[+-]\d\d:?\d\d)?)?(?![\w-]))"
    rf"|(?P<num>(?P<na>\d{{1,2}})(?P<sep>[./-])(?P<nb>\d{{1,2}})(?P=sep)(?P<ny>{YEAR}|\d\d))"
    rf"|(?P<dmy>(?:(?P<d0>\d{{1,2}})(?:st|nd|rd|th|\.)?{_TO})?"
    rf"(?P<dd>\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s(?:of\s|de\s)?(?P<dm>{MONTH})\b(?:\.(?=,?\s\d))?"
    rf"(?:,?\s(?:de\s|del\s)?(?P<dy>{YEAR}))?)"
    rf"|(?P<mdy>(?P<mm>{MONTH})\b\.?\s(?P<md>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])"
    rf"(?:{_TO}(?P<m2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]))?"
    rf"(?:,?\s(?P<my>{YEAR}))?)"
    rf"|(?P<words>the\s(?P<wd>{_ORDINAL})\sof\s(?P<wm>{MONTH})\b(?:,?\s(?P<wy>{YEAR}))?)"
    rf"|(?P<monthyear>(?:(?:early|mid|late)[-\s])?(?P<mym>{LONG_MONTH}),?\s(?P<myy>{YEAR}))"
    rf"|(?P<season>(?P<sn>spring|summer|autumn|fall|winter)\s(?:of\s)?(?P<sy>{YEAR}))"
    rf"|(?P<years>(?:from\s|between\s)?(?P<ya>{YEAR})\s?(?:[-–—]|to|and)\s?(?P<yb>{YEAR}|\d\d)\b(?!\s[a-z]+s\b))"
    rf"|(?P<decade>(?:the\s)?(?P<dec>{YEAR})s\b)"
    rf"|(?P<year>(?P<y>{YEAR}))(?![\w%]|[.,]\d|-)"
    rf")",
    re.IGNORECASE,
)


def absolute(match: re.Match[str], anchor: date | None, tense: Tense) -> Days | Unknown | None:  # noqa: PLR0911  the first rule that fits
    """The days of a `DATE`; a year that is missing is found from the day of publication."""
    if match["iso"]:
        day = day_of(int(match["iy"]), int(match["im"]), int(match["id"]))
        return days_of(day, day, "date")
    if match["num"]:
        return _numeric(match)
    if match["dmy"]:
        first = int(match["d0"] or match["dd"])
        return _named(first, int(match["dd"]), match["dm"], match["dy"], anchor, tense)
    if match["mdy"]:
        if match["mm"] in {"may", "mar", "mart"} and not match["my"]:
            return None  # the verb, the name
        first = int(match["md"])
        return _named(first, int(match["m2"] or first), match["mm"], match["my"], anchor, tense)
    if match["words"]:
        first = _ORDINALS.index(match["wd"].lower()) + 1
        return _named(first, first, match["wm"], match["wy"], anchor, tense)
    if match["monthyear"]:
        return month_days(int(match["myy"]), MONTHS[match["mym"].lower()], "month")
    if match["season"]:
        return _season(int(match["sy"]), match["sn"].lower())
    return _years(match)


def _years(match: re.Match[str]) -> Days | None:
    if match["years"]:
        last = match["yb"] if len(match["yb"]) == 4 else match["ya"][:2] + match["yb"]
        return days_of(day_of(int(match["ya"]), 1, 1), day_of(int(last), 12, 31), "years")
    if match["decade"]:
        year = int(match["dec"])
        end = year + (99 if year % 100 == 0 else 9)
        return days_of(day_of(year, 1, 1), day_of(end, 12, 31), "decade")
    year = int(match["y"])
    return days_of(day_of(year, 1, 1), day_of(year, 12, 31), "year")


def _season(year: int, name: str) -> Days | None:
    if name == "winter":  # the winter that begins and the winter that ends in the year
        return days_of(day_of(year - 1, 12, 1), day_of(year + 1, 3, 1), "season")
    return season_days(year, name, "season, as in the northern half of the world")


def _numeric(match: re.Match[str]) -> Days | None:
    first, second = int(match["na"]), int(match["nb"])
    year = int(match["ny"])
    if len(match["ny"]) == 2:
        if match["sep"] != "/":
            return None  # 12.5.20 is as often a version or a section
        year += 2000
    european = day_of(year, second, first)
    american = day_of(year, first, second) if match["sep"] == "/" else None
    days = sorted(d for d in (european, american) if d is not None)
    if not days:
        return None
    basis = "date" if len(days) == 1 or days[0] == days[1] else "day and month in either order"
    return days_of(days[0], days[-1], basis)


def _named(
    first: int, last: int, name: str, year: str | None, anchor: date | None, tense: Tense
) -> Days | Unknown | None:
    month = MONTHS[name.lower()]
    begin = month if first <= last else (month - 2) % 12 + 1  # "31 to 1 May" begins in April
    if year:
        began = int(year) - (begin > month)
        return days_of(day_of(began, begin, first), day_of(int(year), month, last), "date")
    if day_of(2024, month, last) is None or day_of(2024, begin, first) is None:
        return None  # 2024 has every day that a year can have
    if anchor is None:
        return Unknown("day without a year, date of publication not known")
    return _year_found(begin, first, month, last, anchor, tense) or Unknown("no such day then")


def _year_found(
    begin: int, first: int, month: int, last: int, anchor: date, tense: Tense
) -> Days | None:
    """The year that tense and publication leave: the last such day, or the next."""
    year, basis = anchor.year, "year of publication"
    day = day_of(year, begin, first)
    if day is not None and tense is Tense.PAST and (day - anchor).days > 1:
        year, basis = year - 1, "last such day before publication, told in the past"
    elif day is not None and tense is Tense.FUTURE and (anchor - day).days > 1:
        year, basis = year + 1, "next such day after publication, told as to come"
    elif day is not None and tense is not Tense.FUTURE and (day - anchor).days > 183:
        year, basis = year - 1, "nearest such day to publication"
    return days_of(day_of(year - (begin > month), begin, first), day_of(year, month, last), basis)
