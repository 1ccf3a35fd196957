"""Dates and times as printed, with the interval of instants that the words allow, and the reason.

A day without a zone covers that day in every time zone. A day without a year takes it from the
publication only where that is known; "yesterday" and "on Tuesday" are resolved against it, and
stay unbounded without it. "03/04/2023" is two days in two countries: the interval covers both.
A time of day gets its day from the words beside it, else from the last day named before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta

from firsthand.evidence.statements import DateMention
from firsthand.evidence.times import TimeInterval
from firsthand.reading.absolute_dates import DATE, absolute
from firsthand.reading.calendar_words import Days, Unknown
from firsthand.reading.clock_times import CLOCK, clock, iso_clock, offset_of
from firsthand.reading.date_parts import Part, intervals, joined
from firsthand.reading.relative_dates import RELATIVE, Around, relative
from firsthand.reading.tenses import Tense, tense_at

Anchor = tuple[date, date] | None

_DATE_LINE = re.compile(r"\s*(?:\([^()\n]{2,30}\)\s*)?(?:[–—]|--?)\s")
_NAME_BEHIND = re.compile(r"\s(?-i:(?!GMT|UTC|[A-Z]+\b)[A-Z][a-z]+)")
_REACH = 900  # how far behind a named day another date may hang on it


def dates(text: str, published: TimeInterval | None = None) -> tuple[DateMention, ...]:
    """The dates and times of a text, by position; `published` anchors the relative ones."""
    anchor = _anchor(published)
    parts = joined(text, list(_parts(text, anchor)))
    return tuple(
        DateMention(
            text[part.start : part.end],
            part.start,
            part.end,
            replace(interval, printed=text[part.start : part.end]),
        )
        for part, interval in intervals(text, parts, anchor)
    )


def _anchor(published: TimeInterval | None) -> Anchor:
    """The days on which the document may have been published, when they are few.

    Where the printed time of publication ends in an offset, the day is that of its own place.
    """
    if published is None or published.earliest is None or published.latest is None:
        return None
    length = published.latest - published.earliest
    earliest, latest = published.earliest.astimezone(UTC), published.latest.astimezone(UTC)
    middle = earliest + length / 2
    if length > timedelta(days=4) or not 3 <= middle.year <= 9990:
        return None
    if length >= timedelta(hours=24):
        return middle.date(), middle.date()  # a day without a zone
    found = re.search(r"\d([+-]\d\d:?\d\d)$", published.printed.strip())
    offset = (offset_of(found[1]) if found else None) or timedelta()
    return (earliest + offset).date(), (latest + offset).date()


def _raw(text: str) -> Iterator[re.Match[str]]:
    """What the three patterns find, by position, the longest of those that overlap."""
    found = [m for pattern in (DATE, RELATIVE, CLOCK) for m in pattern.finditer(text)]
    found.sort(key=lambda m: (m.start(), -m.end()))
    reach = 0
    for match in found:
        if match.start() >= reach:
            reach = match.end()
            yield match


def _parts(text: str, anchor: Anchor) -> Iterator[Part]:
    """Dates and times one by one, each resolved with what stands before it."""
    named: Part | None = None
    for match in _raw(text):
        part = _part(text, match, anchor, named)
        if part is None:
            continue
        yield part
        if part.days is not None and part.days.few and not part.date_line:
            named = part


def _part(text: str, match: re.Match[str], anchor: Anchor, named: Part | None) -> Part | None:
    start, end = match.span()
    if match.re is CLOCK:
        return Part(start, _closed(text, match), clock=clock(match), clock_start=start)
    if match.re is DATE:
        return _absolute(text, match, anchor)
    if match["half"]:
        return Part(start, end, prefix=(match["hpart"] or "twilight").lower())
    if (match["weekday"] or match["day"]) and _is_name(text, match):
        return None
    near = named if named is not None and start - named.end < _REACH else None
    around = Around(
        anchor,
        near.days if near else None,
        text[near.start : near.end] if near else "",
        start - near.end if near else 0,
        tense_at(text, start, end),
    )
    return _resolved(start, end, relative(match, around))


def _absolute(text: str, match: re.Match[str], anchor: Anchor) -> Part | None:
    start, end = match.span()
    line = bool(_DATE_LINE.match(text, end)) and _opens_line(text, start)
    tense = Tense.NONE if line else tense_at(text, start, end)
    found = absolute(match, anchor[1] if anchor else None, tense)
    if line and isinstance(found, Days):
        found = replace(found, basis=f"date line, {found.basis}")
    part = _resolved(start, end, found)
    if part is None:
        return None
    if match["it"] and part.days is not None:
        time = iso_clock(match["it"], match["iz"])
        return replace(part, clock=time, clock_start=match.start("it"))
    return replace(part, date_line=line)


def _resolved(start: int, end: int, found: Days | Unknown | None) -> Part | None:
    if found is None:
        return None
    return Part(start, end, found if isinstance(found, Days) else None, found.basis)


def _closed(text: str, match: re.Match[str]) -> int:
    """The end of a time of day with the bracket that its zone opened."""
    end = match.end()
    opened = match["zone"] and text[match.start("zone") - 1] == "("
    return end + 1 if opened and text.startswith(")", end) else end


def _is_name(text: str, match: re.Match[str]) -> bool:
    """ "the Sunday Lodestar", "every first Wednesday": no day of its own."""
    before = text[max(0, match.start() - 12) : match.start()]
    if match["day"]:
        return match.group()[0].isupper() and bool(re.search(r"\b[A-Z][a-z]+\s$", before))
    if re.search(r"\b(?:every|each|first|second|third|last|a)\s$", before, re.IGNORECASE):
        return True
    return bool(re.search(r"\b[Tt]he\s$", before) and _NAME_BEHIND.match(text, match.end()))


def _opens_line(text: str, start: int) -> bool:
    near = text[max(0, start - 61) : start]
    line = near[near.rfind("\n") + 1 :]
    return len(line) <= 60 and bool(re.match(r"[^\W\d_]{2}[^.]*$", line)) and line[:2].isupper()
