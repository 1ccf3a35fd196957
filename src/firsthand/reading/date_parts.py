"""Joins the parts of a date ("05:15 local time (01:15 GMT)", "on Sunday"), makes the interval."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from firsthand.evidence.times import TimeInterval, interval_of_day
from firsthand.reading.calendar_words import Days, shifted
from firsthand.reading.clock_times import Clock, in_other_zone
from firsthand.reading.lexicon import cue_verbs

_MINUTE = timedelta(minutes=1) - timedelta(microseconds=1)
_CLOCK_DAY = re.compile(r",?\s(?:on\s|of\s)?(?:the\s)?(?:early\s|late\s)?|T")
_DAY_CLOCK = re.compile(
    r",?\s(?:(?:at|from|between|around|about|by|until|before|after|shortly\s\w+|just\s\w+)\s)?"
    r"(?:about\s|around\s|exactly\s)?|T"
)
_TO = re.compile(r"\s?[-–—]\s?|\s(?:to|and|until|till)\s(?:the\s)?")
_FROM = re.compile(r"\b(?:between|from|of)\s(?:the\s)?(?:about\s)?$", re.IGNORECASE)
_LABEL = re.compile(r"(?:^|\n)(?:\d{1,2}[.)]\s|\[)?$")
_REACH = 900


@dataclass(frozen=True, slots=True)
class Part:
    """A date, a time of day or both, where it stands.

    `prefix` is a part of a day that waits for its day ("the night of"). `doubt` says what was
    reckoned or left open besides.
    """

    start: int
    end: int
    days: Days | None = None
    basis: str = ""
    clock: Clock | None = None
    clock_start: int = -1
    prefix: str = ""
    date_line: bool = False
    offset_found: bool = False


def joined(text: str, parts: Sequence[Part]) -> list[Part]:
    """The parts, those that are one date or time made one."""
    for join in (_beside, _in_brackets, _beside):  # a day may stand behind the brackets
        kept: list[Part] = []
        for part in parts:
            one = join(text, kept[-1], part) if kept else None
            if one is None:
                kept.append(part)
            else:
                kept[-1] = one
        parts = kept
    return [p for p in parts if not p.prefix]


def _beside(text: str, left: Part, right: Part) -> Part | None:  # noqa: PLR0911  the first rule that fits
    gap = text[left.end : right.start]
    if len(gap) > 24:
        return None
    if left.prefix:
        return _with_prefix(left, right) if not gap and right.days and not right.clock else None
    if left.clock and right.clock and not right.days:
        return _clock_range(text, left, right, gap)
    if left.clock and not left.days and (right.days or right.basis) and not right.clock:
        if _CLOCK_DAY.fullmatch(gap):
            return replace(
                right,
                start=left.start,
                clock=left.clock,
                clock_start=left.clock_start,
                offset_found=left.offset_found,
            )
        return None
    if not left.clock and right.clock and not right.days and (left.days or left.basis):
        if _DAY_CLOCK.fullmatch(gap) and not left.date_line:
            return replace(left, end=right.end, clock=right.clock, clock_start=right.clock_start)
        return None
    if left.days and right.days and not left.clock and not right.clock:
        return _day_range(text, left, right, gap)
    return None


def _with_prefix(left: Part, right: Part) -> Part | None:
    days = right.days
    if days is None or not days.few:
        return None
    if left.prefix.startswith("night") and days.first == days.last:
        end = shifted(days.last, 1)
        days = days if end is None else replace(days, last=end)
    if left.prefix == "eve":
        first = shifted(days.first, -1)
        days = days if first is None else Days(first, first, days.basis)
    return replace(right, start=left.start, days=days)


def _clock_range(text: str, left: Part, right: Part, gap: str) -> Part | None:
    a, b = left.clock, right.clock
    if a is None or b is None or not _TO.fullmatch(gap) or a.first != a.last or b.first != b.last:
        return None
    if "and" in gap and not _FROM.search(text[max(0, left.clock_start - 16) : left.clock_start]):
        return None
    offset = b.offset if a.offset is None and not a.zone else a.offset
    both = Clock(a.first, b.last, offset, a.zone or b.zone, a.doubt or b.doubt)
    return replace(left, end=right.end, clock=both)


def _day_range(text: str, left: Part, right: Part, gap: str) -> Part | None:
    a, b = left.days, right.days
    if a is None or b is None or not _TO.fullmatch(gap) or a.first > b.last:
        return None
    before = text[max(0, left.start - 16) : left.start]
    if re.search(r"[a-z]", gap) and not _FROM.search(before):
        return None
    basis = a.basis if a.basis == b.basis else f"{a.basis}; {b.basis}"
    return replace(left, end=right.end, days=Days(a.first, b.last, basis), basis=basis)


def _in_brackets(text: str, left: Part, right: Part) -> Part | None:
    """ "15:00 local time (11:00 GMT)": one time in two zones."""
    gap = text[left.end : right.start]
    here, there = left.clock, right.clock
    if gap not in {" (", "/", " / ", ", or ", " or "} or here is None or there is None:
        return None
    if gap == " (" and not text.startswith(")", right.end):
        return None
    offset = in_other_zone(here, there)
    if offset is None or here.offset not in {None, offset}:
        return None
    end = right.end + (gap == " (")
    if left.days is None and right.days is not None:
        return replace(right, start=left.start, end=end, offset_found=False)
    return replace(left, end=end, clock=replace(here, offset=offset), offset_found=True)


def intervals(
    text: str, parts: Sequence[Part], anchor: tuple[date, date] | None
) -> Iterator[tuple[Part, TimeInterval]]:
    """Every part with the instants that it allows and the reason."""
    known = {p.clock.offset for p in parts if p.clock is not None and p.offset_found}
    offset = known.pop() if len(known) == 1 else None
    labels = [p for p in parts if p.clock is not None and _is_label(text, p)]
    of_labels = _label_days(parts, labels, anchor) if len(labels) > 1 else None
    named: Part | None = None
    for part in parts:
        if part.clock is None:
            yield part, _whole_days(part)
        else:
            day = part
            if part.days is None and not part.basis:
                day = _day_before(text, part, named)
                if part in labels and of_labels is not None:
                    day = replace(part, days=of_labels, basis=of_labels.basis)
            yield part, _with_clock(day, part.clock, offset)
        if part.days is not None and part.days.few and not _of_report(text, part):
            named = part


def _of_report(text: str, part: Part) -> bool:
    """ "said on Monday": the day of the words, not that of what they tell."""
    before = re.findall(r"[a-z]+", text[max(0, part.start - 40) : part.start].lower())[-3:]
    return part.date_line or any(word in cue_verbs() for word in before)


def _is_label(text: str, part: Part) -> bool:
    return part.days is None and bool(_LABEL.search(text[max(0, part.start - 6) : part.start]))


def _label_days(
    parts: Sequence[Part], labels: Sequence[Part], anchor: tuple[date, date] | None
) -> Days | None:
    """The day of a running report: one that stands over it, else that of publication."""
    over = [p.days for p in parts if p.end < min(300, labels[0].start) and p.days is not None]
    over = [days for days in over if days.basis in {"date", "year of publication"}]
    if over and over[-1].first == over[-1].last:
        return replace(over[-1], basis="label of a running report, the day named above it")
    if anchor is None:
        return None
    told = [p.clock.first for p in labels if p.clock is not None]
    runs = sorted(told) == told or sorted(told, reverse=True) == told
    first = anchor[0] if runs else shifted(anchor[0], -1)
    if first is None:
        return None
    return Days(first, anchor[1], "label of a running report, day of publication")


def _day_before(text: str, part: Part, named: Part | None) -> Part:
    if named is None or part.start - named.end > _REACH or named.days is None:
        return part
    if text.count("\n\n", named.end, part.start) > 2:
        return part
    words = text[named.start : named.end]
    return replace(part, days=named.days, basis=f"day of “{words}” before it, {named.basis}")


def _whole_days(part: Part) -> TimeInterval:
    if part.days is None:
        return TimeInterval(None, None, basis=part.basis)
    first, last = interval_of_day(part.days.first), interval_of_day(part.days.last)
    return TimeInterval(first.earliest, last.latest, basis=part.days.basis)


def _with_clock(part: Part, clock: Clock, found: timedelta | None) -> TimeInterval:
    reasons = ["time of day"]
    offset = clock.offset
    if offset is not None:
        reasons.append("zone as printed" if not part.offset_found else "zone by the other time")
    elif found is not None and (not clock.zone or clock.zone.lower().startswith("local")):
        offset = found
        reasons.append("zone as of another time in the text")
    elif not clock.doubt.startswith("“"):
        reasons.append("local time, which is not said" if clock.zone else "zone not said")
    reasons += [clock.doubt] if clock.doubt else []
    if part.days is None:
        reasons.append(part.basis or "day not named")
        return TimeInterval(None, None, basis=", ".join(reasons))
    first, last = _at(part.days.first, clock.first), _at(part.days.last, clock.last)
    if last < first:
        last += timedelta(days=1)  # "from 22:00 to 02:00", or an hour of the day twice
    if offset is None:
        first, last = first - timedelta(hours=14), last + timedelta(hours=12)
    else:
        first, last = first - offset, last - offset
    return TimeInterval(first, last + _MINUTE, basis=", ".join([*reasons, part.basis]))


def _at(day: date, minutes: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)
